"""The YAML of a kind of case → the kind, or what in it nothing else bears."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from anyuan.codebook.codes import DATA, code_lists
from anyuan.codebook.kinds import (
    ENTERED,
    FIELD,
    FIELD_TYPES,
    LAST,
    UNITS,
    CaseKind,
    Field,
    Limit,
    Move,
    Stage,
    Status,
    Values,
)
from anyuan.codebook.reading import read_yaml
from anyuan.codebook.rules import rules

OPEN = "open"
_LISTS = ("needs", "takes", "has", "ahead", "passed", "may_precede", "clears", "repeats")
_FLAGS = ("by_system", "new_round", "beside")
_MAPS = ("not_before", "settled", "each", "others_ended", "one_of_agency")
_VALUES = ("where", "counting")
_MOVE_KEYS = frozenset((*_LISTS, *_FLAGS, *_MAPS, *_VALUES, "label", "clause", "steps", "day"))
_MOVE_KEYS |= {"log", "evidence", "approver", "after", "needs_when", "signs_for"}
_FIELD_KEYS = frozenset({"label", "type", "choices", "help", "past", "only_when", "from_grade"})
_LIMIT_KEYS = frozenset({"label", "statuses", "from", "days", "more", "unit", "step", "owes"})
_LIMIT_KEYS |= {"done", "known", "unless", "awaits", "where", "in_term"}
_TEXTS = frozenset({"text", "long_text"})


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
    opening = {"steps": {}} | raw["opening"] if "opening" in raw else None
    is_nameless = "names_nobody" in raw
    kind = CaseKind(
        name=path.stem,
        label=raw["label"],
        prefix=raw["prefix"],
        clause=raw["clause"],
        statuses={name: _status(name, one) for name, one in raw["statuses"].items()},
        opens_at=tuple(raw["opens_at"]),
        opening=_move(OPEN, opening) if opening else None,
        fields={name: _field(name, one, is_nameless) for name, one in raw["fields"].items()},
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


def _field(name: str, raw: dict[str, Any], is_nameless: bool) -> Field:
    _refuse_strange("field", name, raw, _FIELD_KEYS)
    return Field(
        name=name,
        label=raw["label"],
        type=raw["type"],
        choices=code_lists()[raw["choices"]] if "choices" in raw else None,
        help=raw.get("help", ""),
        is_past="past" in raw,
        only_when=_values(raw.get("only_when", {})),
        stages=tuple(
            Stage(frozenset(one["choices"]), one["grade"], one["rule"], one["clause"])
            for one in raw.get("from_grade", ())
        ),
        names_nobody=is_nameless and raw["type"] in _TEXTS,
    )


def _move(name: str, raw: dict[str, Any]) -> Move:
    _refuse_strange("move", name, raw, _MOVE_KEYS)
    return Move(
        name=name,
        label=raw["label"],
        clause=raw["clause"],
        steps=raw["steps"],
        day=raw.get("day", ""),
        log=raw.get("log", ""),
        needs_evidence="evidence" in raw,
        only_by_system=raw.get("by_system") == "only",
        approver_roles=frozenset(raw.get("approver", {}).get("roles", ())),
        signs_for=raw.get("signs_for", ""),
        after={log: int(n) for log, n in raw.get("after", {}).items()},
        needs_when={name: _values(one) for name, one in raw.get("needs_when", {}).items()},
        **{word: raw.get(word, {}) for word in _MAPS},
        **{word: _values(raw.get(word, {})) for word in _VALUES},
        **{word: tuple(raw.get(word, ())) for word in _LISTS},
        **{word: word in raw for word in _FLAGS},
    )


def _limit(name: str, raw: dict[str, Any]) -> Limit:
    _refuse_strange("limit", name, raw, _LIMIT_KEYS)
    start, _, start_of = raw["from"].partition(" ")
    return Limit(
        name=name,
        label=raw["label"],
        statuses=frozenset(raw["statuses"]),
        start=start,
        start_of=tuple(start_of.split()),
        days=raw.get("days", ""),
        more=raw.get("more", {}),
        unit=raw["unit"],
        step=raw["step"],
        owes=raw.get("owes", ""),
        done=raw.get("done", ""),
        known=tuple(raw.get("known", ())),
        unless={log: int(n) for log, n in raw.get("unless", {}).items()},
        awaits=raw.get("awaits", {}),
        where=_values(raw.get("where", {})),
        in_term="in_term" in raw,
    )


def _values(raw: dict[str, str | list[str]]) -> Values:
    return {
        name: (value,) if isinstance(value, str) else tuple(value) for name, value in raw.items()
    }


def _refuse_strange(what: str, name: str, raw: dict[str, Any], keys: frozenset[str]) -> None:
    if set(raw) - keys:
        raise ValueError(f"{what} {name}: {sorted(set(raw) - keys)}")


def _faults(kind: CaseKind) -> Iterator[str]:
    statuses, fields = set(kind.statuses), set(kind.fields)
    yield from _unknown("opens_at", kind.opens_at, statuses)
    yield from _unknown("editable", kind.editable, fields)
    for field in kind.fields.values():
        yield from _field_faults(kind, field)
    for move in (*filter(None, [kind.opening]), *kind.moves.values()):
        yield from _move_faults(kind, move)
    for limit in kind.limits.values():
        yield from _limit_faults(kind, limit)
    reached = {*kind.opens_at, *(to for move in kind.moves.values() for to in move.steps.values())}
    yield from (f"status {name} is never reached" for name in statuses - reached)


def _field_faults(kind: CaseKind, field: Field) -> Iterator[str]:
    where = f"field {field.name}"
    yield from _unknown(where, [field.type], FIELD_TYPES)
    if (field.choices is None) != (field.type not in ("code", "codes")):
        yield f"{where}: choices"
    yield from _unknown_values(kind, where, field.only_when)
    for stage in field.stages:
        yield from _unknown(where, stage.choices, field.choices.labels)
        yield from _unknown(where, [stage.grade], kind.fields)
        yield from _unknown(where, [stage.rule], rules())


def _move_faults(kind: CaseKind, move: Move) -> Iterator[str]:
    where = f"move {move.name}"
    yield from _unknown(where, [*move.steps, *move.steps.values()], kind.statuses)
    named = [*move.fields, *move.has, *move.ahead, *move.passed, *move.clears, *move.not_before]
    named += [*move.not_before.values(), *move.one_of_agency, *filter(None, [move.day])]
    named += [*move.repeats, *filter(None, [move.signs_for]), *move.others_ended.values()]
    named += [n for values in move.needs_when.values() for names in values.values() for n in names]
    yield from _unknown(where, named, kind.fields)
    logs = [*move.after, *move.may_precede, *move.settled, *move.settled.values(), *move.each]
    yield from _unknown(where, logs, kind.logs)
    yield from _unknown_values(kind, where, {**move.where, **move.counting})
    yield from _unknown_values(kind, where, {n: tuple(v) for n, v in move.needs_when.items()})
    if move.beside and any(start != to for start, to in move.steps.items()):
        yield f"{where}: what stands beside the flow changes no status"
    yield from _unknown(where, move.each.values(), _chosen(kind))
    if move.signs_for:
        yield from _unknown(where, [move.signs_for], _chosen(kind) & set(move.needs))
        if not (move.log and move.approver_roles):
            yield f"{where}: who signs needs a role, and a log to stand in"


def _limit_faults(kind: CaseKind, limit: Limit) -> Iterator[str]:
    where = f"limit {limit.name}"
    yield from _unknown(where, limit.statuses, kind.statuses)
    logs = [*limit.unless, *limit.awaits, *limit.awaits.values()]
    yield from _unknown(where, logs, kind.logs)
    named = [*limit.known, *limit.more, *filter(None, [limit.done])]
    yield from _unknown(where, named, kind.fields)
    yield from _unknown_values(kind, where, limit.where)
    yield from _unknown(where, [limit.step], [*kind.moves, *([OPEN] if kind.opening else [])])
    yield from _unknown(where, [limit.unit], UNITS)
    yield from _unknown(where, [*filter(None, [limit.days]), *limit.more.values()], rules())
    known = {ENTERED: (), LAST: kind.logs, FIELD: kind.fields}.get(limit.start)
    if known is None or (limit.start == ENTERED) != (not limit.start_of):
        yield f"{where}: from {limit.start}"
    yield from _unknown(where, limit.start_of, known or ())


def _chosen(kind: CaseKind) -> set[str]:
    """Return the fields of which one choice is taken."""
    return {field.name for field in kind.fields.values() if field.type == "code"}


def _unknown(where: str, words, known) -> Iterator[str]:
    return (f"{where}: {word}" for word in words if word not in known)


def _unknown_values(kind: CaseKind, where: str, values: Values) -> Iterator[str]:
    yield from _unknown(where, values, kind.fields)
    for name in values.keys() & kind.fields.keys():
        field = kind.fields[name]
        codes = ("true", "false") if field.choices is None else field.choices.labels
        yield from _unknown(where, values[name], codes)
