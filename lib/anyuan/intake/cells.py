"""What does one cell say, by the type of its column? A value, or the code of why there is none.

Every parser takes the cell, its column and the rules of this reading, and returns (value, problem).
A problem with a value is a doubt: the value is used. Values are kept byte for byte for names and
texts; only what has a form of its own (codes, dates, numbers) is brought into it.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from anyuan.codebook import Column, County
from anyuan.dates import parse_day, parse_month
from anyuan.intake.grid import Cell
from anyuan.resident_id import ResidentId, mask_id, normalise_id, parse_id
from anyuan.text import has_control, has_invisible, has_private_use, visible
from anyuan.written import (
    parse_clock_time,
    parse_code,
    parse_count,
    parse_moment,
    parse_pseudonyms,
    split_words,
)

Outcome = tuple[Any, str | None]

# The row is not used, whatever the column allows.
ROW_PROBLEMS = frozenset(
    {
        "id_numeric_cell",
        "id_scientific",
        "ends_not_after",
        "repeated_no",
        "sealed_matter",
        "number_in_text",
        "name_in_text",
        "event_after_entry",
        "repeated_entry",
    }
)
# The value is used, but somebody should look.
DOUBTS = frozenset(
    {
        "invisible_char",
        "private_use",
        "converted_15",
        "student_no_form",
        "student_no_check",
        "name_form",
        "sex_mismatch",
        "birth_mismatch",
        "school_unknown",
        "place_unknown",
        "before_term",
        "learnt_before",
        "between_incomplete",
        "until_unused",
        "clock_slip",
        "correction_mismatch",
        "correction_place",
    }
)
_ID_PROBLEMS = frozenset({"id_charset", "id_length", "id_check", "id_date"})

# Characters that need a look: superset of what text.has_control, has_invisible, has_private_use
# find; one search over a whole column is cheap, three calls for each cell are not.
ODD = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff\ud800-\udfff\ue000-\uf8ff\U000e0100-\U000e01ef"
    "\U000f0000-\U0010ffff]"
)
_STUDENT_NO = re.compile(r"[GLJ]?[0-9]{17}[0-9X]", re.ASCII)
_PHONE_MARKS = re.compile(r"[\s\-()+—–]")
_PHONE = re.compile(r"[0-9]{7,12}", re.ASCII)
_LONG_NUMBER = re.compile(r"[0-9Xx]{15,}", re.ASCII)
_SHOWN = 24
# What Excel may rightly have made a date or a time of.
_FROM_DATES = frozenset({"date", "month", "resident_id", "clock_time", "moment"})
_AS_GIVEN = frozenset({"name", "text", "resident_id", "student_no"})


@dataclass(frozen=True)
class Rules:
    """What a reading depends on besides the file: the county's words and the day received."""

    county: County
    received_on: date
    accept_roc: bool = False


def severity_of(code: str, column: Column) -> str:
    """Return `refused`, `cell` or `doubtful` for a problem in a column."""
    if code in DOUBTS:
        return "doubtful"
    if code in ROW_PROBLEMS:
        return "refused"
    return "cell" if column.allows_blank or code in _ID_PROBLEMS else "refused"


def read_cell(cell: Cell, column: Column, rules: Rules) -> Outcome:
    """Return (value, problem) of one cell; (None, None) for a blank one.

    Problems of every type: `cell_not_value` (an error, a formula without its result),
    `control_char` (a control character or surrogate), `cell_is_date` (Excel made a date of
    something else). The others stand with the parsers.
    """
    if cell.kind in "ef":
        return None, "cell_not_value"
    odd = ODD.search(cell.text)
    plain = visible(cell.text) if odd else cell.text.strip()
    if not plain:
        return None, None
    if odd and has_control(cell.text):
        return None, "control_char"
    if cell.kind in "do" and column.type not in _FROM_DATES:
        return None, "cell_is_date"
    if column.type not in _AS_GIVEN:
        cell = Cell(cell.kind, plain)
    return _PARSERS[column.type](cell, column, rules)


def shown_value(cell: Cell, column: Column, names: frozenset[str]) -> str:
    """Return what an issue may show of a cell: no name, of an ID or phone the last four characters.

    Of names and free text only the odd characters are named, by code point; of other types the
    value, unless it is a long number or stands as a name elsewhere in the file.
    """
    if cell.kind in "ef":
        return "错误值" if cell.kind == "e" else "公式未计算"
    if column.type in ("resident_id", "student_no", "phone"):
        return mask_id(cell.text) if cell.kind == "t" else "数字"
    if column.type in ("name", "text", "pseudonyms") or cell.text.strip() in names:
        return "、".join(f"U+{ord(c):04X}" for c in dict.fromkeys(ODD.findall(cell.text)))
    if _LONG_NUMBER.search(unicodedata.normalize("NFKC", cell.text)):
        return mask_id(cell.text)
    return ODD.sub("", cell.text).strip()[:_SHOWN]


@lru_cache(maxsize=200_000)
def known_id(text: str, received_on: date) -> ResidentId:
    """Return `parse_id`, remembered: one number stands in many files."""
    return parse_id(text, not_after=received_on)


def _read_text(cell: Cell, column: Column, rules: Rules) -> Outcome:
    if cell.kind == "n" and "e" in cell.text:
        return None, "number_too_long"
    return cell.text, _doubt(cell.text)


def _read_name(cell: Cell, column: Column, rules: Rules) -> Outcome:
    return cell.text, _doubt(cell.text) or (None if cell.kind == "t" else "name_form")


def _doubt(text: str) -> str | None:
    if not ODD.search(text):
        return None
    if has_invisible(text):
        return "invisible_char"
    return "private_use" if has_private_use(text) else None


def _read_resident_id(cell: Cell, column: Column, rules: Rules) -> Outcome:
    """The value is the ResidentId; numeric cells are refused even where the check digit passes."""
    if cell.kind != "t":
        return None, "id_numeric_cell"
    found = known_id(cell.text, rules.received_on)
    return found, found.problem


def _read_student_no(cell: Cell, column: Column, rules: Rules) -> Outcome:
    """G, L or J and 18 characters, or 18 alone; L and J numbers are not judged by their digits."""
    if cell.kind != "t":
        return None, "student_no_numeric_cell"
    number = normalise_id(cell.text).upper()
    if not _STUDENT_NO.fullmatch(number):
        if parse_id(number).problem == "id_scientific":
            return None, "student_no_numeric_cell"
        return cell.text.strip().upper(), "student_no_form"
    if number[0] not in "LJ" and not known_id(number[-18:], rules.received_on).is_valid:
        return number, "student_no_check"
    return number, None


def _read_date(cell: Cell, column: Column, rules: Rules) -> Outcome:
    if cell.kind == "d":
        found: date | str = date.fromisoformat(cell.text[:10])
    elif cell.kind == "n" and not re.fullmatch(r"\d{8}", cell.text, re.ASCII):
        return None, "date_serial"
    elif cell.kind == "n" or cell.kind == "t":
        found = parse_day(cell.text, accept_roc=rules.accept_roc)
    else:
        return None, "date_form"
    if isinstance(found, str):
        return None, found
    if found.year < 1900:
        return None, "date_range"
    if found > rules.received_on and not column.allows_future:
        return None, "date_future"
    return found, None


def _read_month(cell: Cell, column: Column, rules: Rules) -> Outcome:
    if cell.kind == "n" and not re.fullmatch(r"\d{6}|\d{8}", cell.text, re.ASCII):
        return None, "month_form"
    text = cell.text[:10] if cell.kind == "d" else cell.text
    found = parse_month(text) if cell.kind != "o" else "month_form"
    return (None, found) if isinstance(found, str) else (str(found), None)


def _read_code(cell: Cell, column: Column, rules: Rules) -> Outcome:
    code = column.codes.parse(cell.text)
    return (code, None) if code else (None, "code_unknown")


def _read_boolean(cell: Cell, column: Column, rules: Rules) -> Outcome:
    code = column.codes.parse(cell.text)
    return (code == "true", None) if code else (None, "code_unknown")


def _read_township(cell: Cell, column: Column, rules: Rules) -> Outcome:
    code = rules.county.township_code(cell.text)
    return (code, None) if code else (None, "township_unknown")


def _read_phone(cell: Cell, column: Column, rules: Rules) -> Outcome:
    digits = _PHONE_MARKS.sub("", unicodedata.normalize("NFKC", cell.text))
    if len(digits) == 13 and digits.startswith("86"):
        digits = digits[2:]
    return (digits, None) if _PHONE.fullmatch(digits) else (None, "phone_form")


def _read_code_text(cell: Cell, column: Column, rules: Rules) -> Outcome:
    code = parse_code(cell.text)
    return (code, None) if code else (None, "code_form")


def _read_codes(cell: Cell, column: Column, rules: Rules) -> Outcome:
    """Several words in one cell; one that is unknown makes the whole cell unknown."""
    codes = [column.codes.parse(word) for word in split_words(cell.text)]
    if None in codes or not codes:
        return None, "code_unknown"
    return ";".join(dict.fromkeys(codes)), None


def _read_integer(cell: Cell, column: Column, rules: Rules) -> Outcome:
    found = parse_count(cell.text)
    return (None, found) if isinstance(found, str) else (found, None)


def _read_clock_time(cell: Cell, column: Column, rules: Rules) -> Outcome:
    found = parse_clock_time(cell.text) if cell.kind in "to" else "time_form"
    return (found, None) if ":" in found else (None, found)


def _read_moment(cell: Cell, column: Column, rules: Rules) -> Outcome:
    found = parse_moment(cell.text) if cell.kind in "td" else "moment_form"
    if isinstance(found, str):
        return None, found
    if found.date() > rules.received_on:
        return None, "date_future"
    return found.isoformat(timespec="minutes"), None


def _read_pseudonyms(cell: Cell, column: Column, rules: Rules) -> Outcome:
    found = parse_pseudonyms(cell.text)
    return (found, None) if found else (None, "pseudonym_form")


_PARSERS: dict[str, Callable[[Cell, Column, Rules], Outcome]] = {
    "text": _read_text,
    "name": _read_name,
    "resident_id": _read_resident_id,
    "student_no": _read_student_no,
    "date": _read_date,
    "month": _read_month,
    "code": _read_code,
    "boolean": _read_boolean,
    "phone": _read_phone,
    "school_code": _read_code_text,
    "code_text": _read_code_text,
    "township": _read_township,
    "codes": _read_codes,
    "integer": _read_integer,
    "clock_time": _read_clock_time,
    "moment": _read_moment,
    "pseudonyms": _read_pseudonyms,
}
