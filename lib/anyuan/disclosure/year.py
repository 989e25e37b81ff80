"""The tables of a school year in one grid: what ties this month's numbers to those seen before.

    year = Year(grid, exempt)
    year.add_new(kind, place)          the new table, whose places stand in the grid already
    year.add_seen(table)               each earlier table, in the order of release
    year.tie_months()                  totals to date rise by the months between
    year.before(place)                 the same number as it was seen last, or None

Tables of one population, unit and month hold the same rows of sums; kinds of one dimension hold the
same cells (`Kind.number`). A table that left twice for one month is two issues: the second may hold
corrections, so the two are not taken for one.
"""

from dataclasses import dataclass, field

from anyuan.disclosure.grid import Grid, mark_fixed, tie_sums
from anyuan.disclosure.kinds import Kind, kind, kinds
from anyuan.disclosure.released import ReleasedTable
from anyuan.period import Month, month_range

COUNTY = "county"


@dataclass(frozen=True)
class Issue:
    """Of which unit a table speaks, for which month, and which of that month's issues it is."""

    unit: str
    month: str
    n: int = 0

    @property
    def when(self) -> tuple[str, int]:
        """What orders issues of one unit."""
        return self.month, self.n


@dataclass
class Year:
    """The grid of a year with the keys of its numbers: (issue, what is counted) to place."""

    grid: Grid
    exempt: frozenset[str]
    is_tied: bool = True
    numbers: dict[tuple[Issue, tuple], int] = field(default_factory=dict)
    keys: dict[int, tuple[Issue, tuple]] = field(default_factory=dict)
    _n_seen: dict[tuple[str, str, str], int] = field(default_factory=dict)
    _by_number: dict[tuple[str, tuple], list[tuple[str, int, int]]] = field(default_factory=dict)

    def add_new(self, spec: Kind, issue: Issue) -> None:
        """Enter the numbers of the table whose places the grid has."""
        for (row, column), place in self.grid.places.items():
            self._enter(issue, spec.number(row, column), place)
        for (row, part), place in self.grid.rests.items():
            self._enter(issue, ("rest", *spec.number(row, part)), place)

    def add_seen(self, table: ReleasedTable) -> tuple[dict, dict]:
        """Enter a table that others have seen; return the places of its cells and of its rests.

        By row and column. A number that the new table or another of the same issue holds too is one
        number, unless two different values were printed of it. Nothing for a kind that is
        registered no more.
        """
        spec = kinds().get(table.kind)
        if spec is None:
            return {}, {}
        n = self._n_seen.get(table.place, 0)
        self._n_seen[table.place] = n + 1
        issue = Issue(unit_of(table.page), table.month, n)
        places = {
            cell: self._place(issue, spec.number(*cell), value)
            for cell, value in table.values.items()
        }
        mark_fixed(self.grid, places, spec, self.exempt)
        if spec.rule == "exact":
            self.grid.fixed.update(p for p in places.values() if p not in self.grid.shut)
        rests = tie_sums(self.grid, places, spec, list(table.rows), list(table.columns))
        for (row, part), place in rests.items():
            self._enter(issue, ("rest", *spec.number(row, part)), place)
        return places, rests

    def n_issues(self, place: tuple[str, str, str]) -> int:
        """Return how often a table (month, page, name) was seen."""
        return self._n_seen.get(place, 0)

    def before(self, place: int) -> int | None:
        """Return the place of the same number in the issue before, or None where there is none."""
        return self.last(*self.keys[place]) if place in self.keys else None

    def last(self, issue: Issue, number: tuple) -> int | None:
        """Return the place of a number in the issue before a given one, or None."""
        found = [
            (month, n, p)
            for month, n, p in self._by_number.get((issue.unit, number), ())
            if (month, n) < issue.when
        ]
        return max(found)[2] if found else None

    def mark_kept(self) -> None:
        """Note the earlier marks that may only be kept from the issue before."""
        shut = self.grid.shut
        self.grid.kept |= {p for p in shut if self.before(p) in shut}

    def tie_months(self) -> None:
        """Tie each total to date to the one before and to the months between the two."""
        for spec in kinds().values():
            if spec.to_date:
                for (issue, number), place in list(self.numbers.items()):
                    if number[0] == (spec.population or spec.name):
                        self._tie_to_date(spec, issue, number, place)

    def _tie_to_date(self, spec: Kind, issue: Issue, number: tuple, place: int) -> None:
        last = self.before(place)
        month = Month.parse(issue.month)
        first = _beginning(spec, month)
        if last is not None:
            then = Month.parse(self.keys[last][0].month)
            if then == month:
                return
            last = None if then < first else last
            first = max(first, then.next())
        if last is None and not spec.months:
            # The total is itself all that happened since the beginning.
            return
        parts = [] if last is None else [last]
        if spec.months:
            parts += [self._month_of(spec, issue, number, m) for m in month_range(first, month)]
        elif (rise := self._rise(place, last)) is None or rise >= 0:
            parts.append(self._step(issue, ("step", *number), rise))
        else:
            # A correction lowered the total: what happened in between is not to be told.
            return
        values = [self.grid.values[p] for p in (place, *parts)]
        if None in values or values[0] == sum(values[1:]):
            self.grid.tie(place, parts)

    def _month_of(self, spec: Kind, issue: Issue, number: tuple, month: Month) -> int:
        """Return the place of a single month's number, of a printed table or of none."""
        of = kind(spec.months)
        population, dimension, row, column = number
        population = of.population or of.name
        dimension = dimension and (of.dimension or of.name)
        wanted = population, dimension, row, column
        found = self._by_number.get((issue.unit, wanted), [])
        here = [(n, p) for m, n, p in found if m == str(month)]
        if here:
            return max(here)[1]
        return self._step(Issue(issue.unit, str(month)), wanted, None)

    def _step(self, issue: Issue, number: tuple, value: int | None) -> int:
        if (issue, number) in self.numbers:
            return self.numbers[issue, number]
        place = self.grid.add(value)
        self.grid.virtual.add(place)
        self.grid.steps.add(place)
        self._enter(issue, number, place)
        return place

    def _rise(self, place: int, last: int) -> int | None:
        numbers = self.grid.values[place], self.grid.values[last]
        if None in numbers:
            return None
        return numbers[0] - numbers[1]

    def _place(self, issue: Issue, number: tuple, value: int | None) -> int:
        known = self.numbers.get((issue, number)) if self.is_tied else None
        new = set(self.grid.places.values())
        if known is not None and value is None:
            if known in new:
                self.grid.carried.add(known)
            return known
        if known is not None and self.grid.values[known] in (value, None):
            self.grid.values[known] = value
            self.grid.shut.discard(known)
            if known in new:
                self.grid.fixed.add(known)
            return known
        place = self.grid.add(value)
        if value is None:
            self.grid.shut.add(place)
        self._enter(issue, number, place)
        return place

    def _enter(self, issue: Issue, number: tuple, place: int) -> None:
        """Note which number a place holds; a second place of one number is not seen from others."""
        if self.numbers.setdefault((issue, number), place) == place and place not in self.keys:
            self.keys[place] = issue, number
            listed = self._by_number.setdefault((issue.unit, number), [])
            listed.append((issue.month, issue.n, place))


def unit_of(page: str) -> str:
    """Return the unit of which a page speaks: dropout_headcount/county and others, county."""
    return page.rsplit("/", 1)[-1]


def _beginning(spec: Kind, month: Month) -> Month:
    while not spec.starts_anew(month):
        month = month.previous()
    return month
