"""The fixes that are or were owed, one row each: whatever found them, in the words of duties."""

from collections.abc import Iterable
from functools import cache
from typing import Any

import pandas as pd

from anyuan.cases import Case
from anyuan.clock import CHINA
from anyuan.codebook import case_kind, duties
from anyuan.codebook.duties import MECHANISM

KIND = "corrective_action"
_SAID = ("source", "school_code", "incident_no", "duty_code", "direction", "closure_test")
_SAID += ("owner", "gap", "why")
_DAYS = ("due_on", "done_on", "verified_on", "lapsed_on")
_AT = "datetime64[us]"
FIXES = {"case_id": "str", "status": "str", "is_open": "bool", "round": "int64"}
FIXES |= dict.fromkeys((*_SAID, "mechanism_item"), "str")
FIXES |= dict.fromkeys((*_DAYS, "opened_on", "since", "recorded_at"), _AT)
# What lacks is always to be done.
_DO = "do"


def fix_table(cases: Iterable[Case]) -> pd.DataFrame:
    """Return one row for each case of kind corrective_action, by case_id; what is not said is null.

    Columns: case_id, status, is_open, round, source, school_code, incident_no, duty_code,
    direction, closure_test, owner, gap, why (of its last step that gave a reason), mechanism_item,
    due_on, done_on, verified_on, lapsed_on (when it was last found not to hold), opened_on, since
    (when it took its status), recorded_at (of its opening, local without zone). A gap of the
    mechanism survey has the duty that its item stands for, if any, and the direction `do`.
    """
    rows = sorted((_row(case) for case in cases), key=lambda row: row["case_id"])
    return pd.DataFrame(
        {name: pd.Series([row.get(name) for row in rows], dtype=t) for name, t in FIXES.items()}
    )


@cache
def duties_of_items() -> dict[str, str]:
    """Return the duty for which an item of the mechanism survey stands, by item."""
    judged = {duty.code: duty.judged for duty in duties().values()}
    return {one.what: code for code, one in judged.items() if one.how == MECHANISM}


def _row(case: Case) -> dict[str, Any]:
    said = case.fields
    item = said.get("duty")
    row = {
        "case_id": case.case_id,
        "status": case.status,
        "is_open": case_kind(KIND).statuses[case.status].is_open,
        "round": case.round,
        "mechanism_item": item,
        "opened_on": pd.Timestamp(case.opened_on),
        "since": pd.Timestamp(case.since),
        "recorded_at": _recorded_at(case),
    }
    row |= {name: said.get(name) for name in _SAID}
    row |= {name: pd.Timestamp(said[name]) for name in _DAYS if name in said}
    if item:
        row["duty_code"] = said.get("duty_code") or duties_of_items().get(item)
        row["direction"] = said.get("direction") or _DO
    return row


def _recorded_at(case: Case) -> pd.Timestamp | None:
    if not case.steps:
        return None
    return pd.Timestamp(case.steps[0].recorded_at.astimezone(CHINA).replace(tzinfo=None))
