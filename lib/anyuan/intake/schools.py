"""Whose file is this, and is that school in the newest list of schools?"""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from anyuan.codebook import Table
from anyuan.intake.recognise import Recognised
from anyuan.intake.refusal import Refused
from anyuan.intake.rows import ReadRows
from anyuan.text import fold_heading

_SHORTEST = 3  # a code of one or two digits would be found in any month or day
_AFTER_LABEL = re.compile(r"\s*[:：]?\s*([A-Za-z0-9][A-Za-z0-9_-]*)")


def find_school(
    found: Recognised, read: Sequence[ReadRows], schools: Mapping[str, str], file_name: str
) -> str:
    """Return the code of the one school that a file speaks for, or refuse the file.

    The rows say it; a file without rows says it above its heading (code, then name) or in its
    name. Refuses `two_schools` with the codes and their rows, `no_school`.
    """
    rows: dict[str, list[str]] = {}
    for sheet in read:
        codes = sheet.values.get("school_code", [])
        for number, code in zip(sheet.numbers, codes, strict=True):
            if code is not None:
                rows.setdefault(code, []).append(f"{sheet.sheet}{'!' * bool(sheet.sheet)}{number}")
    if len(rows) > 1:
        said = "；".join(f"{code} {_span(where)}" for code, where in rows.items())
        raise Refused("two_schools", schools=said)
    if rows:
        return next(iter(rows))
    above = [text for part in found.parts for text in part.above]
    code = _code_above(above, found.table) or _code_in([*above, file_name], schools)
    if code is None:
        raise Refused("no_school", table=found.table.label)
    return code


def _span(where: list[str]) -> str:
    if len(where) == 1:
        return f"第 {where[0]} 行"
    return f"第 {where[0]} 至 {where[-1]} 行（{len(where)} 行）"


def _code_above(texts: Sequence[str], owner: Table) -> str | None:
    """Return the code that stands behind a heading word of the column (学校代码：S001)."""
    words = sorted(owner.columns["school_code"].headings, key=len, reverse=True)
    for text in texts:
        plain = unicodedata.normalize("NFKC", text)
        for word in words:
            start = plain.casefold().find(word)
            behind = _AFTER_LABEL.match(plain[start + len(word) :]) if start >= 0 else None
            if behind:
                return behind[1]
    return None


def _code_in(texts: Sequence[str], schools: Mapping[str, str]) -> str | None:
    whole = "\n".join(texts)
    named = {code for code in schools if len(code) >= _SHORTEST and _stands_in(code, whole)}
    if not named:
        folded = "".join(fold_heading(text) for text in texts)
        hits = {
            c: fold_heading(name) for c, name in schools.items() if fold_heading(name) in folded
        }
        # 东关中学 is also in 西东关中学: a name inside another found name does not count
        named = {
            code for code, name in hits.items()
            if not any(name in other and name != other for other in hits.values())
        }  # fmt: skip
    return named.pop() if len(named) == 1 else None


def _stands_in(code: str, text: str) -> bool:
    bounded = rf"(?<![A-Za-z0-9]){re.escape(code)}(?![A-Za-z0-9])"
    return code in text and re.search(bounded, text) is not None
