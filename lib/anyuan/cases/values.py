"""What a person typed into a case's form → the value that is kept; dates as 2024-09-01."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from anyuan.codebook import CaseKind, Field, code_list
from anyuan.errors import ShownError
from anyuan.text import visible

LONGEST = {"text": 120, "long_text": 4000}
_WRITTEN_DAY = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?", re.ASCII)


def read_values(kind: CaseKind, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of some fields as they are kept; blank ones as "" (or []).

    Days as ISO text, codes as codes (labels and aliases are read), yes_no as true or false.
    Raises ShownError `case_value` that names every field that cannot be read, with its value, what
    was expected and where; KeyError for a field that the kind has not.
    """
    values, problems = {}, []
    for name, value in given.items():
        field = kind.fields[name]
        try:
            values[name] = read_value(field, value)
        except ValueError as problem:
            problems.append(f"{field.label}“{visible(str(value))[:40]}”{problem}")
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
        return f"{date.fromisoformat(value):%Y年%m月%d日}".replace("年0", "年").replace("月0", "月")
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
    if field.type == "day":
        return _day(text)
    longest = LONGEST.get(field.type, LONGEST["text"])
    if len(text) > longest:
        raise ValueError(f"太长（{len(text)} 个字），最多 {longest} 个字")
    return text


def _day(text: str) -> str:
    """Read a full date as hands write it: 2024-9-1, 2024.9.1, 2024/9/1, 2024年9月1日, 20240901."""
    plain = unicodedata.normalize("NFKC", text)
    found = _WRITTEN_DAY.fullmatch(plain)
    try:
        day = date(*map(int, found.groups())) if found else date.fromisoformat(plain)
    except ValueError:
        raise ValueError("不是日期，应写成 2024-09-01 的样子") from None
    return day.isoformat()


def _code(field: Field, word: Any) -> str:
    code = field.choices.parse(str(word))
    if code is None:
        raise ValueError(f"不在可选范围内，应为：{'、'.join(field.choices.labels.values())}")
    return code
