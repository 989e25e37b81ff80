"""Rivals that form a small ring, weighed by going through every set of pairs that holds together.

Belief propagation is exact where rivals form no ring. On the smallest ring, two equal children in
both lists, it leaves a twentieth of the certainty with nobody: each such square would count a child
without a partner who has one.
"""

from dataclasses import dataclass

import numpy as np

# A ring of more pairs than this is left to propagation: nearly exact there, and its sets are many.
_MOST = 12


@dataclass(frozen=True)
class Rings:
    """The sets of pairs that hold together within each small ring.

    `pairs`: places of the pairs that stand in a ring, `ring` each one's ring. Entry e says that set
    `sets[e]` has the pair pairs[`members[e]`]; `first` is each ring's first set, `ring_of_set` each
    set's ring.
    """

    pairs: np.ndarray
    ring: np.ndarray
    sets: np.ndarray
    members: np.ndarray
    first: np.ndarray
    ring_of_set: np.ndarray

    def probabilities(self, odds: np.ndarray) -> np.ndarray:
        """Return the chances of `pairs`; a set is as likely as its pairs' odds multiplied.

        `odds` are those of all pairs, above 0.
        """
        said = np.log(odds[self.pairs])[self.members]
        logs = np.bincount(self.sets, weights=said, minlength=len(self.ring_of_set))
        weights = np.exp(logs - np.maximum.reduceat(logs, self.first)[self.ring_of_set])
        total = np.add.reduceat(weights, self.first)
        having = np.bincount(self.members, weights[self.sets], minlength=len(self.pairs))
        return having / total[self.ring]


def find_rings(left: np.ndarray, right: np.ndarray) -> Rings | None:
    """Return the small rings among pairs, or None where there is none.

    `left`, `right`: each pair's records as numbers from 0, no pair given twice.
    """
    places = np.flatnonzero((np.bincount(left)[left] > 1) | (np.bincount(right)[right] > 1))
    component = _components(left[places], right[places])
    n_pairs = np.bincount(component)
    n_records = np.zeros(len(n_pairs), dtype="int64")
    for side in (left[places], right[places]):
        seen = np.unique(side, return_index=True)[1]
        n_records += np.bincount(component[seen], minlength=len(n_pairs))
    # As many pairs as records or more: not a tree.
    is_ring = (n_pairs >= n_records) & (n_pairs <= _MOST) & (n_pairs > 0)
    mine = np.flatnonzero(is_ring[component])
    if not len(mine):
        return None
    mine = mine[np.argsort(component[mine], kind="stable")]
    ring = np.unique(component[mine], return_inverse=True)[1]
    pairs = places[mine]
    starts = np.flatnonzero(np.diff(ring, prepend=-1))
    members, lengths, n_sets = [], [], []
    for start, end in zip(starts, [*starts[1:], len(pairs)], strict=True):
        sides = (left[pairs[start:end]].tolist(), right[pairs[start:end]].tolist())
        sets = _sets(list(zip(*sides, strict=True)))
        n_sets.append(len(sets))
        lengths += [len(one) for one in sets]
        members += [start + place for one in sets for place in one]
    return Rings(
        pairs=pairs,
        ring=ring,
        sets=np.repeat(np.arange(len(lengths)), lengths),
        members=np.array(members, dtype="int64"),
        first=np.concatenate([[0], np.cumsum(n_sets)[:-1]]),
        ring_of_set=np.repeat(np.arange(len(n_sets)), n_sets),
    )


def _components(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return for each pair the number of its component: pairs that share a record hang together."""
    label = np.arange(len(left))
    while True:
        # Every record takes the least label of its pairs, every pair that of its records.
        before = label
        for side in (left, right):
            least = np.full(side.max(initial=-1) + 1, len(left))
            np.minimum.at(least, side, label)
            label = least[side]
        if (label == before).all():
            return np.unique(label, return_inverse=True)[1]


def _sets(pairs: list[tuple[int, int]]) -> list[tuple[int, ...]]:
    """Return every set of places of pairs in which no record stands twice, the empty one first."""
    found: list[tuple[tuple[int, ...], frozenset]] = [((), frozenset())]
    for place, (a, b) in enumerate(pairs):
        ends = {("left", a), ("right", b)}
        found += [((*said, place), used | ends) for said, used in found if not used & ends]
    return [said for said, _ in found]
