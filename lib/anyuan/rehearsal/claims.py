"""Who else says that a child is out of school: visits from door to door, notices of the police.

What a school hides is always contradicted here in the month in which it begins to count, so that
every child truly out of school can be known from some file.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from anyuan.rehearsal.facts import MONTHS, Absence, Notice, Survey
from anyuan.rehearsal.other_claims import tell_other_notices, tell_other_visits
from anyuan.rehearsal.teller import Teller
from anyuan.rehearsal.truth import HERE, OUT_OF_SCHOOL, SUSPECTED, latest_absences
from anyuan.rehearsal.words import words

_AWAY_FROM_HOME = ("work", "moved", "migrant_no_place")
# In August every child whom no school reports is looked for once more, before term begins.
_BEFORE_TERM = 8


def tell_claims(teller: Teller, judged: list[pd.DataFrame]) -> None:
    """Add every survey visit and police notice, month by month."""
    claimed: dict[int, date] = {
        s.child: s.surveyed_on for s in teller.world.facts.surveys if s.finding in OUT_OF_SCHOOL
    }
    for place, now in enumerate(judged):
        spells = latest_absences(teller.world, MONTHS[place].last_day)
        before = judged[place - 1] if place else None
        visits = _Round(teller, place, now, before, spells, claimed)
        visits.follow_up()
        visits.contradict()
        visits.verify()
        tell_other_visits(teller, place, now)
        claimed.update(tell_other_notices(teller, place, now))


@dataclass
class _Round:
    """One month's claims; `claimed` is on which day each child was last said to be out."""

    teller: Teller
    place: int
    now: pd.DataFrame
    before: pd.DataFrame | None
    spells: dict[int, Absence]
    claimed: dict[int, date]

    def follow_up(self) -> None:
        """See a child back at school that somebody had said was out, where no return tells."""
        for child in sorted(self.claimed):
            status = self.now["status"].iat[child]
            if status not in (HERE, SUSPECTED):
                continue
            spell = self.spells.get(child)
            told = spell is not None and not spell.is_hidden and spell.returned_on is not None
            if not told and status == HERE:
                visit = Survey(child, self.teller.late_day(self.place), "attending")
                self.teller.world.facts.surveys.append(visit)
            del self.claimed[child]

    def contradict(self) -> None:
        """Say that a child is out whom its school holds to be present."""
        for child, spell in self.spells.items():
            back = spell.claimed_back_on
            has_lied = spell.is_hidden or (back is not None and back <= MONTHS[self.place].last_day)
            if not has_lied or self.now["status"].iat[child] not in OUT_OF_SCHOOL:
                continue
            if child in self.claimed and self.claimed[child] > (back or spell.first_absent_on):
                continue
            if self.teller.rng.random() < 0.5:
                self._survey(child)
            else:
                found_on = self.teller.late_day(self.place, back)
                status = self.now["status"].iat[child]
                self.teller.world.facts.notices.append(Notice(child, found_on, status))
                self.claimed[child] = found_on

    def verify(self) -> None:
        """Visit children who are out of school: new ones first, known ones now and then."""
        out = np.flatnonzero(self.now["status"].isin(OUT_OF_SCHOOL))
        for child in out:
            if self.teller.rng.random() < self._rate(int(child)):
                self._survey(int(child))

    def _rate(self, child: int) -> float:
        rates = words("life")["survey"]
        if MONTHS[self.place].number == _BEFORE_TERM:
            spell = self.spells.get(child)
            unreported = spell is None or spell.is_hidden
            return 1.0 if unreported else float(rates["before_term"])
        if child in self.claimed:
            return float(rates["again"])
        was_out = self.before is not None and self.before["status"].iat[child] in OUT_OF_SCHOOL
        return float(rates["later" if was_out else "at_once"])

    def _survey(self, child: int) -> None:
        row, spell = self.now.loc[child], self.spells.get(child)
        reason = row["reason"] if isinstance(row["reason"], str) else None
        places = words("places")["work_places"]
        destination = None
        if reason in _AWAY_FROM_HOME:
            destination = places[int(self.teller.rng.integers(0, len(places)))]
        # A claim counts only after the return that the school reported.
        back = spell.claimed_back_on if spell else None
        after = back if back and back <= MONTHS[self.place].last_day else None
        day = self.teller.late_day(self.place, after)
        visit = Survey(child, day, row["status"], reason, destination)
        self.teller.world.facts.surveys.append(visit)
        self.claimed[child] = day
