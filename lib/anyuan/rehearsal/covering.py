"""Do the printed bands hold the true numbers? Marked on counties whose true persons are known."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from anyuan.dropout import HEADLINE, band_of, distribution, printed_numbers
from anyuan.rehearsal.simulated import SimulatedMonth

COUNTY, TOWNSHIP = "county", "township"
_SPLIT = "by_township."


def mark_bands(month: SimulatedMonth, level: int) -> pd.DataFrame:
    """Return each band of a simulated month beside the truth: the headcount's, the
    townships', and that of children whose township is unknown.

    Columns where (county, township), key, truth, low, high, mean, variance, below (probability of
    less than the truth), at (of just the truth).
    """
    true = printed_numbers(month.truth.people, month.world.county).sum()
    codes = [*month.world.county.townships, "unknown"]
    keys = [HEADLINE, *(f"{_SPLIT}{code}" for code in codes)]
    rows = []
    for key in keys:
        found, truth = distribution(month.doubt, key), int(true.get(key, 0))
        band = band_of(found, level)
        rows.append(
            {
                "where": COUNTY if key == HEADLINE else TOWNSHIP,
                "key": key,
                "truth": truth,
                "low": band.low,
                "high": band.high,
                "mean": found.mean,
                "variance": found.variance,
                "below": found.below(truth - 1),
                "at": found.at(truth),
            }
        )
    return pd.DataFrame(rows)


def coverage(marks: pd.DataFrame) -> float:
    """Return the share of bands that hold the truth, both ends included."""
    return float(marks["truth"].between(marks["low"], marks["high"]).mean())


def places_in_distribution(marks: pd.DataFrame, seed: int) -> np.ndarray:
    """Return each truth's randomised probability integral transform: uniform if all is right."""
    lot = np.random.default_rng(seed).random(len(marks))
    return marks["below"].to_numpy() + lot * marks["at"].to_numpy()


def p_of_uniform(places: Iterable[float]) -> float:
    """Return the p of Kolmogorov and Smirnov's test that numbers are uniform between 0 and 1.

    By the series of the limiting distribution with Stephens's correction (JRSS B 32, 1970), good
    to the second digit from about ten numbers.
    """
    ordered = np.sort(np.asarray(list(places), dtype=float))
    n = len(ordered)
    ends = np.arange(n + 1) / n
    distance = max((ends[1:] - ordered).max(), (ordered - ends[:-1]).max())
    scaled = distance * (np.sqrt(n) + 0.12 + 0.11 / np.sqrt(n))
    terms = np.arange(1, 101)
    p = 2 * np.sum((-1.0) ** (terms - 1) * np.exp(-2 * (terms * scaled) ** 2))
    # The series does not converge for the smallest distances, where p is 1.
    return float(np.clip(p, 0.0, 1.0)) if scaled > 0.3 else 1.0
