"""Between which values can a reader place a number that is not printed?"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

from anyuan.disclosure.grid import Grid

OPEN = 10**9
_INFEASIBLE = 2


class ContradictionError(ArithmeticError):
    """No numbers fit what the reader takes for granted: he knows then that it is not so."""


@dataclass(frozen=True)
class Part:
    """Numbers that hang together through sums, and the sums (by place in `Grid.equations`)."""

    places: frozenset[int]
    equations: tuple[int, ...]

    @property
    def n_ends(self) -> int:
        """How many numbers and sums there are."""
        return len(self.places) + len(self.equations)


def part_of(grid: Grid, unknown: set[int], place: int) -> Part:
    """Return the unknown numbers that hang together with one of them."""
    places, equations, reach = {place}, set(), [place]
    while reach:
        for n in grid.equations_of(reach.pop()):
            if n in equations:
                continue
            equations.add(n)
            whole, parts = grid.equations[n]
            new = (unknown & {whole, *parts}) - places
            places |= new
            reach.extend(new)
    return Part(frozenset(places), tuple(sorted(equations)))


def least(grid: Grid, hidden: set[int], places: frozenset[int]) -> dict[int, int]:
    """Return what a reader who minds the zeros takes for the least of each number.

    While no number with the mark is zero, he takes each for at least one, and is right: those that
    only keep a mark from before too. What earlier tables kept that way may be zero.
    """
    free = grid.virtual | grid.kept
    is_zero_among = any(grid.values[p] == 0 for p in hidden)
    return {p: 0 if p in free or (is_zero_among and p not in grid.shut) else 1 for p in places}


def bounds(
    grid: Grid, hidden: set[int], place: int, *, minds_zeros: bool = True
) -> tuple[int, int]:
    """Return the least and the greatest value of an unprinted number, as the sums leave it.

    hidden: places that print the mark. A reader who minds the zeros reasons as in `least`; the
    other only knows that no number is below zero. A range without end is cut at 10⁹. Exact where
    the sums form a tree; else linear programming over the reals, rounded inward.
    ContradictionError where nothing fits.
    """
    part = part_of(grid, grid.unknown(hidden), place)
    low = least(grid, hidden, part.places) if minds_zeros else dict.fromkeys(part.places, 0)
    return range_in(grid, part, low, place)


def range_in(grid: Grid, part: Part, low: dict[int, int], place: int) -> tuple[int, int]:
    """Return the range of one number of a part, given the least value of each."""
    lines = [line_of(grid, n, part.places) for n in part.equations]
    n_links = sum(len(terms) for terms, _ in lines)
    limits = _narrowed(lines, {p: (low[p], OPEN) for p in part.places})
    if n_links < part.n_ends:
        return limits[place]
    return _by_programming(lines, limits, place)


def line_of(grid: Grid, n: int, unknown: frozenset[int]) -> tuple[list[tuple[int, int]], int]:
    """Return a sum as signed unknown places and what they come to."""
    whole, parts = grid.equations[n]
    terms, right = [], 0
    for sign, place in ((1, whole), *((-1, p) for p in parts)):
        if place in unknown:
            terms.append((sign, place))
        else:
            right -= sign * grid.values[place]
    return terms, right


def _narrowed(lines: list, limits: dict[int, tuple[int, int]]) -> dict[int, tuple[int, int]]:
    """Return what each sum alone leaves of each range, over and over: exact where they form a tree.

    Sums that form a ring may narrow without end, so there are only so many rounds as a tree needs.
    """
    limits = dict(limits)
    for _ in range(len(lines) + 1):
        is_moving = False
        for terms, right in lines:
            ends = [(s * limits[p][0], s * limits[p][1])[:: 1 if s > 0 else -1] for s, p in terms]
            lowest, highest = sum(a for a, _ in ends), sum(b for _, b in ends)
            if not lowest <= right <= highest:
                raise ContradictionError("the sums leave no number")
            for (sign, place), (a, b) in zip(terms, ends, strict=True):
                # sign · number = right − the others
                ends_here = sign * (right - (highest - b)), sign * (right - (lowest - a))
                found = (
                    max(limits[place][0], min(ends_here)),
                    min(limits[place][1], max(ends_here)),
                )
                if found != limits[place]:
                    if found[0] > found[1]:
                        raise ContradictionError("the sums leave no number")
                    limits[place], is_moving = found, True
            # The ends of this sum are stale once a range moved; the next round sees them.
        if not is_moving:
            break
    return limits


def _by_programming(lines: list, limits: dict, place: int) -> tuple[int, int]:
    index = {p: n for n, p in enumerate(sorted(limits))}
    data, at_row, at_column, right = [], [], [], []
    for n, (terms, value) in enumerate(lines):
        right.append(value)
        for sign, p in terms:
            data.append(float(sign))
            at_row.append(n)
            at_column.append(index[p])
    shape = (len(lines), len(index))
    matrix = coo_array((data, (at_row, at_column)), shape=shape).tocsr()
    within = [limits[p] for p in sorted(limits)]
    low, high = (_end(matrix, right, within, index[place], sign) for sign in (1, -1))
    return int(np.ceil(low - 1e-6)), int(np.floor(high + 1e-6))


def _end(matrix, right: list[int], limits: list, column: int, sign: int) -> float:
    goal = np.zeros(matrix.shape[1])
    goal[column] = sign
    done = linprog(goal, A_eq=matrix, b_eq=right, bounds=limits, method="highs")
    if done.status == _INFEASIBLE:
        raise ContradictionError("the sums leave no number")
    if done.status != 0:
        raise RuntimeError(f"the range of a hidden number was not found: {done.message}")
    return sign * done.fun
