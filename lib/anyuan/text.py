"""Folding of text for comparison, and what is invisible in it.

What a file said is kept as it was; only keys are folded. Folding proposes, it never merges.
"""

import re
import unicodedata

# The middle dot of minority names, as keyboards and systems write it; NFKC joins two of these.
_DOTS = dict.fromkeys(
    [
        0xB7,
        0x2022,
        0x2027,
        0x30FB,
        0xFF65,
        0x22C5,
        0x2219,
        0xFF0E,
        0x387,
        0x2E,
        0x16EB,
        0x2024,
        0x25CF,
    ]
)
# Zero-width and format characters, variation selectors, bidi controls.
_INVISIBLE = dict.fromkeys(
    [0xAD, 0x34F, 0x61C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F)]
    + [*range(0x2060, 0x2070), 0xFEFF, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]
)
# Supplement radicals that no normal form turns into the character that was meant.
_RADICALS = str.maketrans(
    "⺁⺄⺈⺌⺍⺕⺗⺝⺟⺠⺡⺢⺤⺥⺨⺩⺬⺮⺼⻁⻄⻅⻆⻉⻋⻌⻍⻎⻏⻐⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
    "厂乙刀小小彐心月母民水水爪爪犬玉示竹肉虎西见角贝车辶辶辶邑金长门阜雨青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
)
_PLAIN = re.compile(r"[\u4e00-\u9fff]+").fullmatch


def visible(text: str) -> str:
    """Return the text as a page shows it: without invisible marks, outer blanks dropped."""
    return text.translate(_INVISIBLE).strip()


def has_invisible(text: str) -> bool:
    """Whether the text holds a zero-width, bidi or variation mark."""
    return any(ord(c) in _INVISIBLE for c in text)


def has_private_use(text: str) -> bool:
    """Whether the text holds a character of a private-use area (a rare character's stand-in)."""
    return any(unicodedata.category(c) == "Co" for c in text)


def has_control(text: str) -> bool:
    """Whether the text holds a control character other than line ends and tab, or a surrogate."""
    return any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\r\t" for c in text)


def fold_name(name: str) -> str:
    """Return the match key of a name: NFKC, no blanks, dots or invisible marks, upper case.

    Idempotent. Simplified and traditional forms, variants and homophones are left apart: telling
    those is linkage's business.
    """
    if _PLAIN(name):  # most names by far: nothing of the below changes such a character
        return name
    key = unicodedata.normalize("NFKC", name.translate(_DOTS).translate(_INVISIBLE))
    key = key.translate(_RADICALS).translate(_DOTS)
    # Once more: capitals and closed gaps can bring a letter and its accent together.
    return unicodedata.normalize("NFKC", "".join(key.split()).upper())


def fold_heading(text: str) -> str:
    """Return the match key of a column heading: no blanks, brackets' content, stars or colons."""
    key = unicodedata.normalize("NFKC", text.translate(_INVISIBLE))
    for opening, closing in (("(", ")"), ("[", "]"), ("【", "】")):
        while opening in key and closing in key[key.index(opening) :]:
            start = key.index(opening)
            key = key[:start] + key[key.index(closing, start) + 1 :]
    return "".join(c for c in key if not c.isspace() and c not in "*★☆:、:").casefold()
