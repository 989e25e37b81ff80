"""A sheet as the parser gave it: texts and kinds of cell by column, with its row numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from anyuan.intake.xlsx_counts import column_letters, column_number


class Cell(NamedTuple):
    """One cell: its kind (see `parsing`) and its text; a blank one has no visible text."""

    kind: str
    text: str


BLANK = Cell("t", "")


@dataclass
class Sheet:
    """One sheet; rows and columns are counted from 0 here, `numbers` gives a row's number in the
    file (a text table's row may take several lines).

    `merged`: (first row, first column, last row, last column) of each merged range, from 0.
    `widths`: fields of each row of a text table, else None.
    """

    name: str
    kinds: list[str | None]
    texts: list[list[str]]
    merged: list[tuple[int, int, int, int]]
    n_hidden: int
    serial_60: frozenset[tuple[int, int]] | None
    numbers: Sequence[int]
    widths: list[int] | None

    @classmethod
    def of(cls, raw: dict[str, Any]) -> "Sheet":
        """Return the sheet that the parser's answer describes."""
        return cls(
            name=raw["name"],
            kinds=raw["kinds"],
            texts=raw["texts"],
            merged=[(a - 1, b - 1, c - 1, d - 1) for a, b, c, d in raw["merged"]],
            n_hidden=raw["n_hidden"],
            serial_60=_addresses(raw["serial_60"]),
            numbers=raw.get("lines") or range(1, raw["n_rows"] + 1),
            widths=raw.get("widths"),
        )

    @property
    def n_rows(self) -> int:
        return len(self.texts[0]) if self.texts else 0

    @property
    def n_columns(self) -> int:
        return len(self.texts)

    def cell(self, row: int, column: int) -> Cell:
        """Return one cell; outside the sheet everything is blank."""
        if not (0 <= column < self.n_columns and 0 <= row < self.n_rows):
            return BLANK
        kinds = self.kinds[column]
        return Cell(kinds[row] if kinds else "t", self.texts[column][row])

    def row_texts(self, row: int) -> list[str]:
        """Return the texts of a row, outer blanks dropped."""
        return [column[row].strip() for column in self.texts]

    def put(self, row: int, column: int, text: str) -> None:
        """Replace a cell by a text (a correction)."""
        kinds = self.kinds[column]
        if kinds is not None:
            self.kinds[column] = kinds[:row] + "t" + kinds[row + 1 :]
        self.texts[column][row] = text

    def address(self, row: int, column: int) -> str:
        """Return a cell's address in the file, such as C17."""
        return f"{column_letters(column + 1)}{self.numbers[row]}"

    def row_of(self, number: int) -> int | None:
        """Return the row that has a number in the file, or None."""
        return next((row for row, own in enumerate(self.numbers) if own == number), None)

    def is_hole(self, row: int, column: int) -> bool:
        """Whether a cell holds serial 60, which the calendar of 1900 shows as 29 February.

        Where the serials are not known (.xls), serial 59 is taken for it too: 28 February 1900.
        """
        return self.serial_60 is None or (row, column) in self.serial_60

    @cached_property
    def full_rows(self) -> list[int]:
        """The rows that hold anything visible."""
        full: set[int] = set()
        for texts in self.texts:
            full.update(n for n, text in enumerate(texts) if text and not text.isspace())
        return sorted(full)


def split_address(address: str) -> tuple[int, int]:
    """Return (row, column) from 0 of an address such as C17."""
    letters = address.rstrip("0123456789")
    return int(address[len(letters) :]) - 1, column_number(letters) - 1


def _addresses(texts: list[str] | None) -> frozenset[tuple[int, int]] | None:
    return None if texts is None else frozenset(map(split_address, texts))
