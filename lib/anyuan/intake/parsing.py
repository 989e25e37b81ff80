"""Bytes of a file → its sheets, cell by cell with the kind of each cell.

Runs in the child process. Kinds of cell: t text, n number, d date, o time or duration, b yes/no,
e error, f formula without a stored result. A blank cell is a text of length 0.
"""

import io
import re
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree import ElementTree

import msoffcrypto
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from anyuan.intake.csv_reading import read_text_table
from anyuan.intake.guard import Checked, check_file, check_markup, find_kind
from anyuan.intake.refusal import MAX_AREA, Refused
from anyuan.intake.xls_counts import count_workbook
from anyuan.intake.xlsx_counts import SheetCounts, count_sheet, find_blank_strings
from anyuan.intake.zip_members import is_too_dense, read_pieces, read_small

_KINDS = {str: "t", float: "n", int: "n", bool: "b", date: "d", datetime: "d"}
_BLANKS = " \t\r\n"
_EXACT_DIGITS = 1e15


def parse_file(data: bytes, suffix: str, password: str | None = None) -> dict[str, Any]:
    """Return a file's sheets as plain lists and texts (JSON), or raise Refused.

    Keys: kind, encoding, date_1904, sheets; of a sheet: name, n_rows, kinds and texts by column
    (kinds null where all cells are text), merged ranges (row, column, row, column from 1),
    n_hidden, serial_60, and of a text table lines and widths by row.
    Refuses what `guard.check_file` refuses, `wrong_password`, `row_count_mismatch` where the
    parser's non-blank rows are not those counted from the file itself.
    """
    data = decrypt(data, password) if password is not None else data
    checked = check_file(data, suffix)
    if checked.kind == "csv":
        return _parse_text(checked.data)
    if checked.kind == "xlsx":
        counts = _count_xlsx(checked)
        is_1904 = _is_1904(checked)
    else:
        counts, is_1904 = count_workbook(checked.data)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(checked.data)) as book:
            sheets = [
                _parse_sheet(book.get_sheet_by_name(meta.name), counts.get(meta.name), checked.kind)
                for meta in book.sheets_metadata
                if meta.typ == SheetTypeEnum.WorkSheet
            ]
    except (CalamineError, OSError, ValueError):
        raise Refused("damaged") from None
    return {"kind": checked.kind, "encoding": "", "date_1904": is_1904, "sheets": sheets}


def decrypt(data: bytes, password: str) -> bytes:
    """Return the bytes behind an Office file's password; a file without one comes back as it is.

    Refuses `wrong_password`. The password is neither kept nor written anywhere.
    """
    try:
        find_kind(data)
        if not data.startswith(b"\xd0\xcf\x11\xe0"):
            return data
    except Refused as refused:
        if refused.code != "encrypted":
            raise
    plain = io.BytesIO()
    try:
        office = msoffcrypto.OfficeFile(io.BytesIO(data))
        if not office.is_encrypted():
            return data
        office.load_key(password=password)
        office.decrypt(plain)
    except msoffcrypto.exceptions.InvalidKeyError:
        raise Refused("wrong_password") from None
    except (msoffcrypto.exceptions.DecryptionError, ValueError, KeyError, OSError):
        raise Refused("wrong_password") from None
    except (msoffcrypto.exceptions.FileFormatError, msoffcrypto.exceptions.ParseError):
        raise Refused("damaged") from None
    return plain.getvalue()


def _parse_text(data: bytes) -> dict[str, Any]:
    table = read_text_table(data)
    columns = [list(column) for column in zip(*table.rows, strict=True)]
    sheet = {
        "name": "",
        "n_rows": len(table.rows),
        "kinds": [None] * len(columns),
        "texts": columns,
        "merged": [],
        "n_hidden": 0,
        "serial_60": [],
        "lines": table.lines,
        "widths": table.widths,
    }
    return {"kind": "csv", "encoding": table.encoding, "date_1904": False, "sheets": [sheet]}


def _parse_sheet(sheet: CalamineSheet, counts: SheetCounts | None, kind: str) -> dict[str, Any]:
    if sheet.total_height * sheet.total_width > MAX_AREA:
        raise Refused("extent")
    rows = sheet.to_python(skip_empty_area=False) if sheet.height else []
    columns = [list(column) for column in zip(*rows, strict=True)]
    counts = counts or SheetCounts(n_rows=-1)
    kinds: list[str | None] = [_kinds_of(column) for column in columns]
    texts = [
        column if kinds[n] is None else list(map(_text_of, column))
        for n, column in enumerate(columns)
    ]
    full = {n for n, row in enumerate(rows) if any(map(_is_seen, row))}
    for address, reason in counts.not_value.items():
        row, column = _split(address)
        _grow(kinds, texts, row, column)
        marks = kinds[column - 1] or "t" * len(texts[column - 1])
        letter = "e" if reason == "error" else "f"
        kinds[column - 1] = marks[: row - 1] + letter + marks[row:]
        texts[column - 1][row - 1] = "#" if letter == "e" else "="
        full.add(row - 1)
    if counts.n_rows not in (-1, len(full)):
        raise Refused("row_count_mismatch", counted=counts.n_rows, parsed=len(full))
    return {
        "name": sheet.name,
        "n_rows": len(texts[0]) if texts else 0,
        "kinds": kinds,
        "texts": texts,
        "merged": [
            [a + 1, b + 1, c + 1, d + 1] for (a, b), (c, d) in sheet.merged_cell_ranges or ()
        ],
        "n_hidden": counts.n_hidden,
        "serial_60": counts.serial_60 if kind == "xlsx" else None,
    }


def _kinds_of(column: list) -> str | None:
    types = set(map(type, column))
    if types == {str}:
        return None
    return "".join([_KINDS.get(type(value), "o") for value in column])


def _text_of(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        is_exact = float(value).is_integer() and abs(value) < _EXACT_DIGITS
        return str(int(value)) if is_exact else repr(float(value))
    if isinstance(value, datetime):
        is_day = value.time() == time()
        return value.date().isoformat() if is_day else value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    assert isinstance(value, timedelta)
    return str(value)


def _is_seen(value: Any) -> bool:
    return bool(value.strip(_BLANKS)) if isinstance(value, str) else True


def _grow(kinds: list, texts: list, row: int, column: int) -> None:
    """Make room for a cell that the parser left out because it found nothing behind it."""
    n_rows = max(row, len(texts[0]) if texts else 0)
    for n, cells in enumerate(texts):
        missing = n_rows - len(cells)
        cells.extend([""] * missing)
        kinds[n] = kinds[n] + "t" * missing if kinds[n] is not None else None
    while len(texts) < column:
        texts.append([""] * n_rows)
        kinds.append(None)


def _split(address: str) -> tuple[int, int]:
    letters = address.rstrip("0123456789")
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return int(address[len(letters) :]), number


def _count_xlsx(checked: Checked) -> dict[str, SheetCounts]:
    """Return the counts of each sheet by its name, having looked at every worksheet part."""
    data, members = checked.data, checked.members
    strings = members.get("xl/sharedstrings.xml")
    blank = find_blank_strings(read_pieces(data, strings)) if strings else frozenset()
    by_part: dict[str, SheetCounts] = {}
    for part in sorted(checked.sheets):
        by_part[part] = count_sheet(check_markup(read_pieces(data, members[part])), blank)
        if is_too_dense(members[part]):
            raise Refused("unpacked_size")
    return {name: by_part[part] for name, part in _sheet_parts(checked) if part in by_part}


def _sheet_parts(checked: Checked) -> list[tuple[str, str]]:
    relations = checked.members.get("xl/_rels/workbook.xml.rels")
    if relations is None:
        raise Refused("damaged")
    try:
        book = ElementTree.fromstring(_small(checked, "xl/workbook.xml"))
        links = ElementTree.fromstring(_small(checked, "xl/_rels/workbook.xml.rels"))
    except ElementTree.ParseError:
        raise Refused("damaged") from None
    targets = {
        link.get("Id"): link.get("Target", "").removeprefix("/").removeprefix("xl/").casefold()
        for link in links
    }
    return [
        (sheet.get("name", ""), "xl/" + targets.get(_relation(sheet), ""))
        for sheet in book.iter()
        if sheet.tag.rpartition("}")[2] == "sheet"
    ]


def _relation(sheet: ElementTree.Element) -> str | None:
    return next((v for k, v in sheet.attrib.items() if k.endswith("}id")), None)


def _is_1904(checked: Checked) -> bool:
    found = re.search(rb"\bdate1904\s*=\s*[\"'](1|true)[\"']", _small(checked, "xl/workbook.xml"))
    return found is not None


def _small(checked: Checked, name: str) -> bytes:
    return read_small(checked.data, checked.members[name])
