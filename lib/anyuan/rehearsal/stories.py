"""What is true of one child, as the people who work its case would find it on a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import pandas as pd

from anyuan.rehearsal.facts import MONTHS, Absence, Elsewhere, Exclusion, Notice, Survey
from anyuan.rehearsal.officials import Office
from anyuan.rehearsal.returns import Return, find_returns, first_school_day
from anyuan.rehearsal.truth import (
    OUT_OF_SCHOOL,
    OUT_OF_SCOPE,
    SUSPECTED,
    is_valid,
    status_by_days,
)
from anyuan.rehearsal.world import World


@dataclass(frozen=True)
class Story:
    """One child's truth: `statuses` at the end of each of MONTHS, and what happened when."""

    world: World
    child: int
    statuses: tuple[str, ...]
    first_absent_on: tuple[date | None, ...]
    reasons: tuple[str | None, ...]
    spells: tuple[Absence, ...]
    returns: tuple[Return, ...]
    exclusions: tuple[Exclusion, ...]
    elsewhere: tuple[Elsewhere, ...]
    surveys: tuple[Survey, ...]
    notices: tuple[Notice, ...]

    @cached_property
    def office(self) -> Office:
        """The made-up office that keeps this child's case."""
        return Office(self.world, self.child)

    def is_too_old(self, today: date) -> bool:
        """Whether compulsory age is over."""
        return self.statuses[place_on(today)] == OUT_OF_SCOPE

    def out_since(self, today: date, first: int) -> tuple[str, date] | None:
        """Return (失学 or 辍学, since when that is plain) for a child now known to be out.

        It stands so at the end of a month from MONTHS[first] on. Plain from the day on which its
        absence made it a dropout, without an absence from the end of the month.
        """
        for place in range(first, place_on(today) + 1):
            if self.statuses[place] in OUT_OF_SCHOOL:
                away = self.first_absent_on[place]
                end = MONTHS[place].last_day
                since = self._dropout_on(away, end) if away else end
                return (self.statuses[place], since) if since <= today else None
        return None

    def is_away(self, today: date) -> bool:
        """Whether the child is at no school on a day."""
        if any(spell.is_open(today) for spell in self.spells):
            return True
        now = place_on(today)
        if not self.world.on_roll[self.child, now]:
            return self.statuses[now] in (*OUT_OF_SCHOOL, SUSPECTED)
        was_on_roll = now == 0 or self.world.on_roll[self.child, now - 1]
        return not was_on_roll and today < self._first_day(now)

    def back_on(self, today: date) -> date | None:
        """Return the last day on which the child came (back) to school, or None."""
        days = [s.returned_on for s in self.spells if s.returned_on and s.returned_on <= today]
        rolls = self.world.on_roll[self.child]
        now = place_on(today)
        days += [
            self._first_day(place)
            for place in range(1, now + 1)
            if rolls[place] and not rolls[place - 1] and self._first_day(place) <= today
        ]
        return max(days, default=None)

    def exclusion_on(self, today: date) -> Exclusion | None:
        """Return the exclusion with every paper that holds on a day."""
        for entry in self.exclusions:
            is_listed = MONTHS[entry.listed_from].first_day <= today
            if is_listed and is_valid(entry, today, self.world.book):
                return entry
        return None

    def destination_by(self, today: date) -> str | None:
        """Return where a visit or the police say that the child has gone to, by a day."""
        told = [s.destination for s in self.surveys if s.destination and s.surveyed_on <= today]
        told += [n.current_place for n in self.notices if n.current_place and n.found_on <= today]
        return told[-1] if told else None

    def notice_by(self, today: date) -> Notice | None:
        """Return the first notice of the police on the child, by a day."""
        return next((one for one in self.notices if one.found_on <= today), None)

    def reason(self, today: date) -> str:
        """Return why the child is away, as far as is known on a day."""
        told = [r for r in self.reasons[: place_on(today) + 1] if r is not None]
        return told[-1] if told else "unknown"

    def _dropout_on(self, away: date, until: date) -> date:
        """Return the first day on which an absence counts as 辍学, `until` where not before."""
        calendar, day = self.world.county.calendar, away
        while day < until:
            n_days = calendar.counted_days(away, day)
            if status_by_days(n_days, day, self.world.book) in OUT_OF_SCHOOL:
                return day
            day += timedelta(days=1)
        return until

    def _first_day(self, place: int) -> date:
        return first_school_day(self.world, MONTHS[place].first_day)


def place_on(day: date) -> int:
    """Return the place in MONTHS of the month that holds a day; the last one for later days."""
    last = MONTHS[-1]
    place = (day.year - MONTHS[0].year) * 12 + day.month - MONTHS[0].number
    return max(0, min(place, MONTHS.index(last)))


class Stories:
    """The stories of the children, told one at a time; `first` is where the demo begins."""

    def __init__(self, world: World, judged: list[pd.DataFrame], first: int) -> None:
        self.world, self.judged, self.first = world, judged, first
        facts = world.facts
        self._spells = _by_child(facts.absences)
        self._exclusions = _by_child(facts.exclusions)
        self._elsewhere = _by_child(facts.elsewhere)
        self._surveys = _by_child(facts.surveys)
        self._notices = _by_child(facts.notices)
        self._returns = _by_child(find_returns(world, judged, first))
        self._told: dict[int, Story] = {}

    def of(self, child: int) -> Story:
        """Return a child's story."""
        if child not in self._told:
            rows = [frame.loc[child] for frame in self.judged]
            away = [row["first_absent_on"] for row in rows]
            self._told[child] = Story(
                world=self.world,
                child=child,
                statuses=tuple(row["status"] for row in rows),
                first_absent_on=tuple(None if pd.isna(d) else d.date() for d in away),
                reasons=tuple(r["reason"] if isinstance(r["reason"], str) else None for r in rows),
                spells=self._spells.get(child, ()),
                returns=self._returns.get(child, ()),
                exclusions=self._exclusions.get(child, ()),
                elsewhere=self._elsewhere.get(child, ()),
                surveys=self._surveys.get(child, ()),
                notices=self._notices.get(child, ()),
            )
        return self._told[child]


def _by_child(entries: list) -> Mapping[int, tuple]:
    found: dict[int, list] = {}
    for entry in entries:
        found.setdefault(entry.child, []).append(entry)
    return {child: tuple(mine) for child, mine in found.items()}
