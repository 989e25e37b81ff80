"""How sure is a number: its distribution over what is open, and the band printed beside it."""

from dataclasses import dataclass

import numpy as np

from anyuan.dropout.weighing import OpenDoubt

# What a distribution leaves out at either end, far below anything printed.
_NOTHING = 1e-12


@dataclass(frozen=True)
class Distribution:
    """The probabilities of lowest, lowest + 1, … for one number."""

    lowest: int
    weights: np.ndarray

    @property
    def mean(self) -> float:
        """The expected number."""
        return self.lowest + float(self.weights @ np.arange(len(self.weights)))

    @property
    def variance(self) -> float:
        """The variance of the number."""
        return float(self.weights @ (self.lowest + np.arange(len(self.weights)) - self.mean) ** 2)

    def below(self, number: float) -> float:
        """Return the probability of at most `number`."""
        n = int(np.floor(number)) - self.lowest
        return 0.0 if n < 0 else min(1.0, float(self.weights[: n + 1].sum()))

    def at(self, number: int) -> float:
        """Return the probability of just `number`."""
        n = number - self.lowest
        return float(self.weights[n]) if 0 <= n < len(self.weights) else 0.0

    def plus(self, other: "Distribution") -> "Distribution":
        """Return the distribution of the sum of two independent numbers."""
        return Distribution(
            self.lowest + other.lowest, np.convolve(self.weights, other.weights)
        )._trimmed()

    def _trimmed(self) -> "Distribution":
        kept = np.flatnonzero(self.weights > _NOTHING)
        weights = self.weights[kept[0] : kept[-1] + 1]
        return Distribution(self.lowest + int(kept[0]), weights / weights.sum())


@dataclass(frozen=True)
class Band:
    """The shortest range of whole numbers that holds the number in `level` % of cases or more."""

    low: int
    high: int
    level: int

    @property
    def width(self) -> int:
        """How many numbers the band leaves open beyond one."""
        return self.high - self.low


def distribution(doubt: OpenDoubt, key: str) -> Distribution:
    """Return the distribution of a printed number (see `printed`); exact but for drawn clusters.

    A key that nobody stands in is 0 for certain.
    """
    found = Distribution(doubt.fixed.get(key, 0), np.ones(1))
    for cluster in doubt.clusters:
        if key in cluster.keys:
            values = cluster.values[:, cluster.keys.index(key)]
            lowest = int(values.min())
            weights = np.bincount(values - lowest, weights=cluster.weights)
            found = found.plus(Distribution(lowest, weights))
    return found


def band_of(found: Distribution, level: int) -> Band:
    """Return the shortest range that holds the number in `level` % or more, both ends included.

    Of two equally short ranges the likelier one, then the lower. Leaving out so much on each side
    instead would print a wider range whenever a single number carries more than that.
    """
    below = np.concatenate([[0.0], np.cumsum(found.weights)])
    least = level / 100 - _NOTHING
    n = len(found.weights)
    for width in range(n):
        holds = below[width + 1 :] - below[: n - width]
        start = int(holds.argmax())
        if holds[start] >= least:
            return Band(found.lowest + start, found.lowest + start + width, level)
    return Band(found.lowest, found.lowest + n - 1, level)
