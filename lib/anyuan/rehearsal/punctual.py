"""On which day a file comes, and which schools are late with a return or send none."""

from datetime import date, datetime, timedelta

import numpy as np

from anyuan.clock import CHINA
from anyuan.rehearsal.draws import stream
from anyuan.rehearsal.facts import MONTHS
from anyuan.rehearsal.schools import GRADES
from anyuan.rehearsal.truth import latest_absences
from anyuan.rehearsal.world import World

# First and last day of the next month on which a table usually comes.
COMES: dict[str, tuple[int, int]] = {
    "schools": (1, 1),
    "household_register": (2, 5),
    "enrolment_roll": (2, 10),
    "ex_poverty_households": (4, 8),
    "attendance_return": (3, 18),
    "elsewhere_enrolled": (8, 12),
    "exclusions": (8, 12),
    "police_notifications": (6, 14),
    "field_survey": (12, 20),
    "mechanism_survey": (3, 4),
    "survey_handouts": (3, 4),
    "places": (2, 3),
    "timetable": (4, 7),
    "duty_roster": (4, 7),
    "cameras": (4, 8),
    "walking_times": (5, 8),
    "pupil_survey": (5, 9),
    "bullying_register": (5, 16),
    "bullying_people": (17, 19),
    "inspections": (3, 5),
    "notices": (6, 8),
    "incident_log": (5, 9),
    "police_month": (9, 11),
    "school_basics": (9, 12),
    "school_security": (9, 12),
    "legal_deputies": (9, 12),
}
DUE_DAY = 28
# Shares of the attendance returns that come after the 28th, or not at all.
LATE, NEVER_SENT = 0.03, 0.015
# Months in which every school that has anything to tell sends it: the first of the county's life,
# and the one before term, with which a short rehearsal begins.
_COMPLETE = (0, 3)


def delivered_at(world: World, place: int, table: str, school: int | None) -> datetime:
    """Return the moment at which a file comes; `school` is None for the county's own."""
    rng = stream(world.seed, "delivery", table, place, -1 if school is None else school)
    first, last = COMES[table]
    following = MONTHS[place].next()
    day = following.first_day + timedelta(days=int(rng.integers(first, last + 1)) - 1)
    if table == "attendance_return" and school is not None and is_late(world, place, school):
        day = following.first_day.replace(day=DUE_DAY) + timedelta(days=int(rng.integers(1, 3)))
    hour, minute = int(rng.integers(8, 18)), int(rng.integers(0, 60))
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=CHINA)


def is_late(world: World, place: int, school: int) -> bool:
    """Whether a school's attendance return of a month comes after the 28th."""
    lot = stream(world.seed, "late", place, school).random()
    return lot < LATE and school in quiet_schools(world, place)


def is_never_sent(world: World, place: int, school: int) -> bool:
    """Whether a school sends no attendance return for a month."""
    lot = stream(world.seed, "late", place, school).random()
    return LATE <= lot < LATE + NEVER_SENT and school in quiet_schools(world, place)


def quiet_schools(world: World, place: int) -> set[int]:
    """Return the schools whose return of a month would tell nothing that last month's did not.

    Only these are late or silent, so that no child's first absence or return hangs on them.
    """
    month = MONTHS[place]
    news: set[int] = set()
    for spell in world.facts.absences:
        back = spell.claimed_back_on or spell.returned_on
        days: list[date] = [spell.first_absent_on] + ([back] if back else [])
        if any(month.first_day <= day <= month.last_day for day in days):
            news.add(int(world.school[spell.child, place]))
    if place in _COMPLETE:
        news |= {int(world.school[k, place]) for k in latest_absences(world, month.last_day)}
    return set(schools_with_roll(world)) - news


def schools_with_roll(world: World) -> list[int]:
    """Return the rows of the schools that keep a roll: compulsory and special ones."""
    return [int(k) for k in np.flatnonzero(world.schools["kind"].isin(list(GRADES)))]
