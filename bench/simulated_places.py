"""Simulated counties for the soak of the rates of places: schools, places, exposure, true rates.

Written apart from the model, and not of its form: effects of schools, places, place types, slots
and single cells are log-normal, some schools report little or nothing of what happens, and how
many places a school has follows its size. The true rate is that of *known* cases: what a school
never hears of stands in no table.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

County = Literal["usual", "equal", "mixed"]
SLOTS = ("arrival", "lesson", "break", "noon", "after_school", "evening", "night")
# Kind of school: how many of 90, pupils from and to, boarding.
KINDS = (
    ("tiny", 34, 12, 90, False),
    ("small", 28, 90, 400, False),
    ("large", 18, 400, 1400, False),
    ("boarding", 10, 500, 2600, True),
)
# Hours a day that a pupil spends in each type of place, slot by slot.
HOURS = {
    "classroom": (0.3, 4.6, 0.35, 0.6, 0.2, 1.5, 0),
    "corridor": (0.05, 0, 0.2, 0.1, 0.05, 0.1, 0),
    "stairwell": (0.04, 0, 0.06, 0.05, 0.04, 0.03, 0),
    "toilet": (0.02, 0.03, 0.12, 0.06, 0.02, 0.04, 0),
    "playground": (0.1, 0.5, 0.25, 0.2, 0.15, 0, 0),
    "canteen": (0.15, 0, 0, 0.4, 0, 0.3, 0),
    "dormitory": (0, 0, 0, 0.7, 0.1, 0.3, 8.5),
    "gate": (0.05, 0, 0, 0.03, 0.08, 0, 0),
    "corner": (0.01, 0, 0.03, 0.04, 0.03, 0.02, 0),
    "special_room": (0, 0.4, 0.02, 0, 0, 0, 0),
}
_BOARDERS_ONLY = ("dormitory",)
_EVENING = (5, 6)
_DAYS = 190
_CASES_A_COUNTY = 250


@dataclass(frozen=True)
class SimulatedCounty:
    """`cells` as `fit_places` reads them, and true rates per 1,000 pupil-hours.

    `truth` has a row a place, also with kind, n_pupils, is_equal and is_silent of its school;
    `cell_truth` a row a place and slot.
    """

    cells: pd.DataFrame
    truth: pd.DataFrame
    cell_truth: pd.DataFrame


def simulate_places(seed: int, county: County = "usual", n_schools: int = 90) -> SimulatedCounty:
    """Return a county whose schools are unequal in their places, all equal, or equal in half."""
    rng = np.random.default_rng(seed)
    frame = _places(rng, n_schools)
    schools = frame.drop_duplicates("school_code").set_index("school_code")
    types = pd.Series(np.exp(rng.normal(0, 0.9, len(HOURS))), index=list(HOURS))
    slots = np.exp(rng.normal(0, 0.6, len(SLOTS)))
    place = np.exp(rng.normal(0, 0.6, len(frame)))
    cell = np.exp(rng.normal(0, 0.35, (len(frame), len(SLOTS))))
    share = {"usual": 0.0, "equal": 1.0, "mixed": 0.5}[county]
    is_equal = pd.Series(rng.random(len(schools)) < share, index=schools.index)
    hot = frame["place_type"].map(types).to_numpy()[:, None] * place[:, None] * slots * cell
    pattern = np.where(is_equal[frame["school_code"]].to_numpy()[:, None], 1.0, hot)
    levels, is_silent = _level(rng, schools["n_pupils"].to_numpy())
    level = pd.Series(levels, index=schools.index)
    is_silent = pd.Series(is_silent, index=schools.index)
    exposure = _exposure(rng, frame)
    rate = pattern * level[frame["school_code"]].to_numpy()[:, None]
    rate *= _CASES_A_COUNTY * n_schools / 90 * rng.uniform(0.6, 1.5) / (rate * exposure).sum()
    n = rng.poisson(rate * exposure)
    return _as_frames(
        frame.assign(
            is_equal=is_equal[frame["school_code"]].to_numpy(),
            is_silent=is_silent[frame["school_code"]].to_numpy(),
        ),
        exposure,
        rate,
        n,
    )


def _level(rng: np.random.Generator, n_pupils: np.ndarray) -> np.ndarray:
    """Return what is known of what happens at each school: what happens times what is told.

    One school in eight tells next to nothing; of a large school's cases a smaller part gets known.
    """
    n = len(n_pupils)
    happens = np.exp(rng.normal(0, 0.6, n)) * (n_pupils / 300) ** -0.5
    is_silent = rng.random(n) < 0.12
    told = np.where(is_silent, rng.beta(1, 30, n), rng.beta(4, 4, n))
    return happens * told, is_silent


def _places(rng: np.random.Generator, n_schools: int) -> pd.DataFrame:
    shares = np.array([kind[1] for kind in KINDS], dtype=float)
    kinds = rng.choice(len(KINDS), n_schools, p=shares / shares.sum())
    rows = []
    for number, which in enumerate(kinds):
        kind, _, low, high, is_boarding = KINDS[which]
        n_pupils = int(np.exp(rng.uniform(np.log(low), np.log(high))))
        for place_type, n in _how_many(rng, n_pupils, is_boarding).items():
            rows += [
                (f"S{number:03}", kind, n_pupils, is_boarding, place_type, f"{place_type}{i}", n)
                for i in range(n)
            ]
    names = ["school_code", "kind", "n_pupils", "is_boarding", "place_type", "place", "n_alike"]
    return pd.DataFrame(rows, columns=names)


def _how_many(rng: np.random.Generator, n_pupils: int, is_boarding: bool) -> dict[str, int]:
    """Return how many places of each type a school tells apart; a tiny one has few."""
    several = 1 + (n_pupils > 300) + (n_pupils > 900)
    found = {"classroom": several, "toilet": several, "playground": 1, "gate": 1}
    if n_pupils > 60:
        found |= {"corridor": several, "corner": 1, "canteen": int(rng.random() < 0.6)}
    if n_pupils > 150:
        found |= {"stairwell": several, "special_room": int(rng.random() < 0.7)}
    if is_boarding:
        found |= {"dormitory": 2, "canteen": 1}
    return {name: n for name, n in found.items() if n}


def _exposure(rng: np.random.Generator, frame: pd.DataFrame) -> np.ndarray:
    """Return pupil-hours of a school year, one row a place, one column a slot."""
    hours = np.array([HOURS[name] for name in frame["place_type"]])
    hours[np.ix_(~frame["is_boarding"].to_numpy(), _EVENING)] = 0
    split = rng.gamma(8, 1 / 8, len(frame)) / frame["n_alike"].to_numpy()
    jitter = np.exp(rng.normal(0, 0.3, hours.shape))
    return hours * jitter * (split * frame["n_pupils"].to_numpy() * _DAYS)[:, None]


def _as_frames(
    frame: pd.DataFrame, exposure: np.ndarray, rate: np.ndarray, n: np.ndarray
) -> SimulatedCounty:
    rows, slots = np.nonzero(exposure)
    cells = frame.loc[rows, ["school_code", "place", "place_type"]].reset_index(drop=True)
    cells["slot"] = np.array(SLOTS)[slots]
    cells["n"] = n[rows, slots]
    cells["exposure"] = exposure[rows, slots]
    told = 1000 * (rate * exposure).sum(axis=1) / exposure.sum(axis=1)
    truth = frame[["school_code", "place", "kind", "n_pupils", "is_equal", "is_silent"]].assign(
        truth=told
    )
    cell_truth = cells[["school_code", "place", "slot"]].assign(truth=1000 * rate[rows, slots])
    return SimulatedCounty(cells, truth, cell_truth)
