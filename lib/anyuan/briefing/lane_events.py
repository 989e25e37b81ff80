"""The events of an incident and the times between them, as a timeline draws them.

Read from protected tables; see `lane_chart.lanes` for their columns.
"""

from dataclasses import dataclass
from datetime import datetime

from anyuan.protected import Cell, ProtectedTable, Row, Value

# What is known of an event: told alike; told differently; told and denied; only denied; no time.
AGREED, CONFLICTING, DISPUTED, DENIED, UNTIMED = (
    "agreed",
    "conflicting",
    "disputed",
    "denied",
    "untimed",
)
# How many times an event may have, at least and at most.
_MANY = 99
_N_TIMES = {
    AGREED: (1, 1),
    CONFLICTING: (2, _MANY),
    DISPUTED: (1, _MANY),
    DENIED: (0, 0),
    UNTIMED: (0, 0),
}
# Verdicts on a time between two events that are drawn in their own way.
MET, LATE, UNCLEAR = "met", "late", "unclear"
_LONG = 120


@dataclass(frozen=True)
class Range:
    """One account of when an event happened, from the earliest minute to the latest."""

    low: datetime
    high: datetime
    source: str = ""

    @property
    def said(self) -> str:
        """The time of day, or both ends; days stand on the axis."""
        low, high = (f"{moment:%H:%M}" for moment in (self.low, self.high))
        return low if self.low == self.high else f"{low}–{high}"


@dataclass(frozen=True)
class Happening:
    """An event in the lane of a party; `number` counts events in the order of the table."""

    key: str
    label: str
    party: str
    known: str
    number: int
    ranges: tuple[Range, ...]

    @property
    def is_split(self) -> bool:
        """Whether its accounts give more than one time."""
        return len(self.ranges) > 1

    @property
    def low(self) -> datetime:
        return min(r.low for r in self.ranges)

    @property
    def high(self) -> datetime:
        return max(r.high for r in self.ranges)


@dataclass(frozen=True)
class Span:
    """The time from one event to another, in minutes; without `start` and `end` it has no place."""

    label: str
    low: int | None
    high: int | None
    limit: int | None
    verdict: str
    said: str
    start: Happening | None
    end: Happening | None

    @property
    def is_drawn(self) -> bool:
        """Whether both events have a time and the minutes are known."""
        return None not in (self.low, self.high, self.start, self.end)

    @property
    def words(self) -> str:
        """The name, the minutes as a range, and the limit where there is one."""
        if self.low is None or self.high is None:
            return self.label
        limit = f"（限{in_minutes(self.limit)}）" if self.limit is not None else ""
        return f"{self.label} {range_in_minutes(self.low, self.high)}{limit}"


def read_happenings(table: ProtectedTable) -> list[Happening]:
    """Return the events of a table, in its order; ValueError for cells that do not fit together."""
    if table.n_hidden:
        raise ValueError("a timeline hides nothing: it is of a panel's own page")
    groups: dict[str, list[tuple[Row, dict[str, Cell]]]] = {}
    for row, line in zip(table.rows, table.cells, strict=True):
        cells = {c.key: cell for c, cell in zip(table.columns, line, strict=True)}
        groups.setdefault(str(cells["event"].value), []).append((row, cells))
    return [_happening(key, n, rows) for n, (key, rows) in enumerate(groups.items(), start=1)]


def read_spans(table: ProtectedTable, happenings: list[Happening]) -> list[Span]:
    """Return the intervals of a table, in its order, tied to the events that have a time."""
    timed = {one.key: one for one in happenings if one.ranges}
    found = []
    for row, line in zip(table.rows, table.cells, strict=True):
        cells = {c.key: cell.value for c, cell in zip(table.columns, line, strict=True)}
        found.append(
            Span(
                label=row.label,
                **{name: _whole(cells[name]) for name in ("low", "high", "limit")},
                verdict=str(cells["verdict"] or ""),
                said=str(cells["said"] or ""),
                start=timed.get(str(cells["start"])),
                end=timed.get(str(cells["end"])),
            )
        )
    return found


def in_minutes(n: int) -> str:
    """Return minutes in words: 17分钟, 3小时13分, 2天4小时; a negative number with its sign."""
    sign, n = ("−" if n < 0 else ""), abs(n)
    hours, minutes = divmod(n, 60)
    days, rest = divmod(hours, 24)
    if n < _LONG:
        return f"{sign}{n}分钟"
    if days:
        return f"{sign}{days}天" + (f"{rest}小时" if rest else "")
    return f"{sign}{hours}小时" + (f"{minutes}分" if minutes else "")


def range_in_minutes(low: int, high: int) -> str:
    """Return 6–17分钟, or 6分钟 where both are one; what runs backwards is told in full."""
    if low == high:
        return in_minutes(low)
    if low >= 0 and high < _LONG:
        return f"{low}–{high}分钟"
    return f"{in_minutes(low)}至{in_minutes(high)}"


def _happening(key: str, number: int, rows: list[tuple[Row, dict[str, Cell]]]) -> Happening:
    row, first = rows[0]
    known = str(first["known"].value)
    ranges = tuple(_range(cells) for _, cells in rows if cells["low"].value is not None)
    if known not in _N_TIMES or not _N_TIMES[known][0] <= len(ranges) <= _N_TIMES[known][1]:
        raise ValueError(f"{key}: {known} does not go with {len(ranges)} times")
    return Happening(key, row.label, str(first["party"].value), known, number, ranges)


def _range(cells: dict[str, Cell]) -> Range:
    low, high = (datetime.fromisoformat(str(cells[n].value)) for n in ("low", "high"))
    if high < low:
        raise ValueError(f"the time ends at {high} before it begins at {low}")
    source = cells["source"].value if "source" in cells else None
    return Range(low, high, str(source or ""))


def _whole(value: Value) -> int | None:
    return None if value is None else int(value)
