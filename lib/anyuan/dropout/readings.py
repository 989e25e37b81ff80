"""Which open pairs may be one child together, and how likely is each such reading?

A *reading* says of every pair of a cluster whether its two persons are one child. It must hold
together: one and one make one, and two rows of one table and month are two children. Given are
the pairs' own probabilities; the readings get the weights of greatest entropy under which each
pair is the same with just its probability.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

# So many readings are counted out one by one; of a larger cluster so many are drawn.
MOST_READINGS = 4096
_SEED = 20240605
_SURE = 1e-6
_SWEEPS = 200


@dataclass(frozen=True)
class Readings:
    """The readings of one cluster: `same[r, e]` whether pair e is one child in reading r.

    `blocks[r]` are the sets of persons (by their place) that reading r makes one, single ones
    included. `weights` sum to 1.
    """

    same: np.ndarray
    blocks: tuple[tuple[tuple[int, ...], ...], ...]
    weights: np.ndarray
    is_drawn: bool


def read_cluster(
    edges: Sequence[tuple[int, int]],
    probabilities: Sequence[float],
    places: Sequence[frozenset],
    most: int = MOST_READINGS,
) -> Readings:
    """Return the readings of a cluster of open pairs with their weights.

    `edges` are pairs of persons 0…n-1, `places[i]` the (table, month) in which person i stands.
    Where rivals' probabilities sum to more than one, they are scaled down to it. A cluster with
    more than `most` readings is drawn from, by a fixed seed.
    """
    target = _possible(edges, np.asarray(probabilities, dtype=float), places)
    walker = _Walker(edges, places)
    found = walker.every(most)
    if found is None:
        same, blocks, base = walker.draw(target, most)
    else:
        same, blocks = found
        base = np.zeros(len(same))
    return Readings(same, blocks, fit_weights(same, target, base), found is None)


def fit_weights(same: np.ndarray, target: np.ndarray, base: np.ndarray) -> np.ndarray:
    """Return weights of the readings under which pair e is the same with probability target[e].

    Of all such weights those nearest to exp(base) (least relative entropy), found by turning one
    pair after another to its target; targets that no weights meet are met as nearly as it goes.
    """
    logs = base + same @ _logit(target)
    for _ in range(_SWEEPS):
        worst = 0.0
        for e in range(same.shape[1]):
            weights = _normal(logs)
            now = float(weights[same[:, e]].sum())
            if 0 < now < 1:
                worst = max(worst, abs(now - target[e]))
                logs = logs + same[:, e] * (_logit(target[e]) - _logit(now))
        if worst < _SURE:
            break
    return _normal(logs)


def _normal(logs: np.ndarray) -> np.ndarray:
    weights = np.exp(logs - logs.max())
    return weights / weights.sum()


def _logit(p):
    p = np.clip(p, _SURE, 1 - _SURE)
    return np.log(p) - np.log1p(-p)


def _possible(edges, target: np.ndarray, places: Sequence[frozenset]) -> np.ndarray:
    """Return the probabilities with rivals for one row scaled to sum to less than one."""
    target = np.clip(target, _SURE, 1 - _SURE)
    rivals: dict[tuple, list[int]] = {}
    for e, (a, b) in enumerate(edges):
        for mine, other in ((a, b), (b, a)):
            for place in places[other]:
                rivals.setdefault((mine, place), []).append(e)
    for group in sorted({tuple(g) for g in rivals.values() if len(g) > 1}):
        total = target[list(group)].sum()
        if total >= 1:
            target[list(group)] *= (1 - 1e-3) / total
    return target


class _Walker:
    """Goes through a cluster's pairs in order, keeping to what holds together."""

    def __init__(self, edges: Sequence[tuple[int, int]], places: Sequence[frozenset]) -> None:
        self.edges = edges
        self.places = places
        self.touching: list[list[int]] = [[] for _ in places]
        for e, (a, b) in enumerate(edges):
            self.touching[a].append(e)
            self.touching[b].append(e)

    def every(self, most: int) -> tuple[np.ndarray, tuple] | None:
        """Return all readings and their blocks, or None where there are more than `most`."""
        states = [self._start()]
        for e in range(len(self.edges)):
            following = []
            for state in states:
                answers = self._answers(e, state)
                if len(answers) == 2:
                    following.append(state.copy())
                    self._say(e, False, following[-1])
                self._say(e, answers[-1], state)
                following.append(state)
            if len(following) > most:
                return None
            states = following
        same = np.array([state.said for state in states], dtype=bool)
        return same.reshape(len(states), -1), tuple(state.blocks() for state in states)

    def draw(self, target: np.ndarray, n: int) -> tuple[np.ndarray, tuple, np.ndarray]:
        """Return n drawn readings, their blocks, and minus the log of how likely each was drawn."""
        rng = np.random.default_rng(_SEED)
        lots = rng.random((n, len(self.edges)))
        said, blocks, base = [], [], np.zeros(n)
        for draw in range(n):
            state = self._start()
            for e, p in enumerate(target):
                answers = self._answers(e, state)
                answer = answers[-1]
                if len(answers) == 2:
                    answer = bool(lots[draw, e] < p)
                    base[draw] -= np.log(p if answer else 1 - p)
                self._say(e, answer, state)
            said.append(state.said)
            blocks.append(state.blocks())
        return np.array(said, dtype=bool), tuple(blocks), base

    def _start(self) -> "_State":
        alone = {n: [n] for n in range(len(self.places))}
        return _State(list(alone), alone, dict(enumerate(self.places)), [])

    def _answers(self, e: int, state: "_State") -> tuple[bool, ...]:
        """Return the answers to pair e that fit what was said: no, yes, or both in this order."""
        mine, theirs = (state.label[person] for person in self.edges[e])
        if mine == theirs:
            return (True,)
        if not state.places[mine].isdisjoint(state.places[theirs]):
            return (False,)
        few = min((state.members[mine], state.members[theirs]), key=len)
        apart = {mine, theirs}
        for person in few:
            for other in self.touching[person]:
                # Two of these blocks' persons were said to be two: the blocks cannot be one.
                if other < e and {state.label[p] for p in self.edges[other]} == apart:
                    return (False,)
        return (False, True)

    def _say(self, e: int, answer: bool, state: "_State") -> None:
        state.said.append(answer)
        mine, theirs = sorted(state.label[person] for person in self.edges[e])
        if answer and mine != theirs:
            for person in state.members[theirs]:
                state.label[person] = mine
            state.members[mine] = state.members[mine] + state.members.pop(theirs)
            state.places[mine] = state.places[mine] | state.places.pop(theirs)


@dataclass
class _State:
    """What has been said so far: each person's block, the blocks' persons and places."""

    label: list[int]
    members: dict[int, list[int]]
    places: dict[int, frozenset]
    said: list[bool]

    def copy(self) -> "_State":
        # The lists of members are never changed in place.
        return _State(list(self.label), dict(self.members), dict(self.places), list(self.said))

    def blocks(self) -> tuple[tuple[int, ...], ...]:
        return tuple(tuple(sorted(block)) for block in self.members.values())
