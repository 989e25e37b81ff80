"""Children who go to school elsewhere, come, leave, or change schools."""

from datetime import date

import numpy as np

from anyuan.rehearsal.facts import MONTHS, SEPTEMBER
from anyuan.rehearsal.schools import GRADES
from anyuan.rehearsal.teller import Teller
from anyuan.rehearsal.words import words

_IN_TERM = [place for place, month in enumerate(MONTHS) if place and month.number not in (7, 8, 9)]


def tell_moves(teller: Teller) -> None:
    """Add everyone whose school or home is elsewhere, from the start or from some month on."""
    _live_elsewhere(teller)
    _leave(teller)
    _move_households(teller)
    _migrants(teller)
    _change_school(teller)


def _live_elsewhere(teller: Teller) -> None:
    world, rng = teller.world, teller.rng
    share = float(words("life")["elsewhere_share"])
    n = round(share * int(world.in_register[:, 0].sum()))
    bases = ["roll_query", "roll_query", "certificate"]
    for child in teller.take(n, np.ones(len(world.children), dtype=bool)):
        is_entrant = world.children["cohort"].iat[child] == 0
        first, last = (
            (date(2024, 9, 2), date(2024, 9, 25))
            if is_entrant
            else (
                date(2023, 9, 10),
                date(2024, 5, 20),
            )
        )
        basis = bases[int(rng.integers(0, len(bases)))]
        world.facts.elsewhere.append(teller.elsewhere(child, teller.day(first, last), basis))
        teller.take_off_roll(child)


def _leave(teller: Teller) -> None:
    facts = teller.world.facts
    grades = (teller.grade_before > 0) & (teller.grade_after > 0)
    for child in teller.choose("leaves_in_september", grades):
        facts.elsewhere.append(
            teller.elsewhere(child, teller.day(date(2024, 9, 3), date(2024, 9, 28)), "roll_query")
        )
        teller.take_off_roll(child, SEPTEMBER)
    for k, child in enumerate(teller.choose("leaves_in_term", grades)):
        place = _IN_TERM[k % len(_IN_TERM)]
        month = MONTHS[place]
        found_on = teller.day(month.first_day, month.last_day)
        facts.elsewhere.append(teller.elsewhere(child, found_on, "certificate"))
        teller.take_off_roll(child, place)
    for child in teller.choose("comes_back_in_september", grades):
        entry = teller.elsewhere(
            child, teller.day(date(2023, 9, 5), date(2024, 4, 30)), "roll_query"
        )
        facts.elsewhere.append(type(entry)(**{**vars(entry), "until": SEPTEMBER - 1}))
        teller.take_off_roll(child, 0, SEPTEMBER)


def _move_households(teller: Teller) -> None:
    world = teller.world
    alone = (world.children["sibling"] < 0).to_numpy()
    grades = (teller.grade_before > 0) & (teller.grade_after > 0) & alone
    for child in teller.choose("moves_away_with_household", grades):
        world.in_register[child, SEPTEMBER:] = False
        teller.take_off_roll(child, SEPTEMBER)
    for child in teller.choose("moves_in_with_household", grades):
        world.in_register[child, :SEPTEMBER] = False
        teller.take_off_roll(child, 0, SEPTEMBER)


def _migrants(teller: Teller) -> None:
    world = teller.world
    lists = words("life")
    migrants = world.children["is_migrant"].to_numpy()
    n = int(migrants.sum())
    leaving = migrants & (teller.grade_after > 0)
    for child in teller.take(round(n * float(lists["migrants_leaving_in_summer"])), leaving, False):
        teller.take_off_roll(child, SEPTEMBER)
    for child in teller.take(round(n * float(lists["migrants_coming_in_summer"])), leaving, False):
        teller.take_off_roll(child, 0, SEPTEMBER)


def _change_school(teller: Teller) -> None:
    world = teller.world
    for child in teller.choose("changes_school_in_county", teller.grade_after > 0):
        grade = int(teller.grade_after[child])
        kinds = [kind for kind, grades in GRADES.items() if grade in grades and kind != "special"]
        options = world.schools.index[world.schools["kind"].isin(kinds)].to_numpy()
        options = options[options != world.school[child, SEPTEMBER]]
        if len(options):
            world.school[child, SEPTEMBER:] = teller.rng.choice(options)
