"""Where is the heading of a sheet, and which column of a table stands under which letter?"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from anyuan.codebook import Table, tables
from anyuan.intake.grid import Sheet
from anyuan.text import fold_heading, visible

_LOOK_AT_ROWS = 40
_FEWEST = 2


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


@cache
def heading_words(table: str) -> dict[str, str]:
    """Return the folded headings of a table, each with its column's name."""
    return {word: c.name for c in tables()[table].columns.values() for word in c.headings}


@cache
def all_heading_words() -> frozenset[str]:
    """Return every folded heading of every table."""
    return frozenset(word for name in tables() for word in heading_words(name))


def candidate_rows(sheet: Sheet) -> dict[int, list[str]]:
    """Return the rows near the top that hold at least two known headings, folded.

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
    folded = {row: [fold_heading(text) for text in texts] for row, texts in rows.items()}
    known = all_heading_words()
    return {
        row: words
        for row, words in folded.items()
        if len(known.intersection(words)) >= _FEWEST or row - 1 in folded
    }


def find_heading(sheet: Sheet, table: Table, rows: dict[int, list[str]]) -> Heading | None:
    """Return the best heading for a table, or None where no row holds two of its headings.

    The row with the most columns wins, the upper one of equals; two rows together only where they
    give more than either alone.
    """
    best: Heading | None = None
    best_n = _FEWEST - 1
    words = heading_words(table.name)
    for row in sorted(rows):
        if len(set(rows[row]).intersection(words)) + len(rows[row]) < _FEWEST:
            continue
        one = _read(sheet, words, [rows[row]], row)
        found, n = one, len(one.columns) + len(one.twice)
        if row + 1 in rows:
            two = _read(sheet, words, [rows[row], rows[row + 1]], row)
            below = _read(sheet, words, [rows[row + 1]], row + 1)
            n_two = len(two.columns) + len(two.twice)
            if n_two > max(n, len(below.columns) + len(below.twice)):
                found, n = two, n_two
        if n > best_n:
            best, best_n = found, n
    return best


def _read(sheet: Sheet, words: dict[str, str], rows: list[list[str]], first: int) -> Heading:
    places: dict[str, int] = {}
    twice: dict[str, tuple[str, int, int]] = {}
    unknown: list[str] = []
    for place in range(sheet.n_columns):
        column = _first_known(_readings([row[place] for row in rows]), words)
        if column is None:
            label = _label(sheet, first, len(rows), place)
            if label:
                unknown.append(label)
        elif column in places or column in twice:
            twice.setdefault(column, (column, places.pop(column, -1), place))
        else:
            places[column] = place
    return Heading(
        first, first + len(rows) - 1, places, tuple(unknown), tuple(twice.values())
    )


def _readings(parts: list[str]) -> Iterable[str]:
    """Yield what a heading cell may say: upper and lower together, the lower, the upper."""
    upper, lower = parts[0], parts[-1]
    if len(parts) == 1 or upper == lower:
        return (upper,)
    return (upper + lower, lower, upper) if lower else (upper,)


def _first_known(readings: Iterable[str], words: dict[str, str]) -> str | None:
    return next((words[r] for r in readings if r in words), None)


def _label(sheet: Sheet, first: int, n_rows: int, place: int) -> str:
    texts = [visible(sheet.texts[place][first + n]) for n in range(n_rows)]
    return "".join(text for n, text in enumerate(texts) if text and text not in texts[:n])
