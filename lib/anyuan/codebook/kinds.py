"""Kinds of cases: statuses, legal moves, what each needs, time limits; data, read and checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from anyuan.codebook.codes import DATA, CodeList, code_lists
from anyuan.codebook.reading import read_yaml
from anyuan.codebook.rules import rules

FIELD_TYPES = frozenset(
    {"text", "long_text", "day", "yes_no", "code", "codes", "school", "township"}
)
UNITS = frozenset({"calendar", "working", "term_end"})
ENTERED, LAST, FIELD = "entered", "last", "field"


@dataclass(frozen=True)
class Status:
    """Where a case may stand. `line` is its place on the line of progress, None beside it;
    `owes` the line of duty that owes the next step, "" for a status in which nobody does."""

    name: str
    label: str
    line: int | None
    is_open: bool
    owes: str


@dataclass(frozen=True)
class Field:
    """One thing that is written down about a case; `choices` for code and codes."""

    name: str
    label: str
    type: str
    choices: CodeList | None
    help: str


@dataclass(frozen=True)
class Move:
    """One legal move; see the head of the YAML for the meaning of each word."""

    name: str
    label: str
    clause: str
    steps: Mapping[str, str]
    needs: tuple[str, ...]
    takes: tuple[str, ...]
    has: tuple[str, ...]
    ahead: tuple[str, ...]
    passed: tuple[str, ...]
    may_precede: tuple[str, ...]
    day: str
    log: str
    needs_evidence: bool
    approver_roles: frozenset[str]
    one_of_agency: Mapping[str, Mapping[str, str]]
    after: Mapping[str, int]
    where: Mapping[str, str]
    not_before: Mapping[str, str]
    by_system: bool
    new_round: bool

    @property
    def fields(self) -> tuple[str, ...]:
        """What the move's form asks for: needed first, then optional."""
        return (*self.needs, *self.takes)


@dataclass(frozen=True)
class Limit:
    """One time limit; see the head of the limits in the YAML for the meaning of each word.

    `days` is a rule's key, "" where the day itself is the limit. `start_of` holds the logs, or the
    one field, from which it runs.
    """

    name: str
    label: str
    statuses: frozenset[str]
    start: str
    start_of: tuple[str, ...]
    days: str
    unit: str
    step: str
    unless: Mapping[str, int]
    awaits: Mapping[str, str]
    where: Mapping[str, str]
    in_term: bool


@dataclass(frozen=True)
class CaseKind:
    """A kind of case, whole."""

    name: str
    label: str
    prefix: str
    clause: str
    statuses: Mapping[str, Status]
    opens_at: tuple[str, ...]
    fields: Mapping[str, Field]
    editable: tuple[str, ...]
    moves: Mapping[str, Move]
    limits: Mapping[str, Limit]

    def moves_from(self, status: str) -> list[Move]:
        """Return the moves that are legal in a status, in the order of the YAML."""
        return [move for move in self.moves.values() if status in move.steps]

    @property
    def logs(self) -> dict[str, str]:
        """The kinds of log with the label of the move that writes them."""
        return {move.log: move.label for move in self.moves.values() if move.log}


@cache
def case_kinds() -> dict[str, CaseKind]:
    """Return every kind of case by name."""
    paths = sorted((DATA / "kinds").glob("*.yaml"))
    return {path.stem: read_kind(path) for path in paths}


def case_kind(name: str) -> CaseKind:
    """Return one kind of case; KeyError for an unknown name."""
    return case_kinds()[name]


def read_kind(path: Path) -> CaseKind:
    """Return a kind of case; ValueError names each word in it that nothing else bears."""
    raw = read_yaml(path)
    kind = CaseKind(
        name=path.stem,
        label=raw["label"],
        prefix=raw["prefix"],
        clause=raw["clause"],
        statuses={name: _status(name, one) for name, one in raw["statuses"].items()},
        opens_at=tuple(raw["opens_at"]),
        fields={name: _field(name, one) for name, one in raw["fields"].items()},
        editable=tuple(raw["editable"]),
        moves={name: _move(name, one) for name, one in raw["moves"].items()},
        limits={name: _limit(name, one) for name, one in raw["limits"].items()},
    )
    wrong = list(_faults(kind))
    if wrong:
        raise ValueError(f"{path.name}: {'; '.join(wrong)}")
    return kind


def _status(name: str, raw: dict[str, Any]) -> Status:
    line = int(raw["line"]) if "line" in raw else None
    return Status(name, raw["label"], line, raw["is_open"] == "true", raw.get("owes", ""))


def _field(name: str, raw: dict[str, Any]) -> Field:
    choices = code_lists()[raw["choices"]] if "choices" in raw else None
    return Field(name, raw["label"], raw["type"], choices, raw.get("help", ""))


_LISTS = ("needs", "takes", "has", "ahead", "passed", "may_precede")
_FLAGS = ("by_system", "new_round")
_MOVE_KEYS = frozenset((*_LISTS, *_FLAGS, "label", "clause", "steps", "day", "log", "evidence"))
_MOVE_KEYS |= {"approver", "one_of_agency", "after", "where", "not_before"}


def _move(name: str, raw: dict[str, Any]) -> Move:
    if set(raw) - _MOVE_KEYS:
        raise ValueError(f"move {name}: {sorted(set(raw) - _MOVE_KEYS)}")
    return Move(
        name=name,
        label=raw["label"],
        clause=raw["clause"],
        steps=raw["steps"],
        day=raw.get("day", ""),
        log=raw.get("log", ""),
        needs_evidence="evidence" in raw,
        approver_roles=frozenset(raw.get("approver", {}).get("roles", ())),
        one_of_agency=raw.get("one_of_agency", {}),
        after={log: int(n) for log, n in raw.get("after", {}).items()},
        where=raw.get("where", {}),
        not_before=raw.get("not_before", {}),
        **{word: tuple(raw.get(word, ())) for word in _LISTS},
        **{word: word in raw for word in _FLAGS},
    )


def _limit(name: str, raw: dict[str, Any]) -> Limit:
    start, _, start_of = raw["from"].partition(" ")
    return Limit(
        name=name,
        label=raw["label"],
        statuses=frozenset(raw["statuses"]),
        start=start,
        start_of=tuple(start_of.split()),
        days=raw.get("days", ""),
        unit=raw["unit"],
        step=raw["step"],
        unless={log: int(n) for log, n in raw.get("unless", {}).items()},
        awaits=raw.get("awaits", {}),
        where=raw.get("where", {}),
        in_term="in_term" in raw,
    )


def _faults(kind: CaseKind):
    statuses, fields, logs = set(kind.statuses), set(kind.fields), set(kind.logs)

    def unknown(where: str, words, known):
        return (f"{where}: {word}" for word in words if word not in known)

    yield from unknown("opens_at", kind.opens_at, statuses)
    yield from unknown("editable", kind.editable, fields)
    for field in kind.fields.values():
        yield from unknown(f"field {field.name}", [field.type], FIELD_TYPES)
        if (field.choices is None) != (field.type not in ("code", "codes")):
            yield f"field {field.name}: choices"
    for move in kind.moves.values():
        where = f"move {move.name}"
        yield from unknown(where, [*move.steps, *move.steps.values()], statuses)
        named = [*move.fields, *move.has, *move.ahead, *move.passed, *move.where, *move.not_before]
        named += [*move.not_before.values(), *move.one_of_agency, *filter(None, [move.day])]
        yield from unknown(where, named, fields)
        yield from unknown(where, [*move.after, *move.may_precede], logs)
    for limit in kind.limits.values():
        where = f"limit {limit.name}"
        yield from unknown(where, limit.statuses, statuses)
        yield from unknown(where, [*limit.unless, *limit.awaits, *limit.awaits.values()], logs)
        yield from unknown(where, limit.where, fields)
        yield from unknown(where, [limit.step], kind.moves)
        yield from unknown(where, [limit.unit], UNITS)
        yield from unknown(where, filter(None, [limit.days]), rules())
        known = {ENTERED: set(), LAST: logs, FIELD: fields}.get(limit.start)
        if known is None or (limit.start == ENTERED) != (not limit.start_of):
            yield f"{where}: from {limit.start}"
        yield from unknown(where, limit.start_of, known or set())
    reached = {*kind.opens_at, *(to for move in kind.moves.values() for to in move.steps.values())}
    yield from (f"status {name} is never reached" for name in statuses - reached)
