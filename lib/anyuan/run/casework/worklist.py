"""Every open case with its next step, until when, and who owes it: no name in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from anyuan.cases import Case, find_due, next_due
from anyuan.codebook import CaseKind, County

COLUMNS = [
    *("case_id", "status", "township", "school_code", "step", "due_on", "days_left", "why"),
    *("line", "n_persuasions"),
]
_PERSUASION = "persuasion"


@dataclass(frozen=True)
class Worklist:
    """The open cases of a kind on a day: `rows` has COLUMNS, the most urgent first.

    `step` is the label of the step owed next, `line` the line of duty that owes it; due_on
    (datetime64[us]) and days_left (Int64, negative when overdue) are null, step and why "", where
    nothing is due.
    """

    on: date
    rows: pd.DataFrame

    @property
    def n_overdue(self) -> int:
        """How many cases are overdue."""
        return int((self.rows["days_left"] < 0).sum())

    @property
    def n_within_week(self) -> int:
        """How many cases are due today or in the next six days."""
        return int(self.rows["days_left"].between(0, 6).sum())


def make_worklist(kind: CaseKind, cases: Iterable[Case], on: date, county: County) -> Worklist:
    """Return the worklist of the open cases on a day; ties go to the lower number.

    Raises ShownError for a year whose holidays are not known (see `cases.find_due`).
    """
    book = county.rule_book()
    rows = []
    for case in cases:
        status = kind.statuses[case.status]
        if not status.is_open:
            continue
        due = next_due(find_due(kind, case, on, book, county.calendar))
        rows.append(
            {
                "case_id": case.case_id,
                "status": case.status,
                "township": case.fields.get("township", ""),
                "school_code": case.fields.get("school_code", ""),
                "step": due.label if due else "",
                "due_on": pd.Timestamp(due.due_on) if due else pd.NaT,
                "days_left": due.days_left if due else pd.NA,
                "why": due.why if due else "",
                "line": due.line if due else status.owes,
                "n_persuasions": len(case.entries(_PERSUASION)),
            }
        )
    frame = pd.DataFrame(rows, columns=COLUMNS)
    frame["due_on"] = frame["due_on"].astype("datetime64[us]")
    frame["days_left"] = frame["days_left"].astype("Int64")
    frame = frame.sort_values(["due_on", "case_id"], na_position="last", ignore_index=True)
    return Worklist(on, frame)
