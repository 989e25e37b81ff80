"""The case on the table: its head, where it stands, what is owed, what may be done."""

from collections.abc import Callable, Mapping
from datetime import datetime

from anyuan.codebook import Move, code_list
from anyuan.desk.case_clocks import Clock
from anyuan.desk.case_form import NEW, SEVERAL, draw_field, forbidden_choices, standing_refusals
from anyuan.desk.case_panels import PANELS
from anyuan.desk.case_sitting import CaseSitting
from anyuan.desk.entry import tell_person

Panels = Mapping[str, Callable[[CaseSitting], dict]]
DONE, PASSED_BY, HERE, AHEAD = "done", "skipped", "here", "ahead"


def draw_case(sitting: CaseSitting, panels: Panels = PANELS) -> dict | None:
    """Return the case whose opening is recorded, None where none is open; `panels` draw tabs."""
    if sitting.opened is None:
        return None
    case, is_received = sitting.case, sitting.opened.is_received
    last = case.steps[-1] if case.steps else None
    mine = len(case.steps) > 1 and last.actor == sitting.entry.person.code
    return draw_case_head(sitting) | {
        "about": draw_about(sitting),
        "dues": draw_dues(sitting),
        "moves": [] if is_received else _draw_moves(sitting),
        "elsewhere": [] if is_received else _draw_elsewhere(sitting),
        "form": draw_form(sitting) if sitting.form and sitting.form.is_on_case else None,
        "tabs": [{"code": code, "label": _tab(sitting, code)} for code in sitting.words["tabs"]],
        "tab": sitting.tab,
        "panel": panels[sitting.tab](sitting),
        "undo": sitting.tell_step(last) if mine else "",
    }


def draw_case_head(sitting: CaseSitting) -> dict:
    """Return a case's number, where it stands, and whose it is."""
    case, kind = sitting.case, sitting.kind
    status = kind.statuses[case.status]
    return {
        "id": case.case_id,
        "status": status.label,
        "is_finished": not status.is_open,
        "is_received": sitting.opened.is_received,
        "problems": sitting.matter.problems(case) if sitting.opened.is_received else [],
        "place": draw_place(sitting),
        "line": _draw_line(sitting),
    }


def draw_dues(sitting: CaseSitting) -> list[dict]:
    """Return what is owed on a case, the most urgent first."""
    return [_draw_due(one, sitting.now) for one in sitting.clocks()]


def draw_place(sitting: CaseSitting) -> str:
    """Return school, grade and township of a case in one line."""
    fields = sitting.case.fields
    town = sitting.room.county.townships.get(sitting.lines.township(fields))
    school = fields.get("school_code", "")
    parts = [sitting.schools.get(school, school) or "无学校"]
    if "grade" in fields:
        parts.append(sitting.said("grade", fields["grade"]))
    if town:
        parts.append(town.name)
    return " · ".join(parts)


def draw_about(sitting: CaseSitting) -> list[dict]:
    """Return what stands in the head of a case about its matter, label by label."""
    fields, words = sitting.case.fields, sitting.words
    told = sitting.matter.told(sitting.opened.known, sitting.clock.today())
    about = [(name, label, told.get(name)) for name, label in words["known"].items()]
    about += [
        (name, sitting.kind.fields[name].label, sitting.said(name, fields.get(name)))
        for name in words["about"]
    ]
    return [{"name": name, "label": label, "text": text or "—"} for name, label, text in about]


def draw_form(sitting: CaseSitting) -> dict | None:
    """Return the form that is open: of a move, for one case or several, or of an opening."""
    form = sitting.form
    if form is None:
        return None
    asks, values, is_of_case = form.asks, sitting.values(), form.is_of_case
    kind, hints = form.kind or sitting.kind, sitting.hints()
    given = {**(sitting.case.fields if is_of_case else {}), **values}
    against = {}
    if is_of_case:
        proposal = sitting.propose(asks.name, {})
        against = forbidden_choices(sitting.kind, sitting.case, proposal, values)
    fields = []
    names = asks.fields
    if form.scope == NEW:  # a long one, read as the kind has its fields
        names = sorted(names, key=list(kind.fields).index)
    for name in names:
        one = draw_field(kind.fields[name], values.get(name), sitting.choices, given)
        one |= {"is_needed": name in asks.needs, "problem": form.problems.get(name, "")}
        tone, told = hints.get(name, ("", ""))
        one |= {"hint": told, "tone": tone}
        one |= {"saves": is_of_case and name in sitting.kind.editable}
        for option in one["options"]:
            option["why_not"] = against.get((name, option["code"]), "")
        fields.append(one)
    approvers = sitting.approvers(asks) if asks.approver_roles else []
    return {
        "move": asks.name,
        "label": asks.label,
        "clause": asks.clause,
        "scope": form.scope,
        "n": len(sitting.selected) if form.scope == SEVERAL else 1,
        "fields": fields,
        "approver": form.approver,
        "approvers": [{"code": one.code, "label": tell_person(one)} for one in approvers],
        "needs_approver": bool(asks.approver_roles),
        "approver_label": "签署人" if asks.signs_for else "审批人",
    }


def _tab(sitting: CaseSitting, code: str) -> str:
    case, words = sitting.case, sitting.words
    counts = {"logs": len(case.entries(words["count"])), "files": len(case.files)}
    n = counts.get(code, 0)
    return f"{words['tabs'][code]}（{n}）" if n else words["tabs"][code]


def _draw_line(sitting: CaseSitting) -> list[dict]:
    """Return the line of progress: each place done, passed by, here or ahead.

    A case that stands beside the line (handed over, excluded) is at no place of it.
    """
    case, kind = sitting.case, sitting.kind
    reached = _reached(sitting)
    here = kind.statuses[case.status].line
    furthest = here or max((line for line in reached if line), default=0)
    places: dict[int, str] = {}
    for status in kind.statuses.values():
        if status.line is not None and (status.line not in places or status.name == case.status):
            places[status.line] = status.label
    n = len(case.entries(sitting.words["count"]))
    logging = [move for move in kind.moves.values() if move.log == sitting.words["count"]]
    counted = {kind.statuses[to].line for move in logging for to in move.steps.values()}
    line = []
    for place, label in sorted(places.items()):
        if place == here:
            state = HERE
        elif place > furthest:
            state = AHEAD
        else:
            state = DONE if place in reached else PASSED_BY
        line.append({"label": label, "state": state, "n": n if place in counted else 0})
    if here is None:
        line.append({"label": kind.statuses[case.status].label, "state": HERE, "n": 0})
    return line


def _reached(sitting: CaseSitting) -> set[int | None]:
    """Return the places of the line that the case has been at in its present round."""
    case, kind = sitting.case, sitting.kind
    found: set[int | None] = set()
    for step in case.steps:
        name = step.body.get("to") or step.body.get("status")
        if "move" in step.body and kind.moves[step.body["move"]].new_round:
            found = set()
        if name:
            found.add(kind.statuses[name].line)
    return found


def _draw_due(one: Clock, now: datetime) -> dict:
    due = one.due
    return {
        "label": due.label,
        "on": one.by,
        "left": one.told(now),
        "tone": one.tone(now),
        "why": due.why,
        "owes": code_list("line_of_duty").label(due.line) if due.line else "",
        "move": due.move,
    }


def _draw_moves(sitting: CaseSitting) -> list[dict]:
    case, kind = sitting.case, sitting.kind
    owed = [one.due.move for one in sitting.clocks()]
    moves = [
        {
            "name": move.name,
            "label": move.label,
            "key": sitting.words["keys"].get(move.name, ""),
            "why_not": "；".join(_against(sitting, move)),
            "is_owed": move.name in owed[:1],
        }
        for move in kind.moves_from(case.status)
    ]
    rank = {name: n for n, name in enumerate(dict.fromkeys(owed))}
    told = {m.name for m in kind.moves.values() if m.beside and m.day in case.fields}

    # What is owed first, what is written down already later, what cannot be done now last; else in
    # the order of the kind.
    def place(one: dict) -> tuple[bool, int, bool]:
        name = one["name"]
        return bool(one["why_not"]), rank.get(name, len(rank)), name in told

    return sorted(moves, key=place)


def _against(sitting: CaseSitting, move: Move) -> list[str]:
    proposal = sitting.propose(move.name, {})
    return [one.told for one in standing_refusals(sitting.kind, sitting.case, proposal)]


def _draw_elsewhere(sitting: CaseSitting) -> list[dict]:
    """Return the moves that are not for this status, each with those for which it is."""
    kind, status = sitting.kind, sitting.case.status
    return [
        {
            "label": move.label,
            "from": "、".join(kind.statuses[name].label for name in move.steps),
            "clause": move.clause,
        }
        for move in kind.moves.values()
        if status not in move.steps
    ]
