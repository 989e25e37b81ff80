"""One who only has the printed tables: between which numbers can he place what was not printed?

Written apart from the product's own protection and importing nothing of it: he reads cells and
marks, knows how tables add up, and uses integer programming (linear on large tables).

    attacker = Attacker()
    attacker.read(month, shape, rows, columns, cells)      cells: {(row, column): number or None}
    attacker.range_of({key: 1})                            a number; {a: 1, b: -1}: a change
"""

from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import coo_array

TOP = 100_000
# Above so many unknown numbers the programme is linear.
_LARGE = 90


@dataclass(frozen=True)
class Shape:
    """How a kind of table adds up, as anybody can see on the page."""

    name: str
    has_total_row: bool = False
    total_column: str = ""
    of_which: dict[str, str] = field(default_factory=dict)
    is_to_date: bool = False
    months: str = ""


@dataclass
class Attacker:
    """What is known so far; `least` gives what he takes for the least of a number (else 0)."""

    printed: dict[tuple, int] = field(default_factory=dict)
    sums: list[tuple[tuple, list[tuple]]] = field(default_factory=list)
    least: dict[tuple, int] = field(default_factory=dict)
    keys: dict[tuple, None] = field(default_factory=dict)
    _ready: tuple | None = None

    def read(self, month: int, shape: Shape, rows: list, columns: list, cells: dict) -> None:
        """Take in a table: months count on within one school year, from 0."""
        name = shape.name
        for (row, column), value in cells.items():
            self.keys[month, name, row, column] = None
            if value is not None:
                self.printed[month, name, row, column] = value
        for row in rows if shape.total_column else ():
            parts = [(month, name, row, c) for c in columns if c != shape.total_column]
            self._add(((month, name, row, shape.total_column)), parts)
        for column in columns if shape.has_total_row else ():
            inner = [(month, name, row, column) for row in rows if row != "total"]
            self._add((month, name, "total", column), inner)
        for part, whole in shape.of_which.items():
            for row in rows if part in columns and whole in columns else ():
                rest = (month, name, row, f"not {part}")
                self._add((month, name, row, whole), [(month, name, row, part), rest])
        if shape.is_to_date:
            for row, column in cells:
                here = (month, name, row, column)
                one = (month, shape.months or f"rise of {name}", row, column)
                last = [(month - 1, name, row, column)] if month else []
                self._add(here, [*last, one])
        self._ready = None

    def _add(self, whole: tuple, parts: list[tuple]) -> None:
        self.keys.update(dict.fromkeys([whole, *parts]))
        self.sums.append((whole, parts))

    def range_of(self, goal: dict[tuple, int]) -> tuple[int, int]:
        """Return the least and the greatest that a combination of numbers can be."""
        if self._ready is None:
            self._ready = self._system()
        index, matrix, right, low = self._ready
        known = sum(n * self.printed[key] for key, n in goal.items() if key in self.printed)
        unknown = {index[key]: n for key, n in goal.items() if key not in self.printed}
        if not unknown:
            return known, known
        aim = np.zeros(len(index))
        for place, n in unknown.items():
            aim[place] = n
        return known + self._end(aim, 1), known + self._end(aim, -1)

    def _end(self, aim: np.ndarray, sign: int) -> int:
        index, matrix, right, low = self._ready
        if len(index) > _LARGE:
            limits = [(lowest, TOP) for lowest in low]
            done = linprog(sign * aim, A_eq=matrix, b_eq=right, bounds=limits, method="highs")
        else:
            done = milp(
                sign * aim,
                constraints=LinearConstraint(matrix, right, right),
                bounds=Bounds(low, TOP),
                integrality=np.ones(len(index)),
            )
        if done.status != 0:
            raise ArithmeticError(done.message)
        found = sign * done.fun
        return int(np.ceil(found - 1e-6)) if sign > 0 else int(np.floor(found + 1e-6))

    def _system(self) -> tuple:
        index = {key: n for n, key in enumerate(k for k in self.keys if k not in self.printed)}
        data, at_row, at_column, right = [], [], [], []
        for whole, parts in self.sums:
            terms = [(1, whole), *((-1, p) for p in parts)]
            unknown = [(s, k) for s, k in terms if k in index]
            if not unknown:
                continue
            for sign, key in unknown:
                data.append(float(sign))
                at_row.append(len(right))
                at_column.append(index[key])
            right.append(-sum(s * self.printed[k] for s, k in terms if k in self.printed))
        shape = (max(len(right), 1), max(len(index), 1))
        matrix = coo_array((data, (at_row, at_column)), shape=shape).tocsr()
        low = np.array([self.least.get(key, 0) for key in index], dtype=float)
        return index, matrix, np.array(right or [0.0], dtype=float), low
