"""The gaps and, beside each, its fix and what was asked of that duty before."""

from typing import Any

import pandas as pd

from anyuan.codebook import case_kind, code_list
from anyuan.desk.review_gaps import GapLine, gap_lines
from anyuan.desk.review_sitting import ReviewSitting
from anyuan.review.fix_table import KIND as FIX

FIND = "find_gap"
_WITHDRAWN, _TONES = "withdrawn", {"holds": "good", "fails": "bad"}


def draw_fixes(sitting: ReviewSitting) -> dict:
    """Return each gap with its fix and echoes, the fixes without a gap, and past fixes."""
    review = sitting.review()
    if review is None:
        return {
            "kind": "fixes",
            "why_none": sitting.why_none,
            "gaps": [],
            "lone": [],
            "lessons": [],
        }
    fixes = {row["case_id"]: row for row in review.fixes.to_dict("records")}
    echoes: dict[str, list[dict]] = {}
    labels = code_list("fix_echo").labels
    for one in review.echoes.to_dict("records"):
        told = {"echo": one["echo"], "label": labels[one["echo"]], "told": one["told"]}
        echoes.setdefault(one["case_id"], []).append(told)
    lines = gap_lines(sitting.case, sitting.fixes)
    past = _past(review.ledgers.fixes, sitting.case.fields)
    taken = {line.fix for line in lines}
    return {
        "kind": "fixes",
        "why_none": "",
        "can_find": sitting.case.status in sitting.kind.moves[FIND].steps,
        "can_fix": sitting.kind.statuses[sitting.case.status].is_open,
        "many": review.many_fixes,
        "gaps": [_gap(line, fixes, echoes, past) for line in lines],
        "lone": [
            _fix(row, echoes)
            for name, row in fixes.items()
            if name not in taken and row["status"] != _WITHDRAWN
        ],
        "lessons": [one["lesson_text"] for one in sitting.case.logs.get("lesson", ())],
    }


def _gap(
    line: GapLine, fixes: dict[str, dict], echoes: dict[str, list[dict]], past: dict[str, list[str]]
) -> dict:
    row = fixes.get(line.fix)
    return {
        "n": line.n,
        "duty": code_list("duty").label(line.duty),
        "text": line.text,
        "fix": None if row is None else _fix(row, echoes),
        "past": past.get(line.duty, []) if row is None else [],
    }


def _fix(row: dict[str, Any], echoes: dict[str, list[dict]]) -> dict:
    kind = case_kind(FIX)
    said = {
        "direction": _label("fix_direction", row["direction"]),
        "closure_test": _label("closure_test", row["closure_test"]),
        "owner": _text(row["owner"]),
        "due_on": "" if pd.isna(row["due_on"]) else f"{row['due_on']:%Y-%m-%d}",
    }
    result = row["result"]
    return {
        "id": row["case_id"],
        "status": kind.statuses[row["status"]].label,
        "gap": _text(row["gap"]),
        "said": [
            {"label": kind.fields[name].label, "text": text or "—"} for name, text in said.items()
        ],
        "result": _label("closure_result", result),
        "tone": "none" if pd.isna(result) else _TONES.get(result, "none"),
        "evidence": _text(row["evidence"]),
        "echoes": echoes.get(row["case_id"], []),
    }


def _past(fixes: pd.DataFrame, case: dict[str, Any]) -> dict[str, list[str]]:
    """Return by duty what was asked of the school before by others than this review, in words."""
    school, number = case["school_code"], case["incident_no"]
    found: dict[str, list[str]] = {}
    kind = case_kind(FIX)
    for row in fixes.sort_values("opened_on").to_dict("records"):
        is_here = pd.isna(row["school_code"]) or row["school_code"] == school
        if not is_here or pd.isna(row["duty_code"]) or row["incident_no"] == number:
            continue
        if row["status"] != _WITHDRAWN:
            asked = _label("fix_direction", row["direction"]) or "整改"
            status = kind.statuses[row["status"]].label
            told = f"{row['opened_on']:%Y-%m-%d} {row['case_id']}，{asked}，{status}"
            found.setdefault(row["duty_code"], []).append(told)
    return found


def _label(codes: str, value: Any) -> str:
    return "" if pd.isna(value) else code_list(codes).label(value)


def _text(value: Any) -> str:
    return "" if pd.isna(value) else value
