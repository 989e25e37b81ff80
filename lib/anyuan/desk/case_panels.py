"""The tabs of a case: plan, logs, timeline, files, who looked."""

from collections.abc import Callable, Mapping
from typing import Any

from anyuan import clock
from anyuan.cases import Step
from anyuan.cases.attachments import path_of
from anyuan.cases.state import ATTACHED, MOVED, NOTED, OPENED, UNDONE
from anyuan.codebook.letters import letter_kinds
from anyuan.desk.case_form import draw_field
from anyuan.desk.case_people import draw_people
from anyuan.desk.case_sitting import CaseSitting
from anyuan.desk.case_words import words


def draw_panel(sitting: CaseSitting, tab: str) -> dict:
    """Return what stands in a tab of the case desk."""
    return PANELS[tab](sitting)


def _plan(sitting: CaseSitting) -> dict:
    case, kind = sitting.case, sitting.kind
    is_open = kind.statuses[case.status].is_open
    fields = []
    asked = sitting.form.asks.fields if sitting.form and sitting.form.is_of_case else ()
    editable = () if sitting.opened.is_received else kind.editable
    for name in editable:
        if name in asked:  # it stands in the form above
            continue
        value, problem = case.fields.get(name), ""
        if name in sitting.opened.typed:
            value, problem = sitting.opened.typed[name]
        one = draw_field(kind.fields[name], value, sitting.choices, case.fields)
        fields.append(one | {"problem": problem})
    others = [name for name in kind.fields if name in case.fields and name not in editable]
    said = [
        {"label": kind.fields[name].label, "text": sitting.said(name, case.fields[name])}
        for name in others
    ]
    return {"kind": "plan", "fields": fields, "can": is_open, "said": said}


def _logs(sitting: CaseSitting) -> dict:
    case, kind = sitting.case, sitting.kind
    undoings = sitting.steps_by_number()
    logs = []
    for log, label in kind.logs.items():
        if sitting.words["logs"] and log not in sitting.words["logs"]:
            continue
        move = next(one for one in kind.moves.values() if one.log == log)
        entries = case.logs.get(log, ())
        if not entries:
            continue
        told = {move.day, *(kind.opening.fields if kind.opening else ())}
        names = [one for one in move.fields if one not in told and any(map(_says(one), entries))]
        rows = [
            {
                "day": entry["day"],
                "round": entry["round"],
                "cells": [sitting.said(name, entry.get(name)) for name in names],
                "by": sitting.who(undoings[entry["n"]].actor),
            }
            for entry in reversed(entries)
        ]
        heads = [kind.fields[name].label for name in names]
        logs.append({"label": label, "heads": heads, "rows": rows})
    return {"kind": "logs", "logs": logs, "is_many": case.round > 1}


def _says(name: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda entry: bool(entry.get(name))


def _timeline(sitting: CaseSitting) -> dict:
    undone = sitting.opened.undone
    rows = []
    for step in sitting.opened.steps:
        if step.kind == UNDONE:
            continue
        back = undone.get(step.n)
        rows.append(
            {
                "n": step.n,
                "day": step.day.isoformat(),
                "at": _moment(step.recorded_at),
                "who": sitting.who(step.actor),
                "what": sitting.tell_step(step),
                "told": tell_body(sitting, step),
                "undone": f"{sitting.who(back.actor)} {_moment(back.recorded_at)} 撤销"
                if back
                else "",
            }
        )
    return {"kind": "timeline", "rows": rows[::-1]}


def tell_body(sitting: CaseSitting, step: Step) -> str:
    """Return what a step wrote down, in words."""
    kind, body = sitting.kind, step.body
    parts = []
    if step.kind == MOVED:
        parts.append(f"→ {kind.statuses[body['to']].label}")
    if step.kind == OPENED:
        parts.append(kind.statuses[body["status"]].label)
    if step.kind == ATTACHED:
        parts.append(body["name"])
    if step.kind in (MOVED, OPENED, NOTED):
        day = kind.moves[body["move"]].day if step.kind == MOVED else ""
        if day and kind.fields[day].type != "day":  # the step's own day stands beside it already
            day = ""
        parts += [
            f"{kind.fields[name].label}：{sitting.said(name, value) or '（清空）'}"
            for name, value in body["fields"].items()
            if name != day
        ]
    if body.get("approver"):
        does = "签署" if kind.moves[body["move"]].signs_for else "审批"
        parts.append(f"{does} {sitting.who(body['approver'])}")
    return "；".join(parts)


def _files(sitting: CaseSitting) -> dict:
    case = sitting.case
    steps = sitting.steps_by_number()
    rows = []
    for one in reversed(case.files):
        step = steps[one.n]
        kept = path_of(sitting.room.workspace, one.sha256)
        rows.append(
            {
                "n": one.n,
                "name": one.name,
                "size": step.body["size"],
                "at": _moment(step.recorded_at),
                "who": sitting.who(step.actor),
                "sha": one.sha256[:16],
                "used": "" if one.n > case.evidence_n else "已用作凭证",
                "is_there": kept.is_file(),
            }
        )
    can = sitting.kind.statuses[case.status].is_open
    return {"kind": "files", "rows": rows, "can": can}


def _seen(sitting: CaseSitting) -> dict:
    found = sitting.room.casebook.accesses(case_id=sitting.case.case_id)
    rows = []
    found = found.drop_duplicates(["actor", "recorded_at"]).iloc[::-1]
    for row in found.itertuples(index=False):
        start, _, rest = row.record.partition("-")
        what = words()["opened"].get(start, "打开个案")
        if rest in letter_kinds():
            what = f"{what}《{letter_kinds()[rest].label}》"
        rows.append(
            {
                "at": _moment(row.recorded_at),
                "who": sitting.who(row.actor),
                "what": what,
                "purpose": row.purpose,
            }
        )
    return {"kind": "seen", "rows": rows}


def _moment(at) -> str:
    return f"{at.astimezone(clock.CHINA):%Y-%m-%d %H:%M:%S}"


# What draws each tab, by its code.
PANELS: dict[str, Callable[[CaseSitting], dict]] = {
    "plan": _plan,
    "logs": _logs,
    "timeline": _timeline,
    "files": _files,
    "people": draw_people,
    "seen": _seen,
}
