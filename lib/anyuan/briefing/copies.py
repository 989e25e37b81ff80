"""A numbered copy of a meeting's page: the same bytes, with number and holder in their place.

number_copy(master, CopyMark(3, 12, "公安局"))   the third of twelve copies
unnumber(copy)                                   the master again, byte for byte
"""

import re
from dataclasses import dataclass

from markupsafe import escape

from anyuan.briefing.blocks import clean
from anyuan.errors import ShownError

# What a page says of its number as long as it is no copy; the bytes around it are the template's.
BLANK = "份号：＿＿"
_SAID = "份号："
_OPEN, _CLOSE = '<span class="copy-no">', "</span>"
_ON_PRINT = '@top-left{content:"会议级 · '
_NUMBERED = re.compile(re.escape(f"{_OPEN}{_SAID}").encode() + rb"([0-9]{2,4})[^<]*</span>")
_NUMBERED_PRINT = re.compile(re.escape(f"{_ON_PRINT}{_SAID}").encode() + rb"[0-9]{2,4}\"")


@dataclass(frozen=True)
class CopyMark:
    """Which copy of how many, and who holds it (an agency, a unit)."""

    no: int
    n_copies: int
    holder: str


def number_copy(master: bytes, mark: CopyMark) -> bytes:
    """Return a copy's bytes: number and holder in the banner, the number on each printed page.

    Raises ShownError `no_copy_place` for a page that has no place for a number, or more than one.
    """
    number = f"{_SAID}{mark.no:02d}"
    held = f"{number}，共 {mark.n_copies} 份　持有：{escape(clean(mark.holder))}"
    made = _once(master, f"{_OPEN}{BLANK}{_CLOSE}", f"{_OPEN}{held}{_CLOSE}")
    return _once(made, f'{_ON_PRINT}{BLANK}"', f'{_ON_PRINT}{number}"')


def read_number(data: bytes) -> int | None:
    """Return the number that a copy prints, None for a page that prints none."""
    found = _NUMBERED.search(data)
    return int(found[1]) if found else None


def unnumber(data: bytes) -> bytes:
    """Return a page with its copy's number taken out again."""
    plain = _NUMBERED.sub(f"{_OPEN}{BLANK}{_CLOSE}".encode(), data)
    return _NUMBERED_PRINT.sub(f'{_ON_PRINT}{BLANK}"'.encode(), plain)


def _once(data: bytes, place: str, filled: str) -> bytes:
    if data.count(place.encode()) != 1:
        raise ShownError(
            "这个页面没有印份号的位置，或者不止一处，不能制作编号副本。",
            code="no_copy_place",
            next_step="请用 anyuan month 重新生成这个月的简报，再提请发布。",
        )
    return data.replace(place.encode(), filled.encode())
