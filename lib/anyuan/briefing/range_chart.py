"""Estimates with the range in which the truth is thought to lie, one below the other."""

from matplotlib.ticker import MaxNLocator

from anyuan.briefing.drawing import (
    BLUE,
    GREY,
    INK,
    LINE,
    RED,
    Chart,
    canvas,
    chart_of,
    drawing_style,
    hatched,
    picture_of,
    wrapped,
)
from anyuan.protected import Cell, ProtectedTable


def ranges(
    table: ProtectedTable,
    columns: tuple[str, str, str],
    *,
    caption: str,
    unit: str = "",
    width: str = "half",
    named: frozenset[str] = frozenset(),
) -> Chart:
    """Return a point with a lying line for each row: estimate, low and high, from zero on.

    Rows in `named` (keys) are drawn in red. An edge such as ≤5, without ends, is a line from zero
    and no point. A hidden row is a hatched field of the same size; one without numbers says 无数据.
    """
    rows, lows, highs = (list(table.column(key)) for key in columns)
    if not rows:
        raise ValueError("no rows to draw")
    top = max([cell.value for _, cell in (*rows, *highs) if cell.value is not None] + [0]) or 1
    said = []
    with drawing_style():
        figure, axes = canvas(4.4 if width == "half" else 8.6, 0.36 * len(rows) + 0.55)
        for y, ((row, mid), (_, low), (_, high)) in enumerate(zip(rows, lows, highs, strict=True)):
            color = RED if row.key in named else BLUE
            if mid.is_hidden:
                axes.add_patch(hatched((0, y - 0.26), top * 0.2, 0.52))
                axes.text(top * 0.24, y, mid.shown, va="center", color=GREY)
                said.append(f"{row.label}未列出")
                continue
            if mid.value is None:
                axes.text(0, y, " 无数据", va="center", color=GREY)
                said.append(f"{row.label}无数据")
                continue
            ends, text = _ends((mid, low, high), unit)
            axes.plot(ends, [y, y], color=color, lw=3, alpha=0.4)
            if low.value is not None:
                axes.plot([mid.value], [y], color=color, marker="o", ms=6.5)
            axes.annotate(
                text,
                (ends[1], y),
                xytext=(7, 0),
                textcoords="offset points",
                va="center",
                color=INK,
                fontsize=9.5,
            )
            said.append(f"{row.label}{text}")
        axes.axvline(0, color=LINE, lw=0.8)
        axes.set_yticks(range(len(rows)), [wrapped(row.label, 11) for row, _ in rows])
        axes.set_ylim(len(rows) - 0.45, -0.55)
        axes.set_xlim(0, top * (1.75 if width == "half" else 1.35))
        axes.spines["left"].set_visible(False)
        axes.xaxis.set_major_locator(MaxNLocator(4))
        axes.tick_params(length=0, labelcolor=GREY)
        axes.tick_params(axis="y", labelcolor=INK)
        picture = picture_of(figure)
    return chart_of(table, picture, (f"{table.title}：{'，'.join(said)}。", caption), rows, width)


def _ends(cells: tuple[Cell, Cell, Cell], unit: str) -> tuple[tuple[float, float], str]:
    mid, low, high = cells
    if low.value is None or high.value is None:
        is_most = mid.shown.startswith("≥")
        return (mid.value, 100.0) if is_most else (0.0, mid.value), f"{mid.shown}{unit}"
    return (low.value, high.value), f"{mid.shown}{unit}（{low.shown}–{high.shown}{unit}）"
