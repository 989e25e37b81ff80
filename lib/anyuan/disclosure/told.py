"""The equation by which a number could be worked out, in words for the author of a page."""

from collections.abc import Mapping

from anyuan.disclosure.bounds import OPEN
from anyuan.disclosure.kinds import TOTAL, kinds
from anyuan.disclosure.year import Year
from anyuan.period import Month
from anyuan.protected import ProtectedTable

_MINUS = " − "


def told_small(table: ProtectedTable, row: str, column: str, value: int) -> str:
    """Return the sentence for a small number that would be printed."""
    return f"{cell_name(table, row, column)}：列出了 {value}，应当隐去。"


def told_change(
    year: Year, table: ProtectedTable, cell: tuple[str, str], place: int, last: int
) -> str:
    """Return the sentence for a change that two printed numbers give."""
    values = year.grid.values
    now, then = (f"{_when(year, p)} {values[p]}" for p in (place, last))
    up = values[place] - values[last]
    return f"{cell_name(table, *cell)}：{now}{_MINUS}{then} = {_signed(up)}。"


def told_range(
    year: Year,
    tables: Mapping[str, ProtectedTable],
    where: tuple[str, str, str],
    place: int,
    ends: tuple[int, int],
) -> str:
    """Return the sentence for a number of which too little is in doubt."""
    name, row, column = where
    what = cell_name(tables[name], row, column) if name else _old_name(year, place)
    low, high = ends
    equation = _equation(year, place) if low == high else ""
    if equation:
        return f"{what}：{equation}。"
    if low == high:
        return f"{what}：由各表的合计联立，只能是 {low}。"
    until = "以上" if high >= OPEN else f" 至 {high} 之间"
    return f"{what}：由各表的合计联立，可推知在 {low}{until}。"


def cell_name(table: ProtectedTable, row: str, column: str) -> str:
    """Return how the page names a cell."""
    rows = {r.key: r.label for r in table.rows}
    columns = {c.key: c.label for c in table.columns}
    return f"“{table.title}”{rows[row]}·{columns[column]}"


def _equation(year: Year, place: int) -> str:
    """Return the one sum that gives a number away, or an empty text where it takes several."""
    grid = year.grid
    unknown = grid.unknown(())
    for n in grid.equations_of(place):
        whole, parts = grid.equations[n]
        line = (whole, *parts)
        if any(p in unknown and p != place and grid.values[p] is None for p in line):
            continue
        others = [p for p in parts if p != place]
        is_of_months = len({year.keys[p][0].when for p in line if p in year.keys}) > 1
        shown = {
            p: f"{_when(year, p)} {grid.values[p]}" if is_of_months else f"{grid.values[p]}"
            for p in line
            if p != place
        }
        if place == whole:
            return f"{' + '.join(shown[p] for p in others)} = {sum(_values(grid, others))}"
        found = grid.values[whole] - sum(_values(grid, others))
        return f"{_MINUS.join(shown[p] for p in (whole, *others))} = {found}"
    return ""


def _values(grid, places) -> list[int]:
    return [grid.values[p] for p in places]


def _old_name(year: Year, place: int) -> str:
    """Return how a number outside of the page is named: its month, its kind and its keys."""
    if place not in year.keys:
        return "两列之差"
    _, number = year.keys[place]
    step = "这一期新增" if place in year.grid.steps else ""
    population, _, row, column = number[-4:]
    found = [k for k in kinds().values() if population in (k.population, k.name)]
    words = next((k.columns[column] for k in found if column in (k.columns or {})), column)
    return f"{_when(year, place)}{step}“{words}”{_row(row)}"


def _row(row: str) -> str:
    return "合计" if row in ("", TOTAL) else row


def _when(year: Year, place: int) -> str:
    issue, _ = year.keys[place]
    number = Month.parse(issue.month).number
    return f"{number}月" if not issue.n else f"{number}月（第{issue.n + 1}次发布）"


def _signed(change: int) -> str:
    return str(change) if change >= 0 else f"−{-change}"
