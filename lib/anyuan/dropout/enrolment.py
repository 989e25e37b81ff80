"""Which share of the children of compulsory school age is at school?"""

from dataclasses import dataclass

import pandas as pd

from anyuan.dropout.absence import ATTENDING, SUSPECTED
from anyuan.dropout.status import EXCLUDED, HELD, OUT_OF_SCHOOL, UNDECIDED

# Kinds of exclusion in which a child is taught: it counts as enrolled (domain rules A.5).
TAUGHT = ("home_teaching", "special_school", "vocational", "specialised_school")
# Kinds of exclusion in which it is no child of this county's schools any more.
_GONE = ("deceased", "abroad")


@dataclass(frozen=True)
class Enrolment:
    """Who counts for the enrolment rate at a month's end; each child is in one of three at most.

    `at_school`: attending, away for less than counts as dropped out, or taught otherwise;
    `not_at_school`: out of school, suspended, deferred, unfit or missing; `open`: undecided or
    held, in neither.
    """

    at_school: tuple[str, ...]
    not_at_school: tuple[str, ...]
    open: tuple[str, ...]

    @property
    def per_myriad(self) -> int | None:
        """At school of 10,000, rounded down (a rate never says more than is); None of none."""
        whole = len(self.at_school) + len(self.not_at_school)
        return 10_000 * len(self.at_school) // whole if whole else None


def count_enrolment(people: pd.DataFrame) -> Enrolment:
    """Return who is at school among settled children (see `settle_statuses`).

    Children found in other areas, handed over, moved away, dead or abroad are in no part: they are
    not this county's to school. A suspended pupil is not at school until it returns (适龄入学率 in
    the older definition; which formula holds today is unconfirmed, so a page prints 按所选口径).
    """
    status, kind = people["status"], people["exclusion_kind"]
    excluded = status == EXCLUDED
    at_school = status.isin((ATTENDING, SUSPECTED)) | (excluded & kind.isin(TAUGHT))
    apart = excluded & ~kind.isin((*TAUGHT, *_GONE))
    parts = at_school, status.isin(OUT_OF_SCHOOL) | apart, status.isin((UNDECIDED, HELD))
    return Enrolment(*(tuple(sorted(people.index[part])) for part in parts))
