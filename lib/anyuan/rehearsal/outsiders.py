"""Children who never came to a school, and those lost between primary and junior school."""

from datetime import date

import numpy as np

from anyuan.rehearsal.excluded import exclude
from anyuan.rehearsal.facts import MONTHS, SEPTEMBER, Survey
from anyuan.rehearsal.teller import Teller

_OCTOBER, _NOVEMBER = SEPTEMBER + 1, SEPTEMBER + 2


def tell_outsiders(teller: Teller) -> None:
    """Add the never enrolled of every kind and the gap after grade 6."""
    _never(teller)
    _entrants(teller)
    _unregistered(teller)
    _gap(teller)


def _never(teller: Teller) -> None:
    world, facts = teller.world, teller.world.facts
    cohort = world.children["cohort"].to_numpy()
    young = (cohort >= 1) & (cohort <= 4)
    for child in teller.choose("never_staying", young):
        _out(teller, child)
    for child in teller.choose("never_enrols_in_september", (cohort >= 1) & (cohort <= 2)):
        _out(teller, child)
        teller.put_on_roll(child, SEPTEMBER, 1)
    for child in teller.choose("never_excluded_later", young):
        _out(teller, child)
        span = (date(2024, 10, 8), date(2025, 8, 31))
        exclude(teller, child, "incapacity", span, _OCTOBER)
    for k, child in enumerate(teller.choose("never_found_elsewhere", young)):
        _out(teller, child)
        found_on = (date(2024, 6, 18), date(2024, 11, 12))[k % 2]
        facts.elsewhere.append(teller.elsewhere(child, found_on, "roll_query"))


def _entrants(teller: Teller) -> None:
    six = (teller.world.children["cohort"] == 0).to_numpy()
    for child in teller.choose("entrant_never", six):
        _out(teller, child)
    for child in teller.choose("entrant_late", six):
        _out(teller, child)
        teller.put_on_roll(child, _OCTOBER, 1)


def _unregistered(teller: Teller) -> None:
    world = teller.world
    cohort = world.children["cohort"].to_numpy()
    young = (cohort >= 1) & (cohort <= 6)
    for k, child in enumerate(teller.choose("unregistered_never", young)):
        _out(teller, child)
        world.in_register[child] = False
        world.facts.surveys.append(
            Survey(
                child,
                (date(2024, 5, 16), date(2024, 10, 17))[k % 2],
                "never_enrolled",
                world.facts.reasons[child],
            )
        )


def _gap(teller: Teller) -> None:
    facts = teller.world.facts
    finished = (teller.grade_before == 6) & (teller.grade_after == 7)
    for fate, back in (
        ("gap_enrols_in_october", _OCTOBER),
        ("gap_enrols_in_november", _NOVEMBER),
        ("gap_staying", None),
        ("gap_found_elsewhere", None),
    ):
        for child in teller.choose(fate, finished):
            facts.reasons[child] = teller.reason()
            teller.take_off_roll(child, SEPTEMBER, back)
            if fate == "gap_found_elsewhere":
                found_on = MONTHS[_NOVEMBER].first_day.replace(day=14)
                facts.elsewhere.append(teller.elsewhere(child, found_on, "certificate"))


def _out(teller: Teller, child: int) -> None:
    teller.take_off_roll(child)
    teller.world.facts.reasons[child] = teller.reason()


def first_seen(world, child: int) -> np.ndarray:
    """Return by month whether a child that no register holds has been found by a survey yet."""
    days = [s.surveyed_on for s in world.facts.surveys if s.child == child]
    return np.array([any(day <= month.last_day for day in days) for month in MONTHS])
