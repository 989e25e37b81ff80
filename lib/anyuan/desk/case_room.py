"""The stores behind the case desk, the kind of cases on it, and its clock."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from anyuan import clock
from anyuan.cases import CaseLedger
from anyuan.codebook import CaseKind, RuleBook, case_kind
from anyuan.desk.case_words import served_kinds
from anyuan.errors import ShownError
from anyuan.intake.known import newest_schools
from anyuan.run.opened import OpenedWorkspace, open_workspace

Tell = Callable[[str], None]


@dataclass(frozen=True)
class School:
    """A school by its newest list: its name, and the code of its township."""

    name: str
    township: str


@dataclass(frozen=True)
class CaseRoom(OpenedWorkspace):
    """A workspace and the kind of cases that are worked on."""

    kind: CaseKind
    book: RuleBook

    def ledger(self) -> CaseLedger:
        """Return the cases of the kind."""
        return CaseLedger(self.casebook, self.kind, self.book)

    def schools(self) -> dict[str, School]:
        """Return the schools by code; none where no list of them has come."""
        rows = newest_schools(self.workspace, self.casebook)
        return {
            row["school_code"]: School(row["school_name"], row["township"] or "") for row in rows
        }

    def of_kind(self, name: str) -> "CaseRoom":
        """Return the room with another kind of cases in it."""
        return replace(self, kind=served_kind(name))


class DeskClock:
    """What time it is at the desk: a rehearsal's stands at its last fact and runs on from there."""

    def __init__(self, room: CaseRoom) -> None:
        self._ahead = room.now() - clock.now() if room.is_rehearsal else None

    def now(self) -> datetime:
        """Return the present moment."""
        return clock.now() if self._ahead is None else clock.now() + self._ahead

    def today(self) -> date:
        """Return the day on the wall."""
        return clock.civil_date(self.now())


def open_case_room(workspace: str, kind: str) -> CaseRoom:
    """Open a workspace by name; ShownError where the name is not right or nothing is there."""
    opened = open_workspace(workspace)
    book = opened.county.rule_book()
    return CaseRoom(**vars(opened), kind=served_kind(kind), book=book)


def served_kind(name: str) -> CaseKind:
    """Return a kind of cases that the desk serves; ShownError `kind_unknown` for another."""
    if name not in served_kinds():
        offered = "、".join(f"{code}（{label}）" for code, label in served_kinds().items())
        raise ShownError(
            f"个案台没有“{name}”这一类。",
            code="kind_unknown",
            next_step=f"请在第一格写 {offered} 之一。",
        )
    return case_kind(name)
