"""Mark the cases of the rehearsal county against its answer key: who came back, stays, left again?

The engine's side is read from the cases alone, the key's from the world's facts alone; they meet
only here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pandas as pd

from anyuan.cases import Case, CaseLedger, Step
from anyuan.period import Month

# What is compared, in the words of the key's columns.
COUNTED = ("is_returned", "is_staying", "is_re_dropout", "is_30_days", "is_90_days")
_BACK = frozenset({"returned", "placed", "staying", "closed"})
_RETURN, _DROP_AGAIN = "return", "drop_again"


@dataclass(frozen=True)
class CaseworkMarking:
    """One month's counts: `engine` and `key` map each of COUNTED to a number of children."""

    month: Month
    engine: dict[str, int]
    key: dict[str, int]


def mark_casework(
    ledger: CaseLedger, truth: pd.DataFrame, month: Month, known_at: datetime | None = None
) -> CaseworkMarking:
    """Mark the cases as of a month's end, as known at a moment (default: all that is known).

    `truth` is the key's cases.parquet. `is_returned`: a return of this month is registered;
    `is_re_dropout`: another dropout of this month; `is_staying`: the case stands at a return or
    beyond; `is_30_days`, `is_90_days`: of the returns so many days ago or more, those not followed
    by another dropout within them.
    """
    cases = ledger.as_known(month.last_day, known_at).values()
    truth = truth[truth["month"] == str(month)]
    return CaseworkMarking(
        month=month,
        engine=count_cases(cases, month),
        key={name: int(truth[name].fillna(False).sum()) for name in COUNTED},
    )


def count_cases(cases: Iterable[Case], month: Month) -> dict[str, int]:
    """Return how many cases each of COUNTED holds for, as of a month's end."""
    first, last = month.first_day, month.last_day
    found = dict.fromkeys(COUNTED, 0)
    for case in cases:
        returns, drops = _days_of(case, _RETURN, last), _days_of(case, _DROP_AGAIN, last)
        found["is_returned"] += any(day >= first for day in returns)
        found["is_re_dropout"] += any(day >= first for day in drops)
        found["is_staying"] += case.status in _BACK
        for name, n_days in (("is_30_days", 30), ("is_90_days", 90)):
            found[name] += bool(returns) and _stayed(returns[-1], drops, n_days, last)
    return found


def _days_of(case: Case, move: str, until: date) -> list[date]:
    return [one.day for one in case.steps if _is(one, move) and one.day <= until]


def _is(step: Step, move: str) -> bool:
    return step.body.get("move") == move


def _stayed(back: date, drops: list[date], n_days: int, until: date) -> bool:
    day = back + timedelta(days=n_days)
    return day <= until and not any(back < left <= day for left in drops)
