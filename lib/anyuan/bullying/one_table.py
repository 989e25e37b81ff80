"""The one table of cases, one row each, and how each case was handled in time.

《2024年全市中小学幼儿园“护校安园”专项行动方案》（化解处置工作一张表）. Whether a case came from the
desk or from a school's register, its row is the same: both are the same fold.
"""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

import pandas as pd

from anyuan.cases import Case
from anyuan.cases.limits import EXACT, due_of, is_called_for, start_of
from anyuan.codebook import Limit, RuleBook, case_kind, code_list, rules, table
from anyuan.codebook.kinds import FIELD
from anyuan.period import SchoolCalendar

KIND, REGISTER, FOLLOW_UP = "bullying", "bullying_register", "follow_up"
# The columns of the register that hold the days of the follow-ups, in their order.
CHECKS = ("first_check_on", "second_check_on")
MET, LATE, RUNNING, OVERDUE = "met", "late", "running", "overdue"
UNRECORDED, NOT_NEEDED = "unrecorded", "not_needed"
_AT, _YES = "datetime64[us]", "true"
_DTYPES = {"date": _AT, "moment": _AT, "boolean": "boolean"}
_CLOCKS = {"case_id": "str", "clock": "str", "label": "str", "clause": "str", "start_at": _AT}
_CLOCKS |= {"done_at": _AT, "due_at": _AT, "minutes": "Float64", "state": "str"}
_CLOCKS |= {"is_early": "bool"}
_JOINED, _CELL_JOINED = ";", "；"


def one_table(cases: Iterable[Case]) -> pd.DataFrame:
    """Return one row for each case, by case_id: case_id, status, every column of bullying_register.

    Days and moments are datetime64[us] (a day at midnight), yes and no boolean, all else str,
    several codes or pseudonyms joined by `;`; what is not known is null. The days of the first two
    follow-ups are those of the present round; `is_safe` is what the newest says.
    """
    columns = {"case_id": "str", "status": "str"}
    columns |= {one.name: _DTYPES.get(one.type, "str") for one in table(REGISTER).columns.values()}
    rows = sorted((_row(case) for case in cases), key=lambda row: row["case_id"])
    return _frame(rows, columns)


def official_sheet(found: pd.DataFrame) -> pd.DataFrame:
    """Return a one table as the sheet that schools fill in: Chinese headings, every cell text.

    What is not known is "". A sheet that is received again gives the same rows.
    """
    columns = table(REGISTER).columns.values()
    return pd.DataFrame(
        {
            column.label: pd.Series(
                [_cell(column, value) for value in found[column.name]], dtype="str"
            )
            for column in columns
        }
    )


def case_clocks(
    cases: Iterable[Case], on: date, book: RuleBook, calendar: SchoolCalendar
) -> pd.DataFrame:
    """Return how each case stands with each time limit of its kind, by case_id, as of a day.

    Columns: case_id, clock (the limit), label, clause (of its length), start_at, done_at, due_at
    (datetime64[us]; a day at midnight, a limit of days ends at 23:59), minutes from start to done
    (Float64, only where both are known to the minute), state, is_early (bool). State: `met` or
    `late` (after due_at; a day is compared by its day), `running`, `overdue` (the day of due_at has
    passed), `unrecorded` (the case has gone on, and nobody wrote down whether it was met),
    `not_needed` (nothing is owed, or not yet). Done before the school is said to have known is
    `met`, `is_early`, and has no minutes: somebody should look.
    """
    kind = case_kind(KIND)
    clocks = [limit for limit in kind.limits.values() if _is_clock(limit)]
    rows = [
        _clock(case, limit, on, book, calendar)
        for case in sorted(cases, key=lambda one: one.case_id)
        for limit in clocks
    ]
    return _frame(rows, _CLOCKS)


def _row(case: Case) -> dict[str, Any]:
    row = {"case_id": case.case_id, "status": case.status}
    for column in table(REGISTER).columns.values():
        row[column.name] = _value(column.type, case.fields.get(column.name))
    days = sorted(entry["day"] for entry in case.entries(FOLLOW_UP))[: len(CHECKS)]
    checks = dict(zip(CHECKS[: len(days)], map(datetime.fromisoformat, days), strict=True))
    return row | checks


def _value(kind: str, said: Any) -> Any:
    if said is None:
        return None
    if kind == "boolean":
        return said == _YES
    if _DTYPES.get(kind) == _AT:
        return datetime.fromisoformat(said)
    return _JOINED.join(said) if isinstance(said, list) else said


def _cell(column: Any, value: Any) -> str:
    if pd.isna(value):
        return ""
    if column.type == "boolean":
        return code_list("boolean").label(str(bool(value)).lower())
    if column.codes is not None:
        return _CELL_JOINED.join(column.codes.label(code) for code in value.split(_JOINED))
    if column.type == "moment":
        return f"{value:%Y-%m-%d %H:%M}"
    return f"{value:%Y-%m-%d}" if column.type == "date" else value


def _is_clock(limit: Limit) -> bool:
    return limit.start == FIELD and bool(limit.done or limit.unless)


def _clock(
    case: Case, limit: Limit, on: date, book: RuleBook, calendar: SchoolCalendar
) -> dict[str, Any]:
    row = {"case_id": case.case_id, "clock": limit.name, "label": limit.label}
    row |= {"clause": rules()[limit.days].reference, "state": NOT_NEEDED, "is_early": False}
    start = start_of(case, limit) if is_called_for(case, limit) else None
    if start is None:
        return row
    due_at, _ = due_of(limit, start, case, book, calendar)
    row |= {"start_at": _moment(start), "due_at": due_at}
    done = _done_of(case, limit)
    if done is None:
        is_owed = case.status in limit.statuses
        late = OVERDUE if due_at.date() < on else RUNNING
        return row | {"state": late if is_owed else UNRECORDED}
    is_late = done > due_at if isinstance(done, datetime) else done > due_at.date()
    row |= {"done_at": _moment(done), "state": LATE if is_late else MET}
    if limit.unit in EXACT and isinstance(done, datetime) and _is_exact(case, limit):
        minutes = (done - start).total_seconds() / 60
        row |= {"is_early": True} if minutes < 0 else {"minutes": minutes}
    return row


def _done_of(case: Case, limit: Limit) -> date | datetime | None:
    """Return when a limit was met: a moment where one is known, else a day."""
    if not limit.done:
        (log, n), *_ = limit.unless.items()
        days = sorted(entry["day"] for entry in case.entries(log))
        return date.fromisoformat(days[n - 1]) if len(days) >= n else None
    said = case.fields.get(limit.done)
    if said is None:
        return None
    return datetime.fromisoformat(said) if _has_minute(said) else date.fromisoformat(said)


def _is_exact(case: Case, limit: Limit) -> bool:
    return _has_minute(case.fields[limit.start_of[0]])


def _has_minute(said: str) -> bool:
    return len(said) > len("2024-09-05")


def _moment(at: date | datetime) -> datetime:
    return at if isinstance(at, datetime) else datetime.combine(at, time.min)


def _frame(rows: list[dict[str, Any]], columns: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            name: pd.Series([row.get(name) for row in rows], dtype=dtype)
            for name, dtype in columns.items()
        }
    )
