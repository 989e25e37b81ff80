"""How long are how many pupils where, and where and when did the cases of the one table happen?"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from anyuan.bullying.slots import read_hours, read_spans, weekdays
from anyuan.period import SchoolCalendar

# The determination of a case that nobody has determined yet, as `count_cases` is asked for it.
UNDETERMINED = "undetermined"
COUNTED = frozenset({"bullying", UNDETERMINED})
# Why a case stands nowhere on the map.
NOT_COUNTED, OFF_CAMPUS, ONLINE = "not_counted", "off_campus", "online"
NO_PLACE, UNKNOWN_PLACE = "no_place", "unknown_place"
NO_TIME, NO_SCHOOL_DAY, OUTSIDE_HOURS = "no_time", "no_school_day", "outside_hours"
_AT = ["school_code", "place", "place_type", "slot", "weekday"]
_HORSEPLAY = "horseplay"


@dataclass(frozen=True)
class CaseCounts:
    """`placed`: one row a case on the map; `unplaced`: one row for every other case, and why.

    Both: case_id, school_code, place, place_type, slot, weekday, as far as known. `placed` has
    `by` (timetable, or default where the clock alone decided), `unplaced` has `reason`:
    not_counted (horseplay, another determination that is not asked for), off_campus, online,
    no_place, unknown_place, no_time, no_school_day, outside_hours.
    """

    placed: pd.DataFrame
    unplaced: pd.DataFrame

    @property
    def counts(self) -> pd.DataFrame:
        """Return n by school_code, place, place_type, slot, weekday."""
        return (
            self.placed.groupby(_AT, dropna=False, as_index=False)
            .size()
            .rename(columns={"size": "n"})
        )


def exposure(timetable: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Return how much time pupils spend where in one week, from rows of the two tables.

    Columns school_code, place, place_type, slot, weekday, minutes (with pupils there, an hour of
    two grades at once is one), pupil_minutes (minutes times pupils; rows of one place and slot add
    up). A place of the timetable that `places` lacks has no type; a place that the timetable lacks
    has one row without slot and weekday and with 0 minutes.
    """
    spans = read_spans(timetable).sort_values("start", kind="stable")
    spans["pupil_minutes"] = (spans["end"] - spans["start"]) * spans["n_pupils"]
    keys = ["school_code", "place", "slot", "weekday"]
    reached = spans.groupby(keys)["end"].cummax().groupby([spans[k] for k in keys]).shift()
    start = spans["start"].where(reached.isna() | (reached < spans["start"]), reached)
    spans["minutes"] = (spans["end"] - start).clip(lower=0).astype("int64")
    weekly = spans.groupby(keys, as_index=False)[["minutes", "pupil_minutes"]].sum()
    known = _types_of(places)
    found = weekly.merge(known, on=["school_code", "place"], how="outer")
    numbers = ["minutes", "pupil_minutes"]
    return found.fillna(dict.fromkeys(numbers, 0)).astype(dict.fromkeys(numbers, "int64"))[
        [*_AT, *numbers]
    ]


def _types_of(places: pd.DataFrame) -> pd.DataFrame:
    columns = ["school_code", "place", "place_type"]
    return places[columns].drop_duplicates(columns[:2], keep="last")


def count_school_days(calendar: SchoolCalendar, first: date, last: date) -> dict[str, int]:
    """Return how many days of each weekday, both ends included, lie in terms and are no festival.

    A weekend day on which work is made up for counts as the weekend day that it is: which
    weekday's timetable a school follows then, no notice says. Raises ShownError as
    `Holidays.is_festival` does.
    """
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    found = Counter(day.weekday() for day in days if calendar.is_term_day(day))
    return {code: found[number] for number, code in enumerate(weekdays())}


def make_cells(weekly: pd.DataFrame, counts: pd.DataFrame, days: Mapping[str, int]) -> pd.DataFrame:
    """Return cases beside exposure over a period: the columns of place, slot, weekday, n, exposure.

    `weekly` from `exposure`, `counts` from `count_cases`, `days` from `count_school_days`;
    exposure in pupil-hours. A case where the timetable has nobody stands in a row with exposure 0.
    """
    hours = weekly["pupil_minutes"] / 60 * weekly["weekday"].map(days).fillna(0)
    there = weekly[_AT].assign(exposure=hours)
    found = there.merge(counts[[*_AT, "n"]], on=_AT, how="outer")
    return found.assign(
        n=found["n"].fillna(0).astype("int64"), exposure=found["exposure"].fillna(0.0)
    )[[*_AT, "n", "exposure"]]


def count_cases(
    table: pd.DataFrame,
    timetable: pd.DataFrame,
    places: pd.DataFrame,
    calendar: SchoolCalendar | None = None,
    determinations: Collection[str] = COUNTED,
) -> CaseCounts:
    """Return which rows of the one table stand where on the map, and why the others stand nowhere.

    Counted are cases determined as one of `determinations`, `undetermined` meaning not yet; what
    was determined as horseplay never is (教督〔2017〕10号: 严格区分). With a calendar a case on a
    day without school has no slot. The first reason holds, in the order of `CaseCounts`. Raises
    ValueError for `horseplay` in `determinations`.
    """
    if _HORSEPLAY in determinations:
        raise ValueError("horseplay is no bullying")
    rows = table.merge(
        _types_of(places), on=["school_code", "place"], how="left", indicator="found"
    )
    happened = pd.to_datetime(rows["occurred_on"])
    rows["weekday"] = happened.dt.day_of_week.map(dict(enumerate(weekdays())))
    hours = read_hours(timetable)
    found = []
    for row in rows.assign(day=happened.dt.date).itertuples(index=False):
        reason, slot = _obstacle(row, calendar, determinations), None
        if reason is None:
            slot = hours.slot_of(row.school_code, row.weekday, row.occurred_time, row.place)
            reason = None if slot else OUTSIDE_HOURS
        found.append((slot.code, slot.by, None) if slot else (None, None, reason))
    told = pd.DataFrame(found, columns=["slot", "by", "reason"], index=rows.index, dtype="str")
    rows[told.columns] = told
    columns = ["case_id", *_AT]
    is_placed = rows["reason"].isna()
    return CaseCounts(
        rows.loc[is_placed, [*columns, "by"]].reset_index(drop=True),
        rows.loc[~is_placed, [*columns, "reason"]].reset_index(drop=True),
    )


def _obstacle(row, calendar: SchoolCalendar | None, determinations: Collection[str]) -> str | None:
    """Return why a case stands nowhere on the map, before its slot is asked for."""
    determined = UNDETERMINED if pd.isna(row.determination) else row.determination
    if determined not in determinations:
        return NOT_COUNTED
    if row.where_kind in (OFF_CAMPUS, ONLINE):
        return row.where_kind
    if pd.isna(row.place):
        return NO_PLACE
    if row.found != "both":
        return UNKNOWN_PLACE
    if pd.isna(row.occurred_time) or pd.isna(row.day):
        return NO_TIME
    if calendar is not None and not calendar.is_term_day(row.day):
        return NO_SCHOOL_DAY
    return None
