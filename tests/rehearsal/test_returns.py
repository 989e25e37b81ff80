"""Who came back, stays, or left again: told by the facts, month by month."""

from datetime import date

import pandas as pd
import pytest

from anyuan.period import Month
from anyuan.rehearsal import write_answer_key
from anyuan.rehearsal.facts import MONTHS, SEPTEMBER
from anyuan.rehearsal.returns import Return, find_returns, first_school_day, returns_by_month
from anyuan.rehearsal.truth import OUT_OF_SCHOOL, find_transitions, judge_all


@pytest.fixture(scope="module")
def judged(world):
    return judge_all(world)


@pytest.fixture(scope="module")
def returns(world, judged):
    return find_returns(world, judged)


def by_month(world, returns, n_months=9):
    return returns_by_month(world, returns, list(range(n_months)))


def test_a_return_is_the_months_transition_and_happens_in_that_month(world, judged, returns):
    frame = by_month(world, returns)
    told = frame[frame["is_returned"]]
    moves = find_transitions(world, judged)
    moves = moves[moves["transition"] == "returned"]
    person = world.children["person"].to_numpy()[moves["child"].to_numpy(dtype="int64")]
    assert set(zip(told["person"], told["month"], strict=True)) == set(
        zip(person, moves["month"], strict=True)
    )
    assert len(told) > 8


def test_whoever_returned_was_out_of_school_at_the_end_of_the_month_before(world, judged, returns):
    for one in returns:
        place = MONTHS.index(Month.of(one.returned_on))
        assert judged[place - 1]["status"].iat[one.child] in OUT_OF_SCHOOL
        assert world.county.calendar.is_term_day(one.returned_on)


def test_the_day_of_return_is_that_of_the_absence(world, returns):
    days = {
        (a.child, a.returned_on) for a in world.facts.absences if a.returned_on and not a.is_repeat
    }
    with_absence = [one for one in returns if any(c == one.child for c, _ in days)]
    assert len(with_absence) >= 5
    assert all((one.child, one.returned_on) in days for one in with_absence)


def test_who_left_again_did_so_on_the_first_day_of_the_second_absence(world, returns):
    again = {a.child: a.first_absent_on for a in world.facts.absences if a.is_repeat}
    assert again
    assert {o.child: o.dropped_on for o in returns if o.dropped_on} == again


def test_who_was_out_only_before_the_first_month_has_not_returned(world, judged, returns):
    later = find_returns(world, judged, SEPTEMBER - 1)
    assert {o.child for o in later} < {o.child for o in returns}
    assert all(one.returned_on >= date(2024, 9, 1) for one in later)


def test_leaving_again_is_known_when_a_months_end_tells(world):
    child = Return(3, date(2024, 9, 3), date(2024, 10, 15), SEPTEMBER + 2)
    until_october = by_month(world, [child], SEPTEMBER + 2).set_index("month")
    assert until_october["is_staying"].to_dict() == {"2024-09": True, "2024-10": True}
    whole = by_month(world, [child]).set_index("month")
    assert whole["is_staying"].to_dict() == {
        "2024-09": True, "2024-10": False, "2024-11": False, "2024-12": False, "2025-01": False,
    }  # fmt: skip
    assert list(whole.index[whole["is_re_dropout"]]) == ["2024-10"]
    assert list(whole.index[whole["is_returned"]]) == ["2024-09"]


def test_thirty_days_are_told_from_the_month_that_holds_the_thirtieth_on(world):
    left_late = Return(3, date(2024, 9, 3), date(2024, 10, 15), SEPTEMBER + 2)
    left_soon = Return(4, date(2024, 9, 3), date(2024, 10, 3), SEPTEMBER + 2)
    frame = by_month(world, [left_late, left_soon])
    september = frame[frame["month"] == "2024-09"]
    assert september["is_30_days"].isna().all()
    october = frame[frame["month"] == "2024-10"].set_index("person")["is_30_days"]
    assert october.tolist() == [True, False]
    december = frame[frame["month"] == "2024-12"]
    assert (~december["is_90_days"]).all()


def test_school_days_are_no_weekends_festivals_or_breaks(world):
    assert first_school_day(world, date(2024, 10, 1)) == date(2024, 10, 8)
    assert first_school_day(world, date(2024, 8, 20)) == date(2024, 9, 2)
    assert first_school_day(world, date(2024, 11, 1)) == date(2024, 11, 1)
    assert first_school_day(world, date(2025, 8, 1)) == date(2025, 8, 1)


def test_the_answer_key_keeps_them(world, judged, tmp_path):
    months = MONTHS[SEPTEMBER - 1 : SEPTEMBER + 1]
    folder = write_answer_key(world, months, tmp_path / "key")
    kept = pd.read_parquet(folder / "cases.parquet")
    places = [MONTHS.index(month) for month in months]
    expected = returns_by_month(world, find_returns(world, judged, places[0]), places)
    pd.testing.assert_frame_equal(kept, expected)
    assert len(kept) and kept["is_returned"].all()
