"""The worklist: who is in it, what narrows it, and that only what changed is looked at again."""

from datetime import timedelta

import pytest
from desk.case_county import NAMES

from anyuan.desk.case_lines import FINISHED, NO_SCHOOL, CaseLines, Filters


@pytest.fixture
def lines(at_cases):
    return at_cases.lines


def shown(sitting, **wanted):
    return sitting.lines.shown(Filters(**wanted), sitting.me)


def test_the_most_urgent_open_cases_come_first(at_cases):
    found = shown(at_cases)
    days = [line.days_left for line in found if line.days_left is not None]
    assert days == sorted(days) and days[0] < 0
    assert all(line.is_open for line in found)
    assert len(found) + len(shown(at_cases, status=FINISHED)) == len(at_cases.lines.all())


def test_finished_cases_are_reached_by_their_status(at_cases):
    (finished,) = shown(at_cases, status="false_alarm")
    assert not finished.is_open and finished.days_left is None
    assert shown(at_cases, status=FINISHED) == [finished]


def test_school_township_status_and_lateness_narrow_it_together(at_cases):
    late = shown(at_cases, is_overdue=True)
    assert late and all(line.is_overdue for line in late)
    assert all(0 <= line.days_left < 7 for line in shown(at_cases, is_week=True))
    in_town = shown(at_cases, township="T08", is_overdue=True)
    assert {line.township for line in in_town} == {"T08"} and len(in_town) < len(late)
    without = shown(at_cases, unit=NO_SCHOOL)
    assert without and not any(line.school_code for line in without)
    assert {line.status for line in shown(at_cases, status="placed")} == {"placed"}


def test_a_case_is_mine_where_the_plan_names_me_or_i_wrote_last(sit_at):
    mine = {line.status for line in shown(sit_at("E01"), is_mine=True)}
    assert {"persuading", "placed"} <= mine and "confirmed" not in mine
    theirs = {line.status for line in shown(sit_at("E02"), is_mine=True)}
    assert "confirmed" in theirs and "placed" not in theirs


def test_it_is_searched_by_number_place_status_and_step_and_never_by_name(at_cases):
    first = at_cases.lines.all()[0]
    assert shown(at_cases, find=first.case_id.lower()) == [first]
    assert {line.township for line in shown(at_cases, find="栗家庄")} == {"T14"}
    assert {line.status for line in shown(at_cases, find="劝返中")} == {"persuading"}
    assert {line.status for line in shown(at_cases, find="三泉 核实")} <= {"suspected", "verifying"}
    assert [name for name in NAMES if shown(at_cases, find=name)] == []
    assert not [n for n in NAMES for line in at_cases.lines.all() if n in line.search]


def test_only_what_changed_is_taken_in(sit_at):
    mine, theirs = sit_at("E01"), sit_at("E02")
    now = mine.clock.now()
    assert mine.lines.refresh(now) == set()
    case_id = mine.lines.all()[0].case_id
    theirs.open(case_id)
    assert mine.lines.refresh(now) == set()  # looking is no change
    theirs.note("owner_education", "示例校长")
    assert mine.lines.refresh(now) == {case_id}
    assert mine.lines.get(case_id).writer == "E02"


def test_on_a_new_day_every_case_is_looked_at_again(at_cases):
    lines = CaseLines(at_cases.room, at_cases.room.schools(), at_cases.matter)
    now = at_cases.clock.now()
    assert len(lines.refresh(now)) == len(lines.all())
    before = lines.all()[0]
    lines.refresh(now + timedelta(days=1))
    assert lines.get(before.case_id).days_left == before.days_left - 1
