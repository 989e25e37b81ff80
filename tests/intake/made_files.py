"""Files as senders make them, good and bad, all made up: no row in here is a person."""

import io
import zipfile
from pathlib import Path

import xlsxwriter
import xlwt

from anyuan.resident_id import check_character

NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ROLL_HEADING = [
    "学校代码", "学籍号", "姓名", "性别", "出生日期", "身份证件号", "年级", "班级", "户口所在地",
    "监护人姓名", "监护人电话",
]  # fmt: skip
ROLL_TITLE = "东关示例小学2024年9月学籍名册（合成示例数据）"


def made_id(born="20120229", number=23, place="999999"):
    """Return an identity number with a right check digit in a place that does not exist."""
    first17 = f"{place}{born}{number:03d}"
    return first17 + check_character(first17)


def roll_row(n=1, **changed):
    """Return one row of a roll: a made-up boy born in 2012; `changed` by heading."""
    number = made_id(number=2 * n + 1)
    row = dict(
        zip(
            ROLL_HEADING,
            ["S001", "G" + number, f"示例甲{n}", "男", "2012-02-29", number, "六年级", "1班",
             "示例村", "示例乙", "13800000000"],
            strict=True,
        )
    )  # fmt: skip
    return [*(row | changed).values()]


def roll_rows(n=3, title=ROLL_TITLE, heading=ROLL_HEADING):
    """Return a whole sheet: title, heading, n children."""
    return [[title], list(heading), *(roll_row(k + 1) for k in range(n))]


def write_xlsx(path, rows, *, sheet="Sheet1", dress=None, options=None):
    """Write rows to an .xlsx: texts as texts, numbers as numbers; `dress(book, sheet)` may add."""
    return write_book(path, {sheet: rows}, dress=dress, options=options)


def write_book(path, sheets, *, dress=None, options=None):
    """Write several sheets to an .xlsx."""
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), plain | (options or {})) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, value in enumerate(row):
                    if value is not None:
                        sheet.write(r, c, value)
            if dress:
                dress(book, sheet)
    return Path(path)


def write_xls(path, rows, *, dress=None, dates_1904=False):
    """Write rows to an .xls; `dress(book, sheet)` may add."""
    book = xlwt.Workbook()
    book.dates_1904 = dates_1904
    sheet = book.add_sheet("Sheet1")
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if value is not None:
                sheet.write(r, c, value)
    if dress:
        dress(book, sheet)
    book.save(str(path))
    return Path(path)


def csv_bytes(rows, encoding="utf-8-sig", end="\r\n", mark=","):
    """Return rows as a text table without any quoting."""
    return "".join(mark.join(map(str, row)) + end for row in rows).encode(encoding)


def zip_bytes(parts, *, method=zipfile.ZIP_DEFLATED):
    """Return an archive of the given parts (name → text or bytes)."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return whole.getvalue()


def parts_of(path):
    """Return the parts of an .xlsx (name → bytes)."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_parts(path, changed):
    """Return the bytes of an .xlsx with some parts changed or added (None: left out)."""
    parts = parts_of(path) | changed
    return zip_bytes({name: part for name, part in parts.items() if part is not None})


def with_sheet(path, xml):
    """Return the bytes of an .xlsx whose first sheet is the given XML."""
    return with_parts(path, {"xl/worksheets/sheet1.xml": xml})


def sheet_xml(body, *, before="", prefix=""):
    """Return a worksheet with the given rows."""
    p = prefix + ":" if prefix else ""
    space = f'xmlns{":" + prefix if prefix else ""}="{NAMESPACE}"'
    return f"<{p}worksheet {space}>{before}<{p}sheetData>{body}</{p}sheetData></{p}worksheet>"


def text_cell(address, text):
    """Return a cell with its text inside."""
    return f'<c r="{address}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
