"""The four rosters side by side, what they change, and when they are urged."""

import numpy as np
import pandas as pd
import pytest
from bullying.roster_facts import cut, school
from hypothesis import given, settings
from hypothesis import strategies as st

from anyuan.bullying.roster import (
    ROSTERS,
    Rosters,
    advise,
    compare_rosters,
    list_changes,
    propose_rosters,
    what_stays,
)
from anyuan.bullying.roster_blocks import REST
from anyuan.bullying.roster_cover import uncovered

HOURS = "\n".join(f"mon;tue | break | 08:00 | 08:20 | {place}" for place in "ABC")
RISK = "A | break | mon | 0.3\nB | break | mon | 0.2\nC | break | mon | 0.1\nA | break | tue | 0.3"
DUTY = "1 | mon | 08:00 | 08:20 | C\n1 | tue | 08:00 | 08:20 | C\n2 | mon | 08:00 | 08:20 | B"


@pytest.fixture
def blocks():
    return cut(school(DUTY, HOURS, RISK))


@pytest.fixture
def found(blocks):
    return propose_rosters(blocks)


def changes(blocks, found, **options):
    return list_changes(blocks, found.rosters["today"], found.rosters["optimal"], **options)


class TestComparison:
    def test_holds_the_four_rosters_with_what_they_leave_uncovered(self, blocks, found):
        table = compare_rosters(blocks, found).set_index("roster")
        assert list(table.index) == list(ROSTERS)
        assert table["uncovered"]["today"] == pytest.approx(0.6)
        assert table["share"]["today"] == pytest.approx(0.6 / 0.9)
        assert table["uncovered"]["optimal"] == pytest.approx(0.1)
        assert table["change"]["optimal"] == pytest.approx(-5 / 6)
        assert table["n_changed"].to_dict() == {
            "today": 0, "proportional": 2, "greedy": 2, "optimal": 2,
        }  # fmt: skip
        assert table["p_better"].isna().all()

    def test_counts_the_draws_in_which_a_roster_is_better_than_todays(self, blocks, found):
        worse = [0.0, 0.2, 0.9, 0.0]
        draws = np.array([[0.3, 0.2, 0.1, 0.3]] * 3 + [worse])
        table = compare_rosters(blocks, found, draws).set_index("roster")
        assert table["p_better"]["optimal"] == 0.75
        assert pd.isna(table["p_better"]["today"])

    def test_a_draw_in_which_both_leave_the_same_counts_half(self, blocks, found):
        table = compare_rosters(blocks, found, np.zeros((2, 4))).set_index("roster")
        assert table["p_better"]["optimal"] == 0.5

    def test_where_there_is_no_risk_nothing_is_divided_by_it(self):
        blocks = cut(school(DUTY, HOURS, "A | break | mon | 0"))
        table = compare_rosters(blocks, propose_rosters(blocks))
        assert table["share"].eq(0).all() and table["change"].isna().all()

    def test_counts_todays_missing_breaks_and_none_in_a_proposal(self):
        blocks = cut(school("1 | mon | 08:00 | 11:00 | C", HOURS, RISK))
        table = compare_rosters(blocks, propose_rosters(blocks)).set_index("roster")
        assert table["n_overlong"].to_dict() == {
            "today": 1, "proportional": 0, "greedy": 0, "optimal": 0,
        }  # fmt: skip


class TestChanges:
    def test_are_one_line_a_post_most_risk_first(self, blocks, found):
        table = changes(blocks, found)
        assert table[["weekdays", "starts", "ends", "staff_no"]].to_numpy().tolist() == [
            ["tue", "08:00", "08:20", "1"],
            ["mon", "08:00", "08:20", "1"],
        ]
        assert table["place_name"].tolist() == ["操场", "操场"]
        assert table["to_place_name"].tolist() == ["一楼厕所", "一楼厕所"]
        # On Monday the 0.1 of the old place is lost.
        assert table["gain"].tolist() == pytest.approx([0.3, 0.2])

    def test_of_one_person_on_several_weekdays_may_be_put_together(self, blocks, found):
        (line,) = changes(blocks, found, merge=True).itertuples()
        assert line.weekdays == "mon;tue"
        assert line.gain == pytest.approx(0.5)
        assert line.why == "每周多顾及 0.5 起，现无人在场"

    def test_of_places_that_somebody_else_leaves_say_so(self):
        duty = "1 | mon | 08:00 | 08:10 | C\n2 | mon | 08:00 | 08:20 | A"
        hours = "\n".join(
            f"mon | {slot} | {a} | {b} | {place}"
            for place in "ABC"
            for slot, a, b in (("break", "08:00", "08:10"), ("noon", "08:10", "08:20"))
        )
        risk = "A | break | mon | 0.3\nB | break | mon | 0.2\nB | noon | mon | 0.9"
        blocks = cut(school(duty, hours, risk, walking="A | B | 9"))
        table = changes(blocks, propose_rosters(blocks)).set_index("staff_no")
        assert table["why"]["1"] == "每周多顾及 0.3 起，原值守人员另有调整"
        assert table["why"]["2"].endswith("现无人在场")

    def test_tell_a_break_with_its_reason(self):
        blocks = cut(school("1 | mon | 08:00 | 11:00 | A", HOURS, RISK))
        table = changes(blocks, propose_rosters(blocks))
        breaks = table[table["to_place"].isna()]
        assert len(breaks) >= 1
        assert set(breaks["to_place_name"]) == {"休息"}
        assert set(breaks["why"]) == {"连续值守不超过 120 分钟，轮换休息"}
        assert breaks["gain"].eq(0).all()

    def test_are_none_where_nothing_changes(self, blocks, found):
        today = found.rosters["today"]
        table = list_changes(blocks, today, today)
        assert table.empty and list(table)[:4] == ["weekdays", "starts", "ends", "staff_no"]
        assert "3 个班次中有 3 个" in what_stays(blocks, today, today)

    @settings(max_examples=50, deadline=None)
    @given(st.data())
    def test_put_back_one_by_one_lead_from_the_proposal_to_today(self, data):
        duty = (
            "1 | mon | 08:00 | 10:30 | C\n2 | mon | 08:10 | 08:40 | B\n3 | mon | 08:20 | 08:30 | A"
        )
        blocks = cut(school(duty, HOURS, RISK))
        posts = st.sampled_from([REST, 0, 1, 2])
        proposed = tuple(tuple(data.draw(posts) for _ in shift.blocks) for shift in blocks.shifts)
        today = tuple(shift.posts for shift in blocks.shifts)
        back = [list(way) for way in proposed]
        numbers = {shift.staff_no: n for n, shift in enumerate(blocks.shifts)}
        for line in list_changes(blocks, today, proposed).itertuples():
            shift = blocks.shifts[numbers[line.staff_no]]
            for n, block in enumerate(shift.blocks):
                begins, ends = (int(t[:2]) * 60 + int(t[3:]) for t in (line.starts, line.ends))
                if begins <= blocks.starts[block] and blocks.ends[block] <= ends:
                    assert shift.posts[n] == blocks.places.index(line.place)
                    back[numbers[line.staff_no]][n] = shift.posts[n]
        assert tuple(map(tuple, back)) == today


class TestAdvice:
    def told(self, blocks, found, draws=None):
        return advise(compare_rosters(blocks, found, draws))

    def test_urges_what_is_better_in_most_draws_and_says_by_how_much(self, blocks, found):
        told = self.told(blocks, found, np.array([[0.3, 0.2, 0.1, 0.3]] * 5))
        assert told.verdict == "propose"
        assert "每周约 0.6 起降到 0.1 起（减少 83%）" in told.sentence
        assert "100% 的情形" in told.sentence and "依据不足" not in told.sentence

    @pytest.mark.parametrize(("n_worse", "verdict"), [(2, "propose"), (3, "observe")])
    def test_urges_from_eight_draws_of_ten_on_and_else_says_observe(
        self, blocks, found, n_worse, verdict
    ):
        better, worse = [0.3, 0.2, 0.1, 0.3], [0.0, 0.2, 0.9, 0.0]
        draws = np.array([better] * (10 - n_worse) + [worse] * n_worse)
        told = self.told(blocks, found, draws)
        assert told.verdict == verdict
        assert ("依据不足，建议先观察" in told.sentence) == (verdict == "observe")

    def test_without_draws_nobody_knows(self, blocks, found):
        told = self.told(blocks, found)
        assert told.verdict == "observe" and "依据不足，建议先观察" in told.sentence

    def test_keeps_a_roster_that_cannot_be_bettered(self):
        blocks = cut(school("1 | mon | 08:00 | 08:20 | A", HOURS, RISK))
        told = self.told(blocks, propose_rosters(blocks))
        assert told.verdict == "keep" and "没有更好" in told.sentence

    def test_of_a_roster_that_only_lacks_breaks_says_what_they_cost(self):
        blocks = cut(school("1 | mon | 08:00 | 11:00 | A", HOURS, "C | break | tue | 0.3"))
        told = self.told(blocks, propose_rosters(blocks))
        assert told.verdict == "keep"
        assert "1 处连续值守过久，调整后都排了休息" in told.sentence


def test_the_gap_is_a_share_of_what_is_left_and_a_search_that_did_not_end_is_told():
    rosters = dict.fromkeys(ROSTERS, ())
    left = dict.fromkeys(ROSTERS, 0.5)
    assert Rosters(rosters, left, 0.005, False).gap == pytest.approx(0.01)
    assert "没有在限定" not in Rosters(rosters, left, 0.005, False).gap_in_words()
    assert "没有在限定" in Rosters(rosters, left, 0.1, False).gap_in_words()
    assert "没有在限定" in Rosters(rosters, left, 0.005, True).gap_in_words()
    nothing = Rosters(rosters, dict.fromkeys(ROSTERS, 0.0), 0.0, False)
    assert nothing.gap == 0 and "没有比建议更好" in nothing.gap_in_words()


def test_all_rosters_have_the_same_people_and_hours(blocks, found):
    for roster in found.rosters.values():
        hours = [len(posts) for posts in roster]
        assert hours == [len(shift.blocks) for shift in blocks.shifts]
        assert all(REST not in posts for posts in roster)
    assert found.left["optimal"] == pytest.approx(uncovered(blocks, found.rosters["optimal"]))
