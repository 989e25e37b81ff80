"""How far an incident is: its flash report, follow-ups, review, submission and signatures."""

from typing import Any

from anyuan.desk.review_causes_view import cause_entries
from anyuan.desk.review_duties_view import unjudged
from anyuan.desk.review_events_view import open_conflicts
from anyuan.desk.review_gaps import gap_lines
from anyuan.desk.review_sitting import ReviewSitting
from anyuan.review.causes import say_what_causes_lack

_SHA_SHOWN = 16


def draw_state(sitting: ReviewSitting) -> dict:
    """Return the steps that lie behind the case and those ahead, and what the review lacks."""
    case, room = sitting.case, sitting.room.workspace.name
    return {
        "kind": "state",
        "steps": [_first(sitting), *_follow_ups(sitting), *_later(sitting)],
        "signatures": _signatures(sitting),
        "page_sha": case.fields.get("page_sha", ""),
        "lacks": _lacks(sitting) if sitting.kind.statuses[case.status].is_open else [],
        "can_submit": case.status in sitting.kind.moves["submit_joint"].steps,
        "command": f"{case.case_id} --page 复盘页.html -w {room} --actor {sitting.me.code}",
    }


def _first(sitting: ReviewSitting) -> dict:
    fields = sitting.case.fields
    counts = "、".join(
        f"{sitting.kind.fields[name].label}{fields[name]}"
        for name in ("n_dead", "n_missing", "n_seriously_hurt", "n_hurt")
    )
    told = f"校长获知 {_shown(fields['learnt_at'])}；{counts}"
    return {"label": "首报", "at": _shown(fields["reported_at"]), "told": told}


def _follow_ups(sitting: ReviewSitting) -> list[dict]:
    kind, move = sitting.kind, sitting.kind.moves["follow_up"]
    found = []
    for n, entry in enumerate(sitting.case.logs.get("follow_up", ()), start=1):
        said = [name for name in move.fields if name != move.day and entry.get(name)]
        told = "；".join(
            f"{kind.fields[one].label}：{sitting.said(one, entry[one])}" for one in said
        )
        found.append({"label": f"第{n}次续报", "at": _shown(entry[move.day]), "told": told})
    return found


def _later(sitting: ReviewSitting) -> list[dict]:
    fields = sitting.case.fields
    days = {
        "settled_on": "伤亡核定",
        "review_began_on": "启动复盘",
        "submitted_on": "提交会签",
        "closed_on": "销号",
    }
    told = {"review_began_on": fields.get("reviewers", "")}
    told["submitted_on"] = _sha(fields.get("page_sha", ""))
    return [
        {"label": label, "at": fields.get(name, ""), "told": told.get(name, "")}
        for name, label in days.items()
    ]


def _signatures(sitting: ReviewSitting) -> list[dict]:
    """Return each agency with who signed for it in this round, and when."""
    steps = sitting.steps_by_number()
    signed: dict[str, Any] = {one["agency"]: one for one in sitting.case.entries("signature")}
    rows = []
    for code, label in sitting.kind.fields["agency"].choices.labels.items():
        entry = signed.get(code)
        who = sitting.who(steps[entry["n"]].actor) if entry else ""
        rows.append({"label": label, "who": who, "on": entry["day"] if entry else ""})
    return rows


def _lacks(sitting: ReviewSitting) -> list[str]:
    lacks = []
    if n := open_conflicts(sitting):
        lacks.append(f"还有 {n} 个事项的记录不一致，没有核看。")
    if labels := unjudged(sitting):
        lacks.append(f"还没有认定：{'、'.join(labels)}。")
    lacks += say_what_causes_lack(cause_entries(sitting))
    if n := sum(not line.fix for line in gap_lines(sitting.case, sitting.fixes)):
        lacks.append(f"还有 {n} 条缺口没有提出整改；不提整改的，请写明由谁怎样处理。")
    return lacks


def _sha(page_sha: str) -> str:
    return f"复盘页校验值 {page_sha[:_SHA_SHOWN]}…" if page_sha else ""


def _shown(moment: str) -> str:
    return moment.replace("T", " ")
