"""A tile for each township: where, at a glance, without a map's false precision."""

from collections.abc import Mapping

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from anyuan.briefing.drawing import (
    FAINT,
    INK,
    LINE,
    Chart,
    canvas,
    chart_of,
    drawing_style,
    is_dark,
    listed,
    picture_of,
)
from anyuan.codebook import Township
from anyuan.protected import Cell, ProtectedTable, Row


def tile_map(
    table: ProtectedTable,
    column: str,
    tiles: Mapping[str, Township],
    *,
    caption: str,
    unit: str = "名",
) -> Chart:
    """Return a tile for each township (`tiles`: row key → Township with x, y and short name).

    A township without a row in the table is drawn with a dash. Deeper colour: more.
    """
    cells = {row.key: cell for row, cell in table.column(column)}
    numbers = [c.value for c in cells.values() if c.value is not None]
    top = max([*numbers, 1])
    columns = max(t.x for t in tiles.values()) + 1
    n_rows = max(t.y for t in tiles.values()) + 1
    with drawing_style():
        figure, axes = canvas(4.4, 4.4 * n_rows / columns * 0.86)
        for key, tile in tiles.items():
            _tile(axes, tile, cells.get(key), top)
        axes.set_xlim(0, columns)
        axes.set_ylim(-(n_rows - 1) * 0.86, 0.86)
        axes.axis("off")
        picture = picture_of(figure)
    ordered = [(Row(k, t.short), cells[k]) for k, t in tiles.items() if k in cells]
    alt = f"{table.title}：{listed(ordered, unit)}。"
    return chart_of(table, picture, (alt, caption), ordered, "half")


def _tile(axes: Axes, tile: Township, cell: Cell | None, top: float) -> None:
    x, y = tile.x + 0.04, -tile.y * 0.86 + 0.04
    share = 0 if cell is None or not cell.value else cell.value / top
    face = "#ffffff" if share == 0 else mpl.colormaps["Blues"](0.12 + 0.62 * share)
    is_hidden = cell is not None and cell.is_hidden
    axes.add_patch(
        FancyBboxPatch(
            (x, y),
            0.92,
            0.78,
            boxstyle="round,pad=0,rounding_size=.07",
            fc=FAINT if is_hidden else face,
            ec=LINE,
            hatch="////" if is_hidden else None,
        )
    )
    color = "white" if share and is_dark(face) else INK
    shown = "—" if cell is None else cell.shown
    number_color = "#9aa5b1" if share == 0 else color
    axes.text(x + 0.46, y + 0.52, tile.short, ha="center", va="center", fontsize=10.5, color=color)
    axes.text(
        x + 0.46,
        y + 0.24,
        shown,
        ha="center",
        va="center",
        fontsize=14,
        fontweight="bold",
        color=INK if is_hidden else number_color,
    )
