"""Where a case stands: what its events say, folded in order. Two clocks, and undo."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import pandas as pd

from anyuan import clock
from anyuan.casebook import CaseState
from anyuan.codebook import CaseKind, case_kind

OPENED, MOVED, NOTED = "case_opened", "case_moved", "case_noted"
ATTACHED, UNDONE = "case_attached", "case_undone"


@dataclass(frozen=True)
class Step:
    """One event of a case, its `n`-th; `seq` is its place in the casebook.

    `day` is when it happened: occurred_on, else the day of recording.
    """

    n: int
    seq: int
    kind: str
    day: date
    recorded_at: datetime
    actor: str
    body: Mapping[str, Any]


@dataclass(frozen=True)
class Attachment:
    """A file of a case, by its hash, attached by the case's `n`-th event."""

    sha256: str
    name: str
    n: int


@dataclass(frozen=True)
class Case:
    """One case as its steps make it.

    `fields` hold the newest words (text, or lists of codes); `logs` every entry of each log, with
    its `day` and `round`. A round begins when the case opens, opens again, or the child drops out
    again. `since` is the day on which the status was entered, `last_day` the day of the latest
    move of the flow (the calendar's first before any); `evidence_n` the last move that used
    evidence; `n` and `seq` the last event, undone or not. `steps` are those in force, and empty
    where the case comes from the projection.
    """

    case_id: str
    kind: str
    status: str
    subject: str
    opened_on: date
    since: date
    last_day: date
    n: int
    seq: int
    round: int = 1
    evidence_n: int = 0
    fields: Mapping[str, Any] = field(default_factory=dict)
    logs: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    files: tuple[Attachment, ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def has_fresh_evidence(self) -> bool:
        """Whether a file was attached since evidence was last used."""
        return any(one.n > self.evidence_n for one in self.files)

    def entries(self, log: str) -> list[Mapping[str, Any]]:
        """Return the entries of a log in the present round."""
        return [one for one in self.logs.get(log, ()) if one["round"] == self.round]


def steps_of(events: pd.DataFrame) -> dict[str, list[Step]]:
    """Return the steps of each case from the casebook's events, all of the case from its first."""
    found: dict[str, list[Step]] = {}
    for row in events.itertuples(index=False):
        if isinstance(row.case_id, str) and row.kind in _APPLY:
            at = row.recorded_at.to_pydatetime()
            day = clock.civil_date(at) if pd.isna(row.occurred_on) else row.occurred_on.date()
            mine = found.setdefault(row.case_id, [])
            mine.append(Step(len(mine) + 1, row.seq, row.kind, day, at, row.actor, row.body))
    return found


def fold(
    case_id: str, steps: Iterable[Step], as_of: date | None = None, before: Case | None = None
) -> Case | None:
    """Return a case after some steps, the earlier ones given as the case `before` them.

    With `as_of` only what had happened by that day counts, though what was undone later never did.
    None for a case that had not been opened. Folding in parts gives what folding at once does.
    """
    n, seq = (before.n, before.seq) if before else (0, 0)
    standing = list(before.steps) if before else []
    for step in steps:
        n, seq = step.n, step.seq
        if step.kind == UNDONE:
            standing = [one for one in standing if one.n != step.body["n"]]
        else:
            standing.append(step)
    found: Case | None = None
    for step in standing:
        # What had happened before a case was opened is told of it from its opening on.
        is_told = found is not None or step.kind == OPENED
        if is_told and (as_of is None or step.day <= as_of):
            found = _APPLY[step.kind](case_id, found, step)
    return replace(found, n=n, seq=seq, steps=tuple(standing)) if found else None


def fold_all(events: pd.DataFrame, as_of: date | None = None) -> dict[str, Case]:
    """Return every case that events tell of, by case_id (see `fold`)."""
    folded = {name: fold(name, steps, as_of) for name, steps in steps_of(events).items()}
    return {name: case for name, case in folded.items() if case is not None}


def to_state(case: Case) -> CaseState:
    """Return what the casebook keeps of a case for its list."""
    body = {
        "subject": case.subject,
        "opened_on": case.opened_on.isoformat(),
        "since": case.since.isoformat(),
        "last_day": case.last_day.isoformat(),
        "round": case.round,
        "n": case.n,
        "evidence_n": case.evidence_n,
        "fields": dict(case.fields),
        "logs": {name: [dict(one) for one in entries] for name, entries in case.logs.items()},
        "files": [[one.sha256, one.name, one.n] for one in case.files],
    }
    return CaseState(case.case_id, case.kind, case.status, body, case.seq)


def from_state(state: CaseState) -> Case:
    """Return a case, without its steps, as the casebook keeps it."""
    body = state.body
    return Case(
        case_id=state.case_id,
        kind=state.kind,
        status=state.status,
        subject=body["subject"],
        opened_on=date.fromisoformat(body["opened_on"]),
        since=date.fromisoformat(body["since"]),
        last_day=date.fromisoformat(body["last_day"]),
        seq=state.seq,
        round=body["round"],
        n=body["n"],
        evidence_n=body["evidence_n"],
        fields=body["fields"],
        logs={name: tuple(entries) for name, entries in body["logs"].items()},
        files=tuple(Attachment(*one) for one in body["files"]),
    )


def _open(case_id: str, _: Case | None, step: Step) -> Case:
    body = step.body
    return Case(
        case_id=case_id,
        kind=body["kind"],
        status=body["status"],
        subject=body["subject"],
        opened_on=step.day,
        since=step.day,
        last_day=date.min,
        n=step.n,
        seq=step.seq,
        fields=_said(body["fields"]),
    )


def _move(_: str, case: Case, step: Step) -> Case:
    move = _kind(case).moves[step.body["move"]]
    given = _said(step.body["fields"])
    logs = dict(case.logs)
    if move.log:
        entry = {**given, "day": step.day.isoformat(), "round": case.round, "n": step.n}
        logs[move.log] = (*logs.get(move.log, ()), entry)
    # As of an earlier day, a fact beside the flow may stand before the move that led to its `to`.
    to = case.status if move.beside else step.body["to"]
    kept = {name: value for name, value in case.fields.items() if name not in move.clears}
    return replace(
        case,
        status=to,
        since=case.since if to == case.status else step.day,
        last_day=case.last_day if move.beside else step.day,
        round=case.round + move.new_round,
        evidence_n=step.n if move.needs_evidence else case.evidence_n,
        fields={**kept, **given},
        logs=logs,
    )


def _note(_: str, case: Case, step: Step) -> Case:
    fields = {**case.fields, **step.body["fields"]}
    return replace(case, fields=_said(fields))


def _attach(_: str, case: Case, step: Step) -> Case:
    one = Attachment(step.body["sha256"], step.body["name"], step.n)
    return replace(case, files=(*case.files, one))


def _said(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in ("", [], None)}


def _kind(case: Case) -> CaseKind:
    return case_kind(case.kind)


_APPLY = {OPENED: _open, MOVED: _move, NOTED: _note, ATTACHED: _attach, UNDONE: None}
