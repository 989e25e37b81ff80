"""Who else says that a child is out of school: visits from door to door, notices of the police.

What a school hides is always contradicted here in the month in which it begins to count, so that
every child truly out of school can be known from some file.
"""

from datetime import date

import numpy as np
import pandas as pd

from anyuan.rehearsal.facts import MONTHS, Absence, Notice, Survey
from anyuan.rehearsal.teller import Teller
from anyuan.rehearsal.truth import (
    HERE,
    NEVER,
    OUT_OF_SCHOOL,
    SUSPECTED,
    elsewhere_now,
    latest_absences,
)
from anyuan.rehearsal.words import words

_AWAY_FROM_HOME = ("work", "moved", "migrant_no_place")


def tell_claims(teller: Teller, judged: list[pd.DataFrame]) -> None:
    """Add every survey visit and police notice, month by month."""
    claimed: dict[int, date] = {
        s.child: s.surveyed_on for s in teller.world.facts.surveys if s.finding in OUT_OF_SCHOOL
    }
    for place in range(len(MONTHS)):
        spells = latest_absences(teller.world, MONTHS[place].last_day)
        _follow_up(teller, place, judged[place], spells, claimed)
        _contradict(teller, place, judged[place], spells, claimed)
        _verify(teller, place, judged, spells, claimed)
        _other_visits(teller, place, judged[place])
        _other_notices(teller, place, judged[place], claimed)


def _late_day(teller: Teller, place: int, after: date | None = None) -> date:
    # Visits are made in the second half of a month; a claim never precedes what it claims.
    first = MONTHS[place].first_day.replace(day=16)
    return teller.day(max(first, after) if after else first, MONTHS[place].last_day)


def _survey(teller: Teller, place: int, child: int, row: pd.Series, after: date | None) -> Survey:
    lists, reason = words("places")["work_places"], row["reason"]
    destination = None
    if isinstance(reason, str) and reason in _AWAY_FROM_HOME:
        destination = lists[int(teller.rng.integers(0, len(lists)))]
    visit = Survey(
        child,
        _late_day(teller, place, after),
        row["status"],
        reason if isinstance(reason, str) else None,
        destination,
    )
    teller.world.facts.surveys.append(visit)
    return visit


def _contradict(
    teller: Teller,
    place: int,
    now: pd.DataFrame,
    spells: dict[int, Absence],
    claimed: dict[int, date],
) -> None:
    for child, spell in spells.items():
        lied = spell.is_hidden or (
            spell.claimed_back_on and spell.claimed_back_on <= MONTHS[place].last_day
        )
        back = spell.claimed_back_on or spell.first_absent_on
        if not lied or now["status"].iat[child] not in OUT_OF_SCHOOL:
            continue
        if child in claimed and claimed[child] > back:
            continue
        after = spell.claimed_back_on
        if teller.rng.random() < 0.5:
            claimed[child] = _survey(teller, place, child, now.loc[child], after).surveyed_on
        else:
            found_on = _late_day(teller, place, after)
            teller.world.facts.notices.append(Notice(child, found_on, now["status"].iat[child]))
            claimed[child] = found_on


def _verify(
    teller: Teller,
    place: int,
    judged: list[pd.DataFrame],
    spells: dict[int, Absence],
    claimed: dict[int, date],
) -> None:
    rates = words("life")["survey"]
    now = judged[place]
    out = now["status"].isin(OUT_OF_SCHOOL)
    was = judged[place - 1]["status"].isin(OUT_OF_SCHOOL) if place else ~out & False
    for child in np.flatnonzero(out):
        child = int(child)
        is_known = child in claimed
        rate = (
            rates["again"] if is_known else rates["later"] if was.iat[child] else rates["at_once"]
        )
        if teller.rng.random() >= float(rate):
            continue
        spell = spells.get(child)
        after = spell.claimed_back_on if spell and spell.claimed_back_on else None
        if after and after > MONTHS[place].last_day:
            after = None
        claimed[child] = _survey(teller, place, child, now.loc[child], after).surveyed_on


def _follow_up(
    teller: Teller,
    place: int,
    now: pd.DataFrame,
    spells: dict[int, Absence],
    claimed: dict[int, date],
) -> None:
    """See a child back at school that somebody had said was out, where no return tells of it."""
    for child in sorted(claimed):
        if now["status"].iat[child] not in (HERE, SUSPECTED):
            continue
        spell = spells.get(child)
        told = spell is not None and not spell.is_hidden and spell.returned_on is not None
        if not told and now["status"].iat[child] == HERE:
            day = _late_day(teller, place)
            teller.world.facts.surveys.append(Survey(child, day, "attending"))
        del claimed[child]


def _other_visits(teller: Teller, place: int, now: pd.DataFrame) -> None:
    world, rates = teller.world, words("life")["survey"]
    busy = {s.child for s in world.facts.surveys} | {a.child for a in world.facts.absences}
    at_school = (now["status"] == HERE).to_numpy() & world.in_register[:, place]
    for child in _some(teller, np.flatnonzero(at_school), world.n_of(float(rates["at_school"]), 3)):
        if child not in busy:
            world.facts.surveys.append(Survey(child, _late_day(teller, place), "attending"))
    listed = np.array([e.child for e in elsewhere_now(world, place)], dtype="int64")
    for child in _some(teller, listed, world.n_of(float(rates["elsewhere"]), 2)):
        if child not in busy:
            visit = Survey(child, _late_day(teller, place), "attending_elsewhere")
            world.facts.surveys.append(visit)
    away = np.flatnonzero(now["status"] == SUSPECTED)
    for child in _some(teller, away, world.n_of(float(rates["not_found"]), 1)):
        world.facts.surveys.append(Survey(child, _late_day(teller, place), "not_found"))


def _other_notices(teller: Teller, place: int, now: pd.DataFrame, claimed: dict[int, date]) -> None:
    world, rates = teller.world, words("life")["notices"]
    known = np.flatnonzero(now["status"].isin(OUT_OF_SCHOOL))
    places = words("places")["work_places"]
    for child in _some(teller, known, world.n_of(float(rates["known"]), 1)):
        where = places[int(teller.rng.integers(0, len(places)))]
        found_on = _late_day(teller, place)
        status = now["status"].iat[child]
        world.facts.notices.append(Notice(child, found_on, status, where))
        claimed[child] = max(found_on, claimed.get(child, found_on))
    unclear = np.flatnonzero(now["status"] == SUSPECTED)
    for child in _some(teller, unclear, world.n_of(float(rates["unclear"]), 1)):
        world.facts.notices.append(Notice(child, _late_day(teller, place), "unclear"))


def _some(teller: Teller, places: np.ndarray, n: int) -> list[int]:
    n = min(n, len(places))
    return [int(k) for k in teller.rng.choice(places, size=n, replace=False)] if n else []


def is_verified(world, place: int, now: pd.DataFrame) -> np.ndarray:
    """Return who is out of school and was last seen to be so by a visit."""
    as_of = MONTHS[place].last_day
    found = np.zeros(len(now), dtype=bool)
    last: dict[int, Survey] = {}
    for visit in world.facts.surveys:
        held = last.get(visit.child)
        if visit.surveyed_on <= as_of and (held is None or held.surveyed_on <= visit.surveyed_on):
            last[visit.child] = visit
    spells = latest_absences(world, as_of)
    for child, visit in last.items():
        spell = spells.get(child)
        since = spell.first_absent_on if spell else date.min
        found[child] = visit.finding in (NEVER, *OUT_OF_SCHOOL) and visit.surveyed_on >= since
    return found & now["status"].isin(OUT_OF_SCHOOL).to_numpy()
