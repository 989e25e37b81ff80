"""Shares with the intervals in which the truth is thought to lie, one after another."""

from anyuan.briefing.drawing import (
    BLUE,
    GREY,
    INK,
    LINE,
    Chart,
    canvas,
    chart_of,
    drawing_style,
    picture_of,
)
from anyuan.protected import ProtectedTable


def intervals(table: ProtectedTable, columns: tuple[str, str, str], *, caption: str) -> Chart:
    """Return a point with an upright line for each row: share, low and high in whole percent.

    The scale runs from 0 to 100, so that a small difference looks small. Hidden or absent numbers
    are not for this chart: ValueError.
    """
    rows, lows, highs = (list(table.column(key)) for key in columns)
    if not rows or any(cell.value is None for _, cell in (*rows, *lows, *highs)):
        raise ValueError("every share has its two ends")
    with drawing_style():
        figure, axes = canvas(4.4, 2.9)
        for y in (0, 50, 100):
            axes.axhline(y, color=LINE, lw=0.8, zorder=0)
        drawn = enumerate(zip(rows, lows, highs, strict=True))
        for x, ((_, share), (_, low), (_, high)) in drawn:
            axes.plot([x, x], [low.value, high.value], color=BLUE, lw=2.2, alpha=0.45)
            axes.plot([x], [share.value], color=BLUE, marker="o", ms=7)
            axes.annotate(
                f"{share.shown}%",
                (x, share.value),
                xytext=(8, 0),
                textcoords="offset points",
                va="center",
                color=INK,
                fontweight="bold",
            )
        axes.set_xticks(range(len(rows)), [row.label for row, _ in rows])
        axes.set_xlim(-0.5, len(rows) - 0.2)
        axes.set_ylim(0, 108)
        axes.set_yticks([0, 50, 100], ["0", "50%", "100%"])
        axes.spines["left"].set_visible(False)
        axes.tick_params(length=0, labelcolor=GREY)
        picture = picture_of(figure)
    said = "，".join(
        f"{row.label}{share.shown}%（{low.shown}–{high.shown}%）"
        for (row, share), (_, low), (_, high) in zip(rows, lows, highs, strict=True)
    )
    return chart_of(table, picture, (f"{table.title}：{said}。", caption), rows, "half")
