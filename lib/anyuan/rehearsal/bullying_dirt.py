"""The bad cells of the bullying tables, each written down for the answer key."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import pandas as pd

from anyuan.codebook import grades_of
from anyuan.rehearsal.bullying import Bullying
from anyuan.rehearsal.bullying_sites import PILOT, Site
from anyuan.rehearsal.draws import stream
from anyuan.rehearsal.facts import MONTHS
from anyuan.rehearsal.words import words
from anyuan.rehearsal.world import World

_SENIOR = ("senior", "vocational")


@dataclass(frozen=True)
class BadCell:
    """One bad cell: in which school's file, in which row of data (from 0), the issue expected."""

    kind: str
    school_code: str
    position: int
    column: str
    code: str


def spoil(
    world: World, truth: Bullying, name: str, place: int, files: Mapping[Site, pd.DataFrame]
) -> tuple[dict[Site, pd.DataFrame], list[BadCell]]:
    """Return a table's files of a month with their bad cells put in, and which they are.

    Of each kind one school has one; never a pilot, and no row has two. A month in which no file
    fits has none.
    """
    found, cells = dict(files), []
    for kind, entry in words("bullying_dirt").items():
        if not isinstance(entry, dict) or entry.get("table") != name:
            continue
        if str(MONTHS[place]) not in entry["months"]:
            continue
        taken = {(c.school_code, c.position) for c in cells}
        rng = stream(world.seed, "bullying dirt", kind, place)
        fit = [
            (site, k)
            for site, rows in found.items()
            if site.role != PILOT
            for k in range(len(rows))
            if (site.code, k) not in taken and _FITS.get(kind, _always)(site, rows.iloc[k])
        ]
        if not fit:
            continue
        site, k = fit[int(rng.integers(0, len(fit)))]
        found[site], positions = _PUT[kind](world, truth, (site, found[site], k))
        cells += [BadCell(kind, site.code, at, entry["column"], entry["code"]) for at in positions]
    return found, cells


def _always(site: Site, row: pd.Series) -> bool:
    return True


_FITS: dict[str, Callable[[Site, pd.Series], bool]] = {
    "unknown_place": lambda site, row: site.is_asked and pd.notna(row["place"]),
    "before_term": lambda site, row: pd.notna(row["occurred_time"]),
    "real_name": lambda site, row: pd.notna(row["bullies"]),
    "strange_grade": lambda site, row: bool(grades_of(site.kind)) and site.kind != "special",
}
_Spot = tuple[Site, pd.DataFrame, int]
_Put = tuple[pd.DataFrame, list[int]]


def _set(rows: pd.DataFrame, k: int, column: str, value: object, kind: str) -> _Put:
    rows = rows.copy()
    rows.iloc[k, rows.columns.get_loc(column)] = value
    rows.iloc[k, rows.columns.get_loc("error")] = kind
    return rows, [k]


def _fixed(kind: str) -> Callable[[World, Bullying, _Spot], _Put]:
    entry = words("bullying_dirt")[kind]

    def put(world: World, truth: Bullying, spot: _Spot) -> _Put:
        return _set(spot[1], spot[2], entry["column"], entry["value"], kind)

    return put


def _before_term(world: World, truth: Bullying, spot: _Spot) -> _Put:
    _, rows, k = spot
    term = truth.incidents.loc[rows["child"].iat[k], "occurred_on"]
    first = max(a for a, _ in world.county.calendar.terms if a <= term)
    day = first - timedelta(days=int(words("bullying_dirt")["days_before_term"]))
    return _set(rows, k, "occurred_on", day, "before_term")


def _real_name(world: World, truth: Bullying, spot: _Spot) -> _Put:
    _, rows, k = spot
    people = truth.people[truth.people["incident"] == rows["child"].iat[k]]
    name = people.loc[people["role"] == "bully", "name"].iat[0]
    return _set(rows, k, "bullies", name, "real_name")


def _strange_grade(world: World, truth: Bullying, spot: _Spot) -> _Put:
    site, rows, k = spot
    grades = words("bullying_dirt")["strange_grades"]
    grade = grades["senior" if site.kind in _SENIOR else "other"]
    return _set(rows, k, "bully_grade", grade, "strange_grade")


def _answered_twice(world: World, truth: Bullying, spot: _Spot) -> _Put:
    _, rows, k = spot
    n = int(words("bullying_dirt")["n_answered_twice"])
    again = rows.iloc[[min(k + j, len(rows) - 1) for j in range(n)]].drop_duplicates()
    both = pd.concat([rows, again.assign(error="answered_twice")], ignore_index=True)
    return both, list(range(len(rows), len(both)))


_PUT: dict[str, Callable[[World, Bullying, _Spot], _Put]] = {
    "unknown_place": _fixed("unknown_place"),
    "impossible_time": _fixed("impossible_time"),
    "ends_before": _fixed("ends_before"),
    "before_term": _before_term,
    "real_name": _real_name,
    "strange_grade": _strange_grade,
    "answered_twice": _answered_twice,
}
