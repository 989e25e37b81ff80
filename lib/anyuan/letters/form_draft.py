"""Our own templates of the forms, drawn from their mappings: A4 across, headings repeated."""

from collections.abc import Sequence
from itertools import groupby

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from anyuan.codebook.forms import Form, FormCell

_THIN = Side(style="thin", color="000000")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
_RIGHT = Alignment(horizontal="right", vertical="center")
_TITLE, _HEAD, _BODY, _SMALL = (
    Font(name="方正小标宋简体", size=18),
    Font(name="黑体", size=10.5),
    Font(name="宋体", size=10.5),
    Font(name="宋体", size=9),
)
_WARNING = Font(name="黑体", size=10.5, color="C00000")
_SHADED = PatternFill("solid", start_color="F2F2F2")
_BLOCK_HEAD = ("类别", "项目", "单位", "本月数")
_BLOCK_WIDTHS = (13, 32, 7, 11)
# Widths of a list's columns by what stands in them; in characters of the body's font.
_WIDTHS = {
    "school_name": 20,
    "address": 22,
    "principal_phone": 12.5,
    "deputy_phone": 14,
    "station": 18,
    "police_station": 12,
    "township": 11,
    "kind": 14,
    "post": 12,
    "alarm_tested_on": 11.5,
    "rectify_due_on": 11.5,
    "appointed_until": 12,
    "school_code": 9,
    "principal_name": 9,
    "safety_head": 9,
    "vice_principal": 9,
    "deputy_name": 10,
    "n_lessons": 11,
}
_USUAL = 7.2


def draft_form(form: Form) -> Workbook:
    """Return our template of a form: title, unit, day, two blocks of cells or the list, notes."""
    book = Workbook()
    sheet = book.active
    sheet.title = form.attachment
    if form.columns:
        widths = [5.0, *(_WIDTHS.get(cell.item, _USUAL) for cell in form.columns.values())]
        last = _head(sheet, form, widths)
        foot = _list(sheet, form, last + 1)
    else:
        last = _head(sheet, form, [*_BLOCK_WIDTHS, *_BLOCK_WIDTHS])
        foot = _blocks(sheet, list(form.cells.values()), last + 1)
        sheet.print_title_rows = f"1:{last + 1}"
    _foot(sheet, foot)
    _page(sheet, form)
    return book


def _head(sheet: Worksheet, form: Form, widths: Sequence[float]) -> int:
    """Write what stands above the table and return its last row."""
    n = len(widths)
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    _line(sheet, 1, (1, n), "{{attachment}}　　{{note}}　　{{mark}}", (_WARNING, _LEFT))
    _line(sheet, 2, (1, n), "{{title}}", (_TITLE, _CENTRE))
    _line(sheet, 3, (1, n), "（{{period}}）　{{sent}}", (_BODY, _CENTRE))
    middle = max(n // 2, 1)
    _line(sheet, 4, (1, middle), "填报单位（盖章）：{{unit}}", (_BODY, _LEFT))
    _line(sheet, 4, (middle + 1, n), "填报日期：{{filled_on}}", (_BODY, _RIGHT))
    for row, height in ((1, 18), (2, 32), (3, 18), (4, 20)):
        sheet.row_dimensions[row].height = height
    return 4


def _line(
    sheet: Worksheet, row: int, span: tuple[int, int], text: str, look: tuple[Font, Alignment]
) -> None:
    first, last = span
    if last > first:
        sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=last)
    cell = sheet.cell(row, first, text)
    cell.font, cell.alignment = look


def _box(sheet: Worksheet, row: int, column: int, text: str, *, head: bool = False) -> None:
    cell = sheet.cell(row, column, text)
    cell.border, cell.alignment = _BOX, _CENTRE
    cell.font = _HEAD if head else _BODY
    if head:
        cell.fill = _SHADED


def _blocks(sheet: Worksheet, cells: Sequence[FormCell], row: int) -> int:
    """Write the cells of a form in two blocks side by side; return the first free row."""
    half = _half(cells)
    longest = max(half, len(cells) - half)
    for block, part in enumerate((cells[:half], cells[half:])):
        first = 1 + block * len(_BLOCK_HEAD)
        for n, word in enumerate(_BLOCK_HEAD):
            _box(sheet, row, first + n, word, head=True)
        at = row + 1
        for group, members in groupby(part, key=lambda cell: cell.group):
            start = at
            for cell in members:
                _box(sheet, at, first, group)
                _box(sheet, at, first + 1, cell.label)
                sheet.cell(at, first + 1).alignment = _LEFT
                _box(sheet, at, first + 2, cell.unit)
                _box(sheet, at, first + 3, f"{{{{{cell.name}}}}}")
                at += 1
            if at - 1 > start:
                sheet.merge_cells(
                    start_row=start, end_row=at - 1, start_column=first, end_column=first
                )
        for rest in range(at, row + 1 + longest):
            for n in range(len(_BLOCK_HEAD)):
                _box(sheet, rest, first + n, "")
    for number in range(row, row + 1 + longest):
        sheet.row_dimensions[number].height = 15.5
    return row + 1 + longest


def _half(cells: Sequence[FormCell]) -> int:
    """Return where the second block begins: at the group's start next to the middle."""
    starts = [n for n, cell in enumerate(cells) if n and cell.group != cells[n - 1].group] or [
        len(cells)
    ]
    return min(starts, key=lambda n: abs(n - len(cells) / 2))


def _list(sheet: Worksheet, form: Form, row: int) -> int:
    """Write the list's two rows of headings, its model row and its total; return the next row."""
    columns = list(form.columns.values())
    _box(sheet, row, 1, "序号", head=True)
    _box(sheet, row + 1, 1, "", head=True)
    sheet.merge_cells(start_row=row, end_row=row + 1, start_column=1, end_column=1)
    at = 2
    for group, members in groupby(columns, key=lambda cell: cell.group):
        part = list(members)
        for n, cell in enumerate(part):
            _box(sheet, row, at + n, group or cell.label, head=True)
            _box(sheet, row + 1, at + n, cell.label if group else "", head=True)
            if not group:
                sheet.merge_cells(
                    start_row=row, end_row=row + 1, start_column=at + n, end_column=at + n
                )
        if group and len(part) > 1:
            sheet.merge_cells(
                start_row=row, end_row=row, start_column=at, end_column=at + len(part) - 1
            )
        at += len(part)
    for column, cell in enumerate(columns, start=2):
        _box(sheet, row + 2, column, f"{{{{row.{cell.name}}}}}")
        text = f"{{{{total.{cell.name}}}}}" if cell.aggregation == "sum" else ""
        _box(sheet, row + 3, column, text)
    _box(sheet, row + 2, 1, "{{row.no}}")
    _box(sheet, row + 3, 1, "合计", head=True)
    for number, height in ((row, 20), (row + 1, 32), (row + 2, 17), (row + 3, 20)):
        sheet.row_dimensions[number].height = height
    sheet.print_title_rows = f"{row}:{row + 1}"
    sheet.freeze_panes = sheet.cell(row + 2, 4 if len(columns) > 3 else 2)
    return row + 4


def _foot(sheet: Worksheet, row: int) -> None:
    n = sheet.max_column
    third = max(n // 3, 1)
    _line(sheet, row, (1, third), "单位负责人：", (_BODY, _LEFT))
    _line(sheet, row, (third + 1, 2 * third), "审核人：", (_BODY, _LEFT))
    _line(sheet, row, (2 * third + 1, n), "填表人：　　　　联系电话：", (_BODY, _LEFT))
    sheet.row_dimensions[row].height = 21
    _line(sheet, row + 1, (1, n), "核对提示（由程序按口径列出，不属于报送数）", (_HEAD, _LEFT))
    _line(sheet, row + 2, (1, n), "{{check.no}}．{{check.text}}", (_SMALL, _LEFT))


def _page(sheet: Worksheet, form: Form) -> None:
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = sheet.ORIENTATION_LANDSCAPE
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.5
    margins.top, margins.bottom, margins.header, margins.footer = 0.5, 0.7, 0.25, 0.3
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.center.text = f"{form.attachment}　第 &P 页 / 共 &N 页"
