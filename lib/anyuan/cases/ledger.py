"""Opening cases, moving them on, writing down fields, taking back: saved at once, or not at all.

Everything is checked against the case as the writer saw it; where somebody else has written since,
the casebook refuses (`case_changed`) and nothing is overwritten.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import Any

from anyuan.casebook import Casebook, CaseChange, NewEvent, Person
from anyuan.cases.attachments import keep_file
from anyuan.cases.moves import (
    Proposal,
    day_of,
    require_legal,
    require_opening,
)
from anyuan.cases.state import (
    ATTACHED,
    MOVED,
    NOTED,
    OPENED,
    UNDONE,
    Case,
    Step,
    fold,
    fold_all,
    from_state,
    steps_of,
    to_state,
)
from anyuan.cases.values import read_values
from anyuan.codebook import CaseKind, RuleBook, case_kind
from anyuan.codebook.kind_reading import OPEN
from anyuan.errors import ShownError


@dataclass(frozen=True)
class Writer:
    """Who writes, when, and what day it is for them (of the rehearsal clock, where one runs)."""

    actor: str
    at: datetime
    today: date


@dataclass(frozen=True)
class NewCase:
    """A case to be opened: about whom or what (`subject`), where it begins, what is known.

    `subject` is the key of the row that the case is opened from, or what else tells one from
    another. The day of a field that the kind's opening names for it goes before `occurred_on`.
    """

    subject: str
    status: str
    occurred_on: date
    fields: Mapping[str, Any]


class CaseLedger:
    """The cases of one kind in a casebook; `book` holds the county's rules (see `Proposal`)."""

    def __init__(self, casebook: Casebook, kind: CaseKind, book: RuleBook | None = None) -> None:
        self._casebook = casebook
        self.kind, self.book = kind, book

    def cases(self, after: int = 0) -> list[Case]:
        """Return every case of the kind as it stands, without its steps, by case_id.

        With `after` only those that changed after that event.
        """
        states = self._casebook.cases(after)
        return [from_state(one) for one in states if one.kind == self.kind.name]

    def steps(self, case_id: str, *, known_at: datetime | None = None) -> list[Step]:
        """Return every step of a case, those undone and the undoing included."""
        return steps_of(self._casebook.events(known_at, case_id=case_id)).get(case_id, [])

    def case(self, case_id: str, *, known_at: datetime | None = None) -> Case:
        """Return one case with its steps; ShownError `case_unknown`."""
        found = fold(case_id, self.steps(case_id, known_at=known_at))
        if found is None or found.kind != self.kind.name:
            raise ShownError(
                f"没有个案 {case_id}。", code="case_unknown", next_step="请刷新清单后重试。"
            )
        return found

    def as_known(self, as_of: date | None, known_at: datetime | None) -> dict[str, Case]:
        """Return every case of the kind as of a day and as known at a moment, by case_id."""
        found = self._casebook.kept(
            ("cases", as_of, known_at), lambda: fold_all(self._casebook.events(known_at), as_of)
        )
        return {name: case for name, case in found.items() if case.kind == self.kind.name}

    def open_cases(self, new: Sequence[NewCase], writer: Writer) -> list[Case]:
        """Open cases, all or none, numbered on within the year in the order given.

        ValueError for a status at which no case begins. Whether a child has a case already is for
        the caller to know. Raises ShownError with every reason why one may not begin so (see
        `moves.opening_refusals`).
        """
        numbers = self.free_numbers(writer.today.year)
        drafts = []
        for one in new:
            if one.status not in self.kind.opens_at:
                raise ValueError(f"no case begins at {one.status}")
            fields = {k: v for k, v in read_values(self.kind, one.fields).items() if v}
            body = {"kind": self.kind.name, "status": one.status, "subject": one.subject}
            day = self._opening_day(one, fields, writer)
            event = self._event(OPENED, writer, body | {"fields": fields}, day)
            drafts.append((None, next(numbers), event))
        return self._save(drafts)

    def move(
        self,
        case: Case,
        move: str,
        fields: Mapping[str, Any],
        writer: Writer,
        approver: Person | None = None,
    ) -> Case:
        """Make a move; return the case after it. The approver's PIN is the caller's to check.

        Raises ShownError with every reason why it may not be made (see `moves.refusals`).
        """
        return self._save([self._moved(case, move, fields, writer, approver)])[0]

    def move_together(
        self, cases: Sequence[Case], move: str, fields: Mapping[str, Any], writer: Writer
    ) -> list[Case]:
        """Make one move on several cases, all or none; ShownError names the first that may not."""
        return self._save([self._moved(case, move, fields, writer, None) for case in cases])

    def note(self, case: Case, fields: Mapping[str, Any], writer: Writer) -> Case:
        """Write down fields beside any move; return the case after it.

        Raises ShownError `case_closed` for a case that is not open, `field_fixed` for a field that
        only a move may set.
        """
        if not self.kind.statuses[case.status].is_open:
            raise ShownError(
                f"个案 {case.case_id} 已办结，不能改写。",
                code="case_closed",
                next_step="如有新情况，请先重新打开。",
            )
        fixed = [name for name in fields if name not in self.kind.editable]
        if fixed:
            labels = "、".join(self.kind.fields[name].label for name in fixed)
            raise ShownError(
                f"“{labels}”只能随办理步骤登记。",
                code="field_fixed",
                next_step="请用相应的按钮登记；记错了可以撤销上一步。",
            )
        body = {"fields": read_values(self.kind, fields)}
        return self._save([(case, case.case_id, self._event(NOTED, writer, body))])[0]

    def attach(self, case: Case, workspace: Path, file: tuple[str, bytes], writer: Writer) -> Case:
        """Attach a file (name, bytes); it is on the disk before the casebook says so."""
        sha256, name = keep_file(workspace, *file)
        body = {"sha256": sha256, "name": name, "size": len(file[1])}
        return self._save([(case, case.case_id, self._event(ATTACHED, writer, body))])[0]

    def undo(self, cases: Sequence[Case], writer: Writer) -> list[Case]:
        """Take back the last step of each case, all or none: the same hand's, and not the opening.

        Raises ShownError `nothing_to_undo`, or `undo_of_another` where somebody else took the step.
        """
        drafts = []
        for case in cases:
            last = case.steps[-1] if case.steps else None
            if last is None or last.kind == OPENED:
                raise ShownError(
                    f"个案 {case.case_id} 没有可以撤销的步骤。",
                    code="nothing_to_undo",
                    next_step=f"个案不能删除；如系误开，请{self._endings(case)}并写明经过。",
                )
            if last.actor != writer.actor:
                raise ShownError(
                    f"个案 {case.case_id} 的上一步是 {last.actor} 所做，您不能撤销。",
                    code="undo_of_another",
                    next_step=f"请联系 {last.actor}，或登记新的步骤。",
                )
            event = self._event(UNDONE, writer, {"n": last.n})
            drafts.append((case, case.case_id, event))
        return self._save(drafts)

    def _endings(self, case: Case) -> str:
        """Return what ends a case from where it stands, in words."""
        open_ones = {name for name, status in self.kind.statuses.items() if status.is_open}
        moves = self.kind.moves_from(case.status)
        ends = [one.label for one in moves if one.steps[case.status] not in open_ones]
        return f"登记“{'”或“'.join(ends)}”" if ends else "照步骤办到结束"

    def _opening_day(self, one: NewCase, fields: Mapping[str, Any], writer: Writer) -> date:
        if self.kind.opening is None:
            return one.occurred_on
        proposal = Proposal(OPEN, writer.actor, writer.today, fields, book=self.book)
        require_opening(self.kind, proposal)
        return day_of(self.kind.opening, proposal) if self.kind.opening.day else one.occurred_on

    def _moved(
        self,
        case: Case,
        move_name: str,
        fields: Mapping[str, Any],
        writer: Writer,
        approver: Person | None,
    ) -> tuple[Case, str, NewEvent]:
        given = read_values(self.kind, fields)
        waits_for = self.waits_for(case, move_name)
        proposal = Proposal(
            move_name, writer.actor, writer.today, given, approver, self.book, waits_for
        )
        move = require_legal(self.kind, case, proposal)
        body = {"move": move.name, "to": move.steps[case.status]}
        body["fields"] = {name: value for name, value in given.items() if value}
        if approver is not None and move.approver_roles:
            body["approver"] = approver.code
        event = self._event(MOVED, writer, body, day_of(move, proposal))
        return case, case.case_id, event

    def waits_for(self, case: Case, move_name: str) -> tuple[str, ...]:
        """Return the open cases of other kinds that must end before a move, by case_id."""
        asked = self.kind.moves[move_name].others_ended
        return tuple(
            other.case_id
            for other in (self._casebook.cases() if asked else ())
            if other.kind in asked
            and case_kind(other.kind).statuses[other.status].is_open
            and from_state(other).fields.get(asked[other.kind]) == case.fields[asked[other.kind]]
        )

    def _event(
        self, kind: str, writer: Writer, body: dict[str, Any], day: date | None = None
    ) -> NewEvent:
        return NewEvent(kind, writer.actor, writer.at, body, occurred_on=day or writer.today)

    def _save(self, drafts: Iterable[tuple[Case | None, str, NewEvent]]) -> list[Case]:
        changes, changed = [], []
        for before, case_id, event in drafts:
            if before is not None and not before.steps:
                raise ValueError(f"{case_id} comes from the list: load it before writing")
            n, seq = (before.n, before.seq) if before else (0, 0)
            place, when = (n + 1, seq, event.kind), (event.occurred_on, event.at)
            step = Step(*place, *when, event.actor, event.body)
            after = fold(case_id, [step], before=before)
            changed.append(after)
            changes.append(CaseChange(to_state(after), (event,), seq))
        last = self._casebook.save_changes(changes)
        return [_recorded(case, seq) for case, seq in zip(changed, last, strict=True)]

    def free_numbers(self, year: int) -> Iterator[str]:
        """Return the numbers that no case of a year has taken, from the last one on."""
        start = f"{self.kind.prefix}{year}-"
        used = [c.case_id for c in self._casebook.cases() if c.case_id.startswith(start)]
        last = max((int(name.removeprefix(start)) for name in used), default=0)
        return (f"{start}{n:04d}" for n in count(last + 1))


def _recorded(case: Case, seq: int) -> Case:
    """Return a case whose last event has been recorded under a seq."""
    steps = [replace(one, seq=seq) if one.n == case.n else one for one in case.steps]
    return replace(case, seq=seq, steps=tuple(steps))
