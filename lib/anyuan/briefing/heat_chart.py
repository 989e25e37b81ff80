"""Place by hour: how risky each is, and where the figures cannot say.

    heat_map(HeatTables(rates, counts, marks), caption=…)

Three protected tables of the same rows and columns: the rate that gives the colour, the number that
is printed, and a mark that says what the figures know of it: KNOWN, WORST, DOUBT (places differ,
but this one is not told apart), UNKNOWN (nothing is told of any place), NOBODY (no pupils there).
"""

from collections.abc import Collection
from dataclasses import dataclass

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from anyuan.briefing.drawing import (
    FAINT,
    GREY,
    INK,
    LINE,
    Chart,
    canvas,
    chart_of,
    drawing_style,
    is_dark,
    picture_of,
    wrapped,
)
from anyuan.protected import Cell, ProtectedTable

KNOWN, WORST, DOUBT, UNKNOWN, NOBODY = "known", "worst", "doubt", "unknown", "nobody"
IN_DOUBT = (DOUBT, UNKNOWN)
# Light to dark without red against green: read by every eye, and in grey on paper.
RAMP = mpl.colormaps["YlOrBr"]
_PALE, _DEEP = 0.06, 0.82
# How much of its colour a field in doubt keeps.
_FADED = 0.4
# Lines dark enough to be seen on any of its colours.
HATCHED = {"fc": "none", "ec": "#8a95a1", "hatch": "////", "lw": 0}


@dataclass(frozen=True)
class HeatTables:
    """What a heat map is drawn from: rates, the counts behind them, and the marks."""

    rates: ProtectedTable
    counts: ProtectedTable
    marks: ProtectedTable

    def __post_init__(self) -> None:
        shapes = {
            (tuple(r.key for r in t.rows), tuple(c.key for c in t.columns))
            for t in (self.rates, self.counts, self.marks)
        }
        if len(shapes) != 1 or not self.rates.rows or not self.rates.columns:
            raise ValueError("rates, counts and marks stand in the same rows and columns")


def heat_map(tables: HeatTables, *, caption: str, unit: str = "件") -> Chart:
    """Return one field for each row and column, deeper for a higher rate; WORST has a thick frame.

    DOUBT is hatched and much paler than the same rate where it is known, UNKNOWN hatched on grey
    whatever its rate, NOBODY left white with a dash. A count of zero is not printed; a hidden one
    prints its mark on the same grey hatched field.
    """
    rates, marks = tables.rates, tables.marks
    n_rows, n_columns = len(rates.rows), len(rates.columns)
    top = max([c.value for line in rates.cells for c in line if c.value] or [1])
    drawn = []
    with drawing_style():
        figure, axes = canvas(8.6, 0.36 * n_rows + 1.0)
        for y, row in enumerate(rates.rows):
            for x, column in enumerate(rates.columns):
                rate, count = rates.cells[y][x], tables.counts.cells[y][x]
                _field(axes, (x, y), (rate, count, marks.cell(row.key, column.key)), top)
                drawn.append((row, count))
        axes.set_xlim(0, n_columns)
        axes.set_ylim(n_rows, 0)
        axes.set_xticks([x + 0.5 for x in range(n_columns)], [c.label for c in rates.columns])
        axes.set_yticks(
            [y + 0.5 for y in range(n_rows)], [wrapped(r.label, 12) for r in rates.rows]
        )
        axes.xaxis.tick_top()
        axes.tick_params(length=0, labelcolor=INK)
        for spine in axes.spines.values():
            spine.set_visible(False)
        add_legend(figure, [c.value for line in marks.cells for c in line])
        picture = picture_of(figure)
    return chart_of(rates, picture, (_in_words(tables, unit), caption), drawn, "tall")


def _field(axes: Axes, corner: tuple[int, int], cells: tuple[Cell, Cell, Cell], top: float) -> None:
    rate, count, mark = cells
    (x, y), kind = corner, mark.value
    is_hidden = rate.is_hidden or count.is_hidden
    kind = UNKNOWN if is_hidden else kind
    face = face_of(kind, rate.value, top)
    axes.add_patch(Rectangle((x, y), 1, 1, fc=face, ec=LINE, lw=0.8))
    if kind in IN_DOUBT:
        axes.add_patch(Rectangle((x, y), 1, 1, **HATCHED))
    if kind == WORST:
        frame = Rectangle((x + 0.02, y + 0.05), 0.96, 0.9, fc="none", ec=INK, lw=2.2, zorder=3)
        axes.add_patch(frame)
    said = count.shown if count.is_hidden or count.value else "—" if kind == NOBODY else ""
    color = "white" if is_dark(face) else INK
    axes.text(x + 0.5, y + 0.52, said, ha="center", va="center", fontweight="bold", color=color)


def shade(share: float) -> tuple[float, ...]:
    """Return the colour of a rate that is a share of the highest."""
    return RAMP(_PALE + (_DEEP - _PALE) * min(max(share, 0), 1))


def face_of(kind: str, rate: float | None, top: float) -> tuple[float, ...]:
    """Return the colour of a place: paler in DOUBT, grey where UNKNOWN, white for NOBODY."""
    if kind in (UNKNOWN, NOBODY):
        return to_rgb("white" if kind == NOBODY else FAINT)
    deep = shade((rate or 0) / top)[:3]
    return tuple(1 - (1 - c) * _FADED for c in deep) if kind == DOUBT else deep


def add_legend(figure: Figure, kinds: Collection[str]) -> None:
    """Say below a figure what its colours mean; a frame and hatches only where they are drawn."""
    shown = [
        Patch(fc=shade(0.0), ec=LINE, label="低"),
        Patch(fc=shade(0.5), ec=LINE, label="中"),
        Patch(fc=shade(1.0), ec=LINE, label="高"),
    ]
    if WORST in kinds:
        shown.append(Patch(fc="none", ec=INK, lw=2.2, label="可以认定最重"))
    if set(kinds) & set(IN_DOUBT):
        shown.append(Patch(**HATCHED | {"lw": 0.8}, label="斜线：数据太少，无法判断"))
    figure.legend(
        handles=shown,
        loc="outside lower center",
        ncols=len(shown),
        frameon=False,
        labelcolor=GREY,
        handlelength=1.6,
    )


def _in_words(tables: HeatTables, unit: str) -> str:
    rates, counts, marks = tables.rates, tables.counts, tables.marks
    places = [(row, column) for row in rates.rows for column in rates.columns]
    kinds = [marks.cell(r.key, c.key).value for r, c in places]
    worst = [
        f"{r.label}{c.label}{counts.cell(r.key, c.key).shown}{unit}"
        for (r, c), kind in zip(places, kinds, strict=True)
        if kind == WORST
    ]
    some = [
        f"{r.label}{c.label}{counts.cell(r.key, c.key).shown}{unit}"
        for (r, c), kind in zip(places, kinds, strict=True)
        if kind != WORST and (cell := counts.cell(r.key, c.key)) and (cell.value or cell.is_hidden)
    ]
    said = [f"可以认定最重的：{'，'.join(worst)}" if worst else "没有可以认定最重的"]
    said += [f"其余有登记的：{'，'.join(some)}"] if some else []
    n_doubt = sum(kind in IN_DOUBT for kind in kinds)
    said += [f"{n_doubt}格数据太少，无法判断"] if n_doubt else []
    return f"{rates.title}：{'；'.join(said)}。"
