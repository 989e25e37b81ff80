"""A text table, read strictly: the encoding by exact decoding, the rows counted twice."""

import csv
import io
import re
from dataclasses import dataclass

from anyuan.intake.refusal import MAX_AREA, MAX_COLUMNS, MAX_ROWS, Refused

_ENCODINGS = ("utf-8-sig", "gb18030")
_LINE_END = re.compile(r"\r\n|\r|\n")
_MAX_FIELD = 32_767


@dataclass(frozen=True)
class TextTable:
    """Rows of a text table: all cells are text; `lines[i]` is the line on which row i begins.

    `widths[i]` is the number of fields that row i has in the file; `rows` are filled up with "".
    """

    encoding: str
    rows: list[list[str]]
    lines: list[int]
    widths: list[int]


def decode(data: bytes) -> tuple[str, str]:
    """Return (text, encoding): UTF-16 by its mark, else UTF-8, else GB18030, each strictly.

    Refuses `encoding` where none of them fits.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        names: tuple[str, ...] = ("utf-16",)
    else:
        names = _ENCODINGS
    for name in names:
        try:
            return data.decode(name), name
        except UnicodeDecodeError:
            continue
    raise Refused("encoding")


def read_text_table(data: bytes) -> TextTable:
    """Return the rows of a comma- or tab-separated file.

    Refuses `encoding`; `row_count_mismatch` where the parser's rows are not those of an independent
    count under the strict quote rule (a quote only around a whole field, doubled inside one);
    `cells` and `extent` beyond the bounds.
    """
    text, encoding = decode(data)
    delimiter = find_delimiter(text)
    starts = count_rows(text, delimiter)
    if len(starts) > MAX_ROWS:
        raise Refused("extent")
    csv.field_size_limit(_MAX_FIELD)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        raise Refused("row_count_mismatch") from None
    if len(rows) != len(starts):
        raise Refused("row_count_mismatch")
    widths = [len(row) for row in rows]
    width = max(widths, default=0)
    if width > MAX_COLUMNS or width * len(rows) > MAX_AREA:
        raise Refused("extent")
    filled = [row + [""] * (width - len(row)) for row in rows]
    return TextTable(encoding, filled, starts, widths)


def find_delimiter(text: str) -> str:
    """Return a tab where the first lines hold tabs and no comma, else a comma."""
    head = "\n".join(text[:20_000].splitlines()[:20])
    return "\t" if "\t" in head and "," not in head else ","


def count_rows(text: str, delimiter: str) -> list[int]:
    """Return the line (from 1) on which each row begins, without a csv parser.

    A row that ends the file without a line end counts; nothing after the last line end does not.
    Refuses `row_count_mismatch`, naming the line, where a quote stands inside a bare field, after a
    closed one, or is never closed.
    """
    if '"' not in text:
        n = len(_LINE_END.findall(text)) + (not text.endswith(("\n", "\r")) and text != "")
        return list(range(1, n + 1))
    mark = re.escape(delimiter)
    field = re.compile(rf'(?:"((?:[^"]|"")*)"|[^"{mark}\r\n]*)({mark}|\r\n|\r|\n|\Z)')
    starts, line, position = [1], 1, 0
    while True:
        found = field.match(text, position)
        if not found:
            raise Refused("row_count_mismatch", line=line)
        line += len(_LINE_END.findall(found[1])) if found[1] else 0
        position = found.end()
        if not found[2]:
            return starts
        if found[2] != delimiter:
            line += 1
            if position == len(text):
                return starts
            starts.append(line)
