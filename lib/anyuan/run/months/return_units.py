"""Which unit owes the next step on a case, and on whose page does the case stand?"""

from collections.abc import Iterable
from datetime import date

import pandas as pd

from anyuan.cases import Case, find_due
from anyuan.codebook import CaseKind, County, RuleBook

GOVERNMENT = "government"
# Where neither school nor township is written down.
UNPLACED = "unplaced"
OWED = ["case_id", "limit", "label", "line", "unit", "due_on", "days_left", "why"]


def owing_unit(case: Case, line: str) -> str:
    """Return who owes a step on a line of duty: the township, or the school (else the township)."""
    school, township = (case.fields.get(name, "") for name in ("school_code", "township"))
    places = (township, school) if line == GOVERNMENT else (school, township)
    return next((place for place in places if place), UNPLACED)


def units_of_case(kind: CaseKind, case: Case) -> frozenset[str]:
    """Return the units on whose page an open case stands, none for a finished case.

    Its school (the township of a child without one), and whoever owes the next step.
    """
    status = kind.statuses[case.status]
    if not status.is_open:
        return frozenset()
    own = case.fields.get("school_code") or case.fields.get("township") or UNPLACED
    return frozenset({own, owing_unit(case, status.owes)}) - {UNPLACED}


def list_owed(
    kind: CaseKind, cases: Iterable[Case], on: date, county: County, book: RuleBook
) -> pd.DataFrame:
    """Return every step owed on the open cases on a day, as OWED, the most urgent first.

    days_left is negative when overdue. Raises ShownError for a year whose holidays are not known.
    """
    rows = [
        (due.case_id, due.limit, due.label, due.line, owing_unit(case, due.line))
        + (pd.Timestamp(due.due_on), due.days_left, due.why)
        for case in cases
        if kind.statuses[case.status].is_open
        for due in find_due(kind, case, on, book, county.calendar)
    ]
    frame = pd.DataFrame(rows, columns=OWED)
    frame["due_on"] = frame["due_on"].astype("datetime64[us]")
    frame["days_left"] = frame["days_left"].astype("int64")
    return frame.sort_values(["due_on", "case_id", "limit"], ignore_index=True)


def list_units(
    kind: CaseKind, cases: Iterable[Case], on: date, county: County, book: RuleBook
) -> dict[str, list[str]]:
    """Return the codes of the units that runs may be spread over, sorted, by the list's name.

    `unit_open`: units with an open case; `unit_behind`: with an overdue step on one of them.
    """
    known = {case.case_id: case for case in cases}
    owed = list_owed(kind, known.values(), on, county, book)
    late = set(owed.loc[owed["days_left"] < 0, "case_id"])
    of_lists = {"unit_open": known, "unit_behind": late}
    return {
        word: sorted({unit for name in names for unit in units_of_case(kind, known[name])})
        for word, names in of_lists.items()
    }
