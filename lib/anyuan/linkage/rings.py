"""Rivals that form a small ring, weighed by going through every set of pairs that holds together.

Belief propagation is exact where rivals form no ring. On the smallest ring, two equal children in
both lists, it leaves a twentieth of the certainty with nobody: each such square would count a child
without a partner who has one.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

# A ring of more pairs than this is left to propagation: nearly exact there, and its sets are many.
_MOST = 12


@dataclass(frozen=True)
class Rings:
    """The sets of pairs that hold together within each small ring.

    `pairs`: places of the pairs that stand in a ring; `holds[s, i]` (sparse): 1 where set s has
    the pair pairs[i]; `first[c]` is the first set of ring c, `ring[s]` the ring of set s, `of[i]`
    that of a pair.
    """

    pairs: np.ndarray
    holds: Any
    first: np.ndarray
    ring: np.ndarray
    of: np.ndarray

    def probabilities(self, odds: np.ndarray) -> np.ndarray:
        """Return the chances of `pairs`; a set is as likely as its pairs' odds multiplied.

        `odds` are those of all pairs, above 0.
        """
        logs = self.holds @ np.log(odds[self.pairs])
        weights = np.exp(logs - np.maximum.reduceat(logs, self.first)[self.ring])
        total = np.add.reduceat(weights, self.first)
        return (self.holds.T @ weights) / total[self.of]


def find_rings(left: np.ndarray, right: np.ndarray) -> Rings | None:
    """Return the small rings among pairs, or None where there is none.

    `left`, `right`: each pair's records as numbers from 0, no pair given twice.
    """
    if not len(left):
        return None
    # imported here: a fifth of the start-up, and many lists have no rivals
    from scipy.sparse import csgraph, csr_matrix

    n_left, n = left.max() + 1, left.max() + right.max() + 2
    edges = csr_matrix((np.ones(len(left)), (left, right + n_left)), shape=(n, n))
    component = csgraph.connected_components(edges, directed=False)[1]
    n_pairs = np.bincount(component[left], minlength=component.max() + 1)
    # As many pairs as records or more: not a tree.
    is_ring = (n_pairs >= np.bincount(component)) & (n_pairs <= _MOST)
    mine = np.flatnonzero(is_ring[component[left]])
    if not len(mine):
        return None
    mine = mine[np.argsort(component[left[mine]], kind="stable")]
    of = np.unique(component[left[mine]], return_inverse=True)[1]
    starts = np.flatnonzero(np.diff(of, prepend=-1))
    blocks, n_sets = [], []
    for start, end in zip(starts, [*starts[1:], len(mine)], strict=True):
        sets = _sets(list(zip(left[mine[start:end]], right[mine[start:end]], strict=True)))
        n_sets.append(len(sets))
        blocks += [[start + place for place in one] for one in sets]
    lengths = [len(block) for block in blocks]
    places = np.array([place for block in blocks for place in block], dtype="int64")
    ends = np.concatenate([[0], np.cumsum(lengths)])
    holds = csr_matrix((np.ones(len(places)), places, ends), shape=(len(blocks), len(mine)))
    first = np.concatenate([[0], np.cumsum(n_sets)[:-1]])
    return Rings(mine, holds, first, np.repeat(np.arange(len(n_sets)), n_sets), of)


def _sets(pairs: list[tuple[int, int]]) -> list[tuple[int, ...]]:
    """Return every set of places of pairs in which no record stands twice, the empty one first."""
    found: list[tuple[tuple[int, ...], frozenset]] = [((), frozenset())]
    for place, (a, b) in enumerate(pairs):
        ends = {("left", a), ("right", b)}
        found += [((*said, place), used | ends) for said, used in found if not used & ends]
    return [said for said, _ in found]
