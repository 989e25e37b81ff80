"""Does a fix hold by the inspections since, and by the tests that are owed every so many days?"""

from datetime import timedelta

import pandas as pd

from anyuan.codebook import code_list
from anyuan.review.citing import tell_day
from anyuan.review.closure_fix import FAILS, HOLDS, Asked, FixUnderTest, Result, failed, nothing

_MET, _NOT_CHECKED = "met", "not_checked"


def inspection_met(fix: FixUnderTest, asked: Asked) -> Result:
    """Return what the newest inspection of the fix's duty since it was made found.

    One that did not look at it counts for nothing; of several on that day all must say the same.
    """
    seen = _inspected(fix, asked, fix.duty)
    seen = seen[seen["inspected_on"] >= fix.made_on]
    if seen.empty:
        return nothing(f"{tell_day(fix.made_on)}整改以后没有检查记录")
    return _newest_found(fix, seen)


def alarm_tested(fix: FixUnderTest, asked: Asked) -> Result:
    """Return whether a test with success came in every so many days since the fix was made.

    asked.days: the days, that of the limit still in time. Without any test of the school on record,
    and while the ledger has not come so far, there is no record. The newest test that failed fails.
    """
    read_to = asked.read_to(fix.test.reads)
    seen = _inspected(fix, asked, fix.test.item)
    if read_to is None or seen.empty:
        return nothing("没有这所学校的测试记录")
    seen = seen[seen["inspected_on"] >= fix.made_on]
    newest = _newest_found(fix, seen) if len(seen) else None
    if newest is not None and newest.result == FAILS:
        return newest
    tested = list(seen.loc[seen["found"] == _MET, "inspected_on"].sort_values().unique())
    last = f"最近一次合格的测试是{tell_day(tested[-1])}" if tested else "整改以后没有合格的测试"
    overdue = _overdue(fix, tested, read_to, asked.days)
    if overdue is not None:
        told = f"应当每{asked.days}天测试一次，到{tell_day(overdue)}已经超期；{last}"
        return Result(FAILS, overdue, told)
    if not tested:
        return nothing(f"{tell_day(fix.since)}以来未满{asked.days}天，还没有测试记录")
    return Result(HOLDS, tested[-1], f"每{asked.days}天内都有合格的测试，{last}")


def _overdue(
    fix: FixUnderTest, tested: list[pd.Timestamp], read_to: pd.Timestamp, days: int
) -> pd.Timestamp | None:
    """Return the last day on which a test became overdue, none while all came in time.

    The days count anew from when the fix was last said to be made.
    """
    turns, found = [fix.made_on, *tested], None
    for start, end in zip(turns, [*tested, read_to], strict=True):
        counted_from = max(start, fix.since)
        if end - counted_from > timedelta(days=days):
            found = counted_from + timedelta(days=days + 1)
    return found


def _inspected(fix: FixUnderTest, asked: Asked, item: str) -> pd.DataFrame:
    rows = asked.ledgers.inspections
    mine = (rows["school_code"] == fix.school) & (rows["item"] == item)
    return rows[mine & (rows["inspected_on"] <= asked.as_of) & rows["found"].ne(_NOT_CHECKED)]


def _newest_found(fix: FixUnderTest, seen: pd.DataFrame) -> Result:
    """Return what the newest day of some inspections says."""
    newest = seen[seen["inspected_on"] == seen["inspected_on"].max()]
    on = newest["inspected_on"].iloc[0]
    parties, findings = code_list("party").labels, code_list("inspection_finding").labels
    pairs = zip(newest["inspected_by"], newest["found"], strict=True)
    said = "、".join(sorted({f"{parties[by]}检查{findings[found]}" for by, found in pairs}))
    told = f"{tell_day(on)}{said}"
    is_met = newest["found"] == _MET
    if is_met.all():
        return Result(HOLDS, on, told)
    if is_met.any():
        return nothing(f"{told}，同日记录不一")
    return failed(fix, on, told)
