"""Made-up names as frequent, as alike and as odd as real ones."""

import numpy as np

from anyuan.rehearsal.draws import pick
from anyuan.rehearsal.words import words

MIDDLE_DOT = "\u00b7"
_SINGLE_SHARE = 0.1
_SHARED_CHARACTER = 0.35


def draw_surnames(n: int, rng: np.random.Generator) -> np.ndarray:
    """Return n surnames by their share in the county."""
    options, weights = [], []
    lists = words("surnames")
    for tier in lists["tiers"].values():
        share = float(tier["weight"]) / len(tier["surnames"])
        options += list(tier["surnames"])
        weights += [share] * len(tier["surnames"])
    compound = lists["compound"]
    options += compound["surnames"]
    weights += [float(compound["weight"]) / len(compound["surnames"])] * len(compound["surnames"])
    return pick(rng, options, n, weights)


def draw_given_names(
    is_male: np.ndarray, household: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Return given names; some siblings of one household share their first character."""
    pool = words("given_names")["children"]
    n = len(is_male)
    first = np.where(
        is_male, _ranked(pool["male_first"], n, rng), _ranked(pool["female_first"], n, rng)
    )
    shared = rng.random(household.max() + 1 if n else 0) < _SHARED_CHARACTER
    common = _ranked(pool["male_first"], len(shared), rng)
    first = np.where(shared[household], common[household], first)
    second = np.where(
        is_male, _ranked(pool["male_second"], n, rng), _ranked(pool["female_second"], n, rng)
    )
    single = np.where(
        is_male, _ranked(pool["single_male"], n, rng), _ranked(pool["single_female"], n, rng)
    )
    return np.where(rng.random(n) < _SINGLE_SHARE, single, first + second)


def draw_parent_names(surname: np.ndarray, is_male: bool, rng: np.random.Generator) -> np.ndarray:
    """Return full names of adults under given surnames."""
    pool = words("given_names")["parents"]
    kind = "male" if is_male else "female"
    n = len(surname)
    first, second = _ranked(pool[f"{kind}_first"], n, rng), _ranked(pool[f"{kind}_second"], n, rng)
    return surname + np.where(rng.random(n) < 0.25, second, first + second)


def draw_minority_names(n: int, rng: np.random.Generator) -> np.ndarray:
    """Return names of two parts joined by the right middle dot (U+00B7)."""
    pool = words("given_names")["minority"]
    return pick(rng, pool["given"], n) + MIDDLE_DOT + pick(rng, pool["family"], n)


def _ranked(characters: str, n: int, rng: np.random.Generator) -> np.ndarray:
    options = list(characters)
    return pick(rng, options, n, [1 / (rank + 6) for rank in range(len(options))])
