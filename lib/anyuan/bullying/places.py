"""Where do cases happen for the time that pupils spend there, and what may be said of it?

Rates are partially pooled over the schools given together (see `places_model`). A rate is one of
*known* cases: what a school never hears of stands in no count. Within a school that shifts all
places alike, and so neither their order nor a verdict.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from anyuan.bullying.places_draws import draw_rates
from anyuan.bullying.places_evidence import chance_if_equal
from anyuan.bullying.places_model import Counts

WORST, NOT_WORST, CANNOT_SAY = "worst", "not_worst", "cannot_say"
# Why nothing can be said: nobody is there by the timetable; the school has no cases; its cases
# may have fallen so with all places equal; they have not, but this place is not told apart.
NO_EXPOSURE, NO_CASES = "no_exposure", "no_cases"
MAY_BE_CHANCE, NOT_APART = "may_be_chance", "not_apart"
# Rates are printed for so many hours, with an interval of 90 %.
PER_HOURS = 1000
_INTERVAL = (0.05, 0.95)
# A place is named worst from this probability on, and not worst from the same on the other side.
_SURE = 0.9
# The share of schools with equal places in which one may be named.
_MAY_ERR = 0.05
_N_WORST = 3
_SEED = 20240901
_PLACE = ["school_code", "place"]
# From the numbers of rows of one school to draws of their rates, one a row.
_Rates = Callable[[np.ndarray], np.ndarray]
_JUDGED = ["raw", "rate", "low", "high", "p_worst_three", "p_if_equal"]


@dataclass(frozen=True)
class PlaceFit:
    """Rates of `places` and of `cells` (place and slot), one row each, by school and place.

    Columns: school_code, place, place_type (and slot); n cases, n_unexposed more that fell where
    the timetable has nobody, exposure; raw (n over exposure), rate (posterior mean), low and high
    (90 % interval), all for 1,000 of exposure and null without any; p_worst_three, the probability
    of being among the school's three highest (of fewer than six, among the higher half);
    p_if_equal (see `chance_if_equal`); verdict worst, not_worst or cannot_say, and for the last a
    reason: no_exposure, no_cases, may_be_chance, not_apart.

    `effective` is how many independent draws the intervals rest on.
    """

    places: pd.DataFrame
    cells: pd.DataFrame
    effective: float


def fit_places(cells: pd.DataFrame, seed: int = _SEED) -> PlaceFit:
    """Return the rates of places and of their slots, with what may be said of each.

    `cells`: school_code, place, place_type, slot, n, exposure (pupil-hours over the period); rows
    of one place and slot are added up, a place's first type holds, no type is a type of its own. A
    row without a slot says that a place exists. A verdict needs both the joint draws (0.9 or more,
    0.1 or less) and the school's own counts, which must contradict that all its places are equal
    (5 %): what other schools show never names a place alone.

    Serves the survey as well: `place` the type of place, n the pupils who name it, exposure the
    answers; rates then are for 1,000 answers. Raises ValueError for an n or exposure that is
    negative, missing or without end.
    """
    return _fit(cells, _N_WORST, seed)


def fit_weekdays(cells: pd.DataFrame, seed: int = _SEED) -> pd.DataFrame:
    """Return the rates of weekdays in each school, all places together, as `fit_places` does.

    `cells` with a column weekday; instead of place and type stands weekday, and instead of
    p_worst_three p_worst, the probability of being the highest.
    """
    days = cells.assign(place=cells["weekday"], place_type=cells["weekday"], slot="day")
    found = _fit(days.dropna(subset="weekday"), 1, seed).places
    names = {"place": "weekday", "p_worst_three": "p_worst"}
    return found.drop(columns="place_type").rename(columns=names)


def _fit(cells: pd.DataFrame, n_worst: int, seed: int) -> PlaceFit:
    cells = _add_up(cells)
    places = cells.groupby(_PLACE, sort=False, as_index=False).agg(
        place_type=("place_type", "first"),
        n=("n", "sum"),
        n_unexposed=("n_unexposed", "sum"),
        exposure=("exposure", "sum"),
    )
    cells = cells[cells["slot"].notna()].reset_index(drop=True)
    counted = places.index[places["exposure"] > 0]
    if counted.empty:
        return PlaceFit(_judged(places, None, n_worst), _judged(cells, None, n_worst), 0.0)
    numbers = pd.Series(range(len(counted)), index=counted).reindex(places.index)
    keys = pd.MultiIndex.from_frame(places[_PLACE])
    row = numbers.set_axis(keys).reindex(pd.MultiIndex.from_frame(cells[_PLACE])).to_numpy()
    slot, _ = pd.factorize(cells["slot"])
    at = (cells["exposure"] > 0).to_numpy()
    shape = (len(counted), slot.max() + 1)
    n, exposure = np.zeros(shape), np.zeros(shape)
    n[row[at].astype(int), slot[at]] = cells["n"][at]
    exposure[row[at].astype(int), slot[at]] = cells["exposure"][at]
    school, _ = pd.factorize(places["school_code"][counted])
    place_type, _ = pd.factorize(places["place_type"][counted].fillna(""))
    draws = draw_rates(Counts(n, exposure, school, place_type), seed)

    def of_places(which: np.ndarray) -> np.ndarray:
        return draws.places[:, numbers.to_numpy()[which].astype(int)]

    def of_cells(which: np.ndarray) -> np.ndarray:
        return draws.levels[:, row[which].astype(int)] * draws.slots[:, slot[which]]

    judged = _judged(places, of_places, n_worst), _judged(cells, of_cells, n_worst)
    return PlaceFit(*judged, draws.effective)


def _add_up(cells: pd.DataFrame) -> pd.DataFrame:
    """Return one row a place and slot, in order, cases without exposure apart."""
    numbers = cells[["n", "exposure"]].astype("float64")
    if not np.isfinite(numbers).all(axis=None) or (numbers < 0).any(axis=None):
        raise ValueError("n and exposure must be numbers of 0 or more")
    found = cells[[*_PLACE, "place_type", "slot"]].assign(**numbers)
    found = found.groupby([*_PLACE, "slot"], dropna=False, as_index=False).agg(
        place_type=("place_type", "first"), n=("n", "sum"), exposure=("exposure", "sum")
    )
    is_exposed = found["exposure"] > 0
    found["n_unexposed"] = found["n"].where(~is_exposed, 0).astype("int64")
    found["n"] = found["n"].where(is_exposed, 0).astype("int64")
    return found[[*_PLACE, "place_type", "slot", "n", "n_unexposed", "exposure"]]


def _judged(frame: pd.DataFrame, rates_of: _Rates | None, n_worst: int) -> pd.DataFrame:
    """Return places or cells with their rates and verdicts, school by school."""
    numbers = np.full((len(frame), len(_JUDGED)), np.nan)
    n, exposure = frame["n"].to_numpy(), frame["exposure"].to_numpy()
    for which in frame.groupby("school_code").indices.values():
        which = which[exposure[which] > 0]
        if len(which):
            rates = rates_of(which)
            low, high = np.quantile(rates, _INTERVAL, axis=0)
            told = (n[which] / exposure[which], rates.mean(axis=0), low, high)
            numbers[which, :4] = PER_HOURS * np.column_stack(told)
            numbers[which, 4] = _chance_of_worst(rates, n_worst)
            numbers[which, 5] = chance_if_equal(n[which], exposure[which])
    found = frame.assign(**dict(zip(_JUDGED, numbers.T, strict=True)))
    of_school = found.groupby("school_code")
    differs = of_school["p_if_equal"].transform("min") <= _MAY_ERR
    p, has_rate = found["p_worst_three"], found["exposure"] > 0
    is_worst = differs & (p >= _SURE) & (found["p_if_equal"] <= _MAY_ERR)
    is_not = differs & (p <= 1 - _SURE)
    found["verdict"] = np.select([is_worst, is_not], [WORST, NOT_WORST], CANNOT_SAY)
    why = [~has_rate, is_worst | is_not, of_school["n"].transform("sum") == 0, ~differs]
    found["reason"] = np.select(why, [NO_EXPOSURE, "", NO_CASES, MAY_BE_CHANCE], NOT_APART)
    return found


def _chance_of_worst(rates: np.ndarray, n_worst: int) -> np.ndarray:
    """Return how often each column is among the highest `n_worst`, or the higher half of few."""
    n = rates.shape[1]
    last = n - min(n_worst, max(1, n // 2))
    return (rates >= np.partition(rates, last, axis=1)[:, [last]]).mean(axis=0)
