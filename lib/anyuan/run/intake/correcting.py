"""What does a cell of a received original say, and may another value stand there instead?"""

from dataclasses import dataclass
from typing import NamedTuple

from anyuan import clock
from anyuan.codebook import Column, table
from anyuan.errors import ShownError
from anyuan.intake import ReceivingDesk
from anyuan.intake.archive import find_original
from anyuan.intake.cells import Rules, read_cell, severity_of, shown_value
from anyuan.intake.child import Parser
from anyuan.intake.grid import Cell, Sheet
from anyuan.intake.messages import cell_sentence, file_issue
from anyuan.intake.recognise import Part, recognise
from anyuan.intake.refusal import Refused
from anyuan.intake.xlsx_counts import column_letters

_HIDDEN_TYPES = frozenset({"name", "text"})


@dataclass(frozen=True)
class OriginalCell:
    """A cell as its original has it, corrections left aside; `letters` is its column in the file.

    `was` is what a correction must say that the cell said; `shown` is what of it may be shown.
    """

    sheet: str
    row: int
    letters: str
    column: Column
    was: str
    shown: str

    @property
    def address(self) -> str:
        """The cell's address in the file, such as C17."""
        return f"{self.letters}{self.row}"


class Objection(NamedTuple):
    """Why a value cannot stand (`is_final`), or is only doubtful, in Chinese."""

    wrong: str
    is_final: bool


class OriginalCells:
    """The cells of one received original, kept in memory while its corrections are entered."""

    def __init__(self, table_name: str, parts: tuple[Part, ...]) -> None:
        self._table = table(table_name)
        self._parts = {part.sheet.name: part for part in parts}
        places = [
            (part.sheet, place)
            for part in parts
            for name, place in part.heading.columns.items()
            if self._table.columns[name].type == "name"
        ]
        texts = {text.strip() for sheet, place in places for text in sheet.texts[place]}
        self._names = frozenset(texts - {""})

    def row(self, sheet: str, number: int) -> list[OriginalCell]:
        """Return the cells of a row that the table has a column for, in the table's order.

        Empty where the file has no such sheet or row.
        """
        part = self._parts.get(sheet)
        row = None if part is None else part.sheet.row_of(number)
        if row is None:
            return []
        heading = part.heading.columns
        columns = [c for name, c in self._table.columns.items() if name in heading]
        return [self._cell(part.sheet, row, heading[c.name], c) for c in columns]

    def _cell(self, sheet: Sheet, row: int, place: int, column: Column) -> OriginalCell:
        cell = sheet.cell(row, place)
        shown = show_masked(cell, column, self._names)
        letters, number = column_letters(place + 1), sheet.numbers[row]
        return OriginalCell(sheet.name, number, letters, column, cell.text.strip(), shown)


def open_original(sha256: str, table_name: str, desk: ReceivingDesk) -> OriginalCells:
    """Read an original again and return its cells.

    ShownError `inbox_missing`, or the refusal's code where the file cannot be read (its password).
    """
    original = find_original(desk.workspace, sha256)
    password = desk.password
    ask = None if password is None else lambda: password(original.kept_at)
    try:
        with Parser() as parser:
            parsed = parser.parse_asking(original.data, original.suffix, ask)
        found = recognise([Sheet.of(raw) for raw in parsed["sheets"]], "", table_name)
    except Refused as refused:
        issue = file_issue(refused)
        raise ShownError(
            f"{original.name}：{issue.expected}。",
            code=issue.code,
            next_step=f"{issue.next_step}。",
        ) from None
    return OriginalCells(table_name, found.parts)


def object_to(text: str, column: Column, desk: ReceivingDesk) -> Objection | None:
    """Return what the column's own parser has against a typed value, None for nothing.

    A blank is right where the column allows one.
    """
    rules = Rules(desk.county, clock.civil_date(desk.at), desk.accept_roc)
    value, problem = read_cell(Cell("t", text), column, rules)
    if problem is None and value is None and not column.allows_blank:
        problem = "blank_required"
    if problem is None:
        return None
    return Objection(cell_sentence(problem, column)[0], severity_of(problem, column) != "doubtful")


def show_masked(cell: Cell, column: Column, names: frozenset[str] = frozenset()) -> str:
    """Return what a screen may show of a cell: no name, no text, of a number the last four."""
    text = cell.text.strip()
    if not text:
        return "（空）"
    shown = shown_value(cell, column, names)
    if column.type in _HIDDEN_TYPES or not shown:
        odd = f"，含 {shown}" if shown else ""
        return f"（{len(text)} 个字，不显示{odd}）"
    return shown
