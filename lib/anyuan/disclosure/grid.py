"""Numbers tied by sums: what a reader with a pencil can work with.

Beside the cells that are printed there are virtual ones: where a column is a part of another
(migrants among the out of school), the rest is a number too, although no cell prints it. Earlier
tables stand in the same grid as the new one (see year.py), with what was printed of them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from anyuan.disclosure.kinds import TOTAL, Kind

__all__ = ["TOTAL", "Grid", "build_grid", "mark_fixed", "tie_sums"]


@dataclass
class Grid:
    """Numbers by place; `equations` are (whole, parts) over places; `places` of the new table.

    `fixed`: printed whatever happens, under an exemption or because they were. `virtual`: not
    printed at all. `shut`: had the mark in an earlier table; their value is None. `carried`: have
    the mark because they had it before, `kept`: earlier ones of which the same is known. `steps`:
    what a total to date rose by, in months that no table prints. `rests`: what is left of a whole
    without its part, by row and part of the new table.
    """

    values: list[int | None] = field(default_factory=list)
    places: dict[tuple[str, str], int] = field(default_factory=dict)
    equations: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)
    fixed: set[int] = field(default_factory=set)
    virtual: set[int] = field(default_factory=set)
    primary: set[int] = field(default_factory=set)
    shut: set[int] = field(default_factory=set)
    carried: set[int] = field(default_factory=set)
    kept: set[int] = field(default_factory=set)
    steps: set[int] = field(default_factory=set)
    rests: dict[tuple[str, str], int] = field(default_factory=dict)
    _lines: dict[int, list[int]] = field(default_factory=dict)

    def add(self, value: int | None) -> int:
        """Add a number and return its place."""
        self.values.append(None if value is None else int(value))
        return len(self.values) - 1

    def tie(self, whole: int, parts: Iterable[int]) -> None:
        """Add the equation: the whole is the sum of its parts; the same one only once."""
        equation = whole, tuple(parts)
        known = (self.equations[n] for n in self._lines.get(whole, ()))
        if equation in known:
            return
        for place in {whole, *equation[1]}:
            self._lines.setdefault(place, []).append(len(self.equations))
        self.equations.append(equation)

    def equations_of(self, place: int) -> list[int]:
        """Return which equations a place stands in."""
        return self._lines.get(place, [])

    def lines_of(self, place: int) -> list[list[int]]:
        """Return the other places of each equation in which a place stands."""
        lines = [self.equations[n] for n in self.equations_of(place)]
        return [[p for p in (whole, *parts) if p != place] for whole, parts in lines]

    def unknown(self, hidden: Iterable[int]) -> set[int]:
        """Return the places that no reader sees while these have the mark."""
        return set(hidden) | self.virtual | self.shut


def build_grid(frame: pd.DataFrame, kind: Kind, exempt: frozenset[str], k: int) -> Grid:
    """Return the grid of a frame of counts: integers >= 0, total row included under key TOTAL.

    Primary are numbers of 1…k−1 that no exemption covers, and parts that are all of their whole
    (to print "6 of 6" says something of each of the six).
    """
    grid = Grid()
    for row in frame.index:
        for column in frame.columns:
            grid.places[row, column] = grid.add(frame.at[row, column])
    mark_fixed(grid, grid.places, kind, exempt)
    tie_sums(grid, grid.places, kind, list(frame.index), list(frame.columns))
    for (row, part), rest in grid.rests.items():
        if grid.values[rest] < 0:
            raise ValueError(f"{kind.name}: {row}: {part} is more than {kind.of_which[part]}")
        inside = grid.places[row, part]
        if grid.values[rest] == 0 and grid.values[inside] > 0:
            grid.primary.add(inside)
    grid.primary |= {p for p, value in enumerate(grid.values) if 0 < value < k}
    grid.primary -= grid.fixed
    return grid


def mark_fixed(
    grid: Grid, places: Mapping[tuple[str, str], int], kind: Kind, exempt: frozenset[str]
) -> None:
    """Note the places of a table that an exemption prints."""
    for (row, column), place in places.items():
        is_county = row == TOTAL and column in kind.exact_totals and "county_totals" in exempt
        if is_county or kind.exact_columns.get(column) in exempt:
            grid.fixed.add(place)


def tie_sums(
    grid: Grid,
    places: Mapping[tuple[str, str], int],
    kind: Kind,
    rows: list[str],
    columns: list[str],
) -> dict[tuple[str, str], int]:
    """Tie a table's sums; return the places of what is left of each whole, by row and part.

    A sum of which a cell is not in `places` (a gap in print) is left out.
    """
    parts = [c for c in columns if c != kind.total_column]
    if kind.total_column in columns and parts:
        for row in rows:
            _tie_if_whole(grid, places, (row, kind.total_column), [(row, c) for c in parts])
    if kind.has_total_row and TOTAL in rows:
        inner = [r for r in rows if r != TOTAL]
        for column in columns:
            _tie_if_whole(grid, places, (TOTAL, column), [(r, column) for r in inner])
    rests = {}
    for part, whole in kind.of_which.items():
        for row in rows if part in columns and whole in columns else ():
            if (row, part) in places and (row, whole) in places:
                rests[row, part] = _tie_rest(grid, places[row, part], places[row, whole])
    if places is grid.places:
        grid.rests.update(rests)
    return rests


def _tie_if_whole(
    grid: Grid, places: Mapping, whole: tuple[str, str], parts: list[tuple[str, str]]
) -> None:
    if whole in places and all(part in places for part in parts):
        grid.tie(places[whole], (places[part] for part in parts))


def _tie_rest(grid: Grid, inside: int, all_of: int) -> int:
    numbers = grid.values[all_of], grid.values[inside]
    rest = grid.add(None if None in numbers else numbers[0] - numbers[1])
    grid.virtual.add(rest)
    grid.tie(all_of, (inside, rest))
    return rest
