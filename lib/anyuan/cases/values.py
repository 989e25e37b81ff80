"""What a person typed into a case's form → the value that is kept.

Days are kept as 2024-09-01, moments (of the civil clock) as 2024-09-05T08:05, times of day as
08:05, pseudonyms as A1;A2: as received rows have them. Counts and amounts are kept in plain
digits: 0, 12, 999.99.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from anyuan.codebook import CaseKind, Field, code_list
from anyuan.dates import parse_day
from anyuan.errors import ShownError
from anyuan.person_numbers import find_person_numbers, mask_person_numbers
from anyuan.written import (
    parse_clock_time,
    parse_code,
    parse_count,
    parse_moment,
    parse_pseudonyms,
)

LONGEST = {"text": 120, "long_text": 4000}
_AMOUNT = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,2}))?", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


def read_values(kind: CaseKind, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of some fields as they are kept; blank ones as "" (or []).

    Codes as codes (labels and aliases are read), yes_no as true or false.
    Raises ShownError `case_value` that names every field that cannot be read, with its value, what
    was expected and where, identity and phone numbers masked; KeyError for a field that the kind
    has not.
    """
    values, problems = {}, []
    for name, value in given.items():
        field = kind.fields[name]
        try:
            values[name] = read_value(field, value)
        except ValueError as problem:
            shown = mask_person_numbers(str(value))[:40]
            problems.append(f"{field.label}“{shown}”{problem}")
    if problems:
        raise ShownError(
            "；".join(problems) + "。", code="case_value", next_step="请改正后再保存。"
        )
    return values


def in_words(field: Field, value: Any) -> str:
    """Return a kept value as a page or a letter prints it."""
    if value in ("", [], None):
        return ""
    if field.choices is not None:
        codes = value if isinstance(value, list) else [value]
        return "、".join(field.choices.labels.get(code, code) for code in codes)
    if field.type == "yes_no":
        return code_list("boolean").label(value)
    if field.type == "day":
        return _day_in_words(date.fromisoformat(value))
    if field.type == "moment":
        at = datetime.fromisoformat(value)
        return f"{_day_in_words(at)}{at:%H:%M}"
    if field.type == "pseudonyms":
        return value.replace(";", "、")
    return str(value)


def read_value(field: Field, value: Any) -> Any:
    """Return one field's value as it is kept; ValueError says in Chinese what is wrong with it."""
    if field.type == "codes":
        words = value if isinstance(value, list | tuple) else [value] if value else []
        return list(dict.fromkeys(_code(field, word) for word in words))
    text = "" if value is None else str(value).strip()
    if not text:
        return ""
    if field.type == "code":
        return _code(field, text)
    if field.type == "yes_no":
        code = code_list("boolean").parse(text)
        if code is None:
            raise ValueError("应为“是”或“否”")
        return code
    if field.type in _READERS:
        return _READERS[field.type](text)
    longest = LONGEST.get(field.type, LONGEST["text"])
    if len(text) > longest:
        raise ValueError(f"太长（{len(text)} 个字），最多 {longest} 个字")
    if field.names_nobody:
        _refuse_numbers(text)
    return text


def _day_in_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _day(text: str) -> str:
    """Read a full date as hands write it: 2024-9-1, 2024.9.1, 2024/9/1, 2024年9月1日, 20240901."""
    day = parse_day(text)
    if not isinstance(day, date):
        raise ValueError("不是日期，应写成 2024-09-01 的样子")
    return day.isoformat()


def _moment(text: str) -> str:
    at = parse_moment(text)
    if not isinstance(at, datetime):
        raise ValueError("不是写到分钟的时间，应写成 2024-09-05 08:05 的样子")
    return at.isoformat(timespec="minutes")


def _clock_time(text: str) -> str:
    time = parse_clock_time(text)
    if ":" not in time:
        raise ValueError("不是一天里的时刻，应写成 08:05 的样子")
    return time


def _pseudonyms(text: str) -> str:
    found = parse_pseudonyms(text)
    if found is None:
        raise ValueError(
            "应只写代号（一个字母加一至三位数字，如 A1、A2）；"
            "姓名只能写在单独保管的《学生欺凌人员对照表》里"
        )
    return found


def _code_text(text: str) -> str:
    code = parse_code(text)
    if code is None:
        raise ValueError("应为代码：字母、数字和短横，不超过 64 个，如 D-101")
    return code


def _count(text: str) -> str:
    count = parse_count(text)
    if not isinstance(count, int):
        raise ValueError("应为整数，没有的写 0")
    return str(count)


def _amount(text: str) -> str:
    """Read a sum: digits, at most two decimals (12, 12.5, 1,200.00); kept without idle noughts."""
    found = _AMOUNT.fullmatch(unicodedata.normalize("NFKC", text).replace(",", ""))
    if not found:
        raise ValueError("应为不小于 0 的数，最多两位小数，如 12.5")
    decimals = (found[2] or "").rstrip("0")
    return str(int(found[1])) + (f".{decimals}" if decimals else "")


def _sha256(text: str) -> str:
    folded = text.casefold()
    if not _SHA256.fullmatch(folded):
        raise ValueError("应为文件的 SHA-256：64 位十六进制数字")
    return folded


def _refuse_numbers(text: str) -> None:
    found = find_person_numbers(text)
    if found:
        told = "、".join(f"{one.label} {one.masked}" for one in dict.fromkeys(found))
        raise ValueError(f"里像是写了{told}；本栏不写个人信息，请改写身份（如值班教师、甲学生）")


def _code(field: Field, word: Any) -> str:
    code = field.choices.parse(str(word))
    if code is None:
        raise ValueError(f"不在可选范围内，应为：{'、'.join(field.choices.labels.values())}")
    return code


_READERS: dict[str, Callable[[str], str]] = {
    "day": _day,
    "moment": _moment,
    "clock_time": _clock_time,
    "pseudonyms": _pseudonyms,
    "code_text": _code_text,
    "place": _code_text,
    "count": _count,
    "amount": _amount,
    "sha256": _sha256,
}
