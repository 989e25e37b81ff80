"""The case on the table: its head, where it stands, what is owed, what may be done."""

from datetime import date

from anyuan.cases import Due, Proposal, in_words
from anyuan.codebook import Move, code_list
from anyuan.desk.case_form import draw_field, standing_refusals
from anyuan.desk.case_lines import WEEK
from anyuan.desk.case_panels import draw_panel
from anyuan.desk.case_sitting import CaseSitting
from anyuan.desk.case_words import words
from anyuan.desk.entry import tell_person
from anyuan.period import age_on

_PERSUASION = "persuasion"
DONE, PASSED_BY, HERE, AHEAD = "done", "skipped", "here", "ahead"


def draw_case(sitting: CaseSitting) -> dict | None:
    """Return the case whose opening is recorded, None where none is open."""
    if sitting.opened is None:
        return None
    case = sitting.case
    last = case.steps[-1]
    mine = last.actor == sitting.entry.person.code and len(case.steps) > 1
    return draw_case_head(sitting) | {
        "child": draw_child(sitting),
        "dues": draw_dues(sitting),
        "moves": _draw_moves(sitting),
        "elsewhere": _draw_elsewhere(sitting),
        "form": draw_form(sitting) if sitting.form and not sitting.form.is_bulk else None,
        "tabs": [{"code": code, "label": _tab(sitting, code)} for code in words()["tabs"]],
        "tab": sitting.tab,
        "panel": draw_panel(sitting, sitting.tab),
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
        "place": draw_place(sitting),
        "line": _draw_line(sitting),
    }


def draw_dues(sitting: CaseSitting) -> list[dict]:
    """Return what is owed on a case, the most urgent first."""
    return [_draw_due(due) for due in sitting.dues()]


def draw_place(sitting: CaseSitting) -> str:
    """Return school, grade and township of a case in one line."""
    fields, kind = sitting.case.fields, sitting.kind
    school = fields.get("school_code", "")
    town = sitting.room.county.townships.get(fields.get("township", ""))
    parts = [sitting.schools.get(school, school) or "无学校"]
    if "grade" in fields:
        parts.append(in_words(kind.fields["grade"], fields["grade"]))
    if town:
        parts.append(town.name)
    return " · ".join(parts)


def draw_child(sitting: CaseSitting) -> list[dict]:
    """Return what is known of the child, label by label."""
    said = dict(sitting.opened.child.attributes)
    town = sitting.room.county.townships.get(said.get("township", ""))
    said["home"] = f"{town.name if town else ''}{said.get('village', '')}"
    if "sex" in said:
        said["sex"] = code_list("sex").label(said["sex"])
    if "birth_on" in said:
        born: date = said["birth_on"].date()
        said["birth_on"] = f"{born}（{age_on(born, sitting.clock.today())} 岁）"
    return [
        {"name": name, "label": label, "text": str(said.get(name) or "—")}
        for name, label in words()["child"].items()
    ]


def draw_form(sitting: CaseSitting) -> dict | None:
    """Return the form of a move, for the open case or for the selected ones."""
    form = sitting.form
    if form is None:
        return None
    move, values = form.move, sitting.values()
    fields = []
    for name in move.fields:
        one = draw_field(sitting.kind.fields[name], values.get(name), sitting.choices)
        one |= {"is_needed": name in move.needs, "problem": form.problems.get(name, "")}
        fields.append(one | {"saves": not form.is_bulk and name in sitting.kind.editable})
    approvers = sitting.approvers(move) if move.approver_roles else []
    return {
        "move": move.name,
        "label": move.label,
        "clause": move.clause,
        "is_bulk": form.is_bulk,
        "n": len(sitting.selected) if form.is_bulk else 1,
        "fields": fields,
        "approver": form.approver,
        "approvers": [{"code": one.code, "label": tell_person(one)} for one in approvers],
        "needs_approver": bool(move.approver_roles),
    }


def _tab(sitting: CaseSitting, code: str) -> str:
    counts = {"logs": len(sitting.case.entries(_PERSUASION)), "files": len(sitting.case.files)}
    n = counts.get(code, 0)
    return f"{words()['tabs'][code]}（{n}）" if n else words()["tabs"][code]


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
    n = len(case.entries(_PERSUASION))
    logging = [move for move in kind.moves.values() if move.log == _PERSUASION]
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


def _draw_due(due: Due) -> dict:
    if due.days_left < 0:
        left, tone = f"已超期 {-due.days_left} 天", "late"
    elif due.days_left in WEEK:
        left, tone = "今天到期" if due.days_left == 0 else f"还剩 {due.days_left} 天", "soon"
    else:
        left, tone = f"还剩 {due.days_left} 天", "plain"
    return {
        "label": due.label,
        "on": due.due_on.isoformat(),
        "left": left,
        "tone": tone,
        "why": due.why,
        "owes": code_list("line_of_duty").label(due.line) if due.line else "",
        "move": due.move,
    }


def _draw_moves(sitting: CaseSitting) -> list[dict]:
    case, kind = sitting.case, sitting.kind
    owed = [due.move for due in sitting.dues()]
    moves = [
        {
            "name": move.name,
            "label": move.label,
            "key": words()["keys"].get(move.name, ""),
            "why_not": "；".join(_against(sitting, move)),
            "is_owed": move.name in owed[:1],
        }
        for move in kind.moves_from(case.status)
    ]
    rank = {name: n for n, name in enumerate(dict.fromkeys(owed))}
    # What is owed first, what cannot be done now last, else in the order of the kind.
    return sorted(moves, key=lambda one: (bool(one["why_not"]), rank.get(one["name"], len(rank))))


def _against(sitting: CaseSitting, move: Move) -> list[str]:
    proposal = Proposal(move.name, sitting.entry.person.code, sitting.clock.today())
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
