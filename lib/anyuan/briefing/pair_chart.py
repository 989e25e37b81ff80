"""Two counts of the same things side by side, each on a scale of its own: they are not one sum."""

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from anyuan.briefing.drawing import (
    BLUE,
    GREEN,
    GREY,
    INK,
    Chart,
    chart_of,
    drawing_style,
    hatched,
    listed,
    picture_of,
    wrapped,
)
from anyuan.protected import ProtectedTable

_DPI = 160


def pairs(left: ProtectedTable, right: ProtectedTable, *, caption: str) -> Chart:
    """Return lying bars of two tables of one column each, row by row, their titles above.

    The rows are those of `left`; a row that `right` has not prints a dash. Units are those of the
    columns. The chart is held as closely as the closer of the two.
    """
    if len(left.columns) != 1 or len(right.columns) != 1 or not left.rows:
        raise ValueError("one column each, and something to draw")
    keys = {row.key: row.label for row in left.rows if not row.is_total}
    with drawing_style():
        figure = Figure(figsize=(8.6, 0.36 * len(keys) + 0.7), dpi=_DPI, layout="constrained")
        FigureCanvasAgg(figure)
        one, other = figure.subplots(1, 2, sharey=True)
        drawn = _panel(one, left, keys, BLUE) + _panel(other, right, keys, GREEN)
        one.set_yticks(range(len(keys)), [wrapped(label, 9) for label in keys.values()])
        one.set_ylim(len(keys) - 0.45, -0.55)
        picture = picture_of(figure)
    said = [f"{t.title}：{listed(_rows(t), t.columns[0].unit)}" for t in (left, right)]
    closer = left if left.level == "casework" else right
    return chart_of(closer, picture, (f"{'；'.join(said)}。", caption), drawn, "tall")


def _rows(table: ProtectedTable) -> list:
    return list(table.column(table.columns[0].key))


def _panel(axes: Axes, table: ProtectedTable, keys: dict[str, str], color: str) -> list:
    cells = {row.key: (row, cell) for row, cell in _rows(table)}
    top = max([cell.value for _, cell in cells.values() if cell.value is not None] + [1])
    drawn = []
    for y, key in enumerate(keys):
        found = cells.get(key)
        if found is None:
            axes.text(top * 0.02, y, "—", va="center", color=GREY)
            continue
        drawn.append(found)
        cell = found[1]
        if cell.is_hidden:
            axes.add_patch(hatched((0, y - 0.31), top * 0.16, 0.62))
        else:
            axes.barh(y, cell.value or 0, height=0.62, color=color)
        x = top * 0.16 if cell.is_hidden else cell.value or 0
        axes.text(x + top * 0.02, y, cell.shown, va="center", fontweight="bold", color=INK)
    axes.set_title(f"{table.title}（{table.columns[0].unit}）", fontsize=10.5, color=GREY)
    axes.set_xlim(0, top * 1.14)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(length=0, labelcolor=INK)
    return drawn
