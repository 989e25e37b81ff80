"""The duties that were owed: computed, judged by the panel, by what evidence; 三知 and 四查 too."""

from typing import Any

from anyuan.codebook import code_list, duties
from anyuan.desk.review_sitting import ReviewSitting
from anyuan.review.verdicts import BY_RULE, NOT_APPLICABLE

JUDGE = "judge_duty"
# What the panel looks for rather than whether it was done: found, not found, not checked.
_LOOKED_FOR = ("three_knows", "four_checks")
_LOOKED = {"met": "已查到", "not_met": "查了没有", "no_record": "还没有查", "unclear": "说法不一"}
_TONES = {"met": "good", "late": "bad", "not_met": "bad", "unclear": "doubt", "no_record": "none"}


def draw_duties(sitting: ReviewSitting) -> dict:
    """Return the duties by group, each with its verdict; those that were not owed stand below."""
    review = sitting.review()
    if review is None:
        return {"kind": "duties", "why_none": sitting.why_none, "groups": [], "not_owed": []}
    rows = review.verdicts.to_dict("records")
    owed = [row for row in rows if row["verdict"] != NOT_APPLICABLE]
    groups = []
    for code, label in code_list("duty_group").labels.items():
        mine = [_duty(row) for row in owed if duties()[row["duty"]].group == code]
        if mine:
            is_looked_for = code in _LOOKED_FOR
            head = f"{label}：查到、没有查到、还没有查" if is_looked_for else label
            groups.append({"code": code, "label": head, "duties": mine})
    counts = {code: sum(row["verdict"] == code for row in owed) for code in _TONES}
    return {
        "kind": "duties",
        "why_none": "",
        "can": sitting.case.status in sitting.kind.moves[JUDGE].steps,
        "counts": [
            {"label": code_list("duty_verdict").label(code), "n": n, "tone": _TONES[code]}
            for code, n in counts.items()
        ],
        "groups": groups,
        "not_owed": [
            {"label": duties()[row["duty"]].label, "why": row["why_not_applicable"]}
            for row in rows
            if row["verdict"] == NOT_APPLICABLE
        ],
    }


def unjudged(sitting: ReviewSitting) -> list[str]:
    """Return the labels of the duties that only the panel can judge, and has not yet."""
    review = sitting.review()
    if review is None:
        return []
    rows = review.verdicts.to_dict("records")
    return [
        duties()[row["duty"]].label
        for row in rows
        if row["judged_by"] == BY_RULE
        and row["verdict"] != NOT_APPLICABLE
        and duties()[row["duty"]].group in _LOOKED_FOR
    ]


def _duty(row: dict[str, Any]) -> dict:
    duty = duties()[row["duty"]]
    is_by_panel = row["judged_by"] != BY_RULE
    return {
        "code": duty.code,
        "label": duty.label,
        "side": code_list("duty_side").label(duty.side),
        "clause": duty.clause,
        "verdict": row["verdict"],
        "said": _said(duty.group, row["verdict"]),
        "tone": _TONES.get(row["verdict"], "none"),
        "evidence": row["evidence"],
        "by": code_list("party").label(row["judged_by"]) if is_by_panel else "",
        "computed": _said(duty.group, row["computed"]) if is_by_panel else "",
        "computed_evidence": row["computed_evidence"] if is_by_panel else "",
    }


def _said(group: str, verdict: str) -> str:
    label = code_list("duty_verdict").label(verdict)
    return _LOOKED.get(verdict, label) if group in _LOOKED_FOR else label
