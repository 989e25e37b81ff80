"""Is this an 18-digit resident identity number, and what does it say?

GB 11643-1999: 6 digits of place, 8 of birth, 3 of sequence (odd for a boy), 1 check character
(ISO 7064, MOD 11-2). The place is never a reason to refuse: codes come and go with divisions.
"""

import re
from dataclasses import dataclass
from datetime import date

_SHAPE_18 = re.compile(r"[0-9]{17}[0-9X]", re.ASCII)
_SHAPE_15 = re.compile(r"[0-9]{15}", re.ASCII)
_SCIENTIFIC = re.compile(r"[0-9]+(\.[0-9]+)?E\+?[0-9]+", re.ASCII)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"

# Written out one by one: NFKC would also turn Arabic-Indic digits and the like into ASCII.
_FOLD = {ord("x"): "X", 0xFF38: "X", 0xFF58: "X", 0x2169: "X", 0x2179: "X"}
_FOLD |= {0xFF10 + d: str(d) for d in range(10)}
# Blanks, zero-width marks and the apostrophe that Excel users type to force text.
_DROP = dict.fromkeys(
    [0x20, 0x09, 0xA0, 0x3000, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD, 0x27, 0x2018, 0x2019]
)


@dataclass(frozen=True)
class ResidentId:
    """An identity number: `number` is canonical, `problem` is None or the reason code.

    `number` is kept with problem `id_check` and `id_date` (a typing slip can still be compared,
    never used as a key) and with `converted_15` (a candidate only); it is None otherwise.
    """

    number: str | None
    problem: str | None = None

    @property
    def is_valid(self) -> bool:
        """Whether the number may serve as a key."""
        return self.problem is None

    @property
    def born_on(self) -> date | None:
        """The date of birth in the number, or None where there is none to be had."""
        return _birth(self.number) if self.number else None

    @property
    def sex(self) -> str | None:
        """`male` or `female` from the 17th digit, or None."""
        if not self.number:
            return None
        return "male" if int(self.number[16]) % 2 else "female"


def normalise_id(text: str) -> str:
    """Return the text with blanks dropped and full-width digits and X folded; idempotent."""
    return text.translate(_DROP).translate(_FOLD)


def check_character(first17: str) -> str:
    """Return the check character of 17 digits (ISO 7064, MOD 11-2)."""
    return _CHECKS[sum(int(d) * w for d, w in zip(first17, _WEIGHTS, strict=True)) % 11]


def parse_id(text: str, *, not_after: date | None = None) -> ResidentId:
    """Read an identity number as typed.

    Problems: `id_scientific`, `id_charset`, `id_length`, `converted_15`, `id_check`, `id_date`
    (impossible date, sequence 000, or born after `not_after`). The place code is not judged.
    """
    folded = normalise_id(text)
    if _SCIENTIFIC.fullmatch(folded.upper()):
        return ResidentId(None, "id_scientific")
    if _SHAPE_15.fullmatch(folded):
        first17 = folded[:6] + "19" + folded[6:]
        number = first17 + check_character(first17)
        return ResidentId(number, "converted_15" if _birth(number) else "id_date")
    if not re.fullmatch(r"[0-9A-Za-z]*", folded, re.ASCII):
        return ResidentId(None, "id_charset")
    if not _SHAPE_18.fullmatch(folded):
        return ResidentId(None, "id_length" if folded.isdigit() else "id_charset")
    if check_character(folded[:17]) != folded[17]:
        return ResidentId(folded, "id_check")
    born_on = _birth(folded)
    if born_on is None or folded[14:17] == "000" or (not_after and born_on > not_after):
        return ResidentId(folded, "id_date")
    return ResidentId(folded)


def mask_id(text: str) -> str:
    """Return at most the last four characters behind dots: what a message may show."""
    folded = normalise_id(text)
    return "…" + folded[-4:] if len(folded) > 4 else "…"


def _birth(number: str) -> date | None:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
