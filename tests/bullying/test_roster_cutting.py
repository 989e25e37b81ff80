"""The week in blocks: where it is cut, how risk is spread, who is on duty, what is left out."""

import numpy as np
import pytest
from bullying.roster_facts import cut, school

DUTY = "01 | mon | 08:00 | 08:30 | A"
HOURS = "mon;tue | break | 08:10 | 08:20 | A"
RISK = "A | break | mon | 0.5"


def spans(blocks):
    rows = zip(blocks.weekday, blocks.starts.tolist(), blocks.ends.tolist(), strict=True)
    return [(day, start - 480, end - 480) for day, start, end in rows]


def test_a_day_is_cut_where_a_shift_or_the_timetable_begins_or_ends():
    blocks = cut(school(DUTY, HOURS, RISK))
    assert spans(blocks) == [("mon", 0, 10), ("mon", 10, 20), ("mon", 20, 30), ("tue", 10, 20)]
    assert blocks.shifts[0].blocks == (0, 1, 2)
    assert blocks.may_change.all()


def test_hours_in_which_nobody_is_anywhere_are_no_block():
    blocks = cut(school(DUTY, f"{HOURS}\nmon | noon | 12:00 | 12:10 | A", RISK))
    assert ("mon", 30, 240) not in spans(blocks)


def test_risk_is_spread_over_the_minutes_of_its_slot():
    hours = "mon | break | 08:00 | 08:10 | A\nmon | break | 08:20 | 08:50 | A"
    blocks = cut(school("01 | mon | 08:20 | 08:40 | A", hours, "A | break | mon | 0.8"))
    assert spans(blocks) == [("mon", 0, 10), ("mon", 20, 40), ("mon", 40, 50)]
    assert blocks.risk[:, 0] == pytest.approx([0.2, 0.4, 0.2])
    assert blocks.parts["share"].sum() == pytest.approx(1)


def test_risk_at_hours_that_the_timetable_does_not_know_is_told_and_counted_nowhere():
    blocks = cut(school(DUTY, HOURS, f"{RISK}\nA | night | mon | 0.25\nX | break | mon | 0.25"))
    assert blocks.unplaced == pytest.approx(0.5)
    assert blocks.total == pytest.approx(0.5)
    assert any("0.5 起" in note for note in blocks.notes)


def test_risk_that_is_not_known_is_none():
    tables = school(DUTY, HOURS, f"{RISK}\nA | break | tue | nan")
    assert cut(tables).total == pytest.approx(0.5)


def test_a_working_camera_makes_absence_weigh_less_and_a_broken_one_does_not():
    cameras = "A | 是\nB | 否"
    blocks = cut(school(DUTY, HOURS, RISK, cameras=cameras), camera_cover_percent="70")
    assert blocks.left.tolist() == [0.7, 1, 1]
    assert blocks.value[1, 0] == pytest.approx(0.35)


def test_online_nobody_can_be_posted():
    places = """
        place | place_name | place_type | building | floor
        A | 网上 | online | - | -
    """
    assert cut(school(DUTY, HOURS, RISK, places=places)).value.sum() == 0


def test_rows_that_end_before_they_begin_are_left_out_and_told():
    duty = f"{DUTY}\n02 | mon | 09:00 | 08:00 | A"
    blocks = cut(school(duty, f"{HOURS}\nmon | noon | 13:00 | 12:00 | A", RISK))
    assert [shift.staff_no for shift in blocks.shifts] == ["01"]
    assert [note for note in blocks.notes if "1 行结束不晚于开始" in note] == list(blocks.notes)


def test_of_two_posts_at_once_the_earlier_counts_and_it_is_told():
    duty = f"{DUTY}\n01 | mon | 08:20 | 08:40 | C"
    blocks = cut(school(duty, HOURS, RISK))
    assert blocks.shifts[0].posts == (0, 0, 0, 2)
    assert "工号 01 周一有 10 分钟同时排在两处" in blocks.notes[0]


def test_a_place_that_only_the_roster_knows_has_no_risk_and_is_called_by_its_code():
    blocks = cut(school("01 | mon | 08:00 | 08:30 | Z", HOURS, RISK))
    assert blocks.places == ("A", "B", "C", "Z")
    assert blocks.names["Z"] == "Z"
    assert blocks.risk[:, 3].sum() == 0


def test_a_shift_ends_where_there_is_time_to_rest_and_to_get_anywhere():
    duty = "01 | mon | 08:00 | 08:30 | A\n01 | mon | 08:40 | 08:50 | B"
    assert len(cut(school(duty, HOURS, RISK)).shifts) == 2
    far = school(duty, HOURS, RISK, walking="A | C | 11")
    assert len(cut(far).shifts) == 1


def test_a_long_stretch_is_cut_so_that_a_break_can_be_taken():
    duty = "01 | mon | 08:00 | 10:30 | A"
    blocks = cut(school(duty, HOURS, RISK))
    assert blocks.minutes.max() < 30 and blocks.minutes.min() >= 10
    assert blocks.may_change.sum() == 3 + 1
    assert cut(school(duty, HOURS, RISK), duty_rest_minutes="150").minutes.max() == 130


def test_duty_that_goes_on_past_midnight_begins_with_a_break():
    duty = (
        "01 | mon | 23:00 | 23:59 | A\n01 | tue | 00:00 | 01:00 | A\n02 | tue | 00:00 | 01:00 | A"
    )
    told = {
        s.staff_no + s.weekday: s.is_after_midnight for s in cut(school(duty, HOURS, RISK)).shifts
    }
    assert told == {"01mon": False, "01tue": True, "02tue": False}


class TestWalking:
    def walk(self, walking: str = "", **settings: str) -> np.ndarray:
        return cut(school(DUTY, HOURS, RISK, walking=walking), **settings).walk

    def test_is_estimated_by_floors_and_buildings(self):
        assert self.walk().tolist() == [[0, 2, 3], [2, 0, 5], [3, 5, 0]]

    def test_is_estimated_by_the_countys_rules(self):
        walk = self.walk(walk_floor_minutes="2", walk_building_minutes="4")
        assert walk.tolist() == [[0, 4, 4], [4, 0, 8], [4, 8, 0]]

    def test_what_was_measured_goes_before_both_ways(self):
        walk = self.walk("A | B | 1\nC | A | 7")
        assert (walk[0, 1], walk[1, 0], walk[0, 2], walk[2, 0], walk[1, 2]) == (1, 1, 7, 7, 5)

    def test_of_two_measurements_the_longer_counts_and_nobody_walks_to_where_he_is(self):
        walk = self.walk("A | B | 1\nB | A | 4\nA | A | 9\nA | X | 2")
        assert walk[0, 1] == 4 and walk[0, 0] == 0
