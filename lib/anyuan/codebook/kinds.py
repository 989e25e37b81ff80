"""Kinds of cases: statuses, legal moves, what each needs, time limits; data, as its YAML says.

The meaning of each word stands in the YAML of return_to_school, of some in that of bullying or of
incident.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from anyuan.codebook.codes import CodeList

FIELD_TYPES = frozenset(
    {"text", "long_text", "day", "yes_no", "code", "codes", "school", "township"}
    | {"moment", "clock_time", "pseudonyms", "code_text", "place", "count", "amount", "sha256"}
)
UNITS = frozenset({"calendar", "working", "term_end", "minute", "hour"})
ENTERED, LAST, FIELD = "entered", "last", "field"
# A field's values, by the field's name.
Values = Mapping[str, tuple[str, ...]]


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
class Stage:
    """Choices of a field that may be taken only from a grade on: `rule` says from which, `grade` is
    the field that holds the grade (its codes are whole numbers)."""

    choices: frozenset[str]
    grade: str
    rule: str
    clause: str


@dataclass(frozen=True)
class Field:
    """One thing that is written down about a case; `choices` for code and codes.

    `names_nobody`: a text that may hold no number of a person.
    """

    name: str
    label: str
    type: str
    choices: CodeList | None
    help: str
    is_past: bool
    only_when: Values
    stages: tuple[Stage, ...]
    names_nobody: bool


@dataclass(frozen=True)
class Move:
    """One legal move, or what opens a case; see the head of the moves in the YAML."""

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
    clears: tuple[str, ...]
    repeats: tuple[str, ...]
    day: str
    log: str
    needs_evidence: bool
    approver_roles: frozenset[str]
    signs_for: str
    one_of_agency: Mapping[str, Mapping[str, str]]
    after: Mapping[str, int]
    counting: Values
    where: Values
    needs_when: Mapping[str, Mapping[str, tuple[str, ...]]]
    settled: Mapping[str, str]
    each: Mapping[str, str]
    others_ended: Mapping[str, str]
    not_before: Mapping[str, str]
    by_system: bool
    only_by_system: bool
    new_round: bool
    beside: bool

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
    more: Mapping[str, str]
    unit: str
    step: str
    owes: str
    done: str
    known: tuple[str, ...]
    unless: Mapping[str, int]
    awaits: Mapping[str, str]
    where: Values
    in_term: bool


@dataclass(frozen=True)
class CaseKind:
    """A kind of case, whole. `opening` says what is asked where a case begins, None for nothing."""

    name: str
    label: str
    prefix: str
    clause: str
    statuses: Mapping[str, Status]
    opens_at: tuple[str, ...]
    opening: Move | None
    fields: Mapping[str, Field]
    editable: tuple[str, ...]
    moves: Mapping[str, Move]
    limits: Mapping[str, Limit]

    def moves_from(self, status: str) -> list[Move]:
        """Return the moves that are legal in a status, in the order of the YAML."""
        return [move for move in self.moves.values() if status in move.steps]

    @property
    def logs(self) -> dict[str, str]:
        """The kinds of log with the label of the move that writes them (of several the last)."""
        return {move.log: move.label for move in self.moves.values() if move.log}
