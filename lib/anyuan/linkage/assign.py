"""From weights to probabilities and decisions when each record has at most one partner.

A pair's odds are weighed against those of its rivals: of two records that fit one child equally
well neither is certain. The chances of all sets of pairs that give each record at most one partner
are summed: by belief propagation, exact where the rivals form no ring (Huang & Jebara 2009), and
one by one where they form a small one.
"""

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
import pandas as pd

from anyuan.linkage.rings import Rings, find_rings

_ROUNDS, _TURNS = 20, 8
# So many turns do from where weights that hardly differ have led.
_TURNS_ON = 3
_DIGITS = 9
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
        # Most pairs have no rival at all.
        p = odds / (1 + odds)
        left, right, mine = self._crowd
        own = odds[mine]
        seen_from_left, seen_from_right = own.copy(), own.copy()
        for _ in range(_ROUNDS if len(mine) else 0):
            # Half a step at a time: two equal pairs of twins would swing for ever.
            others_of_left = _others(left, seen_from_right)
            others_of_right = _others(right, seen_from_left)
            seen_from_left = np.sqrt(seen_from_left * own / (1 + others_of_left))
            seen_from_right = np.sqrt(seen_from_right * own / (1 + others_of_right))
        against = (1 + _others(left, seen_from_right)) * (1 + _others(right, seen_from_left))
        p[mine] = own / (own + against)
        if self._rings is not None:
            p[self._rings.pairs] = self._rings.probabilities(odds)
        return p

    @cached_property
    def _crowd(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The pairs that have a rival and stand in no small ring, by place, and their ends."""
        left, right = self._ends
        n_rivals = np.bincount(left)[left] + np.bincount(right)[right] - 2
        is_mine = n_rivals > 0
        if self._rings is not None:
            is_mine[self._rings.pairs] = False
        mine = np.flatnonzero(is_mine)
        return pd.factorize(left[mine])[0], pd.factorize(right[mine])[0], mine

    @cached_property
    def _ends(self) -> tuple[np.ndarray, np.ndarray]:
        return pd.factorize(self.left)[0], pd.factorize(self.right)[0]

    @cached_property
    def _rings(self) -> Rings | None:
        return find_rings(*self._ends)


@dataclass(frozen=True)
class Standing:
    """For each pair: how many records of its seeker's kind still seek, how many of its partner's
    kind they may still find, and how many of the two kinds are settled (float arrays).

    `seekers` and `offered` number the kinds; a kind of partner belongs to one kind of seeker.
    """

    n_settled: np.ndarray
    n_seeking: np.ndarray
    n_offered: np.ndarray
    seekers: np.ndarray
    offered: np.ndarray

    def odds(self, p: np.ndarray) -> np.ndarray:
        """Return the odds that two given records are one child, before they are compared.

        `p` are the pairs' probabilities as far as they are known. With every number of matches as
        likely as any other, and of one number every set of pairs, the partner has somebody with
        odds of the matches among the others, and one, over those of them left alone, and one
        (Laplace's rule of succession); and of those who still seek the given one is as likely as
        any. Settled ones count as matches, for levels are weighed by how often they occur among
        all records of one child.
        """
        of_seekers, of_offered = (
            np.bincount(kind, weights=p)[kind] - p for kind in (self.seekers, self.offered)
        )
        alone, left_over = (
            np.maximum(n - n_found, 1.0)
            for n, n_found in ((self.n_seeking, of_seekers), (self.n_offered, of_offered))
        )
        return (self.n_settled + of_offered + 1) / (alone * left_over)

    def of(self, pairs: np.ndarray) -> "Standing":
        """Return the standing of some of the pairs, by their places."""
        return Standing(*(getattr(self, field.name)[pairs] for field in fields(self)))


def weigh_rivals(
    rivals: Rivals, ratios: np.ndarray, standing: Standing, start: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Return each pair's odds before its rivals are weighed, and its probability after.

    `ratios` are likelihood ratios. How many records have their partner among the pairs is found
    by expectation maximisation, from the probabilities `start` if they are given.
    """
    # Each seeker's chance is spread over its pairs: as many are found as were taken to be.
    n_of_kind = np.bincount(standing.seekers)[standing.seekers]
    p = np.minimum(_START * standing.n_seeking / n_of_kind, 1.0) if start is None else start
    for _ in range(_TURNS if start is None else _TURNS_ON):
        odds = ratios * standing.odds(p)
        p = rivals.probabilities(odds)
    # Sums come in any order: without rounding, the last digit would decide between equals.
    return odds, p.round(_DIGITS)


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
