"""What a roster leaves uncovered, minute by minute, and whether it lets people rest."""

import numpy as np
import pytest
from bullying.roster_facts import cut, school

from anyuan.bullying.roster_blocks import REST
from anyuan.bullying.roster_cover import overlong, stands, uncovered, uncovered_by_row

HOURS = """
mon | break | 08:00 | 08:10 | A
mon | break | 08:10 | 08:20 | B
mon | break | 08:10 | 08:20 | A
"""
RISK = "A | break | mon | 0.2\nB | break | mon | 0.1"
DUTY = "01 | mon | 08:00 | 08:10 | A\n01 | mon | 08:10 | 08:20 | B"


def test_what_nobody_stands_at_is_uncovered_and_walking_covers_nothing():
    blocks = cut(school(DUTY, HOURS, RISK))
    # A covered for 10 of its 20 minutes, B from the second minute of 10 on.
    assert uncovered(blocks, (blocks.shifts[0].posts,)) == pytest.approx(0.1 + 0.02)


def test_a_place_counts_once_however_many_stand_there():
    blocks = cut(school("01 | mon | 08:00 | 08:20 | A\n02 | mon | 08:00 | 08:20 | A", HOURS, RISK))
    assert uncovered(blocks, ((0, 0), (0, 0))) == pytest.approx(0.1)
    assert uncovered(blocks, ((0, 0), (0, 1))) == pytest.approx(0.02)


def test_under_a_camera_absence_counts_in_part():
    blocks = cut(school(DUTY, HOURS, RISK, cameras="A | 是"), camera_cover_percent="50")
    assert uncovered(blocks, ((REST, REST),)) == pytest.approx(0.1 + 0.1)


def test_whoever_is_still_on_the_way_covers_neither_place():
    blocks = cut(school(DUTY, HOURS, RISK, walking="A | B | 12"))
    assert stands(blocks, blocks.shifts[0], (0, 1)) == [(0, 0, 0)]


def test_a_pause_between_two_blocks_is_time_to_walk():
    duty = "01 | mon | 08:00 | 08:10 | A\n01 | mon | 08:14 | 08:20 | B"
    blocks = cut(school(duty, HOURS, RISK, walking="A | B | 5"))
    shift = blocks.shifts[0]
    assert [late for _, _, late in stands(blocks, shift, shift.posts)] == [0, 1]


def test_after_a_break_one_sets_off_when_it_is_over():
    duty = "\n".join(f"01 | mon | 08:{n}0 | 08:{n + 1}0 | A" for n in range(3))
    blocks = cut(school(duty, HOURS, RISK))
    assert stands(blocks, blocks.shifts[0], (0, REST, 1)) == [(0, 0, 0), (2, 1, 2)]


def test_the_shares_of_the_rows_of_risk_add_up_to_what_is_uncovered():
    tables = school(DUTY, HOURS, f"{RISK}\nA | night | mon | 9", cameras="B | 是")
    blocks = cut(tables)
    roster = (blocks.shifts[0].posts,)
    shares = uncovered_by_row(blocks, roster, len(tables.risk))
    assert shares @ tables.risk["expected"] == pytest.approx(uncovered(blocks, roster))
    assert shares[2] == 0 and np.all(shares <= 1)


class TestRest:
    def blocks(self, duty: str, **settings: str):
        return cut(school(duty, HOURS, RISK), **({"duty_rest_minutes": "30"} | settings))

    def stretches(self, blocks, posts):
        return [
            (start - 480, end - 480) for start, end in overlong(blocks, blocks.shifts[0], posts)
        ]

    def test_is_owed_after_so_many_minutes_on_duty(self):
        duty = "\n".join(f"01 | mon | 08:{n}0 | 08:{n + 1}0 | A" for n in range(5))
        blocks = self.blocks(duty)
        assert self.stretches(blocks, (0,) * 5) == [(0, 50)]
        assert self.stretches(blocks, (0, 0, 0, REST, 0)) == []
        assert self.stretches(blocks, (REST, 0, 0, 0, 0)) == [(10, 50)]

    def test_exactly_so_many_minutes_are_allowed(self):
        blocks = self.blocks("01 | mon | 08:00 | 08:30 | A")
        assert self.stretches(blocks, blocks.shifts[0].posts) == []

    def test_a_shorter_pause_than_ten_minutes_is_no_break(self):
        duty = "01 | mon | 08:00 | 08:20 | A\n01 | mon | 08:29 | 08:45 | A"
        assert self.stretches(self.blocks(duty), (0, 0, 0)) == [(0, 45)]
        blocks = self.blocks(duty.replace("08:29", "08:30"))
        assert all(not overlong(blocks, s, s.posts) for s in blocks.shifts)

    def test_past_midnight_there_is_a_break_first(self):
        duty = "01 | mon | 23:50 | 23:59 | A\n01 | tue | 00:00 | 00:20 | A"
        blocks = self.blocks(duty, duty_rest_minutes="120")
        late = blocks.shifts[1]
        assert overlong(blocks, late, late.posts) == [(0, 20)]
        assert overlong(blocks, late, (REST,) * len(late.blocks)) == []
