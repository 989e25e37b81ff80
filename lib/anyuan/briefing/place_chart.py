"""A school's places by building and floor, coloured by risk: a sketch, not a plan to scale.

    floor_plan(table, caption=…)

The table has one row a place and the columns building (text), floor (whole number), rate and mark
(one of `heat_chart`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch, Rectangle

from anyuan.briefing.drawing import (
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
from anyuan.briefing.heat_chart import HATCHED, IN_DOUBT, UNKNOWN, WORST, add_legend, face_of
from anyuan.protected import Cell, ProtectedTable, Row

Place = tuple[Row, Mapping[str, Cell]]
# In boxes: the widest floor, the room left of a building for its floors' numbers, its heading.
_WIDEST, _MARGIN, _HEAD = 6, 0.55, 0.55
_ACROSS = _WIDEST + _MARGIN


@dataclass(frozen=True)
class _Building:
    """A building as it is drawn: lines of places from the top, each with its floor or None."""

    name: str
    lines: tuple[tuple[int | None, tuple[Place, ...]], ...]

    @property
    def width(self) -> int:
        return max(len(places) for _, places in self.lines)

    @property
    def height(self) -> float:
        return len(self.lines) + _HEAD

    @property
    def has_floors(self) -> bool:
        return len({floor for floor, _ in self.lines} - {None}) > 1


def floor_plan(table: ProtectedTable, *, caption: str, outside: str = "室外") -> Chart:
    """Return one block for each building, its floors upon each other, a box for each place.

    Places without a building stand in a last block called `outside`; a floor that is not written
    down counts as the first. A floor of more places than fit in a line has several lines.
    """
    buildings = _buildings(table, outside)
    if not buildings:
        raise ValueError("no places to draw")
    rates = [cell.value for _, cell in table.column("rate") if cell.value]
    top = max(rates or [1])
    shelves = _shelves(buildings)
    height = sum(max(one.height for one in shelf) for shelf in shelves)
    with drawing_style():
        figure, axes = canvas(8.6, 0.5 * height + 0.5)
        floor = 0.0
        for shelf in shelves:
            floor += max(one.height for one in shelf)
            x = _MARGIN
            for one in shelf:
                _draw(axes, one, (x, floor), top)
                x += one.width + _MARGIN
        axes.set_xlim(0, _ACROSS)
        axes.set_ylim(height + 0.05, 0)
        axes.axis("off")
        add_legend(figure, [cell.value for _, cell in table.column("mark")])
        picture = picture_of(figure)
    words = _in_words(table, [one.name for one in buildings])
    return chart_of(table, picture, (words, caption), list(table.column("rate")), "tall")


def _buildings(table: ProtectedTable, outside: str) -> list[_Building]:
    """Return the buildings by name, what stands outside last."""
    found: dict[str, dict[int, list[Place]]] = {}
    for row, line in zip(table.rows, table.cells, strict=True):
        cells = {column.key: cell for column, cell in zip(table.columns, line, strict=True)}
        floor = cells["floor"].value
        floors = found.setdefault(str(cells["building"].value or ""), {})
        floors.setdefault(1 if floor is None else int(floor), []).append((row, cells))
    names = sorted(found, key=lambda name: (name == "", name))
    return [_Building(name or outside, _lines(found[name])) for name in names]


def _lines(floors: dict[int, list[Place]]) -> tuple[tuple[int | None, tuple[Place, ...]], ...]:
    return tuple(
        (floor if start == 0 else None, tuple(floors[floor][start : start + _WIDEST]))
        for floor in sorted(floors, reverse=True)
        for start in range(0, len(floors[floor]), _WIDEST)
    )


def _shelves(buildings: list[_Building]) -> list[list[_Building]]:
    """Return the buildings in rows, as many side by side as there is room for."""
    shelves: list[list[_Building]] = []
    left = 0.0
    for one in buildings:
        needed = one.width + _MARGIN
        if not shelves or needed > left + 1e-9:
            shelves.append([])
            left = _ACROSS
        shelves[-1].append(one)
        left -= needed
    return shelves


def _draw(axes: Axes, building: _Building, foot: tuple[float, float], top: float) -> None:
    """Draw a building whose lower left corner is `foot` (y grows downwards)."""
    x, bottom = foot
    y = bottom - len(building.lines)
    axes.text(x, y - 0.22, building.name, va="center", fontweight="bold", color=GREY)
    for n, (floor, places) in enumerate(building.lines):
        base = y + n
        axes.add_patch(Rectangle((x, base), building.width, 1, fc="white", ec=LINE, lw=0.8))
        if building.has_floors and floor is not None:
            axes.text(x - 0.07, base + 0.5, f"{floor}层", ha="right", va="center", color=GREY)
        for k, place in enumerate(places):
            _box(axes, (x + k, base), place, top)


def _box(axes: Axes, corner: tuple[float, float], place: Place, top: float) -> None:
    row, cells = place
    kind = cells["mark"].value
    kind = UNKNOWN if cells["rate"].is_hidden else kind
    face = face_of(kind, cells["rate"].value, top)
    x, y = corner
    frame = {"fc": face, "ec": INK if kind == WORST else LINE, "lw": 2.4 if kind == WORST else 0.8}
    for how in (frame, HATCHED) if kind in IN_DOUBT else (frame,):
        box = "round,pad=0,rounding_size=.06"
        axes.add_patch(FancyBboxPatch((x + 0.06, y + 0.12), 0.88, 0.76, boxstyle=box, **how))
    axes.text(
        x + 0.5,
        y + 0.5,
        wrapped(row.label, 8),
        ha="center",
        va="center",
        fontsize=9,
        linespacing=1.15,
        color="white" if is_dark(face) else INK,
        bbox={"fc": face, "ec": "none", "pad": 1.2} if kind in IN_DOUBT else None,
    )


def _in_words(table: ProtectedTable, names: list[str]) -> str:
    kinds = {row.label: cell.value for row, cell in table.column("mark")}
    worst = [label for label, kind in kinds.items() if kind == WORST]
    n_doubt = sum(kind in IN_DOUBT for kind in kinds.values())
    said = [f"共{len(table.rows)}处，分布在{'、'.join(names)}"]
    said += [f"可以认定最重的：{'、'.join(worst)}" if worst else "没有可以认定最重的"]
    said += [f"{n_doubt}处数据太少，无法判断"] if n_doubt else []
    return f"{table.title}：{'；'.join(said)}。"
