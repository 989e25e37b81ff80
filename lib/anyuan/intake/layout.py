"""Which rows below a heading are data, and what do the others say?"""

import re
import unicodedata
from dataclasses import dataclass, field

from anyuan.codebook import CodeList, Table, code_list
from anyuan.codebook.codes import fold_word
from anyuan.intake.grid import Sheet
from anyuan.intake.headings import Heading
from anyuan.intake.refusal import Refused

_NUMBER = re.compile(r"(?<![\d.])(\d{1,7})(?![\d.])", re.ASCII)
_DIGITS = re.compile(r"\d.*\d.*\d.*\d.*\d.*\d")
_FEW = 3
_WIDE_NOTE = 3
# Columns of numbers that make a row data, whatever its first word.
_PERSONAL = ("resident_id", "student_no", "birth_on")


@dataclass
class Layout:
    """The rows of a sheet below its heading (counted from 0): data, nil, notes; how many blank.

    `stated`: the number of rows that a 合计 line claims, and where it stands.
    """

    data: list[int] = field(default_factory=list)
    nil: list[int] = field(default_factory=list)
    notes: list[int] = field(default_factory=list)
    n_blank: int = 0
    stated: tuple[int, int] | None = None


def lay_out(sheet: Sheet, heading: Heading, table: Table) -> Layout:
    """Return which rows are what.

    A row of nothing but 无 is nil. A short row that begins with 合计 is a total, one that begins
    with a word of notes (填表人, 说明 …), or one text merged over three columns, a note; a heading
    repeated on the next printed page is a note too. Everything else is data.
    Refuses `column_count` where a data row of a text table has more or fewer fields than its
    heading.
    """
    layout = Layout()
    words = code_list("sheet_word")
    places = sorted(heading.columns.values())
    personal = [heading.columns[c] for c in _PERSONAL if c in heading.columns]
    merged = {first: last_c - first_c for first, first_c, _, last_c in sheet.merged}
    last_full = heading.last
    for row in (r for r in sheet.full_rows if r > heading.last):
        layout.n_blank += row - last_full - 1
        last_full = row
        kind = "data"
        full = [place for place in range(sheet.n_columns) if sheet.texts[place][row].strip()]
        if not any(_DIGITS.search(sheet.texts[place][row]) for place in personal):
            kind = _kind_of(sheet, row, full, words)
            if kind == "data" and merged.get(row, 0) >= _WIDE_NOTE - 1 and len(full) == 1:
                kind = "note"
        if kind == "data" and _repeats_heading(sheet, heading, row, places):
            kind = "note"
        if kind == "total":
            layout.stated = _stated(sheet, row, full) or layout.stated
        {"data": layout.data, "nil": layout.nil}.get(kind, layout.notes).append(row)
    _check_widths(sheet, heading, layout, table)
    return layout


def _kind_of(sheet: Sheet, row: int, full: list[int], words: CodeList) -> str:
    texts = [sheet.texts[place][row] for place in full]
    if all(words.parse(text) == "nil" for text in texts):
        return "nil"
    if len(full) == 2 and texts[0].strip().isdecimal() and words.parse(texts[1]) == "nil":
        return "nil"  # a running number before it
    if len(full) > _FEW:
        return "data"
    first = fold_word(texts[0])
    for word, code in words.words.items():
        rest = first.removeprefix(word)
        is_whole = rest == "" or not rest[0].isalpha()
        if code != "nil" and first.startswith(word) and is_whole:
            return code
    return "data"


def _repeats_heading(sheet: Sheet, heading: Heading, row: int, places: list[int]) -> bool:
    said = [(sheet.texts[place][row], sheet.texts[place][heading.last]) for place in places]
    return said[0][0] == said[0][1] and all(own == head for own, head in said)


def _stated(sheet: Sheet, row: int, full: list[int]) -> tuple[int, int] | None:
    for place in full:
        text = unicodedata.normalize("NFKC", sheet.texts[place][row])
        found = _NUMBER.search(text)
        if found:
            return int(found[1]), row
    return None


def _check_widths(sheet: Sheet, heading: Heading, layout: Layout, table: Table) -> None:
    if sheet.widths is None:
        return
    wanted = sheet.widths[heading.last]
    wrong = [row for row in layout.data if sheet.widths[row] != wanted]
    if wrong:
        raise Refused(
            "column_count",
            table=table.label,
            row=sheet.numbers[wrong[0]],
            found=sheet.widths[wrong[0]],
            wanted=wanted,
            n=len(wrong),
        )
