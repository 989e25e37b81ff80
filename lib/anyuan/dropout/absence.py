"""Since when is a pupil away, and for how many counted days?"""

from datetime import date

import pandas as pd

from anyuan.codebook import RuleBook
from anyuan.period import SchoolCalendar

_COLUMNS = [
    "period",
    "first_absent_on",
    "returned_on",
    "reason",
    "is_repeat",
    "is_away",
    "has_returned_before",
]

ATTENDING, SUSPECTED, DROPPED_OUT = "attending", "suspected_dropout", "dropped_out"


def latest_absences(attendance: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return the last word of the attendance returns on each pupil, indexed by person.

    In: return rows of any periods with person_id, period, first_absent_on, returned_on, reason,
    is_repeat. Out: first_absent_on, returned_on, reason, is_repeat, period, `is_away` (no return
    by `as_of`), `has_returned_before` (an earlier spell ended in a return). A pupil who drops off
    the list without a return date is still away: only evidence brings a child back. Rows whose
    first day lies after `as_of` do not count; of two rows in one period the later spell stands.
    """
    day = pd.Timestamp(as_of)
    rows = attendance[attendance["first_absent_on"] <= day]
    rows = rows.sort_values(
        ["person_id", "period", "first_absent_on", "returned_on"], na_position="last"
    )
    ended = rows[rows["returned_on"] <= day].groupby("person_id")["returned_on"].min()
    last = rows.drop_duplicates("person_id", keep="last").set_index("person_id")
    last["is_away"] = ~(last["returned_on"] <= day)
    first_return = ended.reindex(last.index)
    last["has_returned_before"] = (first_return <= last["first_absent_on"]) | last[
        "is_repeat"
    ].fillna(False).astype(bool)
    return last[_COLUMNS]


def counted_days(
    first_absent_on: pd.Series, as_of: date, calendar: SchoolCalendar, book: RuleBook
) -> pd.Series:
    """Return how many counted days lie behind each first day of absence (0 where unknown)."""
    skip = book.value("dropout.skip_holidays", as_of)
    days = {
        start: calendar.counted_days(start.date(), as_of, skip_holidays=skip)
        for start in first_absent_on.dropna().unique()
    }
    return first_absent_on.map(days).fillna(0).astype("int64")


def status_by_days(days: pd.Series, as_of: date, book: RuleBook) -> pd.Series:
    """Return `attending`, `suspected_dropout` or `dropped_out` for counted days of absence.

    A threshold of n days is reached on the n-th counted day after the first day of absence. The
    three readings of 辍学 are a setting; none has a national source.
    """
    suspected = book.value("dropout.suspected_after_days", as_of)
    after = book.value("dropout.dropped_out_after_days", as_of)
    reading = book.value("dropout.dropped_out_reading", as_of)
    limit = {"from_first_absence": after, "from_suspected": suspected + after}.get(reading, 28)
    status = pd.Series(ATTENDING, index=days.index, dtype="str")
    return status.mask(days >= suspected, SUSPECTED).mask(days >= limit, DROPPED_OUT)
