"""The bridge from one month's number to the next: opening, signed terms, closing."""

from matplotlib.axes import Axes

from anyuan.briefing.drawing import (
    BLUE,
    GREEN,
    GREY,
    RED,
    Chart,
    canvas,
    chart_of,
    drawing_style,
    hatched,
    in_words,
    picture_of,
    wrapped,
)
from anyuan.protected import Cell, ProtectedTable


def waterfall(table: ProtectedTable, column: str, *, caption: str, unit: str = "名") -> Chart:
    """Return the bridge from the first row's number to the last row's.

    The rows between are signed changes; a zero change is a thin line. Where a number is hidden the
    steps after it have no level that may be drawn, so every bar stands on the ground line.
    """
    steps = list(table.column(column, with_total=True))
    if len(steps) < 2:
        raise ValueError("a bridge has at least an opening and a closing number")
    with drawing_style():
        figure, axes = canvas(8.6, 3.0)
        bars = _levels([cell for _, cell in steps])
        tallest = max([abs(b) + h for b, h in bars] + [1])
        for x, ((_, cell), (bottom, height)) in enumerate(zip(steps, bars, strict=True)):
            is_end = x in (0, len(steps) - 1)
            color = _step_color(cell, is_end=is_end)
            fill = "" if cell.value is None else color
            _bar(axes, (x, bottom), max(height, tallest * 0.006), fill)
            shown = cell.shown if is_end or cell.value is None else _signed(cell.value)
            text_color = GREY if cell.value is None else color
            axes.text(
                x,
                bottom + height + tallest * 0.025,
                shown,
                ha="center",
                va="bottom",
                fontsize=12,
                fontweight="bold",
                color=text_color,
            )
        if all(cell.value is not None for _, cell in steps):
            _connect(axes, [cell.value for _, cell in steps])
        axes.set_xticks(range(len(steps)), [wrapped(row.label, 5) for row, _ in steps])
        axes.set_xlim(-0.55, len(steps) - 0.45)
        axes.set_ylim(0, tallest * 1.18)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.tick_params(length=0)
        picture = picture_of(figure)
    (first, opening), *changes, (last, closing) = steps
    said = [f"{row.label}{_change_in_words(cell, unit)}" for row, cell in changes]
    said = [f"{first.label}{in_words(opening, unit)}", *said]
    alt = f"{table.title}：{'，'.join([*said, last.label + in_words(closing, unit)])}。"
    return chart_of(table, picture, (alt, caption), steps, "wide")


def _levels(cells: list[Cell]) -> list[tuple[float, float]]:
    """Return (bottom, height) for each step; on the ground line once a number is hidden."""
    numbers = [c.value for c in cells]
    if any(n is None for n in numbers):
        known = [abs(n) for n in numbers if n is not None]
        stub = max([*known, 1]) * 0.16
        return [(0, stub if n is None else abs(n)) for n in numbers]
    found, level = [], 0
    for x, n in enumerate(numbers):
        if x in (0, len(numbers) - 1):
            found.append((0, n))
            level = n
        else:
            found.append((min(level, level + n), abs(n)))
            level += n
    return found


def _connect(axes: Axes, numbers: list) -> None:
    level = 0
    for x, n in enumerate(numbers[:-1]):
        level = n if x == 0 else level + n
        axes.plot([x + 0.31, x + 0.69], [level, level], color="#aab4bf", lw=0.9)


def _bar(axes: Axes, foot: tuple[float, float], height: float, color: str) -> None:
    x, bottom = foot
    if color:
        axes.bar(x, height, bottom=bottom, width=0.62, color=color)
    else:
        axes.add_patch(hatched((x - 0.31, bottom), 0.62, height))


def _step_color(cell: Cell, *, is_end: bool) -> str:
    if is_end:
        return BLUE
    if not cell.value:
        return GREY
    return RED if cell.value > 0 else GREEN


def _signed(value) -> str:
    return f"{value:+d}".replace("-", "−") if value else "0"


def _change_in_words(cell: Cell, unit: str) -> str:
    if not cell.value:
        return in_words(cell, unit)
    return f"{'增加' if cell.value > 0 else '减少'}{abs(cell.value)}{unit}"
