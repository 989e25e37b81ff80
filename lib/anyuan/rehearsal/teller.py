"""Who is chosen for which fate, and on which school day does it happen?"""

from datetime import date, timedelta

import numpy as np

from anyuan.period import SchoolCalendar
from anyuan.rehearsal.draws import stream
from anyuan.rehearsal.facts import MONTHS, SEPTEMBER, Elsewhere
from anyuan.rehearsal.words import words
from anyuan.rehearsal.world import World

REASONS = (
    "dislike_of_study",
    "work",
    "family",
    "illness",
    "internet",
    "poverty",
    "distance",
    "migrant_no_place",
    "moved",
    "early_marriage",
    "in_case",
    "unknown",
)
# How often each reason is given; every reason comes up even in a small county (see `reason`).
_REASON_WEIGHTS = np.array([24, 14, 14, 10, 10, 5, 4, 4, 6, 2, 2, 5])
_FIRST_GRADES_TO_LEAVE = 7


class Teller:
    """Chooses children for fates; no child gets two."""

    def __init__(self, world: World, purpose: str, used: np.ndarray) -> None:
        self.world = world
        self.rng = stream(world.seed, "life", purpose)
        self.used = used
        self.calendar: SchoolCalendar = world.county.calendar
        self._n_reasons = 0
        self._n_documents = 0

    @property
    def grade_before(self) -> np.ndarray:
        """Each child's grade in the school year 2023 (0: not on a roll)."""
        return self.world.grade[:, 0]

    @property
    def grade_after(self) -> np.ndarray:
        """Each child's grade in the school year 2024 (0: not on a roll)."""
        return self.world.grade[:, SEPTEMBER]

    def choose(self, fate: str, among: np.ndarray, *, locals_only: bool = True) -> list[int]:
        """Return the children of a fate, as many as the table of fates says."""
        entry = words("life")["fates"][fate]
        return self.take(
            self.world.n_of(float(entry["full"]), int(entry["at_least"])), among, locals_only
        )

    def take(self, n: int, among: np.ndarray, locals_only: bool = True) -> list[int]:
        """Return n free children among those marked, older pupils first in chance, and bind them.

        Fewer when there are not enough.
        """
        free = among & ~self.used
        if locals_only:
            free = free & self.world.in_register[:, 0] & self.world.in_register[:, -1]
        places = np.flatnonzero(free)
        weights = np.where(self.grade_after[places] >= _FIRST_GRADES_TO_LEAVE, 3.0, 1.0)
        n = min(n, len(places))
        if n == 0:
            return []
        found = self.rng.choice(places, size=n, replace=False, p=weights / weights.sum())
        self.used[found] = True
        return [int(k) for k in found]

    def reason(self) -> str:
        """Return a reason: each kind once in turn, then by weight."""
        self._n_reasons += 1
        if self._n_reasons <= len(REASONS):
            return REASONS[self._n_reasons - 1]
        p = _REASON_WEIGHTS / _REASON_WEIGHTS.sum()
        return REASONS[int(self.rng.choice(len(REASONS), p=p))]

    def day(self, first: date, last: date) -> date:
        """Return a random day, both ends included."""
        return first + timedelta(days=int(self.rng.integers(0, (last - first).days + 1)))

    def school_day(self, first: date, last: date) -> date:
        """Return a random working day of a term between two days, both included."""
        days = self.school_days(first, last)
        return days[int(self.rng.integers(0, len(days)))]

    def school_days(self, first: date, last: date) -> list[date]:
        """Return the days of a term but Saturdays, Sundays and festivals."""
        span = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return [day for day in span if day.weekday() < 5 and self.calendar.is_term_day(day)]

    def late_day(self, place: int, after: date | None = None) -> date:
        """Return a day in the second half of a month, when visits are made, not before `after`."""
        first = MONTHS[place].first_day.replace(day=16)
        return self.day(max(first, after) if after else first, MONTHS[place].last_day)

    def document(self, prefix: str) -> str:
        """Return the next made-up document number."""
        self._n_documents += 1
        return f"{prefix}示{self._n_documents:05d}号"

    def elsewhere(self, child: int, found_on: date, basis: str) -> Elsewhere:
        """Return an entry of schooling in another county."""
        places = words("places")["elsewhere"]
        entry = places[int(self.rng.integers(0, len(places)))]
        school = entry["schools"][int(self.rng.integers(0, len(entry["schools"])))]
        return Elsewhere(child, found_on, basis, entry["place"], school, self.document("核"))

    def take_off_roll(self, child: int, first: int = 0, until: int | None = None) -> None:
        """Take a child off every roll from one place in MONTHS to another (not included)."""
        self.world.on_roll[child, first:until] = False

    def put_on_roll(self, child: int, first: int, grade: int) -> None:
        """Put a child on the roll of the school that serves it, from a place in MONTHS on."""
        world = self.world
        world.on_roll[child, first:] = True
        world.grade[child, first:] = grade
        world.school[child, first:] = world.school_of[child, grade]
