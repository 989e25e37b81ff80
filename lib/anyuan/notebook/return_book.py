"""The cases as a workbook for the office: plans, overdue steps, visits, follow-ups."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from anyuan.cases import Case, in_words
from anyuan.codebook import code_list
from anyuan.run.months.return_month import ReturnMonth

_PLAN = (
    *("grade", "out_kind", "verified_on", "reasons", "measures", "measures_note"),
    *("owner_government", "owner_education", "intended_placement", "target_on"),
)
_VISIT = ("visited_on", "persuaders", "situation")
_BACK = ("returned_on", "placement", "placed_on", "placed_school")
_CHECK = ("checked_on", "is_attending", "check_note")


_WHO = ("case_id", "child", "school", "township")
_CHILD = ("sex", "birth_on", "guardian_name", "is_ex_poverty")
_STEP = ("label", "due_on", "days_left", "why")
_SHEETS = {
    "open": "未结个案",
    "overdue": "超期步骤",
    "visits": "劝返记录",
    "back": "复学安置",
    "checks": "回访",
}
_HEADINGS = {
    "case_id": "个案",
    "child": "学生",
    "school": "学校",
    "township": "乡镇",
    "sex": "性别",
    "birth_on": "出生日期",
    "guardian_name": "监护人",
    "is_ex_poverty": "是否脱贫户",
    "status": "状态",
    "opened_on": "开案",
    "label": "该办的事",
    "line": "责任线",
    "unit": "责任单位",
    "due_on": "应于",
    "days_left": "还有几天（负数为超期）",
    "why": "为什么",
    "n_visits": "劝返次数",
}


def case_sheets(facts: ReturnMonth) -> dict[str, pd.DataFrame]:
    """Return sheet name → rows with printed headings; every sheet is there, empty or not."""
    found = {
        "open": _open_cases(facts),
        "overdue": _overdue(facts),
        "visits": _logged(facts, "persuasion", _VISIT),
        "back": _back(facts),
        "checks": _logged(facts, "follow_up", _CHECK),
    }
    labels = {name: field.label for name, field in facts.kind.fields.items()} | _HEADINGS
    return {_SHEETS[name]: frame.rename(columns=labels) for name, frame in found.items()}


def _open_cases(facts: ReturnMonth) -> pd.DataFrame:
    first = facts.owed.drop_duplicates("case_id").set_index("case_id")
    sexes = code_list("sex").labels
    rows = []
    for case in facts.open_cases():
        child = facts.children.loc[case.case_id, list(_CHILD)].to_dict()
        step = first.loc[case.case_id, list(_STEP)].to_dict() if case.case_id in first.index else {}
        rows.append(
            _who(facts, case)
            | child
            | {"sex": sexes.get(child["sex"], ""), "status": _status(facts, case)}
            | {"opened_on": pd.Timestamp(case.opened_on)}
            | step
            | {"n_visits": len(case.entries("persuasion"))}
            | _fields(facts, case.fields, _PLAN)
        )
    columns = [*_WHO, *_CHILD, "status", "opened_on", *_STEP, "n_visits", *_PLAN]
    return pd.DataFrame(rows, columns=columns)


def _overdue(facts: ReturnMonth) -> pd.DataFrame:
    lines = code_list("line_of_duty").labels
    rows = [
        _who(facts, facts.shown[step["case_id"]])
        | {"line": lines[step["line"]], "unit": facts.unit_name(step["unit"])}
        | {name: step[name] for name in _STEP}
        for step in facts.overdue.to_dict("records")
    ]
    return pd.DataFrame(rows, columns=[*_WHO, "line", "unit", *_STEP])


def _logged(facts: ReturnMonth, log: str, fields: tuple[str, ...]) -> pd.DataFrame:
    rows = [
        _who(facts, case) | _fields(facts, entry, fields)
        for case in facts.shown.values()
        for entry in case.logs.get(log, ())
    ]
    return pd.DataFrame(rows, columns=[*_WHO, *fields])


def _back(facts: ReturnMonth) -> pd.DataFrame:
    rows = [
        _who(facts, case) | {"status": _status(facts, case)} | _fields(facts, case.fields, _BACK)
        for case in facts.open_cases("back")
    ]
    return pd.DataFrame(rows, columns=[*_WHO, "status", *_BACK])


def _who(facts: ReturnMonth, case: Case) -> dict[str, str]:
    township = case.fields.get("township", "")
    name = facts.children["name"].get(case.case_id)
    return {
        "case_id": case.case_id,
        "child": "" if pd.isna(name) else name,
        "school": facts.schools.get(case.fields.get("school_code", ""), ""),
        "township": facts.unit_name(township) if township else "",
    }


def _status(facts: ReturnMonth, case: Case) -> str:
    return facts.kind.statuses[case.status].label


def _fields(
    facts: ReturnMonth, given: Mapping[str, Any], names: tuple[str, ...]
) -> dict[str, object]:
    shown: dict[str, object] = {}
    for name in names:
        field, value = facts.kind.fields[name], given.get(name, "")
        is_day = field.type == "day"
        shown[name] = pd.to_datetime(value or None) if is_day else in_words(field, value)
    return shown
