"""Do fixes hold? Each is asked what its closure test asks of the ledgers, as of a day.

Only what the ledgers say of days since the fix counts: what holds from the day of the fix on, what
fails from the day after it was reported done or verified. What no ledger says is no_record: neither
that a fix holds nor that it does not.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pandas as pd

from anyuan.codebook import RuleBook, closure_tests, code_list, duties
from anyuan.codebook.duties import MECHANISM
from anyuan.review.citing import tell_day
from anyuan.review.closure_fix import FAILS, HOLDS, Asked, FixUnderTest, Result, failed, nothing
from anyuan.review.closure_inspected import alarm_tested, inspection_met
from anyuan.review.closure_places import Seen, see_cameras, see_posts
from anyuan.review.ledgers import Ledgers

TESTED_STATUSES = ("done", "verified")
_COLUMNS = {"case_id": "str", "result": "str", "on": "datetime64[us]", "evidence": "str"}
_PRESENT, _GAPS = "present", ("partly", "absent")
_VERIFIED = "verified"


def run_closure_tests(
    fixes: pd.DataFrame, ledgers: Ledgers, as_of: date, book: RuleBook
) -> pd.DataFrame:
    """Return what its closure test says of each fix that is reported done or verified.

    fixes: of `fix_table`; those without a closure test, and those made after the day, are left out.
    Columns: case_id, result (closure_result), on (datetime64[us], the day of the fact that decides;
    null for no_record), evidence (str, in words). In the order of `fixes`. Of facts of one day that
    disagree nothing is said. A test that cannot be asked of the fix's duty, or of a fix that names
    no school, has no record.
    """
    day = pd.Timestamp(as_of)
    rows = []
    for row in fixes.to_dict("records"):
        if row["status"] not in TESTED_STATUSES or pd.isna(row["closure_test"]):
            continue
        fix = _read_fix(row)
        if fix.since <= day:
            rows.append({"case_id": row["case_id"]} | _run(fix, ledgers, day, book)._asdict())
    return pd.DataFrame(
        {name: pd.Series([row[name] for row in rows], dtype=t) for name, t in _COLUMNS.items()}
    )


def _read_fix(row: dict[str, Any]) -> FixUnderTest:
    done_on, verified_on = row["done_on"], row["verified_on"]
    is_verified = row["status"] == _VERIFIED
    made_on = verified_on if pd.isna(done_on) else done_on
    texts = (row[name] for name in ("school_code", "duty_code", "mechanism_item"))
    school, duty, item = ("" if pd.isna(said) else said for said in texts)
    judged = duties()[duty].judged if duty else None
    if not item and judged is not None and judged.how == MECHANISM:
        item = judged.what
    since = verified_on if is_verified else done_on
    return FixUnderTest(school, duty, item, made_on, since, closure_tests()[row["closure_test"]])


def _run(fix: FixUnderTest, ledgers: Ledgers, day: pd.Timestamp, book: RuleBook) -> Result:
    test = fix.test
    if not fix.school:
        return nothing("没有写明是哪一所学校，不能检验")
    if not (test.suits(fix.duty) or (fix.item and test.code == "mechanism_present")):
        duty = code_list("duty").label(fix.duty) if fix.duty else "未写明的职责"
        return nothing(f"“{test.label}”不能用来检验“{duty}”")
    days = book.value(test.rule, day.date()) if test.rule else 0
    return _TESTS[test.code](fix, Asked(ledgers, day, days))


def _mechanism_present(fix: FixUnderTest, asked: Asked) -> Result:
    now = asked.ledgers.mechanism
    now = now[(now["school_code"] == fix.school) & (now["item"] == fix.item)]
    now = now[now["answer"].isin((_PRESENT, *_GAPS)) & now["answered_on"].notna()]
    now = now[now["answered_on"].between(fix.made_on, asked.as_of)]
    if now.empty:
        return nothing(f"{tell_day(fix.made_on)}整改以后没有调查或督导的答复")
    row = now.iloc[-1]
    told = f"{tell_day(row['answered_on'])}{code_list('mechanism_round').label(row['round'])}："
    told += code_list("mechanism_standing").label(row["answer"])
    if row["answer"] == _PRESENT:
        return Result(HOLDS, row["answered_on"], told)
    return failed(fix, row["answered_on"], told)


def _cameras_work(fix: FixUnderTest, asked: Asked) -> Result:
    rows = asked.ledgers.cameras
    rows = rows[rows["school_code"] == fix.school]
    return _of_places(fix, see_cameras(rows, fix.made_on, fix.since, asked.as_of))


def _post_covered(fix: FixUnderTest, asked: Asked) -> Result:
    rows = asked.ledgers.posts
    rows = rows[rows["school_code"] == fix.school]
    return _of_places(fix, see_posts(rows, fix.test.posts[fix.duty], fix.made_on, asked.as_of))


def _no_repeat(fix: FixUnderTest, asked: Asked) -> Result:
    told = [*_notices_since(fix, asked), *_incidents_since(fix, asked)]
    if told:
        return Result(FAILS, *max(told))
    read_to = asked.read_to(fix.test.reads)
    if read_to is None or read_to < fix.since + timedelta(days=asked.days):
        until = "没有收到函件登记" if read_to is None else f"台账只到{tell_day(read_to)}"
        return nothing(f"{tell_day(fix.since)}起未满{asked.days}天，{until}")
    return Result(HOLDS, read_to, f"{tell_day(fix.since)}以来没有涉及这一职责的函件和事件")


def _notices_since(fix: FixUnderTest, asked: Asked) -> list[tuple[pd.Timestamp, str]]:
    rows = asked.ledgers.notices
    mine = (rows["school_code"] == fix.school) & (rows["item"] == fix.duty)
    rows = rows[mine & (rows["issued_on"] > fix.since) & (rows["issued_on"] <= asked.as_of)]
    kinds = code_list("notice_kind").labels
    return [
        (on, f"{tell_day(on)}又有{kinds[kind]}（{number}）")
        for on, kind, number in rows[["issued_on", "notice_kind", "notice_no"]].itertuples(
            index=False, name=None
        )
    ]


def _incidents_since(fix: FixUnderTest, asked: Asked) -> list[tuple[pd.Timestamp, str]]:
    rows = asked.ledgers.incidents
    mine = (rows["school_code"] == fix.school) & (rows["duty"] == fix.duty)
    rows = rows[mine & (rows["on"] > fix.since) & (rows["on"] <= asked.as_of)]
    return [
        (on, f"{tell_day(on)}又发生事件{number}，复盘认定这一职责没有履行到位")
        for on, number in rows[["on", "incident_no"]].itertuples(index=False, name=None)
    ]


def _of_places(fix: FixUnderTest, seen: Seen) -> Result:
    if seen.holds is None or seen.on is None:
        return nothing(seen.told)
    if seen.holds:
        return Result(HOLDS, seen.on, seen.told)
    return failed(fix, seen.on, seen.told)


_TESTS: dict[str, Callable[[FixUnderTest, Asked], Result]] = {
    "inspection_met": inspection_met,
    "alarm_tested": alarm_tested,
    "mechanism_present": _mechanism_present,
    "cameras_work": _cameras_work,
    "post_covered": _post_covered,
    "no_repeat": _no_repeat,
}
