"""In which order do judgements narrow the printed numbers most?

A judgement is worth the variance that it is expected to take from the headcount and its splits,
given what the judgements before it will have said. A pair that moves no number comes last.
"""

from dataclasses import dataclass

import numpy as np

from anyuan.dropout.headcount import COUNTY_FIGURES
from anyuan.dropout.weighing import Cluster, OpenDoubt

# The headcount comes first: its variance counts as much as that of so many other numbers.
HEADLINE, _WEIGHT = "out_of_school", 100.0
_NOTHING = 1e-9


@dataclass(frozen=True)
class Worth:
    """What judging a pair brings: its place in `OpenDoubt.pairs`, gain, and the numbers it moves.

    `gain`: the expected fall of the summed variances; 0 for a pair that moves nothing. `headline`:
    the part of it that is the headcount's own variance.
    """

    pair: int
    gain: float
    headline: float
    moves: tuple[str, ...]


def order_pairs(doubt: OpenDoubt) -> list[Worth]:
    """Return every open pair, the most useful judgement first, ties in the order of the pairs.

    Greedy: each next pair is the one that takes most from what is then expected to be left.
    """
    worths = [worth for cluster in doubt.clusters for worth in _order_cluster(cluster)]
    return sorted(worths, key=lambda worth: (-worth.gain, not worth.moves, worth.pair))


def _order_cluster(cluster: Cluster) -> list[Worth]:
    """Return a cluster's pairs in the order in which to judge them."""
    is_headline = np.array([key == HEADLINE for key in cluster.keys], dtype=bool)
    weight = np.where(is_headline, _WEIGHT, 1.0)
    values = cluster.values - cluster.weights @ cluster.values
    answers = np.zeros(len(cluster.weights), dtype="int64")
    left = list(range(len(cluster.pairs)))
    known, found = np.zeros(len(cluster.keys)), []
    highest = np.inf
    while left:
        options = [_explained(_with(answers, cluster.same[:, e]), cluster, values) for e in left]
        best = int(np.argmax([option @ weight for option in options]))
        e, more = left.pop(best), np.maximum(options[best] - known, 0.0)
        known, answers = options[best], _with(answers, cluster.same[:, e])
        moves = [key for key, gain in zip(cluster.keys, more, strict=True) if gain > _NOTHING]
        # A judgement must not stand before one without which it is worth nothing.
        highest = min(highest, float(more @ weight))
        gain, headline = (highest, float(more @ is_headline)) if moves else (0.0, 0.0)
        found.append(Worth(cluster.pairs[e], gain, headline, _in_order(moves)))
    return found


def _with(answers: np.ndarray, same: np.ndarray) -> np.ndarray:
    """Return the readings' answers, numbered anew, with one more pair judged."""
    return np.unique(answers * 2 + same, return_inverse=True)[1]


def _explained(answers: np.ndarray, cluster: Cluster, values: np.ndarray) -> np.ndarray:
    """Return how much of each number's variance the answers explain; `values` have mean 0."""
    mass = np.bincount(answers, cluster.weights)
    sums = [np.bincount(answers, cluster.weights * v) for v in values.T]
    squares = np.array(sums).reshape(values.shape[1], len(mass)) ** 2
    return (squares / np.where(mass > 0, mass, 1.0)).sum(axis=1)


def _in_order(keys: list[str]) -> tuple[str, ...]:
    first = list(COUNTY_FIGURES)
    return tuple(sorted(keys, key=lambda k: (first.index(k) if k in first else len(first), k)))
