"""Is a number that is not printed in enough doubt, whoever reads?

Two readers are kept off: one who minds the zeros (he knows that a hidden number is at least one),
and one who only subtracts. What is wanted of the first cannot stand for the second: where the
totals leave the first nothing to doubt, the second must still not find the number by subtraction.
"""

from dataclasses import dataclass

from anyuan.disclosure.bounds import ContradictionError, Part, least, line_of, part_of, range_in
from anyuan.disclosure.flow import room_to_move
from anyuan.disclosure.grid import Grid


@dataclass(frozen=True)
class Doubt:
    """How far a range is as it should be: its values (up to k), whether it reaches k, and whether
    it begins below the number itself, where that is above one."""

    width: int
    is_reaching: bool
    has_below: bool

    def suffices(self, wanted: "Doubt") -> bool:
        """Whether nothing is lacking that was wanted."""
        return (
            self.width >= wanted.width
            and self.is_reaching >= wanted.is_reaching
            and self.has_below >= wanted.has_below
        )


class Readers:
    """The two readers of a grid; every range is worked out once.

    everything: the places that could be hidden still (default: the new table's that are not fixed).
    """

    def __init__(self, grid: Grid, k: int, everything: set[int] | None = None) -> None:
        self.grid = grid
        self.k = k
        mine = set(grid.places.values()) - grid.fixed
        self.everything = mine if everything is None else everything
        self.full = Doubt(k, True, True)
        self._ranges: dict[tuple, tuple[int, int] | None] = {}
        self._parts: tuple[frozenset, dict] = frozenset(), {}
        self._wanted: dict[tuple[int, bool], Doubt] = {}
        self.old = self._what_hangs_on_it()

    def is_safe(self, place: int, hidden: set[int]) -> bool:
        """Whether both readers are left in as much doubt as the exempt totals allow."""
        is_possible = self.range(place, hidden, minds_zeros=True) is not None
        if is_possible and self._doubt(place, hidden, minds_zeros=True).suffices(self.full):
            return True
        return all(
            self._doubt(place, hidden, minds_zeros=minds).suffices(self._most(place, minds))
            for minds in (True, False)
        )

    def range(self, place: int, hidden: set[int], *, minds_zeros: bool) -> tuple[int, int] | None:
        """Return a reader's range, or None where what he takes for granted cannot be."""
        part = self._part(place, hidden)
        low = least(self.grid, hidden, part.places) if minds_zeros else {}
        key = place, part.places, frozenset(p for p, n in low.items() if n)
        if key not in self._ranges:
            low = low or dict.fromkeys(part.places, 0)
            try:
                self._ranges[key] = self._work_out(part, low, place)
            except ContradictionError:
                if not minds_zeros:
                    raise
                self._ranges[key] = None
        return self._ranges[key]

    def _work_out(self, part: Part, low: dict[int, int], place: int) -> tuple[int, int]:
        """Return a range, cut at k beyond the value on either side where the truth is at hand."""
        values = {p: self.grid.values[p] for p in part.places}
        if all(value is not None and value >= low[p] for p, value in values.items()):
            lines = [line_of(self.grid, n, part.places) for n in part.equations]
            room = room_to_move(lines, values, low, place, self.k) if lines else None
            if room is not None:
                return values[place] - room[0], values[place] + room[1]
        return range_in(self.grid, part, low, place)

    def _part(self, place: int, hidden: set[int]):
        now = frozenset(hidden)
        if self._parts[0] != now:
            self._parts = now, {}
        known = self._parts[1]
        if place not in known:
            part = part_of(self.grid, self.grid.unknown(hidden), place)
            known.update(dict.fromkeys(part.places, part))
        return known[place]

    def _doubt(self, place: int, hidden: set[int], *, minds_zeros: bool) -> Doubt:
        found = self.range(place, hidden, minds_zeros=minds_zeros)
        if found is None:
            return self.full
        low, high = found
        if place in self.grid.steps:
            # A step is told where it is narrow and may be of 1…k−1; none, or k and more, is not.
            is_small = low < self.k and high > 0
            return Doubt(min(self.k, high - low + 1), True, True) if is_small else self.full
        value = self.grid.values[place]
        return Doubt(
            width=min(self.k, high - low + 1),
            is_reaching=high >= self.k,
            has_below=value is None or value <= 1 or low < value,
        )

    def _most(self, place: int, minds_zeros: bool) -> Doubt:
        key = place, minds_zeros
        if key not in self._wanted:
            hidden = self.everything | self.grid.carried
            self._wanted[key] = self._doubt(place, hidden, minds_zeros=minds_zeros)
        return self._wanted[key]

    def _what_hangs_on_it(self) -> set[int]:
        """Return earlier marks and steps whose range the new table could narrow."""
        unknown = self.grid.unknown(self.everything)
        old = (self.grid.shut | self.grid.steps) & unknown
        reached: set[int] = set()
        for place in sorted(self.everything):
            if place not in reached:
                reached |= part_of(self.grid, unknown, place).places
        return old & reached if old else set()
