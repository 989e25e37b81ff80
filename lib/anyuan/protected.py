"""What a page may show: tables and figures that have been through protection.

A page, a chart and a sentence take these and nothing else. They are made only by
`anyuan.disclosure` (protect, exact, share); what is hidden is not in them at all.

    table.value(row, column)    the number, or HiddenValueError
    table.column(key)           (Row, Cell) pairs without the total row: for charts
    table.to_csv_text()         what may be saved beside the page
    f"{figure}"                 the printed form of a figure, for sentences
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import InitVar, dataclass

MARK = "＊"
ABSENT = "—"
LEVELS = ("meeting", "casework")
Value = int | float | str | None

# A spreadsheet takes a text that begins so for a formula.
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
_SEAL = object()


class HiddenValueError(LookupError):
    """The cell is hidden: its number is not in the table."""


def seal() -> object:
    """Return the token without which no protected thing is made: for `anyuan.disclosure` alone."""
    return _SEAL


def _check(token: object, level: str) -> None:
    if token is not _SEAL:
        raise TypeError("protected tables and figures are made by anyuan.disclosure only")
    if level not in LEVELS:
        raise ValueError(f"unknown level {level!r}")


@dataclass(frozen=True)
class Cell:
    """One place of a table: `value` is None where it is hidden or absent."""

    shown: str
    value: Value
    figure_id: str
    is_hidden: bool = False


@dataclass(frozen=True)
class Column:
    """A column's key, its printed heading, the unit behind it; `align`: right, left or date."""

    key: str
    label: str
    unit: str = ""
    align: str = "right"


@dataclass(frozen=True)
class Row:
    """A row's key and its printed heading."""

    key: str
    label: str
    is_total: bool = False


@dataclass(frozen=True)
class ProtectedFigure:
    """One number of a page with its id; `low` and `high` bound what is still undecided.

    `value` and the bounds are None and `shown` is the mark where the number is not printed.
    """

    figure_id: str
    label: str
    value: int | float | None
    shown: str
    unit: str
    level: str
    kind: str
    low: int | None = None
    high: int | None = None
    token: InitVar[object] = None

    def __post_init__(self, token: object) -> None:
        _check(token, self.level)

    def __str__(self) -> str:
        return self.shown

    def __format__(self, spec: str) -> str:
        """Return the printed form; a number's format (+d, d) is honoured where it is shown."""
        return format(self.value, spec) if spec and self.value is not None else self.shown

    @property
    def is_hidden(self) -> bool:
        return self.value is None

    @property
    def range_text(self) -> str:
        """The bounds as printed (38–45), or an empty text where nothing is undecided."""
        if self.low is None or self.high is None or self.low == self.high:
            return ""
        return f"{self.low}–{self.high}"


@dataclass(frozen=True)
class ProtectedTable:
    """A table that may be printed at its level.

    `cells[i][j]` stands in `rows[i]`, `columns[j]`. `rule_note` says in Chinese which rule was
    used. `n_primary` small cells and `n_secondary` others are hidden; a page prints the sum only,
    for the split would say which cells are small.
    """

    title: str
    kind: str
    level: str
    row_label: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    cells: tuple[tuple[Cell, ...], ...]
    rule_note: str
    n_primary: int = 0
    n_secondary: int = 0
    token: InitVar[object] = None

    def __post_init__(self, token: object) -> None:
        _check(token, self.level)
        if len(self.cells) != len(self.rows):
            raise ValueError("one line of cells for each row")
        if any(len(line) != len(self.columns) for line in self.cells):
            raise ValueError("one cell for each column")

    @property
    def n_hidden(self) -> int:
        """How many cells print the mark."""
        return self.n_primary + self.n_secondary

    def cell(self, row: str, column: str) -> Cell:
        """Return a cell by the keys of its row and column; KeyError where there is none."""
        lines = {r.key: line for r, line in zip(self.rows, self.cells, strict=True)}
        places = {c.key: j for j, c in enumerate(self.columns)}
        return lines[row][places[column]]

    def value(self, row: str, column: str) -> Value:
        """Return a cell's value; HiddenValueError where it is hidden."""
        cell = self.cell(row, column)
        if cell.is_hidden:
            raise HiddenValueError(f"{self.kind}: {row}/{column} is hidden")
        return cell.value

    def column(self, key: str, *, with_total: bool = False) -> Iterator[tuple[Row, Cell]]:
        """Yield each row with its cell in a column, in the table's order."""
        place = [c.key for c in self.columns].index(key)
        for row, line in zip(self.rows, self.cells, strict=True):
            if with_total or not row.is_total:
                yield row, line[place]

    def to_csv_text(self) -> str:
        """Return the table as CSV, protected values only; write it as utf-8-sig.

        A text that a spreadsheet would take for a formula gets an apostrophe before it; the last
        line says so wherever it was done.
        """
        out = io.StringIO()
        writer = csv.writer(out)
        lines = [[self.row_label, *(_heading(c) for c in self.columns)]]
        for row, line in zip(self.rows, self.cells, strict=True):
            lines.append([row.label, *(_plain(cell) for cell in line)])
        lines.append(["注", self.rule_note])
        is_changed = False
        for line in lines:
            safe = [_neutral(v) for v in line]
            is_changed |= safe != line
            writer.writerow(safe)
        if is_changed:
            writer.writerow(["注", "以 = + - @ 等开头的文字前加了撇号，以免被表格软件当作公式。"])
        return out.getvalue()

    def to_record(self) -> dict:
        """Return the table as plain JSON values (for a block and for the tables of other pages)."""
        return {
            "title": self.title,
            "kind": self.kind,
            "level": self.level,
            "row_label": self.row_label,
            "rule_note": self.rule_note,
            "n_hidden": self.n_hidden,
            "columns": [vars(c).copy() for c in self.columns],
            "rows": [vars(r).copy() for r in self.rows],
            "cells": [[vars(c).copy() for c in line] for line in self.cells],
        }


def _heading(column: Column) -> str:
    return f"{column.label}（{column.unit}）" if column.unit else column.label


def _plain(cell: Cell) -> Value:
    return cell.shown if cell.is_hidden or cell.value is None else cell.value


def _neutral(value: Value) -> Value:
    if isinstance(value, str) and value.lstrip().startswith(_FORMULA_STARTS):
        return "'" + value
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return "'" + value
    return value
