"""What a letter is given: is all there, and how is it printed?"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from anyuan.codebook.letters import LetterKind, LetterValue
from anyuan.errors import ShownError

# Line ends as keyboards, Word and Excel write them.
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# What XML 1.0 forbids, what only steers a terminal, and marks that reverse the text around them.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

Row = Mapping[str, str]


def prepare_values(kind: LetterKind, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return every value of a letter as it is printed; what is optional and not given is blank.

    Line breaks stay; what Word cannot hold is left out (`removed_characters` tells). Raises one
    ShownError `letter_values` that lists all missing values by their labels, and
    `letter_forbidden_word`; ValueError for a name that the letter does not know, TypeError for a
    value that is neither text nor rows of text.
    """
    _check_shape(kind.values, values, kind.name)
    _check_missing(kind, values)
    shown = _printed(kind.values, values)
    _check_words(kind, shown)
    return shown


def removed_characters(kind: LetterKind, values: Mapping[str, Any]) -> list[str]:
    """Return one sentence for each value of which characters cannot be written into Word."""
    _check_shape(kind.values, values, kind.name)
    return [
        f"“{place}”中有 {n} 个无法写入 Word 的控制字符，已去掉，请核对。"
        for place, text in _texts(kind.values, values)
        if (n := len(_UNPRINTABLE.findall(_LINE_ENDS.sub("\n", text))))
    ]


def as_printed(text: str, value_type: str = "text") -> str:
    """Return a text as a letter prints it; an ISO date of type `day` as a Chinese date."""
    text = _UNPRINTABLE.sub("", _LINE_ENDS.sub("\n", text)).strip()
    if value_type == "day" and _ISO_DAY.fullmatch(text):
        try:
            day = date.fromisoformat(text)
        except ValueError:  # what somebody wrote stands
            return text
        return f"{day.year}年{day.month}月{day.day}日"
    return text


def _check_shape(known: Mapping[str, LetterValue], given: Mapping[str, Any], where: str) -> None:
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise ValueError(f"{where} does not know {', '.join(unknown)}")
    for name, value in given.items():
        columns = known[name].columns
        if not columns:
            if not isinstance(value, str):
                raise TypeError(f"{where}: {name} must be text, not {type(value).__name__}")
            continue
        if isinstance(value, str) or not all(isinstance(row, Mapping) for row in value):
            raise TypeError(f"{where}: {name} must be rows")
        for row in value:
            _check_shape(columns, row, f"{where}.{name}")


def _check_missing(kind: LetterKind, values: Mapping[str, Any]) -> None:
    missing = list(_missing(kind.values, values))
    if missing:
        raise ShownError(
            f"《{kind.label}》还缺：{'、'.join(missing)}。",
            code="letter_values",
            next_step="请在个案中补齐后再生成文书。",
        )


def _missing(known: Mapping[str, LetterValue], given: Mapping[str, Any]) -> Iterator[str]:
    for name, value in known.items():
        rows = given.get(name, ()) if value.columns else ()
        is_blank = not (rows if value.columns else as_printed(given.get(name, "")))
        if is_blank and value.is_required:
            yield value.label
        for number, row in enumerate(rows, start=1):
            yield from (
                f"{value.label}第{number}行的{label}" for label in _missing(value.columns, row)
            )


def _printed(known: Mapping[str, LetterValue], given: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: [_printed(value.columns, row) for row in given.get(name, ())]
        if value.columns
        else as_printed(given.get(name, ""), value.type)
        for name, value in known.items()
    }


def _texts(known: Mapping[str, LetterValue], given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (where, text) of every text, those of rows with the number of their row."""
    for name, value in known.items():
        if not value.columns:
            yield value.label, given.get(name, "")
            continue
        for number, row in enumerate(given.get(name, ()), start=1):
            for label, text in _texts(value.columns, row):
                yield f"{value.label}第{number}行的{label}", text


def _check_words(kind: LetterKind, shown: Mapping[str, Any]) -> None:
    for place, text in _texts(kind.values, shown):
        refuse_words(kind, text, f"“{place}”")


def refuse_words(kind: LetterKind, text: str, place: str) -> None:
    """Refuse a text that holds a word which this letter may not hold, blanks between set aside."""
    squeezed = "".join(text.split())
    found = [word for word in kind.forbidden if word in squeezed]
    if found:
        raise ShownError(
            f"《{kind.label}》的{place}中出现了{'、'.join(f'“{word}”' for word in found)}。"
            f"依据{kind.clause}，本文书不写这些内容。",
            code="letter_forbidden_word",
            next_step="请删去后再生成；其他措施由有权机关依法另行办理。",
        )
