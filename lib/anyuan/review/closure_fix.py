"""A fix under its closure test: of which days facts count, and what a test may answer."""

from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from anyuan.codebook import ClosureTest
from anyuan.review.citing import tell_day
from anyuan.review.ledgers import Ledgers

HOLDS, FAILS, NO_RECORD = "holds", "fails", "no_record"


class Result(NamedTuple):
    """What a test says (closure_result), the day of the fact that decides, and the words."""

    result: str
    on: pd.Timestamp | None
    evidence: str


@dataclass(frozen=True)
class FixUnderTest:
    """One fix under test: `made_on` is when it was made, `since` when it was last said to be."""

    school: str
    duty: str
    item: str
    made_on: pd.Timestamp
    since: pd.Timestamp
    test: ClosureTest


@dataclass(frozen=True)
class Asked:
    """What a test is asked of: the ledgers up to a day, and the days of its rule (0 without)."""

    ledgers: Ledgers
    as_of: pd.Timestamp
    days: int

    def read_to(self, table: str) -> pd.Timestamp | None:
        """Return the last day of which a ledger speaks, that of the test at the latest."""
        read_to = self.ledgers.read_to.get(table)
        return None if read_to is None else min(pd.Timestamp(read_to), self.as_of)


def failed(fix: FixUnderTest, on: pd.Timestamp, told: str) -> Result:
    """Return a failure; nothing where somebody said since, or on that day, that it was mended."""
    if on > fix.since:
        return Result(FAILS, on, told)
    return nothing(f"{told}；{tell_day(fix.since)}已登记整改或验收，其后没有记录")


def nothing(told: str) -> Result:
    """Return that no ledger says anything."""
    return Result(NO_RECORD, None, told)
