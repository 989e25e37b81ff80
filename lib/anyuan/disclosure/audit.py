"""The last look at a page's numbers before it leaves: what do they give away, all taken together?

    audit_page(tables, month, page, earlier, decision)   → [] or what could be worked out

It knows only what will be printed, as a reader does, and stands apart from the search that hid the
cells: it asks of every mark, of every change and of every step of a total to date what range is
left, over all tables of the page and all that left before in the school year.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from anyuan.codebook import Disclosure
from anyuan.disclosure.bounds import ContradictionError
from anyuan.disclosure.grid import Grid
from anyuan.disclosure.hiding import is_small_change
from anyuan.disclosure.kinds import kind
from anyuan.disclosure.readers import Readers
from anyuan.disclosure.released import ReleasedTable, of_school_year
from anyuan.disclosure.told import told_change, told_range, told_small
from anyuan.disclosure.year import Year
from anyuan.period import Month
from anyuan.protected import ProtectedTable


@dataclass(frozen=True)
class Disclosed:
    """A number that could be worked out, for the author's eyes alone.

    `table`, `row`, `column` say where (empty where it stands in no table of the page); `low` and
    `high` what is left to doubt; `message` shows the equation.
    """

    table: str
    row: str
    column: str
    low: int
    high: int
    message: str


@dataclass(frozen=True)
class Laid:
    """A page's tables laid out with those before: what is asked, and what could still be hidden."""

    year: Year
    tables: Mapping[str, ProtectedTable]
    cells: dict[int, tuple[str, str, str]]
    rests: dict[int, tuple[str, str, str]]
    open_places: frozenset[int]

    @property
    def grid(self) -> Grid:
        """The grid of all numbers."""
        return self.year.grid


def audit_page(
    tables: Mapping[str, ProtectedTable],
    month: str,
    page: str,
    earlier: Sequence[ReleasedTable],
    decision: Disclosure,
) -> list[Disclosed]:
    """Return what could be worked out from a page's tables and all released before; [] is well.

    tables: by name, as they would be printed; those of casework and unprotected kinds give nothing
    away here. Told is: a printed number of 1…k−1 that no exemption covers; a change of 1…k−1 from
    the last issue; a mark, of this page or an earlier one, or a month's step of a total to date
    that is left fewer than k values, where hiding more of this page would have left more.
    Source: the county's decision for k; design of the two levels, docs/decisions/026.
    """
    decision = decision.in_force(Month.parse(month).last_day)
    for ties in ("all", "tables", "none"):
        year = Year(Grid(), decision.exact, is_tied=ties != "none")
        for table in of_school_year(earlier, month):
            year.add_seen(table)
        laid = _lay(year, tables, (month, page), are_months_tied=ties == "all")
        try:
            return [
                *_small_numbers(laid, decision.threshold),
                *_small_changes(laid, decision.threshold),
                *_narrow_ranges(laid, decision.threshold),
            ]
        except ContradictionError:
            if ties == "none":
                raise
    raise AssertionError("tables by themselves do not contradict themselves")


def _lay(
    year: Year,
    tables: Mapping[str, ProtectedTable],
    at: tuple[str, str],
    *,
    are_months_tied: bool,
) -> Laid:
    """Enter a page's tables into a year that holds the earlier ones."""
    month, page = at
    seen = set(range(len(year.grid.values))) - year.grid.shut
    cells, rests = {}, {}
    shown = {
        name: table
        for name, table in tables.items()
        if table.level == "meeting" and kind(table.kind).rule == "primary"
    }
    # The other tables of the page first: what they print under an exemption is known.
    for name, table in tables.items():
        if name not in shown and table.level == "meeting":
            year.add_seen(ReleasedTable.of(month, page, name, table))
    for name, table in shown.items():
        places, left = year.add_seen(ReleasedTable.of(month, page, name, table))
        cells.update({p: (name, *cell) for cell, p in places.items() if p not in cells})
        rests.update({p: (name, *cell) for cell, p in left.items() if p not in rests})
    year.mark_kept()
    if are_months_tied:
        year.tie_months()
    grid = year.grid
    could = frozenset(set(cells) - grid.fixed - grid.shut - seen)
    return Laid(year, tables, cells, rests, could)


def _small_numbers(laid: Laid, k: int) -> list[Disclosed]:
    found = []
    for place, (name, row, column) in sorted(laid.cells.items()):
        value = laid.grid.values[place]
        if place in laid.open_places and 0 < value < k:
            message = told_small(laid.tables[name], row, column, value)
            found.append(Disclosed(name, row, column, value, value, message))
    return found


def _small_changes(laid: Laid, k: int) -> list[Disclosed]:
    found = []
    for place, (name, row, column) in sorted({**laid.cells, **laid.rests}.items()):
        last = laid.year.before(place)
        if last is None or not _could_be_hidden(laid, place):
            continue
        value, was = laid.grid.values[place], laid.grid.values[last]
        if value is None or was is None or not is_small_change(value - was, k):
            continue
        message = told_change(laid.year, laid.tables[name], (row, column), place, last)
        found.append(Disclosed(name, row, column, value - was, value - was, message))
    return found


def _could_be_hidden(laid: Laid, place: int) -> bool:
    """Whether a number, or one of those it is worked out from, could have had the mark."""
    if place in laid.cells:
        return place in laid.open_places
    return any(laid.open_places.intersection(line) for line in laid.grid.lines_of(place))


def _narrow_ranges(laid: Laid, k: int) -> list[Disclosed]:
    readers = Readers(laid.grid, k, set(laid.open_places))
    asked = (set(laid.cells) & laid.grid.shut) | readers.old | _small_rests(laid, k)
    found = []
    for place in sorted(asked):
        if readers.is_safe(place, set()):
            continue
        ranges = [readers.range(place, set(), minds_zeros=minds) for minds in (True, False)]
        low, high = min((r for r in ranges if r is not None), key=lambda r: r[1] - r[0])
        where = laid.cells.get(place, laid.rests.get(place, ("", "", "")))
        message = told_range(laid.year, laid.tables, where, place, (low, high))
        found.append(Disclosed(*where, low, high, message))
    return found


def _small_rests(laid: Laid, k: int) -> set[int]:
    """Return what is left of a printed whole without its printed part, where it is 1…k−1."""
    values = laid.grid.values
    return {p for p in laid.rests if values[p] is not None and 0 < values[p] < k}
