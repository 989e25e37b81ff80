"""The days on which the offices write of the incidents: flash report, review, fixes; and of what
the joint meetings decide.

What a demo begins too late for is written at its first moment; nothing is written before it was
known.
"""

from datetime import datetime, timedelta

from anyuan import clock
from anyuan.casebook import Casebook, Person
from anyuan.cases import Case, CaseLedger, NewCase, Writer
from anyuan.cases.values import read_values
from anyuan.codebook import case_kind
from anyuan.rehearsal.draws import stream
from anyuan.rehearsal.incident_desk import FIX, INCIDENT, OPEN, DeskAct, desk_acts
from anyuan.rehearsal.incidents import incidents_of
from anyuan.rehearsal.meeting_desk import meeting_acts
from anyuan.rehearsal.officials import choose_actor, choose_approver
from anyuan.rehearsal.world import World

_BETWEEN_STEPS = timedelta(seconds=5)
_EDUCATION = "education"


class IncidentLife:
    """One rehearsal's office hours for incidents; what was written already is not repeated."""

    def __init__(self, casebook: Casebook, world: World, people: dict[str, Person]) -> None:
        self._casebook, self._people = casebook, people
        self._ledgers = {k: CaseLedger(casebook, case_kind(k), world.book) for k in (INCIDENT, FIX)}
        acts = [*desk_acts(incidents_of(world)), *meeting_acts()]
        self._acts = sorted(acts, key=lambda act: act.at)
        self.look()

    def look(self) -> None:
        """Take up every case as it stands now."""
        self._cases: dict[str, dict[str, Case]] = {
            kind: {case.subject: case for case in ledger.as_known(None, None).values()}
            for kind, ledger in self._ledgers.items()
        }
        self._left = [act for act in self._acts if not self._is_done(act)]

    def work_until(self, moment: datetime) -> int:
        """Write what was due before a moment; return how many steps were taken.

        A step that the case no longer allows (a program has moved it on) is left out.
        """
        n = 0
        while self._left and self._left[0].at.replace(tzinfo=clock.CHINA) < moment:
            n += self._take(self._left.pop(0))
        return n

    def _take(self, act: DeskAct) -> bool:
        at = act.at.replace(tzinfo=clock.CHINA)
        last = self._casebook.last_recorded_at()
        at = max(at, last + _BETWEEN_STEPS) if last else at
        actor = choose_actor(self._people, int(stream(0, act.subject).integers(0, 2)))
        # Of the day on which it was done, even where it can be written down only later.
        writer = Writer(actor, at, act.at.date())
        ledger, mine = self._ledgers[act.kind], self._cases[act.kind]
        if act.move == OPEN:
            new = NewCase(act.subject, ledger.kind.opens_at[0], act.at.date(), act.fields)
            (mine[act.subject],) = ledger.open_cases([new], writer)
            return True
        case = mine[act.subject]
        if case.status not in ledger.kind.moves[act.move].steps:
            return False
        approver = choose_approver(self._people, actor, _EDUCATION) if act.approves else None
        mine[act.subject] = ledger.move(case, act.move, act.fields, writer, approver)
        return True

    def _is_done(self, act: DeskAct) -> bool:
        case = self._cases[act.kind].get(act.subject)
        if case is None or act.move == OPEN:
            return case is not None
        said = [step.body for step in case.steps if step.body.get("move") == act.move]
        fields = read_values(self._ledgers[act.kind].kind, act.fields)
        return any(fields == body["fields"] for body in said)
