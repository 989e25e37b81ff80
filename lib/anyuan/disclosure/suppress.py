"""Which further cells must be hidden so that no hidden one comes back by subtraction?

A reader knows the sums, and that no hidden number is zero (zeros are printed). For each hidden
number the range that he can work out is found by linear programming; a range of fewer than k
values calls for one more hidden cell, of the cheapest the first that mends it. Hiding only widens
ranges, so a number that passed stays passed. At the end cells that turned out not to be needed
come back.
"""

from anyuan.disclosure.bounds import bounds
from anyuan.disclosure.grid import Grid

# How many candidates are tried by calculation before the cheapest is taken on trust.
_TRIES = 6
# Above this many calculations the last tidying is left out.
_TIDY_LIMIT = 600


def suppress(grid: Grid, k: int) -> frozenset[int]:
    """Return the places to hide; nothing when no number is primary.

    Wanted is a range of k values for each hidden number, or as many as the exempt totals allow when
    everything else is hidden (a township with one child in all can never give more than two). Zeros
    are hidden only where nothing else is left; then a reader no longer knows that hidden numbers
    are above zero.
    """
    if not grid.primary:
        return frozenset()
    search = _Search(grid, k)
    search.run()
    search.tidy()
    return frozenset(search.hidden)


class _Search:
    def __init__(self, grid: Grid, k: int) -> None:
        self.grid = grid
        self.k = k
        self.everything = set(range(len(grid.values))) - grid.fixed - grid.virtual
        self.hidden = set(grid.primary - grid.virtual)
        self.passed: set[int] = set()
        self.wanted: dict[tuple[int, bool], int] = {}

    def run(self) -> None:
        while (failed := self._first_failure()) is not None:
            self.hidden.add(self._choose(failed))

    def tidy(self) -> None:
        extra = self.hidden - self.grid.primary
        if len(extra) * len(self.hidden) > _TIDY_LIMIT:
            return
        for place in sorted(extra, key=lambda p: (-self.grid.values[p], p)):
            self.hidden.discard(place)
            if not all(self._is_safe(p) for p in self._guarded()):
                self.hidden.add(place)

    def _guarded(self) -> list[int]:
        return sorted(self.hidden | (self.grid.primary & self.grid.virtual))

    def _first_failure(self) -> int | None:
        for place in self._guarded():
            if place not in self.passed:
                if not self._is_safe(place):
                    return place
                self.passed.add(place)
        return None

    def _is_safe(self, place: int) -> bool:
        return self._is_safe_with(place, self.hidden)

    def _is_safe_with(self, place: int, hidden: set[int]) -> bool:
        """Whether both readers are kept off: one who minds the zeros, one who only subtracts.

        What is wanted of the first cannot stand for the second: where the totals leave the first
        nothing to doubt, the second must still not find the number by subtraction.
        """
        if self._width(place, hidden, minds_zeros=True) >= self.k:
            return True
        return all(
            self._width(place, hidden, minds_zeros=minds) >= self._wanted(place, minds_zeros=minds)
            for minds in (True, False)
        )

    def _wanted(self, place: int, *, minds_zeros: bool) -> int:
        key = (place, minds_zeros)
        if key not in self.wanted:
            widest = self._width(place, self.everything, minds_zeros=minds_zeros)
            self.wanted[key] = min(self.k, widest)
        return self.wanted[key]

    def _width(self, place: int, hidden: set[int], *, minds_zeros: bool) -> int:
        low, high = bounds(self.grid, hidden, place, minds_zeros=minds_zeros)
        return high - low + 1

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
                    mends = (
                        p for p in found[:_TRIES] if self._is_safe_with(place, self.hidden | {p})
                    )
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
        """Small first, so that little is lost; a cell that helps another lone one before all."""
        unknown = self.hidden | self.grid.virtual
        lonely = sum(
            len(lone := unknown.intersection(line)) == 1 and bool(lone & set(self._guarded()))
            for line in self.grid.lines_of(place)
        )
        return (-lonely, self.grid.values[place], place)
