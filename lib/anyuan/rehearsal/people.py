"""Families and their children: who lives where, and who is whose brother."""

import numpy as np
import pandas as pd

from anyuan.codebook import County
from anyuan.rehearsal.draws import pick, stream
from anyuan.rehearsal.homes import draw_homes
from anyuan.rehearsal.identity import make_numbers
from anyuan.rehearsal.names import draw_given_names, draw_minority_names, draw_surnames
from anyuan.rehearsal.words import words

FIRST_BIRTHDAY = pd.Timestamp("2008-09-01")
LAST_BIRTHDAY = pd.Timestamp("2018-08-31")
# Ten school entries: those of compulsory age on 2023-08-31 and on 2024-08-31 together.
_ENTRIES, _IN_SCOPE = 10, 9

_TWINS = 0.012
_UNCOMMON = 0.001
_RENAMED = 0.01
_LEFT_BEHIND = 0.09
_ORPHAN = 0.0015
_NUMBER_FROM_ELSEWHERE = 0.05


def make_children(seed: int, n_children: int, county: County) -> pd.DataFrame:
    """Return one row a child, sorted by household and birthday, index 0…N-1.

    About `n_children` are of compulsory age in each of the two school years. Columns: person,
    household, name, former_name, sex, birth_on, resident_id, township, village, address,
    guardian_name, other_guardian_name, guardian_phone, household_place, is_migrant,
    is_left_behind, is_orphan, is_ex_poverty, cohort (grade in the school year 2023 by age, 0 for
    those who enter in 2024), is_late (one grade lower), sibling (row of another child, or -1).
    """
    rng = stream(seed, "families")
    births = _draw_births(rng, n_children * _ENTRIES // _IN_SCOPE)
    children = pd.DataFrame(births)
    homes = draw_homes(rng, int(children["household"].max()) + 1, county)
    for column in homes.columns:
        children[column] = homes[column].to_numpy()[children["household"]]
    _name(children, stream(seed, "names"))
    children["resident_id"] = make_numbers(
        _number_places(children, county, rng), children["birth_on"], children["sex"] == "male", rng
    )
    year = children["birth_on"].dt.year - (children["birth_on"].dt.month < 9)
    children["cohort"] = (2017 - year).astype("int64")
    children["is_late"] = (rng.random(len(children)) < 0.02) & (children["cohort"] >= 2)
    children["is_left_behind"] = (rng.random(len(children)) < _LEFT_BEHIND) & ~children[
        "is_migrant"
    ]
    children["is_orphan"] = rng.random(len(children)) < _ORPHAN
    household = children["household"].to_numpy()
    after = np.append(household[1:] == household[:-1], False)
    before = np.insert(household[1:] == household[:-1], 0, False)
    place = np.arange(len(children))
    children["sibling"] = np.where(after, place + 1, np.where(before, place - 1, -1))
    children.insert(0, "person", [f"P{n + 1:06d}" for n in place])
    return children


def _draw_births(rng: np.random.Generator, n: int) -> dict[str, np.ndarray]:
    n_homes = int(n * 1.4) + 20
    span = (LAST_BIRTHDAY - FIRST_BIRTHDAY).days
    oldest = rng.integers(-1500, span + 1, n_homes)
    days = [oldest]
    for _ in range(2):
        days.append(days[-1] + rng.integers(420, 2400, n_homes))
    n_kids = rng.choice(3, size=n_homes, p=[0.42, 0.46, 0.12])
    rows = np.stack(days, axis=1)
    rows[np.arange(3)[None, :] > n_kids[:, None]] = -9999
    home, _ = np.nonzero((rows >= 0) & (rows <= span))
    day = rows[(rows >= 0) & (rows <= span)]
    copies = 1 + (rng.random(len(day)) < _TWINS)
    home, day = np.repeat(home, copies)[:n], np.repeat(day, copies)[:n]
    _, household = np.unique(home, return_inverse=True)
    birth_on = (FIRST_BIRTHDAY + pd.to_timedelta(day, unit="D")).astype("datetime64[us]")
    sex = np.where(rng.random(len(day)) < 0.53, "male", "female")
    return {"household": household, "birth_on": birth_on, "sex": sex}


def _name(children: pd.DataFrame, rng: np.random.Generator) -> None:
    n = len(children)
    is_male = (children["sex"] == "male").to_numpy()
    household = children["household"].to_numpy()
    given = draw_given_names(is_male, household, rng)
    uncommon = rng.random(n) < _UNCOMMON
    characters = list(words("given_names")["children"]["uncommon"])
    odd = np.array([g[:-1] for g in given], dtype=object) + pick(rng, characters, n)
    given = np.where(uncommon, odd, given)
    # Two children of one family never bear one name.
    surname = children["surname"].to_numpy(dtype=object)
    name = surname + given
    twice = pd.Series(name).groupby([household, name]).cumcount().to_numpy() > 0
    name = np.where(twice, name + pick(rng, characters, n), name)
    name = np.where(children["is_minority"], draw_minority_names(n, rng), name)
    former_given = draw_given_names(~is_male, household, rng)
    former_surname = np.where(rng.random(n) < 0.3, draw_surnames(n, rng), surname)
    renamed = (rng.random(n) < _RENAMED) & ~children["is_minority"].to_numpy()
    children["name"] = name
    children["former_name"] = np.where(renamed, former_surname + former_given, None)


def _number_places(children: pd.DataFrame, county: County, rng: np.random.Generator) -> np.ndarray:
    elsewhere = children["is_migrant"] | (rng.random(len(children)) < _NUMBER_FROM_ELSEWHERE)
    return np.where(elsewhere, children["origin_code"], county.code)
