"""Beside a form: the sheet of sources, a line for every cell, and the sheet of corrections."""

from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from anyuan.codebook.forms import CONFIRMED, TYPED, FormCell
from anyuan.letters.form_book import fit_height, write_value
from anyuan.letters.form_values import FilledForm, FormSource, FormValue

SOURCES, CORRECTIONS = "出处", "更正"
_HEAD = ("栏目", "位置", "值", "口径", "来源（表 / 月份 / 文件校验值前8位）", "依据", "状态")
_WIDTHS = (18, 22, 14, 44, 46, 34, 14)
_OLD_NEW = ("序号", "栏目", "已报送数", "现在的数", "原因")
_SIDE = Side(style="thin", color="BFBFBF")
_BOX = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_BODY, _BOLD = Font(name="宋体", size=9), Font(name="黑体", size=9)
_SHADED = PatternFill("solid", start_color="F2F2F2")
_WRAP = Alignment(vertical="top", wrap_text=True)
# Of so many files of one table only the number is told and the first ones are named.
_FEW = 3


def add_sources(book: Workbook, filled: FilledForm) -> None:
    """Add the sheet of sources: item, place, value, definition, files, clause, status."""
    sheet = book.create_sheet(_free(book, SOURCES))
    above = [f"{filled.form.attachment}　{filled.period.label}　出处：表内每一个数的来历"]
    above += [f"口径：{text}" for text in filled.definitions]
    above += [f"核对提示“{check.label}”依据：{check.reference}" for check in filled.checks]
    start = _top(sheet, above, _HEAD, _WIDTHS)
    for row, entry in enumerate(_entries(filled), start=start):
        _write_row(sheet, row, entry)
    _finish(sheet, start - 1)


def add_corrections(book: Workbook, filled: FilledForm) -> None:
    """Add the sheet of corrections, where the period was sent; what did not change is not in it."""
    if filled.sent_on is None:
        return
    sheet = book.create_sheet(_free(book, CORRECTIONS))
    above = [
        f"{filled.form.attachment}　{filled.period.label}　更正：{filled.sent_on.isoformat()}已报送"
        "，表内仍是报送时的数，以下是此后变动的"
    ]
    if not filled.corrections:
        above.append("没有变动。")
    start = _top(sheet, above, _OLD_NEW, (6, 34, 24, 24, 60))
    for n, one in enumerate(filled.corrections, start=1):
        values = (one.place, one.old, one.new, one.why)
        _write_row(sheet, start + n - 1, [FormValue(n), *map(FormValue, values)])
    _finish(sheet, start - 1)


def _entries(filled: FilledForm) -> Iterable[Sequence[FormValue]]:
    for name, cell in filled.form.cells.items():
        yield _entry(filled, cell, cell.group, filled.cells[name])
    for row in filled.rows:
        where = row.get("school_name") or next(iter(row.values()))
        for name, cell in filled.form.columns.items():
            yield _entry(filled, cell, where.text, row[name])


def _entry(filled: FilledForm, cell: FormCell, where: str, value: FormValue) -> list[FormValue]:
    item = filled.form.item_of(cell)
    label = f"{cell.group}·{cell.label}" if filled.form.columns and cell.group else cell.label
    how = "填报" if cell.source == TYPED else "计算"
    status = "已确认" if cell.status == CONFIRMED else "提案，待确认"
    texts = (item.definition, _told(value.sources), cell.clause, f"{how}；{status}")
    return [FormValue(label), FormValue(where), value, *map(FormValue, texts)]


def _told(sources: Sequence[FormSource]) -> str:
    by_label: dict[str, list[FormSource]] = {}
    for source in dict.fromkeys(sources):
        by_label.setdefault(source.label, []).append(source)
    parts = []
    for label, mine in by_label.items():
        shown = "，".join(f"{s.period} {s.digest}".strip() for s in mine[:_FEW])
        more = f" 等 {len(mine)} 份" if len(mine) > _FEW else ""
        parts.append(f"{label}（{shown}{more}）")
    return "；".join(parts)


def _free(book: Workbook, name: str) -> str:
    return name if name not in book.sheetnames else f"{name}（程序）"


def _top(sheet: Worksheet, lines: Sequence[str], head: Sequence[str], widths) -> int:
    for row, text in enumerate(lines, start=1):
        cell = sheet.cell(row, 1, text)
        cell.font = _BOLD
    for column, (word, width) in enumerate(zip(head, widths, strict=True), start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
        cell = sheet.cell(len(lines) + 1, column, word)
        cell.font, cell.fill, cell.border, cell.alignment = _BOLD, _SHADED, _BOX, _WRAP
    return len(lines) + 2


def _write_row(sheet: Worksheet, row: int, values: Sequence[FormValue]) -> None:
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row, column)
        write_value(cell, value)
        cell.font, cell.border, cell.alignment = _BODY, _BOX, _WRAP
    fit_height(sheet, row)


def _finish(sheet: Worksheet, head: int) -> None:
    sheet.freeze_panes = sheet.cell(head + 1, 1)
    sheet.print_title_rows = f"{head}:{head}"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = sheet.ORIENTATION_LANDSCAPE
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "第 &P 页 / 共 &N 页"
