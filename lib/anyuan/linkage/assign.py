"""From weights to probabilities and decisions when each record has at most one partner.

A pair's odds are weighed against those of its rivals: of two records that fit one child equally
well neither is certain. The chances of all sets of pairs that give each record at most one partner
are summed: by belief propagation, exact where the rivals form no ring (Huang & Jebara 2009), and
one by one where they form a small one.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from anyuan.linkage.rings import Rings, find_rings

_ROUNDS, _TURNS = 20, 8
# At first so many of those who seek are taken to find somebody.
_START = 0.2


@dataclass(frozen=True)
class Rivals:
    """Pairs as places of left and right records; pairs that share one are rivals."""

    left: np.ndarray
    right: np.ndarray

    def probabilities(self, odds: np.ndarray) -> np.ndarray:
        """Return for each pair the chance that it is one child, its rivals considered.

        `odds` (above 0) are the pairs' own, before rivals are weighed.
        """
        left, right = self._ends
        seen_from_left, seen_from_right = odds.copy(), odds.copy()
        for _ in range(_ROUNDS):
            # Half a step at a time: two equal pairs of twins would swing for ever.
            others_of_left = _others(left, seen_from_right)
            others_of_right = _others(right, seen_from_left)
            seen_from_left = np.sqrt(seen_from_left * odds / (1 + others_of_left))
            seen_from_right = np.sqrt(seen_from_right * odds / (1 + others_of_right))
        against = (1 + _others(left, seen_from_right)) * (1 + _others(right, seen_from_left))
        p = odds / (odds + against)
        if self._rings is not None:
            p[self._rings.pairs] = self._rings.probabilities(odds)
        return p

    @cached_property
    def _ends(self) -> tuple[np.ndarray, np.ndarray]:
        return pd.factorize(self.left)[0], pd.factorize(self.right)[0]

    @cached_property
    def _rings(self) -> Rings | None:
        return find_rings(*self._ends)


@dataclass(frozen=True)
class Standing:
    """For each pair: how many records of its seeker's kind are settled, how many still seek, and
    how many they may still find (float arrays); `group` numbers the kinds."""

    n_settled: np.ndarray
    n_seeking: np.ndarray
    n_offered: np.ndarray
    group: np.ndarray

    def odds(self, found: np.ndarray) -> np.ndarray:
        """Return the odds that two given records are one child, before they are compared.

        `found` is how many of the pair's kind have their partner among the open pairs. With every
        number of matches as likely as any other, and of one number every set of pairs, a set with
        one pair more is so much likelier: matches there are, over those left alone on either side.
        Settled ones count as matches, for levels are weighed by how often they occur among all
        records of one child.
        """
        alone = [np.maximum(n - found, 0.5) for n in (self.n_seeking, self.n_offered)]
        return (self.n_settled + found + 0.5) / (alone[0] * alone[1])


def weigh_rivals(
    rivals: Rivals, ratios: np.ndarray, standing: Standing
) -> tuple[np.ndarray, np.ndarray]:
    """Return each pair's odds before its rivals are weighed, and its probability after.

    `ratios` are likelihood ratios. How many records have their partner among the pairs is found
    by expectation maximisation.
    """
    found, odds, p = standing.n_seeking * _START, ratios, np.zeros(len(ratios))
    for _ in range(_TURNS):
        odds = ratios * standing.odds(found)
        p = rivals.probabilities(odds)
        found = np.bincount(standing.group, weights=p, minlength=1)[standing.group]
    return odds, p


def choose(pairs: Rivals, p: np.ndarray, is_good: np.ndarray) -> np.ndarray:
    """Return which of the good pairs are taken, the most probable first, each record once.

    Ties go to the earlier left, then the earlier right record.
    """
    order = np.lexsort([pairs.right, pairs.left, -p])
    taken = np.zeros(len(p), dtype=bool)
    used: tuple[set[int], set[int]] = (set(), set())
    for k in order[is_good[order]]:
        a, b = pairs.left[k], pairs.right[k]
        if a not in used[0] and b not in used[1]:
            taken[k] = True
            used[0].add(a)
            used[1].add(b)
    return taken


def _others(place: np.ndarray, values: np.ndarray) -> np.ndarray:
    total = np.bincount(place, weights=values, minlength=place.max() + 1 if len(place) else 0)
    return np.maximum(total[place] - values, 0.0)
