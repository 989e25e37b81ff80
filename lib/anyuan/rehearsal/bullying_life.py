"""The evenings on which the offices write of bullying: the pilots' cases, and the fixes.

Other schools only send their registers; of a pilot's incident the desk has a case from the day on
which the school heard of it, if that lies in the rehearsal.
"""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from anyuan import clock
from anyuan.casebook import Casebook, Person
from anyuan.cases import Case, CaseLedger, NewCase, Writer
from anyuan.codebook import case_kind
from anyuan.rehearsal.bullying import Bullying, bullying_of
from anyuan.rehearsal.bullying_desk import Act, acts_of, opening_of
from anyuan.rehearsal.bullying_fixes import Fixes
from anyuan.rehearsal.bullying_sites import PILOT
from anyuan.rehearsal.case_batch import CaseBatch
from anyuan.rehearsal.draws import stream
from anyuan.rehearsal.officials import choose_actor, choose_approver
from anyuan.rehearsal.words import words
from anyuan.rehearsal.world import World

KIND, FIX = "bullying", "corrective_action"
# Later than the evenings of the dropout cases, so that moments never run backwards.
EVENING = time(21, 0)
_BETWEEN_STEPS = timedelta(seconds=5)
_EDUCATION = "education"


class BullyingLife:
    """One rehearsal's evenings of bullying, from its first day on."""

    def __init__(
        self, casebook: Casebook, world: World, people: dict[str, Person], first: date
    ) -> None:
        self._world, self._truth, self._people = world, bullying_of(world), people
        self._casebook, self._batch = casebook, CaseBatch(casebook)
        book = world.book
        self._ledgers = {
            kind: CaseLedger(self._batch, case_kind(kind), book) for kind in (KIND, FIX)
        }
        self._opens = CaseLedger(casebook, case_kind(KIND), book)
        self._acts = _desk_acts(world.seed, self._truth, first)
        self._fixes = Fixes(world.seed, self._truth)
        self.look()

    def look(self) -> None:
        """Take up every case as it stands now."""
        self._cases: dict[str, dict[str, Case]] = {
            kind: CaseLedger(self._casebook, case_kind(kind)).as_known(None, None)
            for kind in self._ledgers
        }
        self._next: dict[str, tuple[int, Act | None]] = {}
        last = self._casebook.last_recorded_at()
        self._last = last or datetime.min.replace(tzinfo=clock.CHINA)

    def work_on(self, day: date) -> int:
        """Write what is due on the evening of a working day; return how many steps were taken."""
        at = datetime.combine(day, EVENING, tzinfo=clock.CHINA)
        if at <= self._last or not self._world.county.calendar.holidays.is_workday(day):
            return 0
        n = self._open(day, at)
        for kind, cases in self._cases.items():
            for case_id, case in cases.items():
                while (act := self._due(kind, case, day)) is not None:
                    case = self._take(kind, case, act, (day, at + n * _BETWEEN_STEPS))
                    n += 1
                cases[case_id] = case
        for case_id, seq in self._batch.save().items():
            mine = next(cases for cases in self._cases.values() if case_id in cases)
            mine[case_id] = replace(mine[case_id], seq=seq)
        self._last = at + n * _BETWEEN_STEPS
        return n

    def _open(self, day: date, at: datetime) -> int:
        """Open the desk's cases of which the school has told by a day."""
        known = {case.subject for case in self._cases[KIND].values()}
        n = 0
        for subject, (incident, told_on, _) in self._acts.items():
            if subject in known or _recorded_on(self._world.seed, subject, 0, told_on) > day:
                continue
            fields = opening_of(self._truth, incident)
            actor = choose_actor(self._people, incident)
            writer = Writer(actor, at + n * _BETWEEN_STEPS, day)
            new = NewCase(subject, self._opens.kind.opens_at[0], told_on, fields)
            (case,) = self._opens.open_cases([new], writer)
            self._cases[KIND][case.case_id] = case
            n += 1
        return n

    def _due(self, kind: str, case: Case, day: date) -> Act | None:
        """Return the next step of a case where it is to be written by a day."""
        known = self._next.get(case.case_id)
        if known is None or known[0] != case.n:
            known = (case.n, self._next_act(kind, case))
            self._next[case.case_id] = known
        act = known[1]
        if act is None:
            return None
        return act if _recorded_on(self._world.seed, case.subject, case.n, act.day) <= day else None

    def _next_act(self, kind: str, case: Case) -> Act | None:
        if kind == FIX:
            return self._fixes.next_act(case)
        acts = self._acts[case.subject][2] if case.subject in self._acts else []
        return acts[case.n - 1] if case.n <= len(acts) else None

    def _take(self, kind: str, case: Case, act: Act, when: tuple[date, datetime]) -> Case:
        day, at = when
        actor = choose_actor(self._people, stream(0, case.subject).integers(0, 2))
        approver = choose_approver(self._people, actor, _EDUCATION) if act.approves else None
        ledger = self._ledgers[kind]
        return ledger.move(case, act.move, act.fields, Writer(actor, at, day), approver)


def _desk_acts(seed: int, truth: Bullying, first: date) -> dict[str, tuple[int, date, list[Act]]]:
    """Return the pilots' incidents known from a day on, by the subject of their case."""
    pilots = {site.code for site in truth.sites if site.role == PILOT}
    known = truth.incidents[truth.incidents["is_known"]]
    known = known[known["school_code"].isin(pilots)].sort_values("reported_at", kind="stable")
    found = {}
    for row in known.itertuples():
        told_on = row.reported_at.date()
        if told_on >= first:
            subject = f"{row.school_code}:{row.register_no}"
            found[subject] = (row.Index, told_on, acts_of(seed, truth, row.Index))
    return found


def _recorded_on(seed: int, subject: str, n: int, day: date) -> date:
    first, last = (int(k) for k in words("bullying_life")["record"])
    lot = stream(seed, "bullying recorded", subject, n).integers(first, last + 1)
    return day + timedelta(days=int(lot))
