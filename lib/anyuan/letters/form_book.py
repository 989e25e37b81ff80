"""A form's template as a workbook, filled: typed cells, repeated rows, named cells."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from datetime import UTC, date, datetime

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.packaging.core import DocumentProperties
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from anyuan.letters.form_marks import (
    CHECK,
    MARK,
    ROW,
    FoundMarks,
    check_values,
    fill_text,
    repeated_part,
    row_values,
    single_values,
)
from anyuan.letters.form_values import FilledForm, FormValue
from anyuan.letters.rendering import pack
from anyuan.letters.values import as_printed

_FORMULA, _TEXT = "f", "s"
_MAKER = "安园"
_CHANGED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_LINE, _LINE_WIDTH = 15.0, 1.9  # points a line; width of a Chinese character in column widths


def find_book_marks(data: bytes) -> FoundMarks:
    """Return the marks of a workbook, its named cells included."""
    book = load_workbook(io.BytesIO(data))
    found = FoundMarks()
    for sheet in book.worksheets:
        for cell in _cells(sheet):
            place = f"{sheet.title}!{cell.coordinate}"
            if cell.data_type == _FORMULA:
                found.formulas.append(place)
            elif isinstance(cell.value, str):
                found.look(cell.value, place)
    for name, cell in _named_cells(book):
        found.named.add(name)
        found.add(name, f"{cell.parent.title}!{cell.coordinate}（命名单元格）")
    return found


def fill_book(template: bytes, filled: FilledForm) -> Workbook:
    """Return the template's workbook with every mark and every named cell filled.

    A row that holds a mark of the list stands once for each of its rows; rows below move down.
    What comes from data is never a formula. A mark that the form does not know stays as it is.
    """
    book = load_workbook(io.BytesIO(template))
    values = single_values(filled)
    for name, cell in list(_named_cells(book)):
        if name in values:
            _write(cell, values[name])
    repeated = {ROW: row_values(filled), CHECK: check_values(filled)}
    for sheet in book.worksheets:
        for number, part in reversed(list(_repeated_rows(sheet))):
            _repeat(sheet, number, repeated[part])
        for cell in _cells(sheet):
            if (
                isinstance(cell.value, str)
                and cell.data_type != _FORMULA
                and MARK.search(cell.value)
            ):
                _write(cell, fill_text(cell.value, values))
    return book


def save_book(book: Workbook, title: str, made_at: datetime) -> bytes:
    """Return a workbook's bytes with the product's properties only; same input, same bytes."""
    moment = made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    book.properties = DocumentProperties(creator=_MAKER, title=title, created=moment)
    book.calculation.fullCalcOnLoad = True
    out = io.BytesIO()
    book.save(out)
    stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return pack(out.getvalue(), lambda data: _CHANGED.sub(rb"\g<1>" + stamp + rb"\g<2>", data))


def changed_cells(template: bytes, filled: FilledForm, data: bytes) -> list[str]:
    """Return the places of filled cells that say something else in a workbook than they would.

    What is blank in the filled form may have been typed into (a signature, a telephone).
    """
    found = load_workbook(io.BytesIO(data))
    changed = []
    for sheet in fill_book(template, filled).worksheets:
        if sheet.title not in found.sheetnames:
            changed.append(sheet.title)
            continue
        other = found[sheet.title]
        for cell in _cells(sheet):
            said = other[cell.coordinate].value
            said = said.date() if isinstance(said, datetime) else said
            if said != cell.value and cell.value != "":
                changed.append(f"{sheet.title}!{cell.coordinate}")
    return changed


def write_value(cell: Cell, value: FormValue) -> None:
    """Write a value into a cell by its type: text stays text whatever it begins with."""
    shown = value.shown
    if isinstance(shown, date):
        cell.value, cell.number_format = shown, "yyyy-mm-dd"
    elif isinstance(shown, int):
        cell.value, cell.number_format = shown, "0"
    elif shown:
        cell.value = shown
        cell.data_type, cell.number_format = _TEXT, "@"
    else:
        cell.value = None


def _write(cell: Cell, value: str | FormValue) -> None:
    write_value(cell, FormValue(as_printed(value)) if isinstance(value, str) else value)


def _cells(sheet: Worksheet) -> Iterator[Cell]:
    for row in sheet.iter_rows():
        yield from (c for c in row if not isinstance(c, MergedCell) and c.value is not None)


def _named_cells(book: Workbook) -> Iterator[tuple[str, Cell]]:
    scopes = [book.defined_names, *(sheet.defined_names for sheet in book.worksheets)]
    for names in scopes:
        for name, defined in names.items():
            for sheet, address in defined.destinations:
                if sheet in book.sheetnames and ":" not in address:
                    cell = book[sheet][address.replace("$", "")]
                    if not isinstance(cell, MergedCell):
                        yield name, cell


def _repeated_rows(sheet: Worksheet) -> Iterator[tuple[int, str]]:
    for row in sheet.iter_rows():
        texts = [c.value for c in row if isinstance(c.value, str) and c.data_type != _FORMULA]
        part = repeated_part(name for text in texts for name in MARK.findall(text))
        if part:
            yield row[0].row, part


def _repeat(sheet: Worksheet, number: int, rows: Sequence[Mapping[str, FormValue]]) -> None:
    """Put one row for each of several in the place of a row with marks (one blank for none)."""
    model = {cell.column: (cell.value, copy(cell._style)) for cell in sheet[number]}
    spans = [r for r in sheet.merged_cells.ranges if r.min_row == r.max_row == number]
    height = sheet.row_dimensions[number].height
    n_more = max(len(rows), 1) - 1
    if n_more:
        _move_down(sheet, number + 1, n_more)
    for n in range(n_more + 1):
        values = rows[n] if rows else {}
        target = number + n
        for column, (text, style) in model.items():
            cell = sheet.cell(target, column)
            if isinstance(cell, MergedCell):
                continue
            cell._style = copy(style)
            cell.value = None
            if isinstance(text, str):
                _write(cell, fill_text(text, values) if rows else MARK.sub("", text))
        if n:
            for span in spans:
                sheet.merge_cells(None, target, span.min_col, target, span.max_col)
        fit_height(sheet, target, height, spans)


def fit_height(
    sheet: Worksheet, row: int, least: float | None = None, spans: Sequence = ()
) -> None:
    """Make a row as high as its wrapped texts need: a merged cell never grows by itself."""
    widths = {
        cell.column: sheet.column_dimensions[get_column_letter(cell.column)].width
        for cell in sheet[row]
    }
    merged = {s.min_col: sum(widths[c] for c in range(s.min_col, s.max_col + 1)) for s in spans}
    n_lines = 1
    for cell in sheet[row]:
        if isinstance(cell.value, str):
            width = merged.get(cell.column, widths[cell.column])
            n_lines = max(n_lines, -(-int(_width(cell.value) * 10) // max(int(width * 10) - 8, 10)))
    wanted = _LINE * n_lines + 3
    if least is None and n_lines == 1:
        return
    sheet.row_dimensions[row].height = max(least or 0, wanted)


def _width(text: str) -> float:
    return sum(1.0 if char.isascii() else _LINE_WIDTH for char in text)


def _move_down(sheet: Worksheet, first: int, n: int) -> None:
    """Move everything from a row on down, with merged cells, heights and the print area."""
    last = sheet.max_row
    below = [r for r in list(sheet.merged_cells.ranges) if r.min_row >= first]
    for span in below:
        sheet.unmerge_cells(span.coord)
    if first <= last:
        area = CellRange(min_row=first, max_row=last, min_col=1, max_col=sheet.max_column)
        sheet.move_range(area, rows=n)
        for row in range(last, first - 1, -1):
            height = sheet.row_dimensions[row].height
            sheet.row_dimensions[row + n].height = height
            sheet.row_dimensions[row].height = None
    for span in below:
        sheet.merge_cells(None, span.min_row + n, span.min_col, span.max_row + n, span.max_col)
    if sheet.print_area:
        area = CellRange(sheet.print_area.rpartition("!")[2].replace("$", ""))
        if area.max_row >= first - 1:
            area.expand(down=n)
            sheet.print_area = area.coord
