"""The causes by level, each with what it is tied to and the remarks on its words."""

from typing import Any

from anyuan.codebook import code_list, factors
from anyuan.desk.review_sitting import ReviewSitting
from anyuan.review.causes import look_at_causes, remarks_on, say_what_causes_lack

FIND = "find_cause"
_CAUSE = "cause"
_FIELDS = {"cause_text": "原因", "sensible_then": "当时为什么说得通"}


def cause_entries(sitting: ReviewSitting) -> list[dict[str, Any]]:
    """Return the causes of the open case, of every round, in the order of the log."""
    return [dict(entry) for entry in sitting.case.logs.get(_CAUSE, ())]


def draw_causes(sitting: ReviewSitting) -> dict:
    """Return each level with its causes; what is lacking stands above."""
    entries = cause_entries(sitting)
    looked = look_at_causes(entries)
    remarks = remarks_on(entries).to_dict("records")
    rows = looked.to_dict("records")
    levels = []
    for code, label in code_list("cause_level").labels.items():
        mine = [_cause(row, remarks) for row in rows if row["cause_level"] == code]
        levels.append({"code": code, "label": label, "causes": mine})
    return {
        "kind": "causes",
        "can": sitting.case.status in sitting.kind.moves[FIND].steps,
        "lacks": say_what_causes_lack(entries),
        "levels": levels,
    }


def _cause(row: dict[str, Any], remarks: list[dict[str, Any]]) -> dict:
    factor = factors()[row["factor"]]
    mine = [one for one in remarks if one["cause"] == row["cause"]]
    return {
        "n": row["cause"],
        "factor": factor.label,
        "theme": code_list("factor_theme").label(factor.theme),
        "asks": factor.asks,
        "texts": [
            {"label": label, "runs": _runs(row[name], [o for o in mine if o["field"] == name])}
            for name, label in _FIELDS.items()
        ],
        "events": _labels("incident_event", row["events"]),
        "duties": _labels("duty", row["duties"]),
        "remarks": [
            {"words": one["words"], "why": one["why"], "advice": one["advice"]} for one in mine
        ],
    }


def _labels(codes: str, joined: str) -> str:
    return "、".join(code_list(codes).label(code) for code in joined.split(";") if code)


def _runs(text: Any, remarks: list[dict[str, Any]]) -> list[list]:
    """Return a text in runs, each with whether it is marked; remarks that overlap mark as one."""
    if not isinstance(text, str):
        return []
    marked = [False] * len(text)
    for one in remarks:
        marked[one["start"] : one["end"]] = [True] * (one["end"] - one["start"])
    runs: list[list] = []
    for letter, is_marked in zip(text, marked, strict=True):
        if runs and runs[-1][1] == is_marked:
            runs[-1][0] += letter
        else:
            runs.append([letter, is_marked])
    return runs
