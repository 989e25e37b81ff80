"""Who came back to school, when, and who left again: truth from the facts, read from no case."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from anyuan.rehearsal.facts import MONTHS
from anyuan.rehearsal.truth import HERE, OUT_OF_SCHOOL, SUSPECTED
from anyuan.rehearsal.world import World


@dataclass(frozen=True)
class Return:
    """One return of a child that was out of school at the end of some month before.

    `returned_on` is the first day back: that of the absence, or, for who comes onto a roll, the
    first school day of the first month on it. `dropped_on` is the first day of the next absence
    that made a dropout of the child again, None where there is none; `dropped_at` the place in
    MONTHS of the month at whose end it counted as one.
    """

    child: int
    returned_on: date
    dropped_on: date | None = None
    dropped_at: int | None = None


def find_returns(world: World, judged: list[pd.DataFrame], first: int = 0) -> list[Return]:
    """Return every return, by child and day; `judged` as of `judge_all`.

    Only children who stood out of school (失学 or 辍学) at the end of some month from MONTHS[first]
    on: each of them can be known from the files (see `knowable`), so that an office could have had
    a case. Who was suspected only, or left and came back between two months' ends, is not one of
    them. A child in school elsewhere, excluded or too old has not returned.
    """
    status = np.stack([frame["status"].to_numpy(dtype=object) for frame in judged], axis=1)
    is_out = np.isin(status, OUT_OF_SCHOOL)
    days_back = _days_back(world)
    found: list[Return] = []
    for child in np.flatnonzero(is_out[:, first:].any(axis=1)):
        mine: list[Return] = []
        for place in range(first + 1, len(MONTHS)):
            was, now = is_out[child, place - 1], is_out[child, place]
            if was and status[child, place] in (HERE, SUSPECTED):
                day = _day_back(world, days_back.get(int(child), []), place)
                mine.append(Return(int(child), day))
            elif now and not was and mine:
                away = judged[place]["first_absent_on"].iat[child].date()
                mine[-1] = Return(int(child), mine[-1].returned_on, away, place)
        found += mine
    return found


def returns_by_month(world: World, returns: list[Return], places: list[int]) -> pd.DataFrame:
    """Return what is true of the returned at each month's end, as far as these months tell.

    One row for a child and month, from the month of its return on. Columns person, month,
    returned_on, dropped_on (null where it stayed), and booleans: `is_returned` (came back in this
    month), `is_staying` (at school at the month's end), `is_re_dropout` (left again in this month),
    `is_30_days` and `is_90_days` (still there so many days after the return; null where that day
    lies after the month's end). A child counts as having left from the first day of the absence;
    one who leaves again counts only from the month at whose end that made it a dropout is known.
    """
    rows = []
    for one in returns:
        is_known = one.dropped_at is not None and one.dropped_at <= max(places)
        left = one.dropped_on if is_known else None
        for place in places:
            month = MONTHS[place]
            if one.returned_on > month.last_day:
                continue
            rows.append(
                {
                    "person": world.children["person"].iat[one.child],
                    "month": str(month),
                    "returned_on": pd.Timestamp(one.returned_on),
                    "dropped_on": pd.Timestamp(left) if left else pd.NaT,
                    "is_returned": one.returned_on >= month.first_day,
                    "is_staying": left is None or left > month.last_day,
                    "is_re_dropout": bool(left and month.first_day <= left <= month.last_day),
                    "is_30_days": _stayed(one.returned_on, left, 30, month.last_day),
                    "is_90_days": _stayed(one.returned_on, left, 90, month.last_day),
                }
            )
    frame = pd.DataFrame(rows, columns=list(_TYPES)).astype(_TYPES)
    return frame.sort_values(["month", "person"], kind="stable", ignore_index=True)


_TYPES = {
    "person": "str",
    "month": "str",
    "returned_on": "datetime64[us]",
    "dropped_on": "datetime64[us]",
    "is_returned": "bool",
    "is_staying": "bool",
    "is_re_dropout": "bool",
    "is_30_days": "boolean",
    "is_90_days": "boolean",
}


def _days_back(world: World) -> dict[int, list[date]]:
    found: dict[int, list[date]] = {}
    for spell in world.facts.absences:
        if spell.returned_on is not None:
            found.setdefault(spell.child, []).append(spell.returned_on)
    return found


def _day_back(world: World, days: list[date], place: int) -> date:
    month = MONTHS[place]
    told = [day for day in days if month.first_day <= day <= month.last_day]
    if told:
        return min(told)
    return min(first_school_day(world, month.first_day), month.last_day)


def first_school_day(world: World, day: date) -> date:
    """Return the first working day of a term, that day or after it; past all terms the day."""
    calendar = world.county.calendar
    if day > max(last for _, last in calendar.terms):
        return day
    while not (calendar.is_term_day(day) and calendar.holidays.is_workday(day)):
        day += timedelta(days=1)
    return day


def _stayed(back: date, left: date | None, n_days: int, until: date) -> bool | None:
    day = back + timedelta(days=n_days)
    if day > until:
        return None
    return left is None or left > day
