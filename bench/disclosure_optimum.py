"""The fewest cells that must be hidden in a small table, by integer programming.

For each cell that may be hidden two tables must exist that both add up and agree with all that is
printed: one in which the cell is so much lower, one in which it is so much higher, that its range
holds k values, reaches k and begins below the cell itself. Zeros are not hidden, so that hidden
numbers are at least one.
"""

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_array

_TOP = 60


def fewest_hidden(
    values: list[int],
    sums: list[tuple[int, list[int]]],
    primary: set[int],
    may_hide: set[int],
    k: int,
) -> int | None:
    """Return how many cells the best choice hides, `primary` included; None where none will do.

    Places beyond those that may be hidden and are not above zero stay as they are.
    """
    n = len(values)
    free = sorted(p for p in may_hide if values[p] > 0)
    if not primary <= set(free):
        return None
    top = max([*values, k]) + _TOP
    # Unknowns: whether hidden (n), then for each free cell a lower and a higher table (n each).
    tables = [(p, way) for p in free for way in (0, 1)]
    size = n + n * len(tables)
    lows, highs = np.zeros(size), np.full(size, float(top))
    highs[:n] = [1.0 if p in set(free) else 0.0 for p in range(n)]
    lows[:n] = [1.0 if p in primary else 0.0 for p in range(n)]
    rows, least, most = [], [], []

    def demand(terms: dict[int, float], low: float, high: float) -> None:
        rows.append(terms)
        least.append(low)
        most.append(high)

    for t in range(len(tables)):
        base = n + t * n
        for p, value in enumerate(values):
            # printed: the value itself; hidden: from 1 to the top
            demand({base + p: 1, p: -(top - value)}, -np.inf, value)
            demand({base + p: 1, p: value - 1 if value else 0}, value, np.inf)
        for whole, parts in sums:
            demand({base + whole: 1, **{base + q: -1 for q in parts}}, 0, 0)
    for t in range(0, len(tables), 2):
        p = tables[t][0]
        low, high = n + t * n + p, n + (t + 1) * n + p
        demand({high: 1, low: -1, p: -(k - 1)}, 0, np.inf)
        demand({high: 1, p: -k}, 0, np.inf)
        if values[p] > 1:
            demand({low: 1, p: 1}, -np.inf, values[p])
    matrix = lil_array((len(rows), size))
    for line, terms in enumerate(rows):
        for column, number in terms.items():
            matrix[line, column] = number
    goal = np.zeros(size)
    goal[:n] = 1
    whole_numbers = np.zeros(size)
    whole_numbers[:n] = 1
    done = milp(
        goal,
        constraints=LinearConstraint(matrix.tocsr(), least, most),
        bounds=Bounds(lows, highs),
        integrality=whole_numbers,
        options={"time_limit": 20},
    )
    return round(done.fun) if done.status == 0 else None
