"""Questions about cases: may this be done, where does the case stand, what is due."""

from datetime import date, datetime, time
from typing import Any

from anyuan import clock
from anyuan.casebook import Person
from anyuan.cases import Case, Proposal, Step, find_due, fold, read_values
from anyuan.cases.moves import day_of, require_legal, require_opening
from anyuan.codebook import CaseKind, Move, RuleBook, case_kind, read_county

ACTOR, APPROVER = "E01", "E02"
PEOPLE = {
    "E01": Person("E01", "示例甲", "education", "教育局", frozenset({"analyst"})),
    "E02": Person("E02", "示例乙", "education", "教育局", frozenset({"approver"})),
    "E03": Person("E03", "示例丙", "education", "教育局", frozenset({"approver", "lead"})),
    "P01": Person("P01", "示例丁", "police", "公安局", frozenset({"analyst"})),
    "P02": Person("P02", "示例戊", "police", "公安局", frozenset({"approver"})),
    "L01": Person("L01", "示例己", "political_legal", "政法委", frozenset({"analyst"})),
    "L02": Person("L02", "示例庚", "political_legal", "政法委", frozenset({"approver"})),
}
# Words of a step that are not fields of the form.
_WORDS = {
    "move",
    "on",
    "by",
    "approver",
    "waits_for",
    "without",
    "attach",
    "undo",
    "kind",
    "settings",
}


def ask_move(given: dict[str, Any]) -> dict[str, Any]:
    """May the last thing be done after the story, and where does the case stand then?"""
    story = [*given.get("story", []), given["then"]]
    kind, case = tell_story(given | {"story": story})
    case = fold(case.case_id, case.steps, as_of=_day(given.get("as_of"))) if case else None
    return {
        "status": case.status if case else "",
        "since": str(case.since) if case else "",
        "round": str(case.round) if case else "",
        "fields": dict(case.fields) if case else {},
        "logged": {log: str(len(case.entries(log))) for log in kind.logs} if case else {},
    }


def ask_steps(given: dict[str, Any]) -> dict[str, Any]:
    """Where does one move lead from each of several statuses, after the same story there?"""
    opened = given["opened_on"]
    told = given | {"story": [*given.get("story", []), given["then"]]}
    return {
        "to": {
            begins: tell_story(told | {"begins": begins, "opened_on": opened})[1].status
            for begins in given["from"]
        }
    }


def ask_opening(given: dict[str, Any]) -> dict[str, Any]:
    """May a case begin so, and on which day did what it is about become known?"""
    kind = case_kind(given["kind"])
    fields = _filled(kind, kind.opening, given, given["on"])
    proposal = Proposal("open", ACTOR, _day(given["on"]), fields, book=_book(given))
    require_opening(kind, proposal)
    return {"day": day_of(kind.opening, proposal).isoformat(), "fields": fields}


def steps_taken(given: dict[str, Any]) -> set[tuple[str, str]]:
    """Return the moves of a question's stories with the statuses from which they were made."""
    story = [*given.get("story", []), *([given["then"]] if "then" in given else [])]
    taken = set()
    for begins in given.get("from", [given.get("begins")]):
        told = given | {"begins": begins}
        for n in range(len(story)):
            if "move" in story[n]:
                _, case = tell_story(told | {"story": story[:n]})
                taken.add((story[n]["move"], case.status))
    return taken


def ask_due(given: dict[str, Any]) -> dict[str, Any]:
    """What is due on the case after the story, as of a day?"""
    kind, case = tell_story(given)
    on = _day(given["on"])
    county = read_county()
    found = find_due(kind, case, on, _book(given), county.calendar)
    return {
        "due": {one.limit: one.due_on.isoformat() for one in found},
        "overdue": [one.limit for one in found if one.is_overdue],
        "owes": {one.limit: one.line for one in found},
        "why": {one.limit: one.why for one in found},
    }


def tell_story(given: dict[str, Any]) -> tuple[CaseKind, Case]:
    """Return the case after each step of a story, every one of them checked."""
    kind = case_kind(given.get("kind", "return_to_school"))
    opened = given["opened_on"]
    body = {"kind": kind.name, "status": given["begins"], "subject": "甲"}
    body["fields"] = given.get("fields", {})
    case = fold("R2024-0001", [_step(1, "case_opened", opened, opened, body)])
    for told in given.get("story", []):
        case = fold(case.case_id, [_take(kind, case, told, _book(given))], before=case)
    return kind, case


def _book(given: dict[str, Any]) -> RuleBook:
    return RuleBook(given.get("settings"))


def _take(kind: CaseKind, case: Case, told: dict[str, Any], book: RuleBook) -> Step:
    on, actor = told["on"], told.get("by", ACTOR)
    if "attach" in told:
        body = {"sha256": "0" * 64, "name": told["attach"], "size": 1}
        return _step(case.n + 1, "case_attached", on, on, body)
    if "undo" in told:
        return _step(case.n + 1, "case_undone", on, on, {"n": case.steps[-1].n})
    move = kind.moves[told["move"]]
    confirms = actor if move.signs_for else APPROVER
    approver = told.get("approver", confirms if move.approver_roles else None)
    fields = _filled(kind, move, told, on)
    others = tuple(told.get("waits_for", ()))
    proposal = Proposal(move.name, actor, _day(on), fields, PEOPLE.get(approver), book, others)
    require_legal(kind, case, proposal)
    body = {"move": move.name, "to": move.steps[case.status], "fields": dict(proposal.fields)}
    return _step(case.n + 1, "case_moved", day_of(move, proposal).isoformat(), on, body)


def _filled(kind: CaseKind, move: Move, told: dict[str, Any], on: str) -> dict[str, Any]:
    """Return what a move is given: what is told, and something plausible for what it needs."""
    fields = {name: _plausible(kind, move, name, on) for name in move.needs}
    fields |= {name: value for name, value in told.items() if name not in _WORDS}
    for name in told.get("without", []):
        del fields[name]
    return read_values(kind, fields)


def _plausible(kind: CaseKind, move: Move, name: str, on: str) -> Any:
    field = kind.fields[name]
    if name in move.where:
        return move.where[name][0]
    if name in {"review_on", "deadline_on", "target_on", "due_on"}:
        return "2030-01-01"
    if field.choices is not None:
        code = next(iter(field.choices.labels))
        return [code] if field.type == "codes" else code
    said = {"day": on, "moment": f"{on} 08:05", "yes_no": "true"}
    said |= {"pseudonyms": "A1", "code_text": "2024-01", "count": "0", "sha256": "a" * 64}
    return said.get(field.type, "示例")


def _step(n: int, kind: str, day: str, on: str, body: dict[str, Any]) -> Step:
    at = datetime.combine(_day(on), time(9), tzinfo=clock.CHINA)
    return Step(n, n, kind, _day(day), at, ACTOR, body)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
