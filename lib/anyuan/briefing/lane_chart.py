"""The timeline of an incident: who did or knew what, to the minute, and how long it took.

    lanes(LaneTables(events, intervals), parties, caption=…)

events: one row for each event, or one for each account where accounts differ (the same `event`):
party (code of its lane), event (key), known (one of `lane_events`), low and high
(2024-10-15 17:05, blank where there is no time), source (text, may be left out).
intervals: start and end (keys of events), low, high and limit (minutes, may be blank), verdict
(code) and said (its words). Row labels are the names printed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

from anyuan.briefing.drawing import GREY, Chart, chart_of, drawing_style, picture_of
from anyuan.briefing.lane_events import (
    Happening,
    Span,
    read_happenings,
    read_spans,
)
from anyuan.briefing.lane_layout import (
    Measure,
    Placed,
    PlacedSpan,
    Room,
    place_events,
    place_spans,
)
from anyuan.briefing.lane_marks import (
    FONT,
    draw_event,
    draw_key,
    draw_span,
    draw_untimed,
    tag_width,
    untimed_width,
    wrapped_to,
)
from anyuan.briefing.lane_scale import (
    CUT_FOOT,
    PLAIN_FOOT,
    draw_aside,
    draw_lane,
    draw_rest,
    draw_scale,
)
from anyuan.briefing.lane_words import in_words
from anyuan.briefing.time_axis import TimeAxis, cut_axis
from anyuan.protected import Cell, ProtectedTable, Row

# With more events than these, marks carry their number in the table, and the time stands there.
N_TIMED_WORDS = 12
_WIDTH, _DPI = 8.6, 160
_LEFT, _RIGHT, _HEAD = 0.74, 0.06, 0.5
_ROW, _LANE_PAD, _TEXT_LINE, _KEY = 0.2, 0.05, 0.19, 0.3


@dataclass(frozen=True)
class LaneTables:
    """What a timeline is drawn from."""

    events: ProtectedTable
    intervals: ProtectedTable | None = None


@dataclass(frozen=True)
class _Lane:
    label: str
    placed: list[Placed]
    n_rows: int
    untimed: list[Happening]

    @property
    def height(self) -> float:
        return max(self.n_rows, len(self.untimed), 1) * _ROW + 2 * _LANE_PAD


@dataclass(frozen=True)
class _Plan:
    """Where everything goes, in inches from the upper left corner."""

    axis: TimeAxis
    measure: Measure
    lanes: list[_Lane]
    bars: list[PlacedSpan]
    n_bar_rows: int
    rest: list[str]
    aside: float
    is_numbered: bool

    @property
    def head(self) -> float:
        return _HEAD + (CUT_FOOT if self.axis.breaks else PLAIN_FOOT)

    @property
    def foot(self) -> float:
        return self.head + sum(lane.height for lane in self.lanes)

    @property
    def bottom(self) -> float:
        return self.foot + (self.n_bar_rows * _ROW + 2 * _LANE_PAD if self.bars else 0.0)

    @property
    def height(self) -> float:
        rest = len(self.rest) * _TEXT_LINE + (_LANE_PAD if self.rest else 0.0)
        return self.bottom + rest + _KEY


def lanes(tables: LaneTables, parties: Mapping[str, str], *, caption: str) -> Chart:
    """Return one lane for each party that has an event, in the order of `parties` (code, label).

    A dot is a minute, a bar with soft ends the minutes between which an event lies; accounts that
    differ stand one below the other, tied together; what was denied, or has no time, stands beside
    the axis. Below, the times between events with their verdicts: heavy where they surely ran, thin
    where they may have. Up to N_TIMED_WORDS events carry their time, more their number in the
    table's order. ValueError without an event that has a time, for a party that is not given, and
    for hidden cells.
    """
    happenings = read_happenings(tables.events)
    spans = read_spans(tables.intervals, happenings) if tables.intervals else []
    unknown = sorted({one.party for one in happenings} - set(parties))
    if unknown:
        raise ValueError(f"no lane for {', '.join(unknown)}")
    with drawing_style():
        figure = Figure(figsize=(_WIDTH, 1), dpi=_DPI)
        plan = _plan(happenings, spans, parties, _measuring(FigureCanvasAgg(figure)))
        figure.set_size_inches(_WIDTH, plan.height)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, _WIDTH)
        axes.set_ylim(plan.height, 0)
        axes.axis("off")
        _draw(axes, plan)
        drawn = [span for span in spans if span.is_drawn]
        draw_key(axes, happenings, drawn, (plan.height - 0.13, plan.measure))
        picture = picture_of(figure)
    words = in_words(tables.events.title, happenings, spans, parties)
    cells = [(row, cell) for row, line in _lines(tables) for cell in line]
    return chart_of(tables.events, picture, (words, caption), cells, "tall")


def _measuring(canvas: FigureCanvasAgg) -> Measure:
    """Return what tells the width of a text of events, in inches."""
    font = FontProperties(size=FONT)
    renderer = canvas.get_renderer()
    return lambda text: renderer.get_text_width_height_descent(text, font, False)[0] / _DPI


def _plan(
    happenings: list[Happening], spans: list[Span], parties: Mapping[str, str], measure: Measure
) -> _Plan:
    is_numbered = len(happenings) > N_TIMED_WORDS
    untimed = [one for one in happenings if not one.ranges]
    width = untimed_width(untimed, measure, is_numbered=is_numbered)
    room = Room(_LEFT, _WIDTH - _RIGHT - width, measure)
    moments = [m for h in happenings for told in h.ranges for m in (told.low, told.high)]
    axis = cut_axis(moments, _LEFT + 0.08, room.right - 0.16)
    below = Room(_LEFT, _WIDTH - _RIGHT, measure)
    bars, n_bar_rows = place_spans(spans, axis, below, lambda span: tag_width(span, measure))
    return _Plan(
        axis=axis,
        measure=measure,
        lanes=_lanes(happenings, parties, (axis, room), is_numbered=is_numbered),
        bars=bars,
        n_bar_rows=n_bar_rows,
        rest=_rest(spans, measure),
        aside=room.right + _LANE_PAD if width else _WIDTH,
        is_numbered=is_numbered,
    )


def _draw(axes: Axes, plan: _Plan) -> None:
    if plan.aside < _WIDTH:
        draw_aside(axes, plan.aside, (_HEAD, plan.head, plan.foot))
    draw_scale(axes, plan.axis, (_HEAD, plan.head, plan.bottom))
    top = plan.head
    for lane in plan.lanes:
        draw_lane(axes, lane.label, (top, top + lane.height))
        first = top + _LANE_PAD + _ROW / 2
        for placed in lane.placed:
            draw_event(axes, placed, first + placed.row * _ROW, _ROW)
        for place, one in enumerate(lane.untimed):
            corner = plan.aside, first + place * _ROW
            draw_untimed(axes, one, corner, is_numbered=plan.is_numbered)
        top += lane.height
    if plan.bars:
        draw_lane(axes, "间隔", (plan.foot, plan.bottom), GREY)
    for bar in plan.bars:
        y = plan.foot + _LANE_PAD + (bar.row + 0.5) * _ROW
        draw_span(axes, bar, (y, _ROW), plan.measure)
    draw_rest(axes, plan.rest, plan.bottom + _LANE_PAD, _LEFT)


def _lanes(
    happenings: list[Happening],
    parties: Mapping[str, str],
    ground: tuple[TimeAxis, Room],
    *,
    is_numbered: bool,
) -> list[_Lane]:
    found = []
    for party, label in parties.items():
        own = [one for one in happenings if one.party == party]
        if own:
            placed, n_rows = place_events(own, *ground, is_numbered=is_numbered)
            found.append(_Lane(label, placed, n_rows, [one for one in own if not one.ranges]))
    return found


def _rest(spans: list[Span], measure: Measure) -> list[str]:
    """The intervals that have no place on the axis, by verdict, in lines that fit."""
    groups: dict[str, list[str]] = {}
    for span in spans:
        if not span.is_drawn:
            groups.setdefault(span.said, []).append(span.words)
    texts = [f"{said or '未判断'}：{'、'.join(names)}" for said, names in groups.items()]
    room = _WIDTH - _RIGHT - _LEFT
    return [line for text in texts for line in wrapped_to(text, room, measure)]


def _lines(tables: LaneTables) -> Iterator[tuple[Row, tuple[Cell, ...]]]:
    for table in (tables.events, tables.intervals):
        if table is not None:
            yield from zip(table.rows, table.cells, strict=True)
