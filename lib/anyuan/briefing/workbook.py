"""Ledgers for the office as an Excel workbook in which every text is a text.

    ledger_workbook({"不在校名单": frame}, path, WorkbookMeta(…))

No formula, no link, no creator; IDs stay text; each sheet prints on A4 across with its heading
repeated. A ledger holds names: the file belongs into a casework folder.
"""

import io
import math
import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd
import xlsxwriter

from anyuan.briefing.blocks import clean
from anyuan.clock import CHINA
from anyuan.errors import ShownError
from anyuan.paths import write_bytes

MAX_TEXT = 32_767
_BAD_SHEET = re.compile(r"[\[\]:*?/\\]|^'|'$")
_FONT = "等线"
_WIDEST = 36
_LINE, _TALLEST = 15.0, 409.0  # points; Excel knows no taller row
_MARKED = "#FFF2CC"
Marks = Mapping[str, Set[tuple[int, int]]]
NO_MARKS: Marks = MappingProxyType({})


@dataclass(frozen=True)
class WorkbookMeta:
    """What stands above each sheet's table: `title`, `as_of_text` (截至 2024-09-30), the mark.

    `made_at` carries its zone and is the file's only date. `is_casework`: holds names.
    """

    title: str
    as_of_text: str
    made_at: datetime
    is_rehearsal: bool
    is_casework: bool = True


def ledger_workbook(
    sheets: Mapping[str, pd.DataFrame], path: Path, meta: WorkbookMeta, marks: Marks = NO_MARKS
) -> Path:
    """Write the frames as sheets and return the path.

    sheets: name (at most 31 characters) → frame whose columns are the printed headings. Text is
    written as text whatever it begins with; dates as dates, booleans as 是/否, nulls as blanks;
    whole numbers of more than 15 digits as text (Excel would cut them).
    marks: sheet → cells (row and column of the frame, from 0) that are coloured.
    Raises ShownError text_too_long for a cell of more than 32,767 characters; ValueError for a bad
    sheet name. The file is whole or not there.
    """
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        created = meta.made_at.astimezone(CHINA).replace(tzinfo=None)
        book.set_properties({"author": "", "company": "", "created": created})
        styles = _Look(_styles(book), _styles(book, {"bg_color": _MARKED}))
        for name, frame in sheets.items():
            if not 1 <= len(name) <= 31 or _BAD_SHEET.search(name):
                raise ValueError(f"{name!r} cannot be a sheet's name")
            look = replace(styles, marked=marks.get(name, frozenset()))
            _write_sheet(book.add_worksheet(name), name, frame, meta, look)
    write_bytes(path, out.getvalue())
    return path


@dataclass(frozen=True)
class _Look:
    """The forms of cells, of coloured ones, and which cells of a sheet those are."""

    plain: dict
    coloured: dict
    marked: Set[tuple[int, int]] = frozenset()

    def of(self, row: int, column: int) -> dict:
        return self.coloured if (row, column) in self.marked else self.plain


def _styles(book: xlsxwriter.Workbook, colour: Mapping[str, str] | None = None) -> dict:
    plain = {"font_name": _FONT, "font_size": 10.5, "valign": "top"}
    cell = {**plain, "border": 1, "border_color": "#D9DEE5", "text_wrap": True, **(colour or {})}
    return {
        "title": book.add_format({**plain, "font_size": 15, "bold": True, "valign": "vcenter"}),
        "note": book.add_format({**plain, "font_color": "#5F6B78"}),
        "mark": book.add_format({**plain, "font_color": "#8A6A1D", "bold": True}),
        "head": book.add_format(
            {**cell, "bold": True, "bg_color": "#F3F7FB", "valign": "vcenter", "align": "center"}
        ),
        "text": book.add_format({**cell, "num_format": "@"}),
        "number": book.add_format({**cell, "num_format": "0.########"}),
        "whole": book.add_format({**cell, "num_format": "0"}),
        "date": book.add_format({**cell, "num_format": "yyyy-mm-dd", "align": "center"}),
    }


def _write_sheet(sheet, name: str, frame: pd.DataFrame, meta: WorkbookMeta, look: _Look) -> None:
    sheet.write_string(0, 0, clean(f"{meta.title}：{name}"), look.plain["title"])
    sheet.set_row(0, 26)
    notes = [meta.as_of_text, f"共 {len(frame)} 行"]
    if meta.is_casework:
        notes.append("个案级 · 含个人或个案信息 · 仅限经办人")
    sheet.write_string(1, 0, clean(" · ".join(n for n in notes if n)), look.plain["note"])
    head_row = 2
    if meta.is_rehearsal:
        text = "合成示例数据：人物、数字均为虚构，仅供演练。"
        sheet.write_string(2, 0, text, look.plain["mark"])
        head_row = 3
    n_lines = np.ones(len(frame), dtype="int64")
    for j, column in enumerate(frame.columns):
        sheet.write_string(head_row, j, clean(column), look.plain["head"])
        texts = [
            _write(sheet, head_row + 1 + i, j, v, look.of(i, j))
            for i, v in enumerate(frame[column].tolist())
        ]
        longest = max([_width(t) for t in (clean(column), *texts)], default=0)
        width = min(max(longest + 2, 6), _WIDEST)
        sheet.set_column(j, j, width)
        if longest + 2 > _WIDEST or any("\n" in text for text in texts):
            n_lines = np.maximum(n_lines, [_lines(text, width - 1) for text in texts])
    # Programs that believe the file's row heights (LibreOffice, viewers) would cut wrapped texts.
    for i in np.flatnonzero(n_lines > 1):
        sheet.set_row(head_row + 1 + int(i), min(_LINE * int(n_lines[i]), _TALLEST))
    sheet.freeze_panes(head_row + 1, 0)
    if len(frame) and len(frame.columns):
        sheet.autofilter(head_row, 0, head_row + len(frame), len(frame.columns) - 1)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head_row)
    mark = "　合成示例数据" if meta.is_rehearsal else ""
    sheet.set_footer(f"&C第 &P 页 / 共 &N 页&R{'个案级' if meta.is_casework else ''}{mark}")


def _write(sheet, row: int, column: int, value: object, styles: dict) -> str:
    """Write one cell by its type and return the text by which its width is judged."""
    if type(value) is str:  # most cells are: no need to ask what else it might be
        text = _cleaned(value)
    elif pd.isna(value):
        sheet.write_blank(row, column, None, styles["text"])
        return ""
    elif isinstance(value, bool) or pd.api.types.is_bool(value):
        text = "是" if value else "否"
    elif isinstance(value, pd.Timestamp | datetime) or hasattr(value, "strftime"):
        sheet.write_datetime(row, column, _civil(value), styles["date"])
        return "2024-09-30"
    elif pd.api.types.is_integer(value) and abs(int(value)) < 10**15:
        sheet.write_number(row, column, int(value), styles["whole"])
        return str(int(value))
    elif pd.api.types.is_float(value):
        sheet.write_number(row, column, float(value), styles["number"])
        return f"{float(value):g}"
    else:
        text = clean(value)
    if len(text) > MAX_TEXT:
        raise ShownError(
            f"第 {row + 1} 行第 {column + 1} 列的文字超过 {MAX_TEXT} 个字符，Excel 放不下。",
            code="text_too_long",
            next_step="请缩短后重试。",
        )
    if text:
        sheet.write_string(row, column, text, styles["text"])
    else:
        sheet.write_blank(row, column, None, styles["text"])
    return text


def _civil(value) -> datetime:
    moment = value.to_pydatetime() if isinstance(value, pd.Timestamp) else value
    if not isinstance(moment, datetime):
        return datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001 - a civil day
    return moment.astimezone(CHINA).replace(tzinfo=None) if moment.tzinfo else moment


@lru_cache(maxsize=100_000)
def _cleaned(text: str) -> str:
    return clean(text)


@lru_cache(maxsize=100_000)
def _width(text: str) -> int:
    """Return the width in half-width characters of the text's longest line."""
    return max(_line_width(line) for line in text.split("\n"))


def _lines(text: str, width: float) -> int:
    """Return how many lines a text takes in a column of a width."""
    return sum(max(math.ceil(_line_width(line) / width), 1) for line in text.split("\n"))


def _line_width(line: str) -> int:
    return len(line) if line.isascii() else sum(2 if ord(c) > 0x2000 else 1 for c in line)
