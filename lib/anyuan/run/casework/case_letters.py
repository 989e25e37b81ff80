"""What a letter may say about a case: the case's fields, its logs and the child's row, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from anyuan.cases import Case, in_words
from anyuan.codebook import CaseKind, County, code_list
from anyuan.period import Month

_PERSUASION, _FOLLOW_UP = "persuasion", "follow_up"
_OF_CHILD = ("name", "resident_id", "guardian_name", "guardian_phone")
# Fields of the case that letters call by the same name.
_OF_CASE = (
    *("out_kind", "grade", "first_absent_on", "found_by", "reasons", "measures", "measures_note"),
    *("owner_government", "owner_government_phone", "owner_education", "owner_education_phone"),
    *("intended_placement", "target_on", "deadline_on", "returned_on", "placement"),
    *("placed_school", "document_no"),
)


@dataclass(frozen=True)
class Surroundings:
    """What the case does not hold itself: the child's attributes (as of `attributes`), the county,
    and the schools' names by code."""

    child: Mapping[str, Any]
    county: County
    schools: Mapping[str, str]


def letter_facts(case: Case, kind: CaseKind, around: Surroundings) -> dict[str, Any]:
    """Return every value that the case and the child's row give for a letter, by its name.

    Text and days in ISO form; nothing for what is not known, so that the letter names what is
    missing. For `LetterKind.pick`; addressee, issuer and contact are the desk's to add.
    """
    child = {name: value for name, value in around.child.items() if _is_known(value)}
    facts = {name: str(child[name]) for name in _OF_CHILD if name in child}
    facts |= {name: _said(case, kind, name) for name in _OF_CASE if name in case.fields}
    facts["case_no"] = case.case_id
    if "sex" in child:
        facts["sex"] = code_list("sex").label(child["sex"])
    if "birth_on" in child:
        facts["birth_on"] = f"{child['birth_on']:%Y-%m-%d}"
    facts |= _places(case, child, around)
    if "first_absent_on" in facts:
        facts["dropped_out_month"] = Month.of(date.fromisoformat(facts["first_absent_on"])).label
    visits = case.entries(_PERSUASION)
    if visits:
        facts["persuasions"] = [
            {"round": str(n), **{k: visit.get(k, "") for k in _VISIT}}
            for n, visit in enumerate(visits, start=1)
        ]
        facts["work_done"] = _work_done(visits)
        facts["measures_taken"] = facts.get("measures", "")
    facts["facts"] = _not_at_school(case, facts)
    checks = case.entries(_FOLLOW_UP)
    if checks:
        at_school = code_list("boolean").parse(checks[-1]["is_attending"])
        state = "仍在校就读" if at_school == "true" else "未在校"
        facts["staying"] = f"{_day(checks[-1]['day'])}回访，{state}"
    elif "returned_on" in facts:
        facts["staying"] = f"{_day(facts['returned_on'])}复学，尚未回访"
    return {name: value for name, value in facts.items() if value}


_VISIT = ("persuaders", "persuaders_phone", "visited_on", "situation")


def _said(case: Case, kind: CaseKind, name: str) -> str:
    field, value = kind.fields[name], case.fields[name]
    return value if field.type == "day" else in_words(field, value)


def _places(case: Case, child: dict, around: Surroundings) -> dict[str, str]:
    township = around.county.townships.get(child.get("township") or case.fields.get("township", ""))
    parts = [around.county.name, township.name if township else "", str(child.get("village", ""))]
    places = {}
    if township:
        places["home_address"] = places["guardian_address"] = "".join(parts)
    code = case.fields.get("school_code") or child.get("school_code")
    if code:
        places["school"] = around.schools.get(code, str(code))
        places["unit"] = places["school"]
    elif township:
        places["unit"] = township.name
    return places


def _work_done(visits: list[Mapping[str, Any]]) -> str:
    last = visits[-1]
    return f"已入户劝返 {len(visits)} 次，最近一次为{_day(last['visited_on'])}：{last['situation']}"


def _not_at_school(case: Case, facts: dict[str, Any]) -> str:
    if "first_absent_on" in facts:
        return f"自{_day(facts['first_absent_on'])}起未到校接受义务教育"
    verified = case.fields.get("verified_on")
    return f"经{_day(verified)}核实，未接受义务教育" if verified else ""


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.year}年{day.month}月{day.day}日"


def _is_known(value: Any) -> bool:
    return not pd.isna(value) and value != ""
