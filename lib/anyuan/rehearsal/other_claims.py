"""Visits and notices that contradict nobody: most of what comes in."""

from datetime import date

import numpy as np
import pandas as pd

from anyuan.rehearsal.facts import Notice, Survey
from anyuan.rehearsal.teller import Teller
from anyuan.rehearsal.truth import HERE, MOVED_AWAY, OUT_OF_SCHOOL, SUSPECTED, elsewhere_now
from anyuan.rehearsal.words import words


def tell_other_visits(teller: Teller, place: int, now: pd.DataFrame) -> None:
    """Add visits that find a child at school, elsewhere, moved away, or do not find it."""
    world, rates = teller.world, words("life")["survey"]
    busy = {s.child for s in world.facts.surveys} | {a.child for a in world.facts.absences}
    status = now["status"]
    at_school = np.flatnonzero((status == HERE).to_numpy() & world.in_register[:, place])
    listed = np.array([e.child for e in elsewhere_now(world, place)], dtype="int64")
    for finding, among, least in (
        ("attending", at_school, 3),
        ("attending_elsewhere", listed, 2),
        ("moved_away", np.flatnonzero(status == MOVED_AWAY), 0),
    ):
        for child in _some(teller, among, world.n_of(float(rates[finding]), least)):
            if child not in busy:
                visit = Survey(child, teller.late_day(place), finding)
                world.facts.surveys.append(visit)
    away = np.flatnonzero(status == SUSPECTED)
    for child in _some(teller, away, world.n_of(float(rates["not_found"]), 1)):
        world.facts.surveys.append(Survey(child, teller.late_day(place), "not_found"))


def tell_other_notices(teller: Teller, place: int, now: pd.DataFrame) -> dict[int, date]:
    """Add notices on children who are known to be out; return who was said to be out, and when."""
    world, rates = teller.world, words("life")["notices"]
    places = words("places")["work_places"]
    said: dict[int, date] = {}
    known = np.flatnonzero(now["status"].isin(OUT_OF_SCHOOL))
    for child in _some(teller, known, world.n_of(float(rates["known"]), 1)):
        where = places[int(teller.rng.integers(0, len(places)))]
        said[child] = teller.late_day(place)
        world.facts.notices.append(Notice(child, said[child], now["status"].iat[child], where))
    unclear = np.flatnonzero(now["status"] == SUSPECTED)
    for child in _some(teller, unclear, world.n_of(float(rates["unclear"]), 1)):
        world.facts.notices.append(Notice(child, teller.late_day(place), "unclear"))
    return said


def _some(teller: Teller, places: np.ndarray, n: int) -> list[int]:
    n = min(n, len(places))
    return [int(k) for k in teller.rng.choice(places, size=n, replace=False)] if n else []
