"""How many children are out of school at the end of a month, and how sure is that?"""

from dataclasses import dataclass

import pandas as pd

from anyuan.codebook import RuleBook
from anyuan.dropout.absence import DROPPED_OUT, SUSPECTED
from anyuan.dropout.doubt import apply_doubt
from anyuan.dropout.evidence import Evidence
from anyuan.dropout.status import (
    HELD,
    MOVED_AWAY,
    NEVER_ENROLLED,
    OUT_OF_SCHOOL,
    UNDECIDED,
    settle_statuses,
)
from anyuan.period import Month, SchoolCalendar


@dataclass(frozen=True)
class Headcount:
    """One month's settled children (index person_id, see `settle_statuses`) and their month."""

    month: Month
    people: pd.DataFrame

    def members(self, figure: str) -> tuple[str, ...]:
        """Return the sorted person ids behind a county figure; KeyError for an unknown one."""
        return tuple(sorted(self.people.index[COUNTY_FIGURES[figure](self.people)]))

    def count(self, figure: str) -> int:
        """Return a county figure: the number of its members."""
        return len(self.members(figure))

    @property
    def figures(self) -> tuple[str, ...]:
        """The names of the county figures."""
        return tuple(COUNTY_FIGURES)


def count_heads(evidence: Evidence, book: RuleBook, calendar: SchoolCalendar) -> Headcount:
    """Return the headcount of the evidence's month.

    `out_of_school` is never_enrolled + dropped_out, verified or not, as far as decided; children
    whose status hangs on an open pair (`undecided`) or a refused row (`held`) stand apart.
    """
    people = settle_statuses(evidence, book, calendar)
    return Headcount(evidence.month, apply_doubt(people, evidence, book))


def _is(*statuses: str):
    return lambda people: people["status"].isin(statuses)


def _both(statuses: tuple[str, ...], flag: str):
    return lambda people: people["status"].isin(statuses) & people[flag].fillna(False).astype(bool)


# Who is in each county figure: people -> booleans.
COUNTY_FIGURES = {
    "out_of_school": _is(*OUT_OF_SCHOOL),
    "never_enrolled": _is(NEVER_ENROLLED),
    "dropped_out": _is(DROPPED_OUT),
    "suspected_dropout": _is(SUSPECTED),
    "undecided": _is(UNDECIDED),
    "held": _is(HELD),
    "verified": _both(OUT_OF_SCHOOL, "is_verified"),
    "contradicted": _both(OUT_OF_SCHOOL, "is_contradicted"),
    "ex_poverty": _both(OUT_OF_SCHOOL, "is_ex_poverty"),
    "moved_away": _is(MOVED_AWAY),
}
