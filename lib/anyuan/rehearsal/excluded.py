"""Children who need not be brought back: with every paper, with one missing, or no longer."""

from dataclasses import replace
from datetime import date

import numpy as np

from anyuan.rehearsal.facts import SEPTEMBER, Absence, Exclusion
from anyuan.rehearsal.teller import Teller
from anyuan.rehearsal.words import words

_TERM_1, _YEAR_END, _NEXT_YEAR_END = date(2024, 9, 2), date(2024, 8, 31), date(2025, 8, 31)
_PREFIX = {
    "home_teaching": "残鉴",
    "special_school": "特教",
    "suspended": "休",
    "deferred_entry": "缓",
    "incapacity": "病鉴",
    "deceased": "注",
    "abroad": "境",
    "missing": "失",
    "vocational": "职",
    "specialised_school": "专",
    "detained": "押",
}


def tell_exclusions(teller: Teller) -> None:
    """Add those whose exclusion holds, and those whose exclusion lapses or never held."""
    _on_roll(teller)
    _off_roll(teller)
    _deferrals(teller)
    _invalid(teller)


def exclude(
    teller: Teller, child: int, kind: str, span: tuple[date, date | None], listed_from: int = 0
) -> Exclusion:
    """Add and return an exclusion with every paper, approved 3 to 30 days before it starts."""
    starts_on, expires_on = span
    entry = Exclusion(
        child=child,
        kind=kind,
        listed_from=listed_from,
        starts_on=starts_on,
        expires_on=expires_on,
        document_no=teller.document(_PREFIX[kind]),
        approver=words("places")["approvers"].get(kind, _usual_approver()),
        approved_on=date.fromordinal(starts_on.toordinal() - int(teller.rng.integers(3, 31))),
    )
    teller.world.facts.exclusions.append(entry)
    return entry


def _usual_approver() -> str:
    return words("places")["approvers"]["usual"]


def _grades(teller: Teller) -> np.ndarray:
    return (teller.grade_before > 0) & (teller.grade_after > 0)


def _on_roll(teller: Teller) -> None:
    world = teller.world
    start = date(2023, 9, 1)
    for child in teller.choose("home_teaching", _grades(teller)):
        exclude(teller, child, "home_teaching", (start, date(2025, 8, 31)))
    special = int(np.flatnonzero(world.schools["kind"] == "special")[0])
    for child in teller.choose("special_school", _grades(teller)):
        world.school[child] = special
        exclude(teller, child, "special_school", (start, date(2026, 8, 31)))
    for child in teller.choose("suspended_until_summer", _grades(teller)):
        exclude(teller, child, "suspended", (teller.day(start, date(2024, 4, 30)), _YEAR_END))
    for child in teller.choose("suspended_all_year", _grades(teller)):
        exclude(
            teller,
            child,
            "suspended",
            (teller.day(date(2024, 2, 26), date(2024, 5, 20)), _NEXT_YEAR_END),
        )
    for kind in ("specialised_school", "detained"):
        for child in teller.choose(kind, teller.grade_after >= 8):
            exclude(teller, child, kind, (date(2024, 3, 15), date(2025, 3, 14)))
    for child in teller.choose("suspension_overrun", _grades(teller)):
        exclude(teller, child, "suspended", (date(2023, 11, 1), _YEAR_END))
        world.facts.absences.append(Absence(child, _TERM_1, None, "illness"))


def _off_roll(teller: Teller) -> None:
    for kind in ("incapacity", "deceased", "abroad", "missing"):
        fate = "missing_by_police" if kind == "missing" else kind
        for child in teller.choose(fate, _grades(teller)):
            start = teller.day(date(2023, 6, 1), date(2024, 5, 10))
            permanent = kind in ("deceased", "abroad")
            exclude(teller, child, kind, (start, None if permanent else date(2025, 8, 31)))
            teller.take_off_roll(child)
    for child in teller.choose("vocational", teller.grade_after == 9):
        exclude(teller, child, "vocational", (date(2024, 3, 1), date(2026, 7, 31)))
        teller.take_off_roll(child)


def _deferrals(teller: Teller) -> None:
    world = teller.world
    seven = (world.children["cohort"] == 1).to_numpy()
    six = (world.children["cohort"] == 0).to_numpy()
    begun = date(2023, 9, 1)
    for child in teller.choose("deferred_until_summer", seven):
        exclude(teller, child, "deferred_entry", (begun, _YEAR_END))
        teller.take_off_roll(child)
        teller.put_on_roll(child, SEPTEMBER, 1)
    for child in teller.choose("deferred_entrant", six):
        exclude(teller, child, "deferred_entry", (date(2024, 9, 1), _NEXT_YEAR_END), SEPTEMBER)
        teller.take_off_roll(child)
    for child in teller.choose("deferral_lapses_in_june", seven):
        exclude(teller, child, "deferred_entry", (begun, date(2024, 6, 30)))
        teller.take_off_roll(child)
        teller.put_on_roll(child, SEPTEMBER, 1)
        world.facts.reasons[child] = "illness"
    for k, child in enumerate(teller.choose("deferral_lapses_in_august", seven)):
        exclude(teller, child, "deferred_entry", (begun, _YEAR_END))
        teller.take_off_roll(child)
        world.facts.reasons[child] = "illness"
        if k % 3 == 0:
            teller.put_on_roll(child, SEPTEMBER + 1, 1)
        elif k % 3 == 1:
            again = (date(2024, 11, 5), _NEXT_YEAR_END)
            exclude(teller, child, "deferred_entry", again, SEPTEMBER + 2)


def _invalid(teller: Teller) -> None:
    facts = teller.world.facts
    seven = (teller.world.children["cohort"] == 1).to_numpy()
    lacking = ("document_no", "approver", "approved_on")
    for k, child in enumerate(teller.choose("deferral_invalid", seven)):
        entry = exclude(teller, child, "deferred_entry", (date(2023, 9, 1), _NEXT_YEAR_END))
        facts.exclusions[-1] = replace(entry, **{lacking[k % len(lacking)]: None})
        facts.reasons[child] = "illness"
        teller.take_off_roll(child)
    for child in teller.choose("long_missing_without_police", teller.grade_after >= 8):
        entry = exclude(teller, child, "missing", (date(2024, 4, 15), date(2025, 4, 14)))
        facts.exclusions[-1] = replace(entry, approver=_usual_approver())
        facts.absences.append(Absence(child, date(2024, 3, 6), None, "unknown"))
