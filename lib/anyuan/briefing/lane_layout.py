"""Where each event of a timeline stands and where its words go, so that none lies upon another.

All in inches. Within a lane an event takes the uppermost row that is free for its marks and words.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from anyuan.briefing.lane_events import DISPUTED, Happening, Span
from anyuan.briefing.time_axis import TimeAxis

Measure = Callable[[str], float]
# Half a dot; from a mark to its words; between two neighbours in a row; before a conflict's marks.
RADIUS, GAP, APART, TIE = 0.055, 0.06, 0.1, 0.2
# After the dot of a disputed event: its cross.
CROSS = 0.15
_FIT = 1e-9


@dataclass(frozen=True)
class Room:
    """What may be drawn upon from left to right, and how wide a text is."""

    left: float
    right: float
    measure: Measure


@dataclass(frozen=True)
class Words:
    """A text with its left end; `is_below` where neither side of its mark has room for it."""

    text: str
    left: float
    is_below: bool = False


@dataclass(frozen=True)
class PlacedRange:
    """The mark of one account: its ends, its words and its row, counted from the event's own."""

    first: float
    last: float
    words: Words
    row: int


@dataclass(frozen=True)
class Placed:
    """An event in its lane: the first of its rows, its marks, how far to the left it reaches."""

    happening: Happening
    row: int
    marks: tuple[PlacedRange, ...]
    left: float


@dataclass(frozen=True)
class PlacedSpan:
    """An interval: its row, the ends of its line (earliest, latest), and its words in its row or,
    where neither side has room for them, in the next."""

    span: Span
    row: int
    start: tuple[float, float]
    end: tuple[float, float]
    words: Words


class Shelf:
    """Rows that are filled from above, each with what is taken of it."""

    def __init__(self) -> None:
        self._taken: list[list[tuple[float, float]]] = []

    @property
    def n_rows(self) -> int:
        return len(self._taken)

    def place(self, extents: list[tuple[float, float]]) -> int:
        """Take the first rows, one upon the other, that are free for all extents."""
        row = 0
        while not all(self._is_free(row + k, extent) for k, extent in enumerate(extents)):
            row += 1
        for k, extent in enumerate(extents):
            while len(self._taken) <= row + k:
                self._taken.append([])
            self._taken[row + k].append(extent)
        return row

    def _is_free(self, row: int, extent: tuple[float, float]) -> bool:
        if row >= len(self._taken):
            return True
        left, right = extent
        return all(
            right + APART <= a + _FIT or b + APART <= left + _FIT for a, b in self._taken[row]
        )


def place_events(
    happenings: Iterable[Happening], axis: TimeAxis, room: Room, *, is_numbered: bool
) -> tuple[list[Placed], int]:
    """Return the timed events of one lane, each with its rows, and how many rows they take."""
    shelf, found = Shelf(), []
    timed = [one for one in happenings if one.ranges]
    for one in sorted(timed, key=lambda h: (h.low, h.number)):
        tie = TIE if one.is_split else 0.0
        after = CROSS if one.known == DISPUTED else 0.0
        least = min(axis.x(r.low) for r in one.ranges) - RADIUS - tie
        marks, extents = [], []
        for text, told in zip(_texts(one, is_numbered=is_numbered), one.ranges, strict=True):
            first, last = _ends(axis.x(told.low), axis.x(told.high))
            taken = least if tie else first, last + after
            words = _words(text, taken, room.measure(text), room)
            marks.append(PlacedRange(first, last, words, len(extents)))
            extents += _extents(taken, words, room.measure(text))
        found.append(Placed(one, shelf.place(extents), tuple(marks), least))
    return found, shelf.n_rows


def place_spans(
    spans: Iterable[Span], axis: TimeAxis, room: Room, tag: Callable[[Span], float]
) -> tuple[list[PlacedSpan], int]:
    """Return the intervals that can be drawn, and their rows; `tag` is a verdict's own width."""
    shelf, found = Shelf(), []
    for span in spans:
        if not span.is_drawn or span.start is None or span.end is None:
            continue
        start = axis.x(span.start.low), axis.x(span.start.high)
        end = axis.x(span.end.low), axis.x(span.end.high)
        width = room.measure(span.words) + tag(span)
        line = min(*start, *end), max(*start, *end)
        words = _words(span.words, line, width, room)
        extents = _extents(line, words, width)
        found.append(PlacedSpan(span, shelf.place(extents), start, end, words))
    return found, shelf.n_rows


def _ends(first: float, last: float) -> tuple[float, float]:
    """A dot's or a bar's ends; a bar is never narrower than a dot."""
    wide = max(last - first, 2 * RADIUS)
    middle = (first + last) / 2
    return middle - wide / 2, middle + wide / 2


def _texts(one: Happening, *, is_numbered: bool) -> list[str]:
    """A number for the table, or the time and the name; accounts that differ say whose they are."""
    found = []
    for place, told in enumerate(one.ranges):
        name = one.label if place == 0 else ""
        if one.is_split:
            source = f"{told.said} {told.source}".strip()
            text = f"{name}（{source}）" if name else f"（{source}）"
        else:
            text = name if is_numbered else f"{told.said} {name}"
        found.append(f"{one.number} {text}" if is_numbered and place == 0 else text)
    return found


def _words(text: str, mark: tuple[float, float], width: float, room: Room) -> Words:
    """To the right of the mark where there is room, else to its left, else below it."""
    left, right = mark
    if right + GAP + width <= room.right:
        return Words(text, right + GAP)
    if left - GAP - width >= room.left:
        return Words(text, left - GAP - width)
    return Words(text, max(room.left, min(left + GAP, room.right - width)), is_below=True)


def _extents(mark: tuple[float, float], words: Words, width: float) -> list[tuple[float, float]]:
    """Return what a mark and its words take of their row, or of their two rows."""
    text = words.left, words.left + width
    if words.is_below:
        return [mark, text]
    return [(min(mark[0], text[0]), max(mark[1], text[1]))]
