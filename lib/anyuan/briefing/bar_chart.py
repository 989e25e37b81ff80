"""Horizontal bars (reasons, stages) and lines over months."""

from anyuan.briefing.drawing import (
    BLUE,
    GREEN,
    GREY,
    INK,
    RED,
    Chart,
    canvas,
    chart_of,
    drawing_style,
    hatched,
    listed,
    picture_of,
    wrapped,
)
from anyuan.protected import ProtectedTable


def bars(
    table: ProtectedTable, column: str, *, caption: str, unit: str = "名", width: str = "half"
) -> Chart:
    """Return horizontal bars in the table's order (never sorted by size here)."""
    rows = list(table.column(column))
    if not rows:
        raise ValueError("no rows to draw")
    top = max([cell.value for _, cell in rows if cell.value is not None] + [1])
    with drawing_style():
        figure, axes = canvas(8.6 if width == "wide" else 4.4, 0.42 * len(rows) + 0.25)
        for y, (_, cell) in enumerate(rows):
            if cell.is_hidden:
                axes.add_patch(hatched((0, y - 0.31), top * 0.16, 0.62))
                x, color = top * 0.16, GREY
            else:
                x, color = cell.value or 0, BLUE
                axes.barh(y, x, height=0.62, color=BLUE)
            axes.text(x + top * 0.02, y, cell.shown, va="center", fontweight="bold", color=color)
        axes.set_yticks(range(len(rows)), [wrapped(row.label, 9) for row, _ in rows])
        axes.set_ylim(len(rows) - 0.45, -0.55)
        axes.set_xlim(0, top * 1.12)
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)
        axes.tick_params(length=0, labelcolor=INK)
        picture = picture_of(figure)
    return chart_of(
        table, picture, (f"{table.title}：{listed(rows, unit)}。", caption), rows, width
    )


def lines(table: ProtectedTable, *, caption: str, unit: str = "名", width: str = "half") -> Chart:
    """Return one line for each column over the table's rows; a hidden point breaks the line.

    At most three columns, each named at its end.
    """
    colors = (BLUE, RED, GREEN)
    if len(table.columns) > len(colors):
        raise ValueError("at most three lines")
    said, all_rows = [], []
    with drawing_style():
        figure, axes = canvas(8.6 if width == "wide" else 4.4, 2.9)
        top = 1.0
        for head, color in zip(table.columns, colors, strict=False):
            rows = list(table.column(head.key))
            all_rows += rows
            values = [float("nan") if c.value is None else c.value for _, c in rows]
            top = max([top, *(v for v in values if v == v)])
            axes.plot(range(len(rows)), values, color=color, lw=2, marker="o", ms=4.5)
            for x, (_, cell) in enumerate(rows):
                y = cell.value if cell.value is not None else 0
                axes.annotate(
                    cell.shown,
                    (x, y),
                    xytext=(0, 6),
                    textcoords="offset points",
                    ha="center",
                    color=GREY if cell.is_hidden else color,
                    fontweight="bold",
                )
            if len(table.columns) > 1:
                axes.plot([], [], color=color, lw=2, marker="o", ms=4.5, label=head.label)
            said.append(f"{head.label}：{listed(rows, unit)}")
        labels = [row.label for row, _ in table.column(table.columns[0].key)]
        axes.set_xticks(range(len(labels)), labels)
        axes.set_xlim(-0.4, len(labels) - 0.6)
        axes.set_ylim(0, top * 1.25)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.tick_params(length=0)
        if len(table.columns) > 1:
            axes.legend(frameon=False, loc="upper left", ncols=3, bbox_to_anchor=(0, 1.14))
        picture = picture_of(figure)
    return chart_of(
        table, picture, (f"{table.title}：{'；'.join(said)}。", caption), all_rows, width
    )
