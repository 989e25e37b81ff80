"""The best way for one person through one shift where standing has a price, by dynamic programming.

A state is: on duty since block s without a break, standing at a place at the end of block i. From
there one stays, walks elsewhere (and stands there from the minute of arrival on), or takes a break.
Every way found keeps the rules of walking and of rest.
"""

from dataclasses import dataclass

import numpy as np

from anyuan.bullying.roster_blocks import BREAK_MINUTES, REST, Blocks, Shift
from anyuan.bullying.roster_cover import Posts, overlong

_NEVER = -np.inf


@dataclass(frozen=True)
class _Leg:
    """From the end of block i into block j, where one arrives.

    late [place, to place]: the minute of arrival, -1 for pairs that are not so far apart. On duty
    since `rows` before is on duty since `then` afterwards; `is_one`: all since the same block.
    """

    i: int
    j: int
    late: np.ndarray
    rows: np.ndarray
    then: np.ndarray
    is_one: bool


class ShiftPaths:
    """The ways through a shift, and through every other shift of the same blocks."""

    def __init__(self, blocks: Blocks, shift: Shift) -> None:
        numbers = list(shift.blocks)
        self.starts, self.ends = blocks.starts[numbers].tolist(), blocks.ends[numbers].tolist()
        self.n, self.n_places = len(numbers), len(blocks.places)
        self.rest_minutes = blocks.rest_minutes
        self.may_change = blocks.may_change[numbers]
        # Nobody rests but where a break is due.
        self.may_rest = bool(overlong(blocks, shift, (0,) * self.n))
        wait = BREAK_MINUTES if shift.is_after_midnight else 0
        late = [i for i in range(self.n) if self.starts[i] - self.starts[0] >= wait]
        self.begins = [i for i in late if i == 0 or self.may_rest]
        # From which blocks' ends on a break is long enough when block i is over.
        self.breaks = [
            [b for b in range(i) if self.starts[i + 1] - self.ends[b] >= BREAK_MINUTES]
            if self.may_rest and i + 1 < self.n
            else []
            for i in range(self.n)
        ]
        self.legs = [self._legs(i, blocks.walk) for i in range(self.n)]
        self.legs_into = [
            [leg for legs in self.legs for leg in legs if leg.j == j] for j in range(self.n)
        ]

    def _legs(self, i: int, walk: np.ndarray) -> list[_Leg]:
        legs = []
        arrives = self.ends[i] + walk
        for j in range(i + 1, self.n):
            is_here = (self.ends[j - 1] <= arrives) & (arrives < self.ends[j])
            if not self.may_change[i + 1]:
                is_here[:] = False
            np.fill_diagonal(is_here, j == i + 1)
            late = np.maximum(arrives - self.starts[j], 0)
            np.fill_diagonal(late, 0)  # who stays is there
            since = {s: self._stretch(s, i, j) for s in (*range(i + 1), self.n)}
            rows = [s for s, then in since.items() if then is not None]
            if is_here.any() and rows:
                then = np.array([since[s] for s in rows])
                is_one = bool((then == then[0]).all())
                legs.append(_Leg(i, j, np.where(is_here, late, -1), np.array(rows), then, is_one))
        return legs

    def _stretch(self, s: int, i: int, j: int) -> int | None:
        """Return since when one is on duty in block j who was since s in block i; None if too long.

        All blocks between them are duty. s = n: resting in block i.
        """
        for block in range(i + 1, j + 1):
            is_new = s == self.n or self.starts[block] - self.ends[block - 1] >= BREAK_MINUTES
            s = block if is_new else s
            if self.ends[block] - self.starts[s] > self.rest_minutes:
                return None
        return s

    def best(self, worth: np.ndarray, bonus: np.ndarray | None = None) -> tuple[float, Posts]:
        """Return the value of the best way, and its posts.

        worth [block of the shift, place, minute m]: what it is worth to stand there from minute m
        on. bonus [block of the shift, place]: what it is worth to be posted there, even if walking;
        with one, a change of place costs a little.
        """
        begun, gains = self._gains(worth, bonus)
        # Row n: resting, the break long enough to end with the block.
        value = np.full((self.n, self.n + 1, self.n_places), _NEVER)
        for i in range(self.n):
            if i in self.begins:
                np.maximum(value[i, i], begun[i], out=value[i, i])
            if self.breaks[i]:
                value[i, self.n] = value[self.breaks[i], : self.n].max(axis=(0, 1))
            for leg in self.legs[i]:
                gain = gains[i, leg.j]
                reached = (value[i, leg.rows][:, :, None] + gain[None]).max(axis=1)
                if leg.is_one:
                    target = value[leg.j, leg.then[0]]
                    np.maximum(target, reached.max(axis=0), out=target)
                else:
                    np.maximum.at(value[leg.j], leg.then, reached)
        return self._trace(value, begun, gains)

    def _gains(self, worth: np.ndarray, bonus: np.ndarray | None):
        """Return what it is worth to begin with a block, and what each leg adds."""
        padded = np.concatenate([worth, np.full((*worth.shape[:2], 1), _NEVER)], axis=2)
        there = np.arange(self.n_places)[None, :]
        gains = {(g.i, g.j): padded[g.j][there, g.late] for legs in self.legs for g in legs}
        if bonus is None:
            return worth[:, :, 0], gains
        total = np.vstack([np.zeros(self.n_places), bonus.cumsum(axis=0)])
        change = bonus.max(initial=0.0) / 100 * (1 - np.eye(self.n_places))
        for (i, j), gain in gains.items():
            gain += (total[j + 1] - total[i + 1])[None, :] - change
        return worth[:, :, 0] + bonus, gains

    def _trace(self, value: np.ndarray, begun: np.ndarray, gains: dict) -> tuple[float, Posts]:
        posts = [REST] * self.n
        ends = value[::-1, : self.n] if self.may_rest else value[-1:, : self.n]
        best = float(ends.max(initial=_NEVER))
        if best == _NEVER:
            return 0.0, tuple(posts)
        # Of equal ways the one that is on duty longest.
        row, s, place = (int(k) for k in np.unravel_index(ends.argmax(), ends.shape))
        i = self.n - 1 - row
        while i >= 0:
            before, was, from_place = self._came(value, begun, gains, (i, s, place))
            first = i if before < 0 else before + 1
            posts[first : i + 1] = [REST if s == self.n else place] * (i + 1 - first)
            i, s, place = before, was, from_place
        return best, tuple(posts)

    def _came(self, value, begun, gains, state: tuple[int, int, int]) -> tuple[int, int, int]:
        """Return the state before a state; block -1 where the way begins."""
        i, s, place = state
        if s == self.n:
            rows = value[self.breaks[i], : self.n, place]
            b, was = (int(k) for k in np.unravel_index(rows.argmax(), rows.shape))
            return self.breaks[i][b], was, place
        best, found = _NEVER, (-1, 0, place)
        if s == i and i in self.begins:
            best = begun[i, place]
        for leg in self.legs_into[i]:
            rows = leg.rows[leg.then == s]
            reached = value[leg.i, rows] + gains[leg.i, i][:, place]
            if reached.max(initial=_NEVER) > best:
                best = reached.max()
                r, was = (int(k) for k in np.unravel_index(reached.argmax(), reached.shape))
                found = (leg.i, int(rows[r]), was)
        return found
