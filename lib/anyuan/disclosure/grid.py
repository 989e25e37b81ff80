"""A table seen as numbers tied by sums: what a reader with a pencil can work with.

Beside the cells that are printed there are virtual ones: where a column is a part of another
(migrants among the out of school), the rest is a number too, although no cell prints it.
"""

from dataclasses import dataclass, field

import pandas as pd

from anyuan.disclosure.kinds import Kind

TOTAL = "total"


@dataclass
class Grid:
    """Numbers by place; `equations` are (whole, parts) over places.

    `fixed`: printed whatever happens, under an exemption. `virtual`: not printed at all.
    """

    values: list[int] = field(default_factory=list)
    places: dict[tuple[str, str], int] = field(default_factory=dict)
    equations: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)
    fixed: set[int] = field(default_factory=set)
    virtual: set[int] = field(default_factory=set)
    primary: set[int] = field(default_factory=set)

    def add(self, value: int) -> int:
        """Add a number and return its place."""
        self.values.append(int(value))
        return len(self.values) - 1

    def lines_of(self, place: int) -> list[list[int]]:
        """Return the other places of each equation in which a place stands."""
        lines = [[whole, *parts] for whole, parts in self.equations]
        return [[p for p in line if p != place] for line in lines if place in line]


def build_grid(frame: pd.DataFrame, kind: Kind, exempt: frozenset[str], k: int) -> Grid:
    """Return the grid of a frame of counts: integers >= 0, total row included under key TOTAL.

    Primary are numbers of 1…k−1 that no exemption covers, and parts that are all of their whole
    (to print "6 of 6" says something of each of the six).
    """
    grid = Grid()
    for row in frame.index:
        for column in frame.columns:
            grid.places[row, column] = grid.add(frame.at[row, column])
    _mark_fixed(grid, kind, exempt)
    _tie_rows(grid, frame, kind)
    _tie_columns(grid, frame, kind)
    _tie_parts(grid, frame, kind)
    small = {p for p, value in enumerate(grid.values) if 0 < value < k}
    grid.primary |= small
    grid.primary -= grid.fixed
    return grid


def _mark_fixed(grid: Grid, kind: Kind, exempt: frozenset[str]) -> None:
    for (row, column), place in grid.places.items():
        is_county = row == TOTAL and column in kind.exact_totals and "county_totals" in exempt
        if is_county or kind.exact_columns.get(column) in exempt:
            grid.fixed.add(place)


def _tie_rows(grid: Grid, frame: pd.DataFrame, kind: Kind) -> None:
    parts = [c for c in frame.columns if c != kind.total_column]
    if kind.total_column in frame.columns and parts:
        for row in frame.index:
            whole = grid.places[row, kind.total_column]
            grid.equations.append((whole, tuple(grid.places[row, c] for c in parts)))


def _tie_columns(grid: Grid, frame: pd.DataFrame, kind: Kind) -> None:
    rows = [r for r in frame.index if r != TOTAL]
    if len(rows) < len(frame.index):
        for column in frame.columns:
            parts = tuple(grid.places[r, column] for r in rows)
            grid.equations.append((grid.places[TOTAL, column], parts))


def _tie_parts(grid: Grid, frame: pd.DataFrame, kind: Kind) -> None:
    for part, whole in kind.of_which.items():
        if part not in frame.columns or whole not in frame.columns:
            continue
        for row in frame.index:
            inside, all_of = grid.places[row, part], grid.places[row, whole]
            rest = grid.add(grid.values[all_of] - grid.values[inside])
            if grid.values[rest] < 0:
                raise ValueError(f"{kind.name}: {row}: {part} is more than {whole}")
            grid.virtual.add(rest)
            grid.equations.append((all_of, (inside, rest)))
            if grid.values[rest] == 0 and grid.values[inside] > 0:
                grid.primary.add(inside)
