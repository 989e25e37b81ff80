"""Sheets to bytes: .xlsx, .xls and .csv, the same bytes for the same sheet."""

import csv
import io
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
import xlwt

from anyuan.rehearsal.looks import Look
from anyuan.rehearsal.sheets import Sheet
from anyuan.rehearsal.words import words

_MADE_ON = datetime(2024, 5, 1, 8, 0, 0)  # noqa: DTZ001 - a spreadsheet's date has no zone
_BIG = 5_000
# What old spreadsheets leave behind: a second sheet with nothing on it.
_SPARE_SHEET = "Sheet2"
_BEYOND_BASIC_PLANE = 0xFFFF


def suits_xls(sheet: Sheet) -> bool:
    """Whether .xls holds the sheet: its writer miscounts characters beyond the basic plane."""
    return not any(
        isinstance(cell, str) and any(ord(c) > _BEYOND_BASIC_PLANE for c in cell)
        for row in sheet.rows
        for cell in row
    )


def write_sheet(sheet: Sheet, path: Path, look: Look) -> None:
    """Write a sheet in the format of the path's suffix, as its sender would."""
    if path.suffix == ".csv":
        _write_csv(sheet, path, look.encoding)
    elif path.suffix == ".xls":
        _write_xls(sheet, path, look)
    else:
        _write_xlsx(sheet, path, look)


def _write_csv(sheet: Sheet, path: Path, encoding: str) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(
        [_csv_text(cell) for cell in row] for row in sheet.rows
    )
    path.write_bytes(text.getvalue().encode(encoding))


def _csv_text(cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return f"{cell.year}/{cell.month}/{cell.day}"
    if isinstance(cell, int) and cell >= 10**11:
        # What Excel saves of a long number: 1.41182E+17
        mantissa, exponent = f"{cell:.5E}".split("E")
        return f"{mantissa}E+{int(exponent):02d}"
    return str(cell)


def _write_xlsx(sheet: Sheet, path: Path, look: Look) -> None:
    big = len(sheet.rows) > _BIG
    book = xlsxwriter.Workbook(str(path), {"constant_memory": big, "in_memory": not big})
    note = words("looks")["made_up"]
    book.set_properties({"title": note, "comments": note, "created": _MADE_ON})
    page = book.add_worksheet(sheet.name)
    as_date = book.add_format({"num_format": "yyyy/m/d"})
    bold = book.add_format({"bold": True, "align": "center", "valign": "vcenter"})
    page.set_column(0, sheet.width - 1, 14)
    write_string, write_number = page.write_string, page.write_number
    for r, row in enumerate(sheet.rows):
        for c, cell in enumerate(row):
            if cell is None:
                continue
            if isinstance(cell, str):
                write_string(r, c, cell)
            elif isinstance(cell, date):
                page.write_datetime(r, c, datetime(cell.year, cell.month, cell.day), as_date)  # noqa: DTZ001
            else:
                write_number(r, c, cell)
        if big and r == 0:
            page.set_row(0, 24, bold)
    for r1, c1, r2, c2 in sheet.merges:
        if (r1, c1) != (r2, c2) and not (big and r2 > r1):
            _merge(page, sheet, (r1, c1, r2, c2), bold, big)
    if look.has_empty_sheet:
        book.add_worksheet(_SPARE_SHEET)
    book.close()


def _merge(page, sheet: Sheet, area: tuple[int, int, int, int], bold, big: bool) -> None:
    r1, c1, r2, c2 = area
    if big:
        # Rows are on the disk already; only the area itself can still be noted.
        page.merge.append([r1, c1, r2, c2])
        return
    page.merge_range(r1, c1, r2, c2, sheet.rows[r1][c1] or "", bold)


def _write_xls(sheet: Sheet, path: Path, look: Look) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet(sheet.name)
    as_date = xlwt.easyxf(num_format_str="yyyy/m/d")
    merged = {(r1, c1): (r1, r2, c1, c2) for r1, c1, r2, c2 in sheet.merges if (r1, c1) != (r2, c2)}
    for r, row in enumerate(sheet.rows):
        for c, cell in enumerate(row):
            if (r, c) in merged:
                page.write_merge(*merged[r, c], cell)
            elif isinstance(cell, date):
                page.write(r, c, datetime(cell.year, cell.month, cell.day), as_date)  # noqa: DTZ001
            elif cell is not None:
                page.write(r, c, cell)
    if look.has_empty_sheet:
        book.add_sheet(_SPARE_SHEET)
    book.save(str(path))
