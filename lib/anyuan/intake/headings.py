"""Where is the heading of a sheet, and which column of a table stands under which letter?"""

from dataclasses import dataclass

from anyuan.codebook import Table
from anyuan.intake.grid import Sheet
from anyuan.text import fold_heading, visible

_LOOK_AT_ROWS = 40
_FEWEST = 2
_UPPER = 2  # the place of the upper word alone among the readings


@dataclass(frozen=True)
class Heading:
    """A heading of one or two rows: from row `first` to row `last` (from 0).

    `columns`: place of each column of the table that was found. `unknown`: labels of headed columns
    that the table does not have. `twice`: a column's label and the two places that claim it.
    """

    first: int
    last: int
    columns: dict[str, int]
    unknown: tuple[str, ...]
    twice: tuple[tuple[str, int, int], ...]

    def missing(self, table: Table) -> list[str]:
        """Return the labels of the required columns that are not there."""
        return [c.label for c in table.columns.values() if c.is_required and not self.has(c.name)]

    def has(self, column: str) -> bool:
        """Whether a column of the table was found, or is claimed by two places."""
        return column in self.columns or any(name == column for name, _, _ in self.twice)


def top_rows(sheet: Sheet) -> dict[int, list[str]]:
    """Return the rows near the top, each cell folded as a heading.

    Merged cells are filled across and down here: a heading speaks for its whole range.
    """
    top = [row for row in sheet.full_rows if row < (sheet.full_rows[0] + _LOOK_AT_ROWS)]
    rows = {row: [sheet.texts[c][row] for c in range(sheet.n_columns)] for row in top}
    for first_row, first_column, last_row, last_column in sheet.merged:
        if first_row not in rows:
            continue
        for row in range(first_row, last_row + 1):
            for column in range(first_column, last_column + 1):
                if row in rows and column < sheet.n_columns:
                    rows[row][column] = sheet.texts[first_column][first_row]
    return {row: [fold_heading(text) for text in texts] for row, texts in rows.items()}


def said_by(rows: dict[int, list[str]]) -> frozenset[str]:
    """Return everything that the rows near the top may say as headings of one or two rows."""
    said = {text for texts in rows.values() for text in texts}
    for row in rows.keys() & {row - 1 for row in rows}:
        said.update(upper + lower for upper, lower in zip(rows[row], rows[row + 1], strict=True))
    return frozenset(said - {""})


def find_heading(
    sheet: Sheet, table: Table, rows: dict[int, list[str]], needs: frozenset[str] = frozenset()
) -> Heading | None:
    """Return the best heading for a table, or None where no row holds two of its headings.

    The row with the most columns wins, the upper one of equals; two rows together only where they
    give more than either alone. `needs`: columns of which a heading must hold one; then that one
    alone is enough.
    """
    words = table.words
    n_known = {row: sum(text in words for text in texts) for row, texts in rows.items()}
    fewest = 1 if needs else _FEWEST
    best, best_n = None, fewest - 1
    for row in sorted(rows):
        n_below = n_known.get(row + 1, 0)
        if max(n_known[row], n_below) < fewest:
            continue
        one = _places([rows[row]], words)
        found, n, depth = one, len(one), 1
        if row + 1 in rows:
            two = _places([rows[row], rows[row + 1]], words)
            if len(two) > max(n, len(_places([rows[row + 1]], words))):
                found, n, depth = two, len(two), 2
        if n > best_n and (not needs or not needs.isdisjoint(found)):
            best, best_n = (row, depth, found), n
    return _heading(sheet, rows, *best) if best else None


def _places(rows: list[list[str]], words: dict[str, str]) -> dict[str, list[int]]:
    """Return the places of each column that one or two heading rows name.

    A place that only stands below a word of the upper row (关系 below 监护人) loses to one that
    says the column itself (姓名 below 监护人).
    """
    found: dict[str, list[tuple[bool, int]]] = {}
    for place, parts in enumerate(zip(*rows, strict=True)):
        said = ((n, text) for n, text in enumerate(_readings(parts)) if text in words)
        order, text = next(said, (0, ""))
        if text:
            found.setdefault(words[text], []).append((order == _UPPER, place))
    return {column: _strongest(places) for column, places in found.items()}


def _strongest(places: list[tuple[bool, int]]) -> list[int]:
    weakest_wanted = min(is_upper for is_upper, _ in places)
    return [place for is_upper, place in places if is_upper == weakest_wanted]


def _heading(
    sheet: Sheet, rows: dict[int, list[str]], first: int, depth: int, found: dict[str, list[int]]
) -> Heading:
    taken = {place for places in found.values() for place in places}
    last = first + depth - 1
    labels = [
        _label(sheet, first, depth, place)
        for place in range(sheet.n_columns)
        if place not in taken and any(rows[row][place] for row in range(first, last + 1))
    ]
    return Heading(
        first,
        last,
        {column: places[0] for column, places in found.items() if len(places) == 1},
        tuple(labels),
        tuple((column, places[0], places[1]) for column, places in found.items() if places[1:]),
    )


def _readings(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Return what a heading cell may say: upper and lower together, the lower, the upper."""
    upper, lower = parts[0], parts[-1]
    if len(parts) == 1 or upper == lower:
        return (upper,)
    return (upper + lower, lower, upper) if lower else (upper,)


def _label(sheet: Sheet, first: int, n_rows: int, place: int) -> str:
    texts = [visible(sheet.texts[place][first + n]) for n in range(n_rows)]
    return "".join(text for n, text in enumerate(texts) if text and text not in texts[:n])
