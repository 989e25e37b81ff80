"""The county's schools, and which school a child of a place and grade goes to."""

import math

import numpy as np
import pandas as pd

from anyuan.codebook import County
from anyuan.rehearsal.draws import pick, stream
from anyuan.rehearsal.homes import urban_townships
from anyuan.rehearsal.words import words

COMPULSORY_FULL = 85
_FULL_SIZE = 45_000
_SIZE = {"teaching_point": "0.08", "urban": "2", "rural": "1"}
# Which grades a kind of school teaches.
GRADES = {
    "primary": range(1, 7),
    "teaching_point": range(1, 5),
    "junior": range(7, 10),
    "nine_year": range(1, 10),
    "special": range(1, 10),
}


def make_schools(seed: int, n_children: int, county: County) -> pd.DataFrame:
    """Return one row a school: school_code, school_name, kind, ownership, township, is_boarding,
    size (weight in the choice of a school). Compulsory schools first, S001 to S085 in a county of
    full size; a smaller one has fewer (by the square root), never less than nine.
    """
    share = min(1.0, math.sqrt(n_children / _FULL_SIZE))
    lists = words("schools")
    shorts = {code: t.short for code, t in county.townships.items()}
    rows = []
    for kind, full in lists["full"].items():
        options = _named(lists, kind, shorts)
        rows += options[: max(2, round(int(full) * share))]
    rows += [dict(entry) for entry in lists["others"]]
    n_kindergartens = max(3, round(int(lists["kindergartens"]["n"]) * share))
    rows += _kindergartens(lists, n_kindergartens, shorts)
    schools = pd.DataFrame(rows).reset_index(drop=True)
    rng = stream(seed, "schools")
    n = len(schools)
    private = rng.random(n) < np.where(schools["kind"] == "kindergarten", 0.5, 0.03)
    drawn = pd.Series(np.where(private, "private", "public"), index=schools.index)
    schools["ownership"] = schools["ownership"].fillna(drawn)
    schools["is_boarding"] = schools["boarding"] == "true"
    base = schools["size"].fillna("1").astype(float)
    schools["size"] = (base * rng.uniform(0.6, 1.8, n)).round(4)
    schools.insert(0, "school_code", [f"S{k + 1:03d}" for k in range(n)])
    return schools[
        ["school_code", "name", "kind", "ownership", "township", "is_boarding", "size"]
    ].rename(columns={"name": "school_name"})


def _named(lists: dict, kind: str, shorts: dict[str, str]) -> list[dict]:
    rows = [dict(entry) for entry in lists["pilots"] if entry["kind"] == kind]
    townships = words("places")["townships"]
    tier = 0
    while True:
        found = []
        for code, entry in townships.items():
            area = "urban" if entry["urban"] == "true" else "rural"
            patterns = lists[area].get(kind, [])
            boards = area == "rural" and kind in ("junior", "nine_year")
            if tier < len(patterns):
                found.append(
                    {
                        "name": patterns[tier].format(t=shorts[code]),
                        "kind": kind,
                        "township": code,
                        "boarding": "true" if boards else "false",
                        "size": _SIZE.get(kind, _SIZE[area]),
                    }
                )
        if not found:
            return rows
        rows += found
        tier += 1


def _kindergartens(lists: dict, n: int, shorts: dict[str, str]) -> list[dict]:
    entry, codes = lists["kindergartens"], list(words("places")["townships"])
    names = [
        {"name": shorts[code] + stem + entry["tail"], "kind": "kindergarten", "township": code}
        for stem in entry["stems"]
        for code in codes
    ]
    return [dict(row, boarding="false") for row in names[:n]]


def choose_schools(schools: pd.DataFrame, township: np.ndarray, rng: np.random.Generator):
    """Return for each child the rows of its schools as an array [n, 10], one column a grade.

    A child stays in one primary school, or in a teaching point for grades 1 to 4 and then another
    school; a nine-year school keeps its pupils. Where the township has no school for a grade the
    two urban townships serve. Column 0 is unused (-1).
    """
    n = len(township)
    low = _choose(schools, township, 1, rng)
    high = np.where(_teaches(schools, 5)[low], low, _choose(schools, township, 5, rng))
    junior = np.where(_teaches(schools, 7)[high], high, _choose(schools, township, 7, rng))
    chosen = np.full((n, 10), -1, dtype="int64")
    for grade in range(1, 10):
        chosen[:, grade] = low if grade <= 4 else high if grade <= 6 else junior
    return chosen


def _teaches(schools: pd.DataFrame, grade: int) -> np.ndarray:
    kinds = [kind for kind, grades in GRADES.items() if grade in grades and kind != "special"]
    return schools["kind"].isin(kinds).to_numpy()


def _choose(schools: pd.DataFrame, township: np.ndarray, grade: int, rng) -> np.ndarray:
    open_here = schools[_teaches(schools, grade)]
    urban = open_here[open_here["township"].isin(urban_townships())]
    chosen = np.empty(len(township), dtype="int64")
    for code in sorted(set(township)):
        here = township == code
        options = open_here[open_here["township"] == code]
        options = options if len(options) else urban if len(urban) else open_here
        chosen[here] = pick(rng, list(options.index), int(here.sum()), options["size"])
    return chosen
