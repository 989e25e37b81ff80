"""Homes: the township, the village, the grown-ups of a household."""

import numpy as np
import pandas as pd

from anyuan.codebook import County
from anyuan.rehearsal.draws import pick, stream
from anyuan.rehearsal.names import draw_minority_names, draw_parent_names, draw_surnames
from anyuan.rehearsal.words import words

_MIGRANT = 0.065
_MINORITY = 0.003
_EX_POVERTY = 0.06
_MOTHER_IS_GUARDIAN, _GRANDPARENT_IS_GUARDIAN = 0.2, 0.04
_OTHER_SURNAME = 0.04


def urban_townships() -> list[str]:
    """Return the codes of the townships that make up the town."""
    townships = words("places")["townships"]
    return [code for code, entry in townships.items() if entry["urban"] == "true"]


def draw_homes(rng: np.random.Generator, n: int, county: County) -> pd.DataFrame:
    """Return one row a household: what all its children have in common.

    Columns household_no, surname, is_minority, township, village, address, guardian_name,
    other_guardian_name, guardian_phone, is_migrant, origin_code, household_place, is_ex_poverty.
    """
    places = words("places")
    codes = list(places["townships"])
    shares = [float(entry["share"]) for entry in places["townships"].values()]
    township = pick(rng, codes, n, shares)
    is_migrant = rng.random(n) < _MIGRANT
    township = np.where(is_migrant, pick(rng, urban_townships(), n), township)
    villages = {code: _villages(code, stream(7, "villages", code)) for code in codes}
    village = np.empty(n, dtype=object)
    for code in codes:
        here = township == code
        options = villages[code]
        village[here] = pick(
            rng, options, int(here.sum()), [1 / (r + 4) for r in range(len(options))]
        )
    origin = pick(rng, list(places["origins"].items()), n)
    came_from = np.array([place for _, place in origin], dtype=object)
    town_name = np.array([county.townships[code].name for code in township], dtype=object)
    number = rng.integers(1, 400, n).astype(str).astype(object)
    home = county.name + town_name + village + number + "号"
    surname = draw_surnames(n, rng)
    other_surname = draw_surnames(n, rng)
    father, mother = (
        draw_parent_names(surname, True, rng),
        draw_parent_names(other_surname, False, rng),
    )
    is_minority = rng.random(n) < _MINORITY
    father = np.where(is_minority, draw_minority_names(n, rng), father)
    mother = np.where(is_minority, draw_minority_names(n, rng), mother)
    elder = draw_parent_names(surname, True, rng)
    who = rng.random(n)
    by_mother = who < _MOTHER_IS_GUARDIAN
    by_elder = who > 1 - _GRANDPARENT_IS_GUARDIAN
    rural = np.array([places["townships"][c]["urban"] != "true" for c in township])
    phone = _phones(rng, n)
    return pd.DataFrame(
        {
            "household_no": [f"{c[1:]}{k:06d}" for k, c in enumerate(township)],
            "surname": np.where(rng.random(n) < _OTHER_SURNAME, other_surname, surname),
            "is_minority": is_minority,
            "township": township,
            "village": village,
            "address": home,
            "guardian_name": np.where(by_elder, elder, np.where(by_mother, mother, father)),
            "other_guardian_name": np.where(by_mother, father, mother),
            "guardian_phone": phone,
            "is_migrant": is_migrant,
            "origin_code": [code for code, _ in origin],
            "household_place": np.where(is_migrant, came_from, county.name + town_name),
            "is_ex_poverty": (rng.random(n) < _EX_POVERTY) & rural & ~is_migrant,
        }
    )


def _villages(code: str, rng: np.random.Generator) -> list[str]:
    lists = words("places")
    if lists["townships"][code]["urban"] == "true":
        return [stem + lists["neighbourhood_tail"] for stem in lists["neighbourhoods"]]
    names = [
        h + s + lists["village_tails"][0]
        for h in lists["village_heads"]
        for s in lists["village_stems"]
    ]
    return [str(name) for name in rng.permutation(names)[:16]]


def _phones(rng: np.random.Generator, n: int) -> list[str]:
    # A number a household; a county too large for five free digits takes seven.
    width = 5 if n <= 10**5 else 7
    tails = rng.permutation(10**width)[np.arange(n) % 10**width]
    return [f"{'199000'[: 11 - width]}{tail:0{width}d}" for tail in tails]
