"""The roster that leaves least uncovered with the same people and hours, and how far from the best.

Shifts that share no block do not bear on each other; shifts of the same blocks are alike. Ways
through a shift are asked for at the prices of a linear program (column generation) until its bound
is close, then whole ways are chosen by a mixed-integer one. The bound holds for every roster that
keeps the rules. How much is tried is counted, not timed, so that a page rebuilds to the same
roster; the clock only stops what would take far too long.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from anyuan.bullying.roster_blocks import Blocks, Shift
from anyuan.bullying.roster_cover import Posts, Roster, first_minutes, overlong, stands
from anyuan.bullying.roster_master import Pool
from anyuan.bullying.roster_paths import ShiftPaths
from anyuan.bullying.roster_simple import alike, greedy_ways, hand_out, sharing, worth_of

SECONDS = 60.0
# Near enough to the bound, as a share of what is left uncovered.
_GAP = 0.005
# How often prices are asked for, how often single shifts are gone through.
_N_ROUNDS, _N_SWEEPS = 30, 10
# How strongly prices are held to the best so far; they jump about otherwise.
_HOLD = 0.6
# All of today's posts together are worth so much of what can be covered: they break ties only.
_OF_TODAY = 1e-6


@dataclass(frozen=True)
class Solved:
    """A roster, and how much more of the risk might be covered by the bound (`may_gain`).

    Below 0 only by rounding, or where a roster of today sends people on before they have arrived.
    `is_cut_short`: the clock stopped it.
    """

    roster: Roster
    may_gain: float
    is_cut_short: bool


def solve(blocks: Blocks, seconds: float = SECONDS) -> Solved:
    """Return the best roster found, the greedy one at worst.

    It is never worse than the greedy roster, nor than today's where that keeps the rules. Of equal
    ones that is taken which leaves more minutes as they are.
    """
    found: dict[Shift, Posts] = {}
    may_gain, is_cut_short = 0.0, False
    over = time.monotonic() + seconds
    # The small sets first: the time that they leave goes to the large ones.
    sets = sorted(sharing(blocks), key=_size)
    to_do = sum(map(_size, sets))
    for shifts in sets:
        now = time.monotonic()
        part = _Part(blocks, shifts, now + max(over - now, 0.0) * _size(shifts) / to_do)
        part.solve()
        to_do -= _size(shifts)
        found |= part.best
        may_gain += part.at_most - part.covered(part.best)
        is_cut_short |= part.is_over()
    return Solved(tuple(found[shift] for shift in blocks.shifts), may_gain, is_cut_short)


def _size(shifts: list[Shift]) -> int:
    return sum(len(shift.blocks) for shift in shifts)


class _Part:
    """Shifts that share blocks: the best posts known (`best`), and what is covered `at_most`."""

    def __init__(self, blocks: Blocks, shifts: list[Shift], until: float) -> None:
        self.blocks, self.shifts, self.until = blocks, shifts, until
        self.groups = alike(shifts)
        self.paths = [ShiftPaths(blocks, group[0]) for group in self.groups]
        self.of = {shift: n for n, group in enumerate(self.groups) for shift in group}
        self.width = int(blocks.walk.max(initial=0)) + 1
        self.pool = Pool(blocks, self.groups)
        self.reachable = self.pool.reachable
        self.at_most, self.next_best = self.pool.without_walking()
        self.best = hand_out(blocks, greedy_ways(blocks, self.groups))

    def is_over(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() > self.until

    def solve(self) -> None:
        """Make `best` better and `at_most` lower until they are close."""
        today = self._lawful_today()
        if self.reachable <= 0:
            self.best = today
            return
        for start in (self.best, today):
            self._take(self._improved(start))
        self._take(today)
        if not self.blocks.may_change[self.pool.numbers[1:]].any():
            self.at_most = min(self.at_most, self._without_changing())
        if not self._is_close():
            self._price()
        if not self._is_close() and not self.is_over():
            chosen = self.pool.choose(self.until - time.monotonic())
            if chosen is not None:
                self._take(self._improved(hand_out(self.blocks, chosen)))

    def covered(self, posts: Mapping[Shift, Posts]) -> float:
        """Return how much of the risk the posts cover."""
        stood = [one for s, way in posts.items() for one in stands(self.blocks, s, way)]
        first = first_minutes(self.blocks, stood)
        return float((self.blocks.value * (1 - first / self.blocks.minutes[:, None])).sum())

    def _is_close(self) -> bool:
        covered = self.covered(self.best)
        return self.at_most - covered <= _GAP * (self.reachable - covered) + 1e-12

    def _without_changing(self) -> float:
        """Return what is covered at most where everybody keeps one place throughout.

        The first at a place covers what one person can, with the breaks due; a second the rest. The
        program would share people out to stand in for each other's breaks, which nobody can.
        """
        once = np.zeros(len(self.blocks.places))
        for rows, paths in zip(self.pool.rows_of, self.paths, strict=True):
            worth = self.pool.spread(self.pool.value, self.width)[rows]
            alone = np.zeros_like(worth)
            for place in range(len(once)):
                alone[:, place] = worth[:, place]
                once[place] = max(once[place], paths.best(alone)[0])
                alone[:, place] = 0
        gains = np.r_[once, self.pool.value.sum(axis=0) - once]
        return float(np.sort(gains)[::-1][: len(self.shifts)].sum())

    def _lawful_today(self) -> dict[Shift, Posts]:
        """Return today's posts, for shifts that lack a break those of the best roster."""
        lacks = {s: overlong(self.blocks, s, s.posts) for s in self.shifts}
        return {s: self.best[s] if lacks[s] else s.posts for s in self.shifts}

    def _take(self, posts: dict[Shift, Posts]) -> None:
        for shift, way in posts.items():
            self.pool.add(self.of[shift], way)
        if self._standing(posts) > self._standing(self.best):
            self.best = posts

    def _standing(self, posts: Mapping[Shift, Posts]) -> tuple[float, float]:
        """Return what posts are judged by: the risk covered, then the minutes left as they are."""
        kept = 0.0
        for shift, way in posts.items():
            is_kept = np.array(way) == np.array(shift.posts)
            kept += float(self.blocks.minutes[list(shift.blocks)] @ is_kept)
        return round(self.covered(posts) / self.reachable, 9), kept

    def _improved(self, posts: Mapping[Shift, Posts]) -> dict[Shift, Posts]:
        """Return posts of which no single shift can do better, today's kept where that is equal."""
        posts = dict(posts)
        stood = {s: stands(self.blocks, s, way) for s, way in posts.items()}
        whole = sum(self.blocks.minutes[list(s.blocks)].sum() for s in self.shifts)
        for _ in range(_N_SWEEPS):
            is_still = True
            for shift in self.shifts:
                others = [one for s, told in stood.items() if s is not shift for one in told]
                first = first_minutes(self.blocks, others)
                worth = worth_of(self.blocks, first, shift.blocks, self.width)
                bonus = self._bonus(shift) * (_OF_TODAY * self.reachable / whole)
                _, way = self.paths[self.of[shift]].best(worth, bonus)
                if way != posts[shift]:
                    posts[shift], stood[shift] = way, stands(self.blocks, shift, way)
                    is_still = False
            if is_still or self.is_over():
                break
        return posts

    def _bonus(self, shift: Shift) -> np.ndarray:
        """Return minutes of being posted as today; half as good is any post, for rest is none."""
        minutes = self.blocks.minutes[list(shift.blocks)].astype("float64")
        bonus = np.repeat(minutes[:, None] / 2, len(self.blocks.places), axis=1)
        bonus[np.arange(len(minutes)), list(shift.posts)] = minutes
        return bonus

    def _price(self) -> None:
        """Add ways at the program's prices, and lower what can be covered at most."""
        # At first as if nobody walked: whoever is one more covers the next best place.
        held = self.pool.spread(np.minimum(self.pool.value, self.next_best), self.width)
        hold = _HOLD
        for _ in range(_N_ROUNDS):
            relaxed = self.pool.relax(self.width)
            if relaxed is None or self.is_over():
                break
            covered, prices = relaxed
            asked = hold * held + (1 - hold) * prices
            at_most, is_new = self._ask(asked)
            if at_most < self.at_most:
                self.at_most, held = at_most, asked
            is_settled = self.at_most - covered <= _OF_TODAY * self.reachable
            if is_settled or self._is_close() or not (is_new or hold):
                break
            hold = _HOLD if is_new else 0.0

    def _ask(self, prices: np.ndarray) -> tuple[float, bool]:
        """Return what is covered at most by these prices, and whether there were new ways."""
        at_most, is_new = self.reachable - float(prices[:, :, 0].sum()), False
        left = prices.copy()
        for n, group in enumerate(self.groups):
            rows = self.pool.rows_of[n]
            value, way = self.paths[n].best(prices[rows])
            at_most += len(group) * value
            is_new |= self.pool.add(n, way)
            # The ways of alike shifts should go together: each at what those before have left.
            for _ in group:
                value, way = self.paths[n].best(left[rows])
                if value <= 0:
                    break
                is_new |= self.pool.add(n, way)
                for block, place, late in stands(self.blocks, group[0], way):
                    told = left[self.pool.row[block], place]
                    np.maximum(told - told[late], 0, out=told)
        return at_most, is_new
