"""Which cells of a new table get the mark, in view of what others have seen this school year?

A cell is primary where its number is 1…k−1, where it is all of its whole, where fewer schools than
the decision asks for stand behind it, and where the number that was printed of it last differs by
1…k−1. A cell that had the mark in the issue before keeps it until two periods are clean: neither
its number nor its change since the period before is of 1…k−1. Then as many more as suppress.py
calls for, over the sums of this table and of all tables that hang on it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from anyuan.codebook import Disclosure
from anyuan.disclosure.bounds import ContradictionError
from anyuan.disclosure.grid import Grid, build_grid
from anyuan.disclosure.kinds import Kind, kinds
from anyuan.disclosure.released import ReleasedTable, of_school_year
from anyuan.disclosure.suppress import suppress
from anyuan.disclosure.year import Issue, Year, unit_of
from anyuan.period import Month


@dataclass(frozen=True)
class Before:
    """What others have seen when a table is made.

    tables: earlier released ones, in the order of release. month, page, name: of the new table.
    past: its true counts of the two periods before, the newest last, total row included.
    """

    tables: Sequence[ReleasedTable] = ()
    month: str = ""
    page: str = ""
    name: str = ""
    past: Sequence[pd.DataFrame] = field(default=())


@dataclass(frozen=True)
class Hiding:
    """Places to hide among a frame's cells, row by row; `primary` are hidden for themselves."""

    hidden: frozenset[int]
    primary: frozenset[int]


def hide(
    frame: pd.DataFrame,
    spec: Kind,
    decision: Disclosure,
    contributors: pd.DataFrame | None,
    before: Before,
) -> Hiding:
    """Return what must be hidden of a frame of counts, total row included under key "total".

    Where earlier numbers contradict each other (a correction lowered a total to date), the ties
    between tables are dropped: a reader sees that they do not hold.
    """
    for ties in ("all", "tables", "none"):
        grid = build_grid(frame, spec, decision.exact, decision.threshold)
        if contributors is not None:
            _mark_few(grid, contributors, decision)
        if before.tables:
            _join(grid, spec, decision, before, ties)
        try:
            hidden = suppress(grid, decision.threshold)
        except ContradictionError:
            if ties == "none":
                raise
            continue
        return Hiding(hidden, frozenset(grid.primary - grid.virtual))
    raise AssertionError("a table by itself does not contradict itself")


def _mark_few(grid: Grid, contributors: pd.DataFrame, decision: Disclosure) -> None:
    for row in contributors.index:
        for column in contributors.columns:
            place = grid.places[row, column]
            few = contributors.at[row, column] < decision.min_contributors
            if few and grid.values[place] and place not in grid.fixed:
                grid.primary.add(place)


def _join(grid: Grid, spec: Kind, decision: Disclosure, before: Before, ties: str) -> None:
    """Enter the earlier tables and mark what stands against them."""
    year = Year(grid, decision.exact, is_tied=ties != "none")
    tables = of_school_year(before.tables, before.month)
    n = sum(t.place == (before.month, before.page, before.name) for t in tables)
    year.add_new(spec, Issue(unit_of(before.page), before.month, n))
    for table in tables:
        year.add_seen(table)
    year.mark_kept()
    if ties == "all":
        year.tie_months()
    _keep_months(year, spec, Issue(unit_of(before.page), before.month, n))
    cells = {place: cell for cell, place in grid.places.items()}
    for place in [*cells, *grid.rests.values()]:
        last = year.before(place)
        if last is None or place in grid.fixed:
            continue
        was, value = grid.values[last], grid.values[place]
        if was is not None and is_small_change(value - was, decision.threshold):
            grid.primary.add(place)
        elif last in grid.shut and place in cells:
            is_first = year.before(last) is None
            if not _is_clean_twice(cells[place], value, before.past, decision.threshold, is_first):
                grid.carried.add(place)
    grid.carried -= grid.fixed


def _keep_months(year: Year, spec: Kind, issue: Issue) -> None:
    """Keep a month's number hidden while the total to date before it is hidden.

    Else the two give the next total within as narrow a range as the last one had.
    """
    grid, month = year.grid, Month.parse(issue.month)
    for sums in kinds().values():
        if sums.months == spec.name and not sums.starts_anew(month):
            for cell, place in grid.places.items():
                if year.last(issue, sums.number(*cell)) in grid.shut:
                    grid.carried.add(place)


def is_small_change(change: int, k: int) -> bool:
    """Whether a change is of 1…k−1, up or down."""
    return 0 < abs(change) < k


def _is_clean_twice(
    cell: tuple[str, str], value: int, past: Sequence[pd.DataFrame], k: int, is_first: bool
) -> bool:
    """Whether this period and the one before are clean; without its counts the latter is not.

    is_first: the period before was the first of the school year that was released.
    """
    if not past or (len(past) < 2 and not is_first):
        return False
    counts = [_count(frame, cell) for frame in past[-2:]] + [value]
    changes = [b - a for a, b in zip(counts, counts[1:], strict=False)]
    return not any(0 < n < k for n in counts[-2:]) and not any(
        is_small_change(change, k) for change in changes
    )


def _count(frame: pd.DataFrame, cell: tuple[str, str]) -> int:
    row, column = cell
    return int(frame.at[row, column]) if row in frame.index else 0
