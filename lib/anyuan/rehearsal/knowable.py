"""Could a careful reader of every file so far know that this child is away, and how surely?"""

from datetime import date

import numpy as np
import pandas as pd

from anyuan.rehearsal.facts import MONTHS, Survey
from anyuan.rehearsal.truth import NEVER, OUT_OF_SCHOOL, SUSPECTED, latest_absences
from anyuan.rehearsal.world import World


def is_knowable(world: World, place: int, now: pd.DataFrame) -> np.ndarray:
    """Return for each child away at a month's end whether some file up to that month tells.

    A child off every roll is known from the registers. One on a roll is known from an attendance
    return that lists the spell without a return, or from a visit or notice, later than any return
    that the school reported, which says that it is out. False for children who are not away.
    """
    as_of = MONTHS[place].last_day
    away = now["status"].isin((*OUT_OF_SCHOOL, SUSPECTED)).to_numpy()
    on_roll = world.on_roll[:, place]
    known = away & ~on_roll & world.in_register[:, : place + 1].any(axis=1)
    known |= away & ~on_roll & (now["status"] == NEVER).to_numpy()
    spells = latest_absences(world, as_of)
    said = {
        claim.child: max(day for day in _claimed(world, claim.child, as_of))
        for claim in (*world.facts.surveys, *world.facts.notices)
        if away[claim.child] and _claimed(world, claim.child, as_of)
    }
    for child in np.flatnonzero(away & on_roll):
        spell = spells[int(child)]
        back = spell.claimed_back_on
        is_listed = not spell.is_hidden and (back is None or back > as_of)
        after = max(spell.first_absent_on, back or spell.first_absent_on)
        known[child] = is_listed or (child in said and said[child] > after)
    return known


def is_verified(world: World, place: int, now: pd.DataFrame) -> np.ndarray:
    """Return who is out of school and was found so by the last visit of all, in this spell."""
    as_of = MONTHS[place].last_day
    last: dict[int, Survey] = {}
    for visit in world.facts.surveys:
        held = last.get(visit.child)
        if visit.surveyed_on <= as_of and (held is None or held.surveyed_on <= visit.surveyed_on):
            last[visit.child] = visit
    spells = latest_absences(world, as_of)
    found = np.zeros(len(now), dtype=bool)
    for child, visit in last.items():
        since = spells[child].first_absent_on if child in spells else date.min
        found[child] = visit.finding in OUT_OF_SCHOOL and visit.surveyed_on >= since
    return found & now["status"].isin(OUT_OF_SCHOOL).to_numpy()


def _claimed(world: World, child: int, as_of: date) -> list[date]:
    days = [
        s.surveyed_on
        for s in world.facts.surveys
        if s.child == child and s.finding in OUT_OF_SCHOOL
    ]
    days += [
        n.found_on for n in world.facts.notices if n.child == child and n.situation in OUT_OF_SCHOOL
    ]
    return [day for day in days if day <= as_of]
