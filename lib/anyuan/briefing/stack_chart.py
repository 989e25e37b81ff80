"""Parts of a whole, one lying bar a row: how many have, have partly, have not, do not know."""

from matplotlib.colors import to_rgb

from anyuan.briefing.drawing import (
    GREY,
    INK,
    Chart,
    canvas,
    chart_of,
    drawing_style,
    is_dark,
    picture_of,
    wrapped,
)
from anyuan.protected import ProtectedTable

# Blue to red, each of another lightness than its neighbours; greys for what nobody knows.
COLORS = ("#1f4e79", "#9db9d3", "#c8553d", "#c3cad2", "#e8ebef")


def stacked(table: ProtectedTable, *, caption: str, unit: str = "所") -> Chart:
    """Return one bar a row: its parts in the order of the columns (at most five), with numbers.

    Every number is printed: a table with hidden cells is refused (ValueError), for the length of
    the rest would tell it.
    """
    if len(table.columns) > len(COLORS) or table.n_hidden or not table.rows:
        raise ValueError("at most five columns, nothing hidden, and something to draw")
    rows = list(zip(table.rows, table.cells, strict=True))
    whole = max(sum(c.value or 0 for c in line) for _, line in rows) or 1
    colors = [to_rgb(color) for color in COLORS]
    with drawing_style():
        figure, axes = canvas(8.6, 0.3 * len(rows) + 0.55)
        for y, (_, line) in enumerate(rows):
            left = 0
            for cell, color in zip(line, colors, strict=False):
                n = cell.value or 0
                axes.barh(y, n, left=left, height=0.68, color=color)
                if n >= whole * 0.025:
                    ink = "white" if is_dark(color) else INK
                    axes.text(left + n / 2, y, cell.shown, ha="center", va="center", color=ink)
                left += n
        for column, color in zip(table.columns, colors, strict=False):
            axes.barh([0], [0], color=color, label=column.label)
        axes.set_yticks(range(len(rows)), [wrapped(row.label, 20) for row, _ in rows], fontsize=9)
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.set_xlim(0, whole)
        axes.set_xticks([])
        for spine in axes.spines.values():
            spine.set_visible(False)
        axes.tick_params(length=0, labelcolor=INK)
        figure.legend(loc="outside upper right", ncols=len(COLORS), frameon=False, labelcolor=GREY)
        picture = picture_of(figure)
    said = "；".join(f"{row.label}{'，'.join(_part(table, line))}{unit}" for row, line in rows)
    drawn = [(row, cell) for row, line in rows for cell in line]
    return chart_of(table, picture, (f"{table.title}：{said}。", caption), drawn, "tall")


def _part(table: ProtectedTable, line) -> list[str]:
    return [f"{c.label}{cell.shown}" for c, cell in zip(table.columns, line, strict=True)]
