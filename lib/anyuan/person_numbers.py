"""Identity, student and phone numbers in a text that may tell of nobody by number.

Full-width digits, invisible marks, and blanks, dashes or dots between the digits do not hide one. A
number is judged by its form (and by the birth in it), never by whether somebody has it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from anyuan.resident_id import check_character, mask_id, parse_id
from anyuan.text import visible

_GROUP = re.compile(r"[0-9]+[Xx]?", re.ASCII)
_BETWEEN = re.compile(r"[\s\-‐‑–—−.·_]{1,3}")
_ID_18 = re.compile(r"[1-9][0-9]{16}[0-9Xx]", re.ASCII)
_ID_15 = re.compile(r"[1-9][0-9]{14}", re.ASCII)
_MOBILE = re.compile(r"1[3-9][0-9]{9}", re.ASCII)
_AREA = r"(?<![0-9A-Za-z.])(?:\(0[0-9]{2,3}\)|0[0-9]{2,3}|\+86[ \-]?[1-9][0-9]{1,2})"
_DASH = r"\-‐‑–—−"
_LANDLINE = re.compile(
    rf"{_AREA}(?:[ {_DASH}]{{0,3}}[0-9]{{7,8}}|[{_DASH}][0-9]{{3,4}}[ {_DASH}][0-9]{{4}})"
    r"(?![0-9A-Za-z])"
)
# What a spreadsheet or a float makes of a long number: the birth in it is still there to read.
_SCIENTIFIC = re.compile(r"(?<![0-9.])[1-9]\.[0-9]{13,17}[eE]\+?1[0-9](?![0-9])", re.ASCII)
_PREFIXES = "GLJglj"
# How people part the digits of a mobile number and of an old identity number: dates and times
# standing in a row must not look like one.
_MOBILE_PARTS = frozenset(
    {(11,), (3, 4, 4), (3, 3, 5), (4, 4, 3), (4, 3, 4), (5, 6), (3, 8), (7, 4), (1,) * 11}
)
# A count before a school year (138 2023-2024) is parted as a mobile number is.
_BEFORE_YEAR = re.compile(rf"[0-9]{{3}}\s+(?P<first>[0-9]{{4}})[{_DASH}](?P<second>[0-9]{{4}})")
_OLD_PARTS = frozenset({(15,), (6, 6, 3), (6, 9), (1,) * 15})
_LONGEST, _OLD_LENGTH, _ID_LENGTH = 20, 15, 18
# Between cells of a row, and digits that run through them; in how many cells a number may stand.
_CELL = "\x1f"
_PIECES = re.compile(rf"[0-9][0-9{_CELL}]*[Xx]?", re.ASCII)
_FEW_PIECES = range(2, 7)
_NUMBER, _PHONE, _LINE = "身份证号", "手机号", "电话号码"


@dataclass(frozen=True)
class PersonNumber:
    """A number in a text: what it looks like in words, its digits, where it stands in the folded
    text (`start`, `end`)."""

    label: str
    digits: str
    start: int
    end: int

    @property
    def code(self) -> str:
        """id_18, id_15, phone, or line for a telephone with its area code."""
        if self.label == _NUMBER:
            return "id_15" if len(self.digits) == _OLD_LENGTH else "id_18"
        return "line" if self.label == _LINE else "phone"

    @property
    def masked(self) -> str:
        """The number as a message may show it: its last four characters."""
        return mask_id(self.digits)


def find_person_numbers(text: str, *, with_lines: bool = True) -> list[PersonNumber]:
    """Return the numbers in a text by which somebody can be told, in order; [] for none.

    with_lines: a telephone with its area code too, which may be an office's.

    An 18-digit number counts where the birth in it is a day, its check character is right (its
    digits unparted), it ends in X, or it follows G, L or J (a student number); one of 15 digits
    where the birth in it is a day; a mobile number as people part it. A mistyped number points at
    somebody too. Days, moments, codes and sums are none.
    """
    found = _found(_fold(text))
    return found if with_lines else [one for one in found if one.label != _LINE]


def has_parted_id(cells: Iterable[str]) -> bool:
    """Whether neighbouring cells hold an 18-digit identity number in pieces (6 + 8 + 4 digits).

    It begins and ends with a piece, in two to six cells or in eighteen (a character each), and must
    be right in everything: counts standing in a row make a number that is right once in thousands.
    """
    folded = ("".join(_fold(cell).split()) for cell in cells)
    row = _CELL.join(cell for cell in folded if cell)
    return any(_is_parted(run[0].split(_CELL)) for run in _PIECES.finditer(row))


def _is_parted(pieces: list[str]) -> bool:
    for start in range(len(pieces)):
        for n in (*_FEW_PIECES, _ID_LENGTH):
            given = pieces[start : start + n]
            number = "".join(given).upper() if len(given) == n else ""
            if _ID_18.fullmatch(number) and _is_birth(number[6:14]) and parse_id(number).is_valid:
                return True
    return False


def mask_person_numbers(text: str) -> str:
    """Return a text with each such number behind dots but for its last four characters; a text that
    holds one is folded, any other is as it was but for invisible marks."""
    folded, shown, at = _fold(text), [], 0
    for number in _found(folded):
        shown += [folded[at : number.start], number.masked]
        at = number.end
    return "".join([*shown, folded[at:]]) if shown else visible(text)


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", visible(text))


def _found(folded: str) -> list[PersonNumber]:
    groups = list(_GROUP.finditer(folded))
    found, n = [], 0
    while n < len(groups):
        number, n_groups = _number_at(folded, groups, n)
        found += [number] if number else []
        n += n_groups
    for one in _SCIENTIFIC.finditer(folded):
        digits = re.split("[eE]", one[0])[0].replace(".", "")
        if _is_birth(digits[6:14]):
            found.append(PersonNumber(_NUMBER, digits.ljust(18, "0"), one.start(), one.end()))
    for line in _LANDLINE.finditer(folded):
        if not any(one.start < line.end() and line.start() < one.end for one in found):
            digits = re.sub(r"\D", "", line[0])
            found.append(PersonNumber(_LINE, digits, line.start(), line.end()))
    return sorted(found, key=lambda one: one.start)


def _number_at(text: str, groups: list[re.Match], first: int) -> tuple[PersonNumber | None, int]:
    """Return the longest number that begins with a group, and how many groups it takes."""
    begun = groups[first].start()
    inside = _inside(groups[first][0])
    best = PersonNumber(_NUMBER, inside, begun, groups[first].end()) if inside else None
    taken, parts = 1, []
    for n, group in enumerate(groups[first:]):
        if n and not _BETWEEN.fullmatch(text[groups[first + n - 1].end() : group.start()]):
            break
        parts.append(group[0])
        digits = "".join(parts)
        if len(digits) > _LONGEST:
            break
        label = _label(digits, tuple(map(len, parts)), text[begun - 1 : begun])
        if label and not _is_school_year(text[begun : group.end()]):
            best, taken = PersonNumber(label, digits, begun, group.end()), n + 1
    return best, taken


def _is_school_year(text: str) -> bool:
    found = _BEFORE_YEAR.fullmatch(text)
    return found is not None and int(found["second"]) == int(found["first"]) + 1


def _label(digits: str, parts: tuple[int, ...], before: str) -> str:
    """Return what a row of digits in parts looks like, "" for nothing of a person."""
    if _ID_18.fullmatch(digits):
        is_student = bool(before) and before in _PREFIXES
        is_checked = digits[17] in "Xx" or (len(parts) == 1 and _is_checked(digits))
        return _NUMBER if is_student or is_checked or _is_birth(digits[6:14]) else ""
    if _ID_15.fullmatch(digits):
        return _NUMBER if parts in _OLD_PARTS and _is_birth("19" + digits[6:12]) else ""
    if digits.startswith("86") and len(digits) == 13:  # the country's own prefix
        digits, parts = digits[2:], (parts[0] - 2, *parts[1:]) if parts[0] > 2 else parts[1:]
    return _PHONE if _MOBILE.fullmatch(digits) and parts in _MOBILE_PARTS else ""


def _inside(digits: str) -> str:
    """Return the identity number in a longer row of digits (pasted before a phone), or ""."""
    if len(digits) <= 18:
        return ""
    return next((d for d in _windows(digits) if _is_birth(d[6:14]) and _is_checked(d)), "")


def _windows(digits: str) -> Iterator[str]:
    for start in range(len(digits) - 17):
        if _ID_18.fullmatch(digits[start : start + 18]):
            yield digits[start : start + 18]


def _is_checked(digits: str) -> bool:
    return check_character(digits[:17]) == digits[17].upper()


def _is_birth(digits: str) -> bool:
    try:
        born_on = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return 1900 <= born_on.year <= 2100
