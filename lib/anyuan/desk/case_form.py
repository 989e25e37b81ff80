"""The form of a move, and its fields one by one: what was typed, and what is wrong with it.

What was typed is kept until it is saved, whatever happens meanwhile; nothing of it is acknowledged
as saved before it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from anyuan.cases import Case, Proposal, Refusal, in_words, read_value, refusals
from anyuan.codebook import CaseKind, Field, Move, code_list
from anyuan.desk.case_words import words

# Refusals that are told beside the fields which they are about.
_MISSING = "field_missing"


@dataclass
class Form:
    """The form of a move for one case, or for several at once (`is_bulk`).

    `typed` are values as typed, `problems` what is wrong with a field, `told` what is wrong with
    the whole; `approver` is the code of who is to confirm.
    """

    move: Move
    is_bulk: bool = False
    typed: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    approver: str = ""

    def take(self, kind: CaseKind, values: Mapping[str, Any]) -> dict[str, Any]:
        """Take in what was typed; return the values as they are kept, and note the problems."""
        for name in self.move.fields:
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
        missing = [n for n in self.move.needs if not kept.get(n) and n not in self.problems]
        self.problems |= dict.fromkeys(missing, "必填")
        return missing


def prefilled(move: Move, kind: CaseKind, case: Case) -> dict[str, Any]:
    """Return what a case already says of a move's fields that may be set at any time."""
    names = [name for name in move.fields if name in kind.editable]
    return {name: case.fields[name] for name in names if name in case.fields}


def standing_refusals(kind: CaseKind, case: Case, proposal: Proposal) -> list[Refusal]:
    """Return the reasons against a move that no filling in of its form could remove."""
    wanted = words()["standing_reasons"]
    return [one for one in refusals(kind, case, proposal) if one.code in wanted]


def form_refusals(kind: CaseKind, case: Case, proposal: Proposal) -> list[Refusal]:
    """Return the reasons against a move that are not about blank fields."""
    return [one for one in refusals(kind, case, proposal) if one.code != _MISSING]


@dataclass(frozen=True)
class Choices:
    """What may be chosen where the codebook does not say: schools and townships by code."""

    schools: Mapping[str, str]
    townships: Mapping[str, str]

    def said(self, one: Field, value: Any) -> str:
        """Return a kept value in words."""
        if one.type in ("school", "township"):
            return self.of(one).get(value, str(value))
        return in_words(one, value)

    def of(self, one: Field) -> dict[str, str]:
        """Return the codes of a field with their labels; none for a field that is written."""
        if one.choices is not None:
            return dict(one.choices.labels)
        named = {"school": self.schools, "township": self.townships}
        if one.type == "yes_no":
            return dict(code_list("boolean").labels)
        return dict(named.get(one.type, {}))


def draw_field(one: Field, value: Any, choices: Choices) -> dict[str, Any]:
    """Return a field for the board: its control, its words, what stands in it."""
    is_many = one.type == "codes"
    options = choices.of(one)
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
