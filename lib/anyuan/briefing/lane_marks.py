"""The marks of a timeline: dots, soft bars, ties of accounts that differ, intervals, their key."""

from collections.abc import Callable

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch, Rectangle

from anyuan.briefing.drawing import BLUE, GREY, INK, RED
from anyuan.briefing.lane_events import (
    DENIED,
    DISPUTED,
    LATE,
    MET,
    UNCLEAR,
    UNTIMED,
    Happening,
    Span,
)
from anyuan.briefing.lane_layout import CROSS, GAP, RADIUS, Measure, Placed, PlacedSpan

FONT = 9.5
_BAR, _SOFT, _N_SOFT = 0.105, 0.2, 8
_DOT = {"marker": "o", "ms": 8, "color": BLUE, "mec": "white", "mew": 0.8, "zorder": 4}
_CROSS = {"marker": "X", "ms": 8.5, "mfc": "white", "mec": RED, "mew": 1.2, "zorder": 4}
_RING = {"marker": "o", "ms": 7, "mfc": "white", "mec": GREY, "mew": 1.2, "zorder": 4}
# So that words are read upon a line.
_PAPER = {"fc": "white", "ec": "none", "pad": 0.5, "alpha": 0.7}
_TAG_PAD, _TAG_FONT = 0.06, 8.5
_HANGING = "，、；。）"


def untimed_width(happenings: list[Happening], measure: Measure, *, is_numbered: bool) -> float:
    """Return how wide the field of events without a time is; 0 without any."""
    return max([measure(_aside(one, is_numbered)) for one in happenings], default=-0.4) + 0.4


def tag_width(span: Span, measure: Measure) -> float:
    """Return how much wider a verdict makes the words of an interval."""
    return measure(span.said) + 2 * _TAG_PAD + GAP if span.said else 0.0


def draw_event(axes: Axes, placed: Placed, y: float, row: float) -> None:
    """Draw an event's marks with their words; `y` is the middle of its first row."""
    one = placed.happening
    if one.is_split:
        _tie(axes, placed, y, row)
    for mark, told in zip(placed.marks, one.ranges, strict=True):
        at = y + mark.row * row
        if told.low == told.high:
            axes.plot([(mark.first + mark.last) / 2], [at], **_DOT)
        else:
            _soft_bar(axes, (mark.first, mark.last), at)
        if one.known == DISPUTED:
            axes.plot([mark.last + CROSS - RADIUS], [at], **_CROSS)
        text_y = at + row if mark.words.is_below else at
        axes.text(
            mark.words.left, text_y, mark.words.text, va="center_baseline", fontsize=FONT, zorder=5,
            bbox=_PAPER,
        )  # fmt: skip


def draw_untimed(
    axes: Axes, one: Happening, place: tuple[float, float], *, is_numbered: bool
) -> None:
    """Draw an event that has no place on the axis, behind it."""
    x, y = place
    axes.plot([x + 0.12], [y], **(_CROSS if one.known == DENIED else _RING))
    axes.text(x + 0.22, y, _aside(one, is_numbered), va="center_baseline", fontsize=FONT, zorder=5)


def draw_span(axes: Axes, placed: PlacedSpan, place: tuple[float, float], measure: Measure) -> None:
    """Draw an interval: heavy where it surely ran, thin where it may have, and its verdict."""
    span, (y, row) = placed.span, place
    color, line = _look(span.verdict)
    ends = (min(placed.start[0], placed.end[0]), max(placed.start[1], placed.end[1]))
    sure = (placed.start[1], placed.end[0])
    axes.plot(ends, [y, y], color=color, lw=1.0, zorder=3)
    if sure[1] > sure[0]:
        axes.plot(sure, [y, y], color=color, lw=3.6, ls=line, solid_capstyle="butt", zorder=3)
    for x in ends:
        axes.plot([x, x], [y - 0.05, y + 0.05], color=color, lw=1.2, zorder=3)
    words = placed.words
    at = y + row if words.is_below else y
    axes.text(
        words.left, at, span.words, va="center_baseline", fontsize=FONT, zorder=5, bbox=_PAPER
    )
    if span.said:
        _tag(axes, span, (words.left + measure(span.words) + GAP, at), measure)


def draw_key(
    axes: Axes, happenings: list[Happening], spans: list[Span], place: tuple[float, Measure]
) -> None:
    """Say in one line what the marks mean, those alone that are drawn."""
    y, measure = place
    known = {one.known for one in happenings}
    ranges = [told for one in happenings for told in one.ranges]
    entries: list[tuple[Callable[[float], None], float, str]] = []
    if any(r.low == r.high for r in ranges):
        entries.append((lambda x: axes.plot([x + 0.06], [y], **_DOT), 0.14, "写明时刻"))
    if any(r.low != r.high for r in ranges):
        entries.append((lambda x: _soft_bar(axes, (x, x + 0.3), y), 0.3, "在这段时间内"))
    if any(one.is_split for one in happenings):
        entries.append((lambda x: _sign(axes, (x + 0.07, y)), 0.14, "各处记录不一"))
    if known & {DENIED, DISPUTED}:
        entries.append((lambda x: axes.plot([x + 0.07], [y], **_CROSS), 0.14, "记录写明没有"))
    if UNTIMED in known:
        entries.append((lambda x: axes.plot([x + 0.07], [y], **_RING), 0.14, "时间不明"))
    if spans:
        entries.append((lambda x: _line_key(axes, (x, y)), 0.5, "间隔：粗段为至少，细段为可能"))
    x = 0.1
    for draw, width, text in entries:
        draw(x)
        axes.text(x + width + GAP, y, text, va="center_baseline", fontsize=8.5, color=GREY)
        x += width + GAP + measure(text) * 8.5 / FONT + 0.18


def wrapped_to(text: str, width: float, measure: Measure) -> list[str]:
    """Return a text in lines of at most a width; a mark never begins a line."""
    lines = [""]
    for character in text:
        if measure(lines[-1] + character) > width and character not in _HANGING:
            lines.append("")
        lines[-1] += character
    return lines


def _aside(one: Happening, is_numbered: bool) -> str:
    return f"{one.number} {one.label}" if is_numbered else one.label


def _soft_bar(axes: Axes, ends: tuple[float, float], y: float) -> None:
    """A bar that fades at both ends: no minute of it is surer than another."""
    left, right = ends
    soft = min(_SOFT, (right - left) / 3)
    axes.add_patch(_bar(left + soft, right - left - 2 * soft, y, 0.8))
    for n in range(_N_SOFT):
        alpha, wide = 0.8 * (n + 0.5) / _N_SOFT, soft / _N_SOFT
        axes.add_patch(_bar(left + n * wide, wide, y, alpha))
        axes.add_patch(_bar(right - (n + 1) * wide, wide, y, alpha))


def _bar(left: float, width: float, y: float, alpha: float) -> Rectangle:
    corner = (left, y - _BAR / 2)
    return Rectangle(corner, width, _BAR, fc=BLUE, ec="none", alpha=alpha, zorder=3)


def _tie(axes: Axes, placed: Placed, y: float, row: float) -> None:
    """Bind the accounts of one event that differ."""
    x, last = placed.left + 0.07, y + placed.marks[-1].row * row
    for mark in placed.marks:
        at = y + mark.row * row
        axes.plot([x, mark.first], [at, at], color=RED, lw=0.9, ls=(0, (2, 2)), zorder=2)
    axes.plot([x, x], [y, last], color=RED, lw=1.2, zorder=2)
    _sign(axes, (x, (y + last) / 2))


def _sign(axes: Axes, place: tuple[float, float]) -> None:
    axes.text(
        *place, "≠", ha="center", va="center", fontsize=8.5, color=RED, fontweight="bold", zorder=5,
        bbox={"boxstyle": "circle,pad=.12", "fc": "white", "ec": RED, "lw": 0.8},
    )  # fmt: skip


def _look(verdict: str) -> tuple[str, object]:
    looks = {MET: (BLUE, "-"), LATE: (RED, "-"), UNCLEAR: (GREY, (0, (1.2, 0.6)))}
    return looks.get(verdict, (GREY, "-"))


def _tag(axes: Axes, span: Span, place: tuple[float, float], measure: Measure) -> None:
    """Write a verdict: late in white on a full field, the others in a frame."""
    x, y = place
    color, _ = _look(span.verdict)
    is_full = span.verdict == LATE
    width = measure(span.said) * _TAG_FONT / FONT + 2 * _TAG_PAD
    axes.add_patch(
        FancyBboxPatch(
            (x, y - 0.085), width, 0.17, boxstyle="round,pad=0,rounding_size=.04",
            fc=color if is_full else "white", ec=color, lw=0.8, zorder=4,
        )
    )  # fmt: skip
    ink = "white" if is_full else color
    axes.text(
        x + width / 2, y, span.said, ha="center", va="center_baseline", fontsize=_TAG_FONT,
        color=ink, fontweight="bold" if is_full else "normal", zorder=5,
    )  # fmt: skip


def _line_key(axes: Axes, place: tuple[float, float]) -> None:
    x, y = place
    axes.plot([x, x + 0.5], [y, y], color=INK, lw=1.0)
    axes.plot([x + 0.1, x + 0.38], [y, y], color=INK, lw=3.6, solid_capstyle="butt")
    for end in (x, x + 0.5):
        axes.plot([end, end], [y - 0.045, y + 0.045], color=INK, lw=1.2)
