"""The evenings on which a rehearsal's offices write down what happened on their cases."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from anyuan import clock
from anyuan.casebook import Casebook, Person
from anyuan.cases import Case, CaseLedger, Writer
from anyuan.codebook import case_kind
from anyuan.rehearsal.case_batch import CaseBatch
from anyuan.rehearsal.deed import NOTE, Deed, Scene
from anyuan.rehearsal.deeds import next_deed
from anyuan.rehearsal.officials import choose_actor, choose_approver
from anyuan.rehearsal.stories import Stories

KIND = "return_to_school"
# After the last file of a day: they come from 8 to 18.
_EVENING = time(18, 5)
_BETWEEN_STEPS = timedelta(seconds=7)


@dataclass(frozen=True)
class Offices:
    """Where the offices write (a workspace and its casebook), who they are, and the truth."""

    workspace: Path
    casebook: Casebook
    people: dict[str, Person]
    stories: Stories


class Evenings:
    """One demo's evenings, in order; a case whose child is not known is left as it stands."""

    def __init__(self, offices: Offices) -> None:
        self._offices = offices
        self._batch = CaseBatch(offices.casebook)
        self._ledger = CaseLedger(self._batch, case_kind(KIND))
        self._children: Mapping[str, int] = {}
        self.look()

    @property
    def subjects(self) -> set[str]:
        """The rows about which there are cases."""
        return {case.subject for case in self._cases.values()}

    def look(self) -> None:
        """Take up every case as it stands now; nobody writes before what has been written."""
        casebook = self._offices.casebook
        self._cases: dict[str, Case] = CaseLedger(casebook, case_kind(KIND)).as_known(None, None)
        self._last = casebook.last_recorded_at()

    def know(self, children: Mapping[str, int]) -> None:
        """Learn whose rows the cases are about: child by subject."""
        self._children = children

    def work_until(self, moment: datetime) -> int:
        """Work every evening of a working day before a moment; return how many steps were taken."""
        if not self._cases:
            return 0
        holidays = self._offices.stories.world.county.calendar.holidays
        day, n_steps = clock.civil_date(self._last), 0
        while (at := datetime.combine(day, _EVENING, tzinfo=clock.CHINA)) < moment:
            if at > self._last and holidays.is_workday(day):
                n_steps += self._work(day, at)
            day += timedelta(days=1)
        return n_steps

    def _work(self, today: date, at: datetime) -> int:
        stories, n_steps = self._offices.stories, 0
        for case_id, case in self._cases.items():
            child = self._children.get(case.subject)
            if child is None:
                continue
            story = stories.of(child)
            while deed := _due(next_deed(Scene(case, story, today, stories.first)), today):
                # By child, not by case: how cases are numbered hangs on the random ids of persons.
                actor = choose_actor(self._offices.people, child)
                writer = Writer(actor, at + n_steps * _BETWEEN_STEPS, today)
                case = self._take(case, deed, writer)
                n_steps += 1
            self._cases[case_id] = case
        for case_id, seq in self._batch.save().items():
            self._cases[case_id] = replace(self._cases[case_id], seq=seq)
        self._last = at + n_steps * _BETWEEN_STEPS
        return n_steps

    def _take(self, case: Case, deed: Deed, writer: Writer) -> Case:
        if deed.evidence:
            paper = (f"{case.case_id}.txt", deed.evidence.encode("utf-8"))
            case = self._ledger.attach(case, self._offices.workspace, paper, writer)
        if deed.move == NOTE:
            return self._ledger.note(case, deed.fields, writer)
        approver = None
        if deed.approver:
            approver = choose_approver(self._offices.people, writer.actor, deed.approver)
        return self._ledger.move(case, deed.move, deed.fields, writer, approver)


def _due(deed: Deed | None, today: date) -> Deed | None:
    return deed if deed is not None and deed.recorded_on <= today else None
