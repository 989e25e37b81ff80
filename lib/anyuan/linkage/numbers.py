"""What a damaged identity number may have been, and whether a sound one belongs to its row."""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from anyuan.linkage.edits import edit_distance, is_one_swap
from anyuan.linkage.lunar import lunar_as_civil
from anyuan.resident_id import ResidentId, check_character, normalise_id, parse_id

_DIGITS = "0123456789"
# Excel keeps 15 digits of a number and puts noughts for the rest.
_CUT = re.compile(r"([0-9]{15})000", re.ASCII)
_FORMAL = re.compile(r"G([0-9]{17}[0-9X])", re.ASCII)
_TEMPORARY = re.compile(r"[LJ][0-9X]+", re.ASCII)


class Repair(NamedTuple):
    """A valid number that one slip turns into what was typed.

    `slip`: swap (two neighbours exchanged), digit (one wrong), missing, extra (one left out, one
    too many), converted (the 15 digits of the old form), cut (three noughts from a spreadsheet).
    """

    number: str
    slip: str


def list_repairs(text: str, *, born_on: date | None = None, sex: str | None = None) -> list[Repair]:
    """Return the valid numbers from which one slip leads to `text`; none where it is valid itself.

    The check character holds for each; where `born_on` or `sex` is given, the number says the same.
    In the order swap, digit, missing, extra, converted, cut, and by number. A number that several
    slips explain comes once. They are proposals for a person: none of them is a key.
    """
    folded = normalise_id(text).upper()
    if parse_id(folded).is_valid or not re.fullmatch(r"[0-9]{14,}[0-9X]", folded, re.ASCII):
        return []
    found: dict[str, str] = {}
    for slip, number in _candidates(folded):
        parsed = parse_id(number)
        if parsed.is_valid and _fits(parsed, born_on, sex):
            found.setdefault(number, slip)
    return [Repair(number, slip) for number, slip in found.items()]


def _fits(parsed: ResidentId, born_on: date | None, sex: str | None) -> bool:
    return born_on in (None, parsed.born_on) and sex in (None, parsed.sex)


def _candidates(typed: str) -> Iterator[tuple[str, str]]:
    n = len(typed)
    if n == 18:
        yield from sorted(
            ("swap", typed[:k] + typed[k + 1] + typed[k] + typed[k + 2 :]) for k in range(17)
        )
        yield from sorted(
            ("digit", typed[:k] + sign + typed[k + 1 :])
            for k in range(18)
            for sign in (_DIGITS if k < 17 else _DIGITS + "X")
        )
    if n == 17:
        yield from sorted(
            ("missing", typed[:k] + sign + typed[k:])
            for k in range(18)
            for sign in (_DIGITS if k < 17 else _DIGITS + "X")
        )
    if n == 19:
        yield from sorted(("extra", typed[:k] + typed[k + 1 :]) for k in range(19))
    if n == 15 and typed.isdigit():
        for century in ("19", "20"):
            first17 = typed[:6] + century + typed[6:]
            yield "converted", first17 + check_character(first17)
    cut = _CUT.fullmatch(typed)
    if cut:
        for rest in range(100):
            first17 = f"{cut[1]}{rest:02d}"
            yield "cut", first17 + check_character(first17)


def explain_birth(one: date, other: date) -> str:
    """Return why two dates may be one birthday, or "" where no usual error joins them.

    same, lunar (one is the other in the lunar calendar, its year perhaps one off), swapped (day
    and month), slip (one digit, two neighbouring digits or one day).
    """
    if one == other:
        return "same"
    if _is_lunar_of(one, other) or _is_lunar_of(other, one):
        return "lunar"
    if (one.year, one.month, one.day) == (other.year, other.day, other.month):
        return "swapped"
    left, right = f"{one:%Y%m%d}", f"{other:%Y%m%d}"
    is_slip = edit_distance(left, right) == 1 or is_one_swap(left, right)
    return "slip" if is_slip or abs((one - other).days) == 1 else ""


def _is_lunar_of(lunar: date, civil: date) -> bool:
    found = lunar_as_civil(civil)
    return (
        found is not None
        and (found.month, found.day) == (lunar.month, lunar.day)
        and abs(found.year - lunar.year) <= 1
    )


def is_foreign(number: str, born_on: date | None, sex: str | None) -> bool:
    """Whether a valid number seems to be someone else's, by the row's own birthday and sex.

    It is where no usual error joins the two birthdays, and where the birthday is not the same and
    the sex contradicts. One sex wrong beside the right birthday is taken for an error of the row.
    """
    parsed = ResidentId(number)
    if born_on is not None and parsed.born_on is not None:
        joined = explain_birth(born_on, parsed.born_on)
        if joined in ("", "same"):
            return joined == ""
    return sex is not None and sex != parsed.sex


def number_in_student_no(student_no: str) -> str | None:
    """Return the identity number inside a formal student number (G and 18 signs), or None.

    A temporary number (L, J) looks alike and is drawn by the system: it never holds one.
    """
    formal = _FORMAL.fullmatch(normalise_id(student_no).upper())
    return formal[1] if formal else None


def is_temporary_student_no(student_no: str) -> bool:
    """Whether a student number is a temporary one (L, or J while it waits for its check)."""
    return _TEMPORARY.fullmatch(normalise_id(student_no).upper()) is not None
