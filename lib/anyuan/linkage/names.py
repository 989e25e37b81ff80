"""What linkage knows of Chinese names: the match keys of a name, and how alike two names are."""

import re
from dataclasses import dataclass

from opencc import OpenCC

from anyuan.linkage.edits import edit_distance
from anyuan.linkage.likeness import compare_names
from anyuan.linkage.namebook import NameBook, name_book
from anyuan.linkage.shapes import compose_character
from anyuan.linkage.sounds import blur, readings, split_surname
from anyuan.text import fold_name

__all__ = [
    "NameBook",
    "NameForms",
    "compare_names",
    "edit_distance",
    "name_book",
    "name_forms",
    "open_brackets",
    "readings",
    "split_surname",
]

# Plain characters of the first ideograph block: folding leaves them as they are.
_PLAIN = re.compile(r"[一-鿿]+")


@dataclass(frozen=True)
class NameForms:
    """The match keys of a list of names, each a list of the same length.

    `key`: folded. `simple`: also simplified, variants joined, brackets opened. `sound`: readings
    without tones, the surname's own reading first; `blur`: the same with the sounds joined that
    are confused here (zh and z, ing and in). `surname`, `given`: parts of `simple`; a name of one
    character or of more than four has no surname. `alias`: a second name in brackets, or "".
    """

    key: list[str]
    simple: list[str]
    sound: list[str]
    blur: list[str]
    surname: list[str]
    given: list[str]
    alias: list[str]


def name_forms(names: list[str]) -> NameForms:
    """Return the match keys of names, in order; readings are looked up once a character."""
    if not names:
        return NameForms([], [], [], [], [], [], [])
    book = name_book()
    keys = [name if _PLAIN.fullmatch(name) else fold_name(name) for name in names]
    table = _simplifying(frozenset("".join(keys)))
    simple = "\n".join(keys).translate(table).split("\n")
    aliases = [""] * len(simple)
    for k, name in enumerate(simple):
        if not name.isalpha():
            simple[k], aliases[k] = open_brackets(name)
    parts = [split_surname(name) for name in simple]
    sounds = {ord(c): readings(c)[0] for c in frozenset("".join(simple))}
    blurs = {place: blur(sound) for place, sound in sounds.items()}
    read, dim = ("\n".join(simple).translate(t).split("\n") for t in (sounds, blurs))
    own = book.compound_surnames | book.surname_readings
    for k, (surname, given) in enumerate(parts):
        if surname in own:
            read[k] = own[surname] + given.translate(sounds)
            dim[k] = blur(own[surname]) + given.translate(blurs)
    return NameForms(keys, simple, read, dim, [s for s, _ in parts], [g for _, g in parts], aliases)


def open_brackets(name: str) -> tuple[str, str]:
    """Return a folded name without brackets, and the second name that stood in them, or "".

    Brackets around the parts of one character, 王(王月), are that character, 王玥; at the end of a
    name of two characters or more they hold a second name; otherwise only the marks are dropped.
    """
    for opening, closing in name_book().brackets.items():
        before, found, rest = name.partition(opening)
        inside, closed, after = rest.partition(closing)
        if not (found and closed and inside):
            continue
        composed = compose_character(inside)
        if composed:
            return before + composed + after, ""
        if len(before) > 1 and not after:
            return before, inside
        return before + inside + after, ""
    return name, ""


def _simplifying(characters: frozenset[str]) -> dict[int, str]:
    """Return a translation of characters to their simplified, joined form.

    One character at a time: a converter that sees whole words turns the same character into
    different ones (乾 in 乾坤 and in 乾燥).
    """
    ordered = sorted(characters)
    plain = OpenCC("t2s").convert("\n".join(ordered)).split("\n") if ordered else []
    joined = name_book().variants
    return {
        ord(c): joined.get(joined.get(c, p), joined.get(c, p))
        for c, p in zip(ordered, plain, strict=True)
    }
