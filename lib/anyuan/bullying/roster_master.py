"""Which of the known ways through the shifts of a weekday leave least uncovered? A linear program.

Of each way it is known from which minute of which block on it covers which place. A minute of a
place counts once, however many stand there.
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import block_array, csr_array, eye_array

from anyuan.bullying.roster_blocks import Blocks, Shift
from anyuan.bullying.roster_cover import Posts, stands

# The solver's tolerances are absolute: it is shown all that can be covered as so much.
_SCALE = 1000.0
_GAP, _N_NODES = 1e-3, 100


@dataclass(frozen=True)
class _Pieces:
    """Stretches of minutes which the known ways tell apart.

    block, place, start: from which minute of the block; minutes: how long; value: what all of it is
    worth. covers [piece, way].
    """

    block: np.ndarray
    place: np.ndarray
    start: np.ndarray
    minutes: np.ndarray
    value: np.ndarray
    covers: csr_array


class Pool:
    """The known ways through groups of alike shifts of one weekday."""

    def __init__(self, blocks: Blocks, groups: list[list[Shift]]) -> None:
        self.blocks, self.groups = blocks, groups
        self.numbers = sorted({block for group in groups for block in group[0].blocks})
        self.row = {block: n for n, block in enumerate(self.numbers)}
        self.value, self.minutes = blocks.value[self.numbers], blocks.minutes[self.numbers]
        self.reachable = float(self.value.sum())
        self.rows_of = [[self.row[block] for block in group[0].blocks] for group in groups]
        self.ways: list[tuple[int, Posts]] = []
        self._known: set[tuple[int, Posts]] = set()
        self._stood: list[list[tuple[int, int, int]]] = []

    def add(self, group: int, posts: Posts) -> bool:
        """Add a way through a group's shifts; False where it is known."""
        if (group, posts) in self._known:
            return False
        self._known.add((group, posts))
        self.ways.append((group, posts))
        stood = stands(self.blocks, self.groups[group][0], posts)
        self._stood.append([(self.row[b], place, late) for b, place, late in stood])
        return True

    def relax(self, width: int) -> tuple[float, np.ndarray] | None:
        """Return what the ways cover at most if shifts could be shared out, and its prices.

        None where the program fails.

        Prices [block, place, minute m]: what standing there from minute m on is worth to the
        program, for `width` minutes.
        """
        pieces = self._pieces()
        cost, rows, limits = self._program(pieces)
        found = linprog(cost, A_ub=rows, b_ub=limits, bounds=self._bounds(pieces), method="highs")
        if found.x is None:
            return None
        price = -found.ineqlin.marginals[: len(pieces.value)] * self.reachable / _SCALE
        price = np.minimum(price, pieces.value)  # no more than it is worth, or the bound fails
        minute = np.arange(width)
        worth = self.spread(self.value, width)
        over = (pieces.start + pieces.minutes)[:, None] - minute
        part = np.clip(over, 0, pieces.minutes[:, None]) / pieces.minutes[:, None]
        np.add.at(worth, (pieces.block, pieces.place), (price - pieces.value)[:, None] * part)
        return -found.fun * self.reachable / _SCALE, worth

    def spread(self, value: np.ndarray, width: int) -> np.ndarray:
        """Return what standing [block, place, minute m] from minute m on is worth, if the whole
        block's value is spread evenly."""
        left = np.maximum(self.minutes[:, None] - np.arange(width), 0) / self.minutes[:, None]
        return value[:, :, None] * left[:, None, :]

    def without_walking(self) -> tuple[float, np.ndarray]:
        """Return what is covered at most if nobody had to walk or rest, and what one more person
        would cover then [block, 1]."""
        n_on = np.zeros(len(self.value), dtype="int64")
        for group, rows in zip(self.groups, self.rows_of, strict=True):
            n_on[rows] += len(group)
        ranked = -np.sort(-self.value, axis=1)
        is_in = np.arange(ranked.shape[1]) < n_on[:, None]
        next_best = np.where(is_in, 0.0, ranked).max(axis=1, keepdims=True)
        return float(ranked[is_in].sum()), next_best

    def choose(self, seconds: float) -> list[tuple[list[Shift], list[Posts]]] | None:
        """Return for each group the ways that cover most together, one a shift; None if not found
        within the time."""
        pieces = self._pieces()
        cost, rows, limits = self._program(pieces)
        n_ways, n_pieces = len(self.ways), len(pieces.value)
        # With the constant the solver's gap is one of what is left uncovered.
        cost = np.append(cost, _SCALE)
        rows = block_array([[rows, None], [None, csr_array((1, 1))]], format="csr")
        lower = np.full(len(limits) + 1, -np.inf)
        lower[n_pieces:-1] = limits[n_pieces:]
        most = [len(self.groups[group]) for group, _ in self.ways]
        found = milp(
            cost,
            integrality=np.r_[np.ones(n_ways), np.zeros(n_pieces + 1)],
            bounds=Bounds(
                np.r_[np.zeros(n_ways + n_pieces), 1], np.r_[most, np.ones(n_pieces + 1)]
            ),
            constraints=LinearConstraint(rows, lower, np.append(limits, 0)),
            options={"time_limit": seconds, "mip_rel_gap": _GAP, "node_limit": _N_NODES},
        )
        if found.x is None:
            return None
        chosen: list[list[Posts]] = [[] for _ in self.groups]
        for (group, posts), times in zip(self.ways, found.x[:n_ways].round(), strict=True):
            chosen[group] += [posts] * int(times)
        return list(zip(self.groups, chosen, strict=True))

    def _program(self, pieces: _Pieces) -> tuple[np.ndarray, csr_array, np.ndarray]:
        """Return costs, rows and limits: pieces lie below what covers them, ways below shifts."""
        n_ways, n_pieces = len(self.ways), len(pieces.value)
        member = [group for group, _ in self.ways]
        of_group = csr_array(
            (np.ones(n_ways), (member, range(n_ways))), shape=(len(self.groups), n_ways)
        )
        rows = block_array([[-pieces.covers, eye_array(n_pieces)], [of_group, None]], format="csr")
        limits = np.r_[np.zeros(n_pieces), [len(group) for group in self.groups]]
        return np.r_[np.zeros(n_ways), -pieces.value * _SCALE / self.reachable], rows, limits

    def _bounds(self, pieces: _Pieces) -> list[tuple[float, float | None]]:
        return [(0, None)] * len(self.ways) + [(0, 1)] * len(pieces.value)

    def _pieces(self) -> _Pieces:
        begun = defaultdict(list)
        for way, stood in enumerate(self._stood):
            for block, place, late in stood:
                if self.value[block, place] > 0:
                    begun[block, place].append((late, way))
        told, row, column = [], [], []
        for (block, place), coming in begun.items():
            starts = sorted({late for late, _ in coming})
            first = len(told)
            ends = [*starts[1:], int(self.minutes[block])]
            told += [(block, place, a, b - a) for a, b in zip(starts, ends, strict=True)]
            for late, way in coming:
                covered = range(first + starts.index(late), first + len(starts))
                row += covered
                column += [way] * len(covered)
        block, place, start, minutes = np.array(told, dtype="int64").reshape(-1, 4).T
        covers = csr_array((np.ones(len(row)), (row, column)), shape=(len(told), len(self.ways)))
        value = self.value[block, place] / self.minutes[block] * minutes
        return _Pieces(block, place, start, minutes, value, covers)
