"""From timetable and places to pupil-minutes, and from cases to places, slots and weekdays."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyuan.bullying.exposure import (
    CaseCounts,
    count_cases,
    count_school_days,
    exposure,
    make_cells,
)
from anyuan.bullying.slots import BY_DEFAULT, BY_TIMETABLE, read_hours, weekdays
from anyuan.codebook import code_list
from anyuan.period import SchoolCalendar

TERM = SchoolCalendar(((date(2024, 9, 2), date(2025, 1, 17)),))
TIMETABLE = """
weekdays             slot         starts ends  place n_pupils
mon;tue;wed;thu;fri  lesson       08:00  08:45 K1    200
mon;tue;wed;thu;fri  break        08:45  09:00 C1    60
mon;tue;wed;thu;fri  break        08:45  09:00 K1    120
mon;tue;wed;thu;fri  lesson       09:00  12:00 K1    200
mon;tue;wed;thu;fri  noon         11:30  12:30 C1    20
mon                  after_school 16:00  17:00 G1    200
sun;mon              night        22:00  06:00 D1    50
"""
PLACES = """
place place_type
K1    classroom
C1    toilet
D1    dormitory
G1    gate
X1    corner
"""


def table_of(text, school="S1"):
    """Return the rows of a text table as texts, `-` for nothing, with a school."""
    head, *rows = [line.split() for line in text.strip().splitlines()]
    frame = pd.DataFrame(rows, columns=head, dtype="str").replace("-", None)
    return frame.assign(school_code=school)


def timetable_of(text, school="S1"):
    frame = table_of(text, school)
    return frame.assign(n_pupils=frame["n_pupils"].astype("Int64"))


def cases_of(text, school="S1"):
    """Return the one table's rows; what stands as `-` is null."""
    frame = table_of(text, school)
    frame["occurred_on"] = pd.to_datetime(frame["occurred_on"]).astype("datetime64[us]")
    return frame.assign(case_id=[f"B{n}" for n in range(len(frame))])


def at(weekly, place, slot, weekday):
    keys = ["place", "slot", "weekday"]
    return weekly.set_index(keys).sort_index().loc[(place, slot, weekday)]


def test_minutes_times_pupils_add_up_over_rows():
    twice = TIMETABLE + "fri break 08:45 09:00 C1 15\nfri break 08:50 09:05 C1 10\n"
    weekly = exposure(timetable_of(twice), table_of(PLACES))
    friday = at(weekly, "C1", "break", "fri")
    assert friday["pupil_minutes"] == 15 * 60 + 15 * 15 + 15 * 10
    assert friday["minutes"] == 20  # 08:45 to 09:05, however many rows
    assert at(weekly, "C1", "break", "thu")["pupil_minutes"] == 15 * 60


def test_a_night_past_midnight_counts_on_both_days():
    weekly = exposure(timetable_of(TIMETABLE), table_of(PLACES))
    nights = weekly[weekly["place"] == "D1"].set_index("weekday")["minutes"]
    assert nights.to_dict() == {"sun": 120, "mon": 360 + 120, "tue": 360}


def test_a_place_that_the_timetable_lacks_stands_there_with_nothing():
    weekly = exposure(timetable_of(TIMETABLE), table_of(PLACES))
    corner = weekly[weekly["place"] == "X1"]
    assert len(corner) == 1
    assert corner["minutes"].item() == 0 and corner["slot"].isna().item()


def test_a_place_of_the_timetable_that_nobody_listed_has_no_type():
    weekly = exposure(timetable_of(TIMETABLE), table_of("place place_type\nK1 classroom"))
    assert set(weekly.loc[weekly["place_type"].isna(), "place"]) == {"C1", "D1", "G1"}


SPANS = st.lists(
    st.tuples(st.integers(0, 1439), st.integers(1, 300), st.integers(0, 500)),
    min_size=1,
    max_size=6,
)


@given(SPANS)
def test_minutes_are_those_of_the_day_with_anybody_there(spans):
    rows = [
        f"wed lesson {start // 60:02}:{start % 60:02} {end // 60:02}:{end % 60:02} K1 {n}"
        for start, length, n in spans
        for end in [min(start + length, 1439)]
    ]
    weekly = exposure(
        timetable_of("weekdays slot starts ends place n_pupils\n" + "\n".join(rows)),
        table_of("place place_type\nK1 classroom"),
    )
    there = [set(range(start, min(start + length, 1439))) for start, length, _ in spans]
    assert weekly["minutes"].sum() == len(set().union(*there))
    expected = sum(len(minutes) * n for minutes, (*_, n) in zip(there, spans, strict=True))
    assert weekly["pupil_minutes"].sum() == expected


@pytest.mark.parametrize(
    ("time", "place", "slot"),
    [
        ("08:00", "K1", "lesson"),
        ("08:44", "K1", "lesson"),
        ("08:45", "K1", "break"),
        ("11:45", "C1", "noon"),  # at this place; most are still in lessons
        ("11:45", "G1", "lesson"),  # nobody is there now: where most are
        ("12:30", "C1", "noon"),  # the end of the day's last span but one
        ("16:30", "K1", "after_school"),
        ("23:00", "D1", "night"),
        ("03:00", "D1", "night"),
    ],
)
def test_the_slot_of_a_time_is_the_schools_own(time, place, slot):
    found = read_hours(timetable_of(TIMETABLE)).slot_of("S1", "mon", time, place)
    assert (found.code, found.by) == (slot, BY_TIMETABLE)


def test_between_spans_and_without_a_timetable_the_clock_decides():
    hours = read_hours(timetable_of(TIMETABLE))
    between = hours.slot_of("S1", "mon", "14:10")
    assert (between.code, between.by) == ("lesson", BY_DEFAULT)
    found = [hours.slot_of("S9", "sat", time).code for time in ("00:00", "06:30", "12:00", "23:59")]
    assert found == ["night", "arrival", "noon", "night"]


def test_outside_the_schools_day_there_is_no_slot():
    hours = read_hours(timetable_of(TIMETABLE))
    assert hours.slot_of("S1", "sat", "10:00") is None
    assert hours.slot_of("S1", "fri", "07:59") is None
    assert hours.slot_of("S1", "fri", "12:31") is None
    assert hours.slot_of("S1", "fri", "12:30").code == "noon"


def test_the_default_hours_are_slots_of_the_codebook():
    hours = read_hours(timetable_of(TIMETABLE))
    found = {hours.slot_of("S9", "mon", f"{h:02}:{m:02}").code for h in range(24) for m in (0, 30)}
    assert found <= set(code_list("time_slot").labels)


CASES = """
occurred_on occurred_time where_kind place determination
2024-09-02  08:50         on_campus  C1    bullying
2024-09-02  08:50         on_campus  C1    -
2024-09-03  08:10         on_campus  K1    bullying
2024-09-02  08:50         on_campus  C1    horseplay
2024-09-02  08:50         on_campus  C1    conflict
2024-09-02  18:50         off_campus -     bullying
2024-09-02  -             online     -     bullying
2024-09-02  08:50         on_campus  -     bullying
2024-09-02  08:50         on_campus  Q7    bullying
2024-09-02  -             on_campus  C1    bullying
2024-10-01  08:50         on_campus  C1    bullying
2024-09-06  20:00         on_campus  C1    bullying
"""
REASONS = [
    "not_counted",
    "not_counted",
    "off_campus",
    "online",
    "no_place",
    "unknown_place",
    "no_time",
    "no_school_day",
    "outside_hours",
]


def test_every_case_stands_on_the_map_or_says_why_not():
    found = count_cases(cases_of(CASES), timetable_of(TIMETABLE), table_of(PLACES), TERM)
    assert found.unplaced["reason"].to_list() == REASONS
    assert len(found.placed) + len(found.unplaced) == len(cases_of(CASES))
    counts = found.counts.set_index(["place", "slot", "weekday"])["n"]
    assert counts.to_dict() == {("C1", "break", "mon"): 2, ("K1", "lesson", "tue"): 1}


def test_without_a_calendar_a_holiday_is_a_day_like_others():
    found = count_cases(cases_of(CASES), timetable_of(TIMETABLE), table_of(PLACES))
    assert "no_school_day" not in set(found.unplaced["reason"])


def test_cases_not_yet_determined_may_be_left_out():
    found = count_cases(
        cases_of(CASES), timetable_of(TIMETABLE), table_of(PLACES), determinations=("bullying",)
    )
    assert "B1" in set(found.unplaced.loc[found.unplaced["reason"] == "not_counted", "case_id"])


def test_horseplay_is_never_counted():
    with pytest.raises(ValueError, match="horseplay"):
        count_cases(
            cases_of(CASES),
            timetable_of(TIMETABLE),
            table_of(PLACES),
            determinations=("bullying", "horseplay"),
        )


def test_a_place_of_another_school_is_unknown():
    found = count_cases(cases_of(CASES), timetable_of(TIMETABLE), table_of(PLACES, "S2"))
    assert len(found.placed) == 0
    assert (found.unplaced["reason"] == "unknown_place").sum() == 7


def test_no_cases_make_typed_empty_frames():
    found = count_cases(cases_of(CASES).head(0), timetable_of(TIMETABLE), table_of(PLACES), TERM)
    assert isinstance(found, CaseCounts)
    assert len(found.counts) == 0 and "n" in found.counts
    weekly = exposure(timetable_of(TIMETABLE), table_of(PLACES))
    cells = make_cells(weekly, found.counts, count_school_days(TERM, *TERM.terms[0]))
    assert cells["n"].sum() == 0 and len(cells) == len(weekly)


def test_school_days_are_those_of_terms_without_festivals():
    days = count_school_days(TERM, date(2024, 8, 26), date(2024, 10, 13))
    # Not in the count: what lies before the term, and 15 to 17 September and 1 to 7 October.
    assert days == {"mon": 4, "tue": 4, "wed": 5, "thu": 5, "fri": 5, "sat": 5, "sun": 4}


def test_weekday_codes_stand_in_the_order_of_dates():
    assert weekdays() == ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def test_exposure_over_a_period_is_the_weeks_times_its_days():
    weekly = exposure(timetable_of(TIMETABLE), table_of(PLACES))
    counts = count_cases(cases_of(CASES), timetable_of(TIMETABLE), table_of(PLACES)).counts
    cells = make_cells(weekly, counts, {"mon": 4, "tue": 0})
    monday = at(cells, "C1", "break", "mon")
    assert monday["exposure"] == 4 * 15 * 60 / 60 and monday["n"] == 2
    assert at(cells, "K1", "lesson", "tue")[["n", "exposure"]].to_list() == [1, 0]
    assert cells["n"].sum() == counts["n"].sum()


def test_a_case_where_the_timetable_has_nobody_is_kept_with_no_exposure():
    cases = cases_of(
        "occurred_on occurred_time where_kind place determination\n"
        "2024-09-02 08:10 on_campus C1 bullying"
    )
    found = count_cases(cases, timetable_of(TIMETABLE), table_of(PLACES))
    cells = make_cells(
        exposure(timetable_of(TIMETABLE), table_of(PLACES)), found.counts, {"mon": 1}
    )
    row = at(cells, "C1", "lesson", "mon")
    assert row["n"] == 1 and row["exposure"] == 0
