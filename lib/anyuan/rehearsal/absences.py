"""Pupils on the roll who stay away: for days, for weeks, for good, or only on no paper."""

from datetime import date

import numpy as np

from anyuan.rehearsal.excluded import exclude
from anyuan.rehearsal.facts import MONTHS, SEPTEMBER, Absence
from anyuan.rehearsal.teller import Teller
from anyuan.rehearsal.words import words

_BEFORE = (date(2024, 2, 28), date(2024, 4, 24))
_OPENING = date(2024, 9, 2)
_OCTOBER, _NOVEMBER, _DECEMBER = SEPTEMBER + 1, SEPTEMBER + 2, SEPTEMBER + 3


def tell_absences(teller: Teller) -> None:
    """Add the long absent, the hidden and the stream of shorter absences."""
    _long(teller)
    _handed_on(teller)
    _hidden(teller)
    _stream(teller)


def _lasting(teller: Teller) -> np.ndarray:
    # Grades 6 and 9 end in summer: a spell that crosses it would change its school.
    grade = teller.grade_before
    return (grade > 0) & (grade != 6) & (grade != 9) & (teller.grade_after > 0)


def _away(teller: Teller, child: int, returned_on: date | None, **more) -> None:
    first = teller.school_day(*_BEFORE)
    teller.world.facts.absences.append(Absence(child, first, returned_on, teller.reason(), **more))


def _long(teller: Teller) -> None:
    world, among = teller.world, _lasting(teller)
    for child in teller.choose("long_staying", among, locals_only=False):
        _away(teller, child, None)
    for child in teller.choose("long_returns_in_june", among):
        _away(teller, child, teller.school_day(date(2024, 6, 3), date(2024, 6, 26)))
    for child in teller.choose("long_returns_in_september", among):
        _away(teller, child, teller.school_day(_OPENING, date(2024, 9, 6)))
    for child in teller.choose("long_returns_in_autumn", among, locals_only=False):
        _away(teller, child, teller.school_day(date(2024, 10, 8), date(2024, 12, 20)))
    for child in teller.choose("long_returns_and_leaves_again", among):
        _away(teller, child, teller.school_day(_OPENING, date(2024, 9, 4)))
        again = teller.school_day(date(2024, 10, 10), date(2024, 10, 25))
        world.facts.absences.append(Absence(child, again, None, "dislike_of_study", is_repeat=True))
    cohort_9 = (world.children["cohort"] == 9).to_numpy() & (teller.grade_before >= 8)
    for child in teller.choose("long_aged_out", cohort_9):
        _away(teller, child, None)


def _handed_on(teller: Teller) -> None:
    facts, among = teller.world.facts, _lasting(teller)
    for fate, basis, places in (
        ("long_handed_over", "receipt", (2, _OCTOBER, _DECEMBER)),
        ("long_found_elsewhere", "roll_query", (1, _NOVEMBER)),
    ):
        for k, child in enumerate(teller.choose(fate, among)):
            _away(teller, child, None)
            place = places[k % len(places)]
            found_on = teller.day(MONTHS[place].first_day, MONTHS[place].last_day)
            facts.elsewhere.append(teller.elsewhere(child, found_on, basis))
            teller.take_off_roll(child, place)
    kinds = ("suspended", "detained", "specialised_school", "vocational")
    places = (1, _OCTOBER, _NOVEMBER, _DECEMBER)
    for k, child in enumerate(teller.choose("long_excluded", among & (teller.grade_after >= 7))):
        _away(teller, child, None)
        place = places[k % len(places)]
        start = MONTHS[place].first_day.replace(day=11)
        exclude(teller, child, kinds[k % len(kinds)], (start, date(2025, 8, 31)), place)


def _hidden(teller: Teller) -> None:
    among, facts = _lasting(teller), teller.world.facts
    for child in teller.choose("hidden_staying", among):
        _away(teller, child, None, is_hidden=True)
    for child in teller.choose("hidden_returns", among):
        _away(teller, child, _OPENING, is_hidden=True)
    for fate, first, last in (
        ("hidden_from_june", date(2024, 5, 13), date(2024, 5, 29)),
        ("hidden_from_october", date(2024, 9, 5), date(2024, 9, 20)),
        ("hidden_from_december", date(2024, 11, 7), date(2024, 11, 27)),
    ):
        for child in teller.choose(fate, among):
            day = teller.school_day(first, last)
            facts.absences.append(Absence(child, day, None, teller.reason(), is_hidden=True))
    for child in teller.choose("false_return", among):
        claimed = teller.school_day(date(2024, 10, 9), date(2024, 10, 15))
        _away(teller, child, None, claimed_back_on=claimed)


def _stream(teller: Teller) -> None:
    lists = words("life")["absences"]
    least = int(lists["at_least"])
    for place, month in enumerate(MONTHS):
        if str(month) not in lists["suspected"]:
            continue
        n = teller.world.n_of(float(lists["suspected"][str(month)]), least)
        _suspect(teller, place, n, float(lists["going_on"]))
        _stay_away_briefly(teller, place, teller.world.n_of(float(lists["short"]), least))


def _suspect(teller: Teller, place: int, n: int, going_on: float) -> None:
    month = MONTHS[place]
    as_of, calendar = month.last_day, teller.calendar
    lowest = _OPENING if place == SEPTEMBER else date(month.year - (month.number < 3), 1, 1)
    days = [
        day
        for day in teller.school_days(max(lowest, date(2024, 3, 1)), as_of)
        if 7 <= calendar.counted_days(day, as_of) < (25 if place == SEPTEMBER - 3 else 30)
    ]
    n_on = max(1, round(n * going_on))
    crosses_summer = place < SEPTEMBER
    grade = teller.grade_before if crosses_summer else teller.grade_after
    among = _lasting(teller) if crosses_summer else grade > 0
    # A pupil who stays away on the first school day does so most often of all.
    weights = np.where(np.array(days) == np.datetime64(_OPENING), 8.0, 1.0)
    in_scope = (teller.world.children["cohort"] <= 8).to_numpy()
    for k, child in enumerate(teller.take(n, among & in_scope, locals_only=False)):
        first = days[int(teller.rng.choice(len(days), p=weights / weights.sum()))]
        back = _comes_back(teller, place, is_going_on=k < n_on)
        teller.world.facts.absences.append(Absence(child, first, back, teller.reason()))


def _comes_back(teller: Teller, place: int, *, is_going_on: bool) -> date | None:
    months = 2 + int(teller.rng.integers(0, 4)) if is_going_on else 1
    later = place + months
    if place < SEPTEMBER <= later or MONTHS[min(later, len(MONTHS) - 1)].number in (7, 8):
        return teller.school_day(_OPENING, date(2024, 9, 10))
    if later >= len(MONTHS):
        return None
    first = MONTHS[later].first_day
    return teller.school_day(first, first.replace(day=20))


def _stay_away_briefly(teller: Teller, place: int, n: int) -> None:
    month = MONTHS[place]
    days = teller.school_days(month.first_day, month.last_day)
    grade = teller.grade_before if place < SEPTEMBER else teller.grade_after
    last_start = max(1, len(days) - 4)
    for child in teller.take(n, grade > 0, locals_only=False):
        start = int(teller.rng.integers(0, last_start))
        end = min(len(days) - 1, start + int(teller.rng.integers(2, 9)))
        teller.world.facts.absences.append(
            Absence(child, days[start], days[end], "illness" if start % 2 else "dislike_of_study")
        )
