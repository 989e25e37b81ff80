"""Between which values can a reader place a number that is not printed?"""

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

from anyuan.disclosure.grid import Grid

_OPEN = 10**9


def bounds(
    grid: Grid, hidden: set[int], place: int, *, minds_zeros: bool = True
) -> tuple[int, int]:
    """Return the least and the greatest value of an unprinted number, as the sums leave it.

    hidden: places that print the mark. A reader who minds the zeros knows that, while no zero is
    among them, each is at least one. A range without end is cut at 10⁹. Linear programming over
    the reals, rounded inward.
    """
    unknown = sorted(hidden | grid.virtual)
    index = {p: n for n, p in enumerate(unknown)}
    is_zero_among = any(grid.values[p] == 0 for p in hidden)
    at_least = 1 if minds_zeros and not is_zero_among else 0
    limits = [(0 if p in grid.virtual else at_least, _OPEN) for p in unknown]
    if not grid.equations:
        return limits[index[place]]
    matrix, right = _equations(grid, index)
    low = _end(matrix, right, limits, index[place], 1)
    high = _end(matrix, right, limits, index[place], -1)
    return int(np.ceil(low - 1e-6)), int(np.floor(high + 1e-6))


def _equations(grid: Grid, index: dict[int, int]):
    data, at_row, at_column, right = [], [], [], []
    for whole, parts in grid.equations:
        terms = ((1, whole), *((-1, p) for p in parts))
        unknown = [(sign, p) for sign, p in terms if p in index]
        if not unknown:
            continue
        line = len(right)
        right.append(-sum(sign * grid.values[p] for sign, p in terms if p not in index))
        for sign, p in unknown:
            data.append(float(sign))
            at_row.append(line)
            at_column.append(index[p])
    shape = (len(right), len(index))
    return coo_array((data, (at_row, at_column)), shape=shape).tocsr(), right


def _end(matrix, right: list[int], limits: list, column: int, sign: int) -> float:
    goal = np.zeros(matrix.shape[1])
    goal[column] = sign
    done = linprog(goal, A_eq=matrix, b_eq=right, bounds=limits, method="highs")
    if done.status != 0:
        raise RuntimeError(f"the range of a hidden number was not found: {done.message}")
    return sign * done.fun
