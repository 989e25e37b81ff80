"""The form of a move or of an opening, and its fields: what was typed, what is wrong with it.

What was typed is kept until it is saved, whatever happens meanwhile; nothing of it is acknowledged
as saved before it is.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from anyuan.cases import Case, Proposal, Refusal, in_words, read_value, refusals
from anyuan.cases.moves import day_of
from anyuan.cases.saying import find_unsayable
from anyuan.codebook import CaseKind, Field, Move, code_list
from anyuan.desk.case_words import words

# Refusals that are told beside the fields which they are about.
MISSING = "field_missing"
_NOT_SO, _NEEDED_THEN = "not_so", "needed_then"
# What a form is for: the case on the table, the selected ones, one that is not there yet, a fix
# that follows from the case on the table.
ONE, SEVERAL, NEW, FIX = "one", "several", "new", "fix"


@dataclass
class Form:
    """The form of a move for one case or for several at once, or of the opening of a case.

    `typed` are values as typed, `problems` what is wrong with a field; `approver` is the code of
    who is to confirm; `suggested` is what the desk filled in of itself; `kind` the kind of case
    whose fields it asks for, None for that of the desk.
    """

    asks: Move
    scope: str = ONE
    typed: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    approver: str = ""
    suggested: dict[str, str] = field(default_factory=dict)
    kind: CaseKind | None = None

    @property
    def is_of_case(self) -> bool:
        """Whether it is a move of the case on the table."""
        return self.scope == ONE

    @property
    def is_on_case(self) -> bool:
        """Whether it stands in the page of the case on the table."""
        return self.scope in (ONE, FIX)

    def take(self, kind: CaseKind, values: Mapping[str, Any]) -> dict[str, Any]:
        """Take in what was typed; return the values as they are kept, and note the problems."""
        kind = self.kind or kind
        for name in self.asks.fields:
            if name in values:
                self.typed[name] = values[name]
        self.problems = {}
        kept = {}
        for name, value in self.typed.items():
            try:
                kept[name] = read_value(kind.fields[name], value)
            except ValueError as problem:
                self.problems[name] = str(problem)
        return kept

    def miss(self, kept: Mapping[str, Any]) -> list[str]:
        """Note and return what must be filled in and is not."""
        missing = [n for n in self.asks.needs if not kept.get(n) and n not in self.problems]
        self.problems |= dict.fromkeys(missing, "必填")
        return missing


def prefilled(move: Move, kind: CaseKind, case: Case) -> dict[str, Any]:
    """Return what a case already says of a move's fields that may be set at any time, or that
    its opening told."""
    known = {*kind.editable, *(kind.opening.fields if kind.opening else ())}
    names = [name for name in move.fields if name in known]
    return {name: case.fields[name] for name in names if name in case.fields}


def standing_refusals(kind: CaseKind, case: Case, proposal: Proposal) -> list[Refusal]:
    """Return the reasons against a move that no filling in of its form could remove."""
    wanted, move = set(words()["standing_reasons"]), kind.moves[proposal.move]
    # What the form itself can make so does not stand against it.
    for reason, names in ((_NOT_SO, move.where), (_NEEDED_THEN, move.needs_when)):
        if set(names) & set(move.fields):
            wanted.discard(reason)
    return [one for one in refusals(kind, case, proposal) if one.code in wanted]


def form_refusals(kind: CaseKind, case: Case, proposal: Proposal) -> list[Refusal]:
    """Return the reasons against a move that are not about blank fields."""
    return [one for one in refusals(kind, case, proposal) if one.code != MISSING]


def forbidden_choices(
    kind: CaseKind, case: Case, proposal: Proposal, typed: Mapping[str, Any]
) -> dict[tuple[str, str], str]:
    """Return the reasons against single choices of a move's lists, by field and code, in the
    engine's own words: what of them this case may not say with what is typed beside them."""
    move, given = kind.moves[proposal.move], {}
    for name in move.fields:
        with suppress(ValueError):  # told beside the field
            given[name] = read_value(kind.fields[name], typed.get(name))
    known = {**case.fields, **{name: value for name, value in given.items() if value}}
    on = day_of(move, replace(proposal, fields=given))
    found = {}
    for name in (one for one in move.fields if kind.fields[one].type == "codes"):
        for code in kind.fields[name].choices.labels:
            said = find_unsayable(kind, {name: [code]}, known, proposal.book, on=on)
            found[name, code] = "；".join(told for _, told in said)
    return {where: why for where, why in found.items() if why}


@dataclass(frozen=True)
class Choices:
    """What may be chosen where the codebook does not say: schools and townships by code, and the
    places of a school."""

    schools: Mapping[str, str]
    townships: Mapping[str, str]
    places: Callable[[str], dict[str, str]]

    def said(self, one: Field, value: Any, given: Mapping[str, Any]) -> str:
        """Return a kept value in words; `given` are the case's other fields."""
        if one.type in ("school", "township", "place"):
            return self.of(one, given).get(value, str(value))
        return in_words(one, value)

    def of(self, one: Field, given: Mapping[str, Any]) -> dict[str, str]:
        """Return the codes of a field with their labels; none for a field that is written."""
        if one.choices is not None:
            return dict(one.choices.labels)
        if one.type == "yes_no":
            return dict(code_list("boolean").labels)
        if one.type == "place":
            return self.places(str(given.get("school_code", "")))
        named = {"school": self.schools, "township": self.townships}
        return dict(named.get(one.type, {}))


def draw_field(
    one: Field, value: Any, choices: Choices, given: Mapping[str, Any]
) -> dict[str, Any]:
    """Return a field for the board: its control, its words, what stands in it."""
    is_many = one.type == "codes"
    options = choices.of(one, given)
    value = value if value is not None else [] if is_many else ""
    if options and not is_many and value and value not in options:
        options[value] = str(value)  # what a case says of old stays choosable
    return {
        "name": one.name,
        "label": one.label,
        "type": one.type,
        "help": one.help,
        "value": list(value) if is_many else str(value),
        "options": [{"code": code, "label": label} for code, label in options.items()],
    }
