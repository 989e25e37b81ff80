"""Which further cells must be hidden so that no hidden one comes back by subtraction?

A reader knows the sums, and that no hidden number is zero (zeros are printed). For each hidden
number the range that he can work out is found (bounds.py); a range that is too narrow calls for
one more hidden cell, of the cheapest the first that mends it. Hiding only widens ranges, so a
number that passed stays passed. At the end cells that turned out not to be needed come back. On
small tables this is done under several orders of cost, and the one that hides least is taken.
"""

from anyuan.disclosure.grid import Grid
from anyuan.disclosure.readers import Readers

# How many candidates are tried by calculation before the cheapest is taken on trust.
_TRIES = 12
# Above this many calculations the last tidying is left out.
_TIDY_LIMIT = 4000
# Up to so many cells the other orders of cost are tried too.
_SMALL = 60


def suppress(grid: Grid, k: int) -> frozenset[int]:
    """Return the places to hide; nothing when no number is primary or keeps its mark.

    Wanted of each hidden number is a range of k values that reaches k and begins below the number
    itself (where that is above one), or as much of this as is left when everything that no
    exemption prints is hidden (a township with one child in all can never give more than two).
    Zeros are hidden only
    where nothing else is left; then a reader no longer knows that hidden numbers are above zero.
    """
    readers = Readers(grid, k)
    is_quiet = not grid.primary and not grid.carried
    if is_quiet and all(readers.is_safe(place, set()) for place in sorted(readers.old)):
        return frozenset()
    orders = (_small_first, _large_first, _shared_first) if len(grid.places) <= _SMALL else ()
    found = []
    for order in orders or (_small_first,):
        search = _Search(grid, readers, order)
        search.run()
        search.tidy()
        found.append(frozenset(search.hidden))
    return min(found, key=lambda hidden: _loss(grid, hidden))


def _loss(grid: Grid, hidden: frozenset[int]) -> tuple:
    """Few marks; then few on numbers of which others are parts; then little counted behind them."""
    wholes = {whole for whole, _ in grid.equations}
    return (
        len(hidden),
        len(hidden & wholes),
        sum(grid.values[p] for p in hidden),
        sorted(hidden),
    )


def _small_first(grid: Grid, place: int, n_shared: int) -> tuple:
    return -(n_shared > 1), grid.values[place], place


def _large_first(grid: Grid, place: int, n_shared: int) -> tuple:
    return -n_shared, -grid.values[place], place


def _shared_first(grid: Grid, place: int, n_shared: int) -> tuple:
    return -n_shared, grid.values[place], place


class _Search:
    def __init__(self, grid: Grid, readers: Readers, order) -> None:
        self.grid = grid
        self.readers = readers
        self.order = order
        self.everything = readers.everything
        self.hidden = (grid.primary - grid.virtual) | grid.carried
        self.passed: set[int] = set()

    def run(self) -> None:
        while (failed := self._first_failure()) is not None:
            self.hidden.add(self._choose(failed))
            # What a reader of old tables takes for granted may only now be possible.
            self.passed -= self.readers.old

    def tidy(self) -> None:
        extra = self.hidden - self.grid.primary - self.grid.carried
        if len(extra) * len(self.hidden) > _TIDY_LIMIT:
            return
        for place in sorted(extra, key=lambda p: (-self.grid.values[p], p)):
            self.hidden.discard(place)
            if not all(self.readers.is_safe(p, self.hidden) for p in self._guarded()):
                self.hidden.add(place)

    def _guarded(self) -> list[int]:
        """Return what must stay in doubt: the marks, small rests, and what hangs on them of old."""
        old = self.readers.old
        return sorted(self.hidden | (self.grid.primary & self.grid.virtual) | old)

    def _first_failure(self) -> int | None:
        for place in self._guarded():
            if place not in self.passed:
                if not self.readers.is_safe(place, self.hidden):
                    return place
                self.passed.add(place)
        return None

    def _choose(self, place: int) -> int:
        """Return the cell to hide for a place that can still be worked out.

        Looked for in its own lines, then in the lines of those, and so on; among zeros only when
        no other cell is left anywhere.
        """
        for with_zeros in (False, True):
            for ring in self._rings(place):
                found = [p for p in ring if self._may_hide(p, with_zeros=with_zeros)]
                if found:
                    found.sort(key=self._cost)
                    tried = found[:_TRIES]
                    mends = (p for p in tried if self.readers.is_safe(place, self.hidden | {p}))
                    return next(mends, found[0])
        raise AssertionError("a range cannot be narrower than with everything hidden")

    def _rings(self, place: int):
        reach, seen = {place}, {place}
        while reach:
            ring = {p for here in reach for line in self.grid.lines_of(here) for p in line} - seen
            if ring:
                yield sorted(ring)
            seen |= ring
            reach = ring

    def _may_hide(self, place: int, *, with_zeros: bool) -> bool:
        is_open = place in self.everything and place not in self.hidden
        return is_open and (self.grid.values[place] > 0 or with_zeros)

    def _cost(self, place: int) -> tuple:
        """A cell that helps another lone one comes before all; then as the order says."""
        unknown = self.grid.unknown(self.hidden)
        guarded = set(self._guarded())
        lonely = sum(
            len(lone := unknown.intersection(line)) == 1 and bool(lone & guarded)
            for line in self.grid.lines_of(place)
        )
        return self.order(self.grid, place, lonely)
