"""Papers that tell of nobody: a text with an identity or phone number in it is not written."""

from collections.abc import Iterator, Mapping
from typing import Any

from anyuan.codebook.letters import LetterKind, LetterValue
from anyuan.errors import ShownError
from anyuan.person_numbers import find_person_numbers


def refuse_person_numbers(
    kind: LetterKind, values: Mapping[str, Any], allowed: frozenset[str] = frozenset()
) -> None:
    """Refuse values of a letter that hold such a number, all at once, each masked.

    `allowed` are the names of values that may hold an office's own telephone. Raises ShownError
    `letter_person_number`.
    """
    found = [
        f"“{place}”里有{number.label} {number.masked}"
        for name, place, text in _texts(kind.values, values)
        if name not in allowed
        for number in find_person_numbers(text)
    ]
    if found:
        raise ShownError(
            f"《{kind.label}》只写身份，不写号码：{'；'.join(found)}。",
            code="letter_person_number",
            next_step="请回到个案或记录中改成身份（如值班教师、甲学生）后再生成。",
        )


def _texts(
    known: Mapping[str, LetterValue], values: Mapping[str, Any]
) -> Iterator[tuple[str, str, str]]:
    for name, value in known.items():
        if not value.columns:
            yield name, value.label, values.get(name, "")
            continue
        for number, row in enumerate(values.get(name, ()), start=1):
            for column, label, text in _texts(value.columns, row):
                yield column, f"{value.label}第{number}行的{label}", text
