"""The stores behind the case desk, and its clock."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import date, datetime
from threading import Thread

from anyuan import clock
from anyuan.cases import CaseLedger
from anyuan.codebook import CaseKind, case_kind
from anyuan.intake.known import known_schools
from anyuan.run.case_children import Child, Whereabouts, locate_children, read_child
from anyuan.run.case_facts import KIND
from anyuan.run.opened import OpenedWorkspace, open_workspace

Tell = Callable[[str], None]


@dataclass(frozen=True)
class CaseRoom(OpenedWorkspace):
    """A workspace and the kind of cases that are worked on."""

    kind: CaseKind

    def ledger(self) -> CaseLedger:
        """Return the cases of the kind."""
        return CaseLedger(self.casebook, self.kind)

    def schools(self) -> dict[str, str]:
        """Return the schools' names by code."""
        return known_schools(self.workspace, self.casebook)


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


class Children:
    """The children of the cases; nothing of one is shown before its case is opened.

    Where a county's rows stand takes seconds to find, so it is done beside the work on the list;
    whoever opens a case before waits for it.
    """

    def __init__(self, room: CaseRoom, subjects: set[str], on: date) -> None:
        self._room = room
        self._known: dict[str, Whereabouts] = {}
        self._read: dict[str, Child] = {}
        self._finding: Future | None = Future()
        # Not kept alive at the end: finding writes nothing.
        Thread(target=self._find, args=(self._finding, subjects, on), daemon=True).start()

    def of(self, subject: str, on: date) -> Child:
        """Return the child of a subject."""
        finding, self._finding = self._finding, None  # one that failed is not asked again
        if finding is not None:
            self._known |= finding.result()
        if subject not in self._known:
            self._known |= locate_children(self._room, {subject}, on)
        if subject not in self._read:
            self._read[subject] = read_child(self._room, self._known[subject], on)
        return self._read[subject]

    def _find(self, finding: Future, subjects: set[str], on: date) -> None:
        try:
            finding.set_result(locate_children(self._room, subjects, on))
        except Exception as error:  # told to whoever opens a case
            finding.set_exception(error)


def open_case_room(workspace: str) -> CaseRoom:
    """Open a workspace by name; ShownError where the name is not right or nothing is there."""
    return CaseRoom(**vars(open_workspace(workspace)), kind=case_kind(KIND))
