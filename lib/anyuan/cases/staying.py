"""Who came back to school stays for how long: spells at school, and the share still there.

The share is the Kaplan–Meier estimate: a child that has not left again counts for as long as it was
watched, and no longer.
"""

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from anyuan.cases.state import MOVED, Case

_RETURN, _LEAVE_AGAIN, _CLOSE = "return", "drop_again", "close"


@dataclass(frozen=True)
class Spell:
    """One time at school: from the day of return until the child left again, or was last watched.

    `has_left`: it left again on `until`; else it was watched until then (the case closed, or the
    day of the figures).
    """

    case_id: str
    returned_on: date
    until: date
    has_left: bool

    @property
    def n_days(self) -> int:
        """How many days the child is known to have stayed."""
        return (self.until - self.returned_on).days


@dataclass(frozen=True)
class Staying:
    """The share still at school some days after the return, and how sure that is.

    `n_at_risk` children were watched until that day, `n_left` had left again by then. `share`,
    `low` and `high` are None where fewer than the wanted number were watched: nothing can be said.
    """

    days: int
    n_at_risk: int
    n_left: int
    share: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def is_known(self) -> bool:
        """Whether the share may be told."""
        return self.share is not None


def find_spells(cases: Iterable[Case], as_of: date) -> list[Spell]:
    """Return every spell at school as of a day, by case and day of return.

    What was recorded after a case had been closed belongs to no spell: nobody watched any more.
    """
    found = []
    for case in cases:
        began = None
        for step in case.steps:
            if step.kind != MOVED or step.day > as_of:
                continue
            move = step.body["move"]
            if move == _RETURN:
                began = step.day
            elif began is not None and move in (_LEAVE_AGAIN, _CLOSE):
                found.append(Spell(case.case_id, began, step.day, move == _LEAVE_AGAIN))
                began = None
        if began is not None:
            found.append(Spell(case.case_id, began, as_of, has_left=False))
    return sorted(found, key=lambda one: (one.case_id, one.returned_on))


def estimate_staying(
    spells: Sequence[Spell], days: Iterable[int], *, level: int, min_children: int
) -> list[Staying]:
    """Return the share still at school after each of some numbers of days.

    level: of the interval, in percent (log-log transform of Greenwood's variance). Where all stayed
    or all left there is no such interval: the exact binomial one of those watched stands in.
    """
    return [_after(spells, n, level / 100, max(min_children, 1)) for n in days]


def _after(spells: Sequence[Spell], days: int, level: float, min_children: int) -> Staying:
    n_at_risk = sum(one.n_days >= days for one in spells)
    n_left = sum(one.has_left and one.n_days <= days for one in spells)
    if n_at_risk < min_children:
        return Staying(days, n_at_risk, n_left)
    # imported here: scipy.stats takes a second, and most that read cases never ask for shares
    from scipy.stats import CensoredData, binomtest, ecdf

    left = [one.n_days for one in spells if one.has_left]
    watched = [one.n_days for one in spells if not one.has_left]
    curve = ecdf(CensoredData(uncensored=left, right=watched)).sf
    share = float(curve.evaluate(days))
    if 0 < share < 1:
        with warnings.catch_warnings():
            # Before the first child left there is no such interval; nobody asks for it there.
            warnings.simplefilter("ignore", RuntimeWarning)
            interval = curve.confidence_interval(confidence_level=level, method="log-log")
        low, high = (float(end.evaluate(days)) for end in (interval.low, interval.high))
    else:
        n_stayed = n_at_risk if share else 0
        exact = binomtest(n_stayed, n_at_risk).proportion_ci(level, method="exact")
        low, high = exact.low, exact.high
    return Staying(days, n_at_risk, n_left, share, low, high)
