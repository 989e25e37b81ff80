"""What linkage knows of Chinese names: variants, surnames, sounds, shapes, stand-ins."""

import re
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path

from opencc import OpenCC
from pypinyin import Style, pinyin

from anyuan.codebook.reading import read_yaml
from anyuan.text import fold_name, has_private_use

# Plain characters of the first ideograph block: folding leaves them as they are.
_PLAIN = re.compile(r"[一-鿿]+")
_LATIN = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True)
class NameForms:
    """The match keys of a list of names, each a list of the same length.

    `key`: folded. `simple`: also simplified, variants joined. `sound`: readings without tones, the
    surname's own reading first; `blur`: the same with the sounds joined that are confused here
    (zh and z, ing and in). `surname`, `given`: parts of `simple`; a name of one character or
    of more than four has no surname.
    """

    key: list[str]
    simple: list[str]
    sound: list[str]
    blur: list[str]
    surname: list[str]
    given: list[str]


@dataclass(frozen=True)
class NameBook:
    """The tables of names.yaml, ready for use."""

    surname_readings: dict[str, str]
    compound_surnames: dict[str, str]
    variants: dict[str, str]
    look_alikes: frozenset[tuple[str, str]]
    near_sounds: tuple[tuple[str, str], ...]
    placeholders: frozenset[str]
    village_endings: tuple[str, ...]


@cache
def name_book() -> NameBook:
    """Return the package's name tables."""
    raw = read_yaml(Path(__file__).with_name("names.yaml"))
    pairs = {
        pair
        for line in raw["look_alikes"]
        for a, b in combinations(line, 2)
        for pair in ((a, b), (b, a))
    }
    return NameBook(
        surname_readings=raw["surname_readings"],
        compound_surnames=raw["compound_surnames"],
        variants={c: line[0] for line in raw["variants"] for c in line[1:]},
        look_alikes=frozenset(pairs),
        near_sounds=tuple((a, b) for a, b in raw["near_sounds"]),
        placeholders=frozenset(raw["placeholders"]),
        village_endings=tuple(raw["village_endings"]),
    )


def name_forms(names: list[str]) -> NameForms:
    """Return the match keys of names, in order; readings are looked up once a character."""
    if not names:
        return NameForms([], [], [], [], [], [])
    book = name_book()
    keys = [name if _PLAIN.fullmatch(name) else fold_name(name) for name in names]
    table = _simplifying(frozenset("".join(keys)))
    simple = "\n".join(keys).translate(table).split("\n")
    parts = [split_surname(name) for name in simple]
    sounds = {ord(c): readings(c)[0] for c in frozenset("".join(simple))}
    blurs = {place: _blur(sound) for place, sound in sounds.items()}
    read, dim = ("\n".join(simple).translate(t).split("\n") for t in (sounds, blurs))
    own = book.compound_surnames | book.surname_readings
    for k, (surname, given) in enumerate(parts):
        if surname in own:
            read[k] = own[surname] + given.translate(sounds)
            dim[k] = _blur(own[surname]) + given.translate(blurs)
    return NameForms(keys, simple, read, dim, [s for s, _ in parts], [g for _, g in parts])


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


@cache
def readings(character: str) -> tuple[str, ...]:
    """Return every reading of a character without tones, the most common first.

    A Latin letter reads as itself, so that a syllable typed for a rare character sounds like it.
    """
    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors=lambda text: [text])
    return tuple(dict.fromkeys(text.lower().replace("ü", "v") for text in found[0]))


def split_surname(simple: str) -> tuple[str, str]:
    """Return surname and given name; ("", name) for one character or more than four."""
    if not 2 <= len(simple) <= 4:
        return "", simple
    size = 2 if len(simple) > 2 and simple[:2] in name_book().compound_surnames else 1
    return simple[:size], simple[size:]


def compare_names(left: str, right: str) -> str:
    """Return how alike two names in `simple` form are: a level of `name` in levels.yaml.

    The order of the two does not matter. Levels from here: variant (equal), homophone, similar
    (look-alike, near sound, characters swapped or stood in for), one_off (one character of three
    or more), half (only surname or only given name), against.
    """
    if left == right:
        return "variant"
    if len(left) > 4 and len(right) > 4:
        return _compare_long(left, right)
    if _fills(left, right) or _fills(right, left):
        return "similar"
    if len(left) == len(right):
        return _compare_equal_length(left, right)
    if _sound(left) == _sound(right):
        return "homophone"
    return _compare_unequal_length(left, right)


def _compare_equal_length(left: str, right: str) -> str:
    unlike = [(a, b) for a, b in zip(left, right, strict=True) if a != b]
    kinds = [_alike(a, b) for a, b in unlike]
    if all(kind == "sound" for kind in kinds) or _sound(left) == _sound(right):
        return "homophone"
    if len(left) > 2 and left[0] == right[0] and left[:0:-1] == right[1:]:
        return "similar"
    if all(kinds):
        return "similar"
    if len(unlike) == 1 and len(left) > 2:
        return "one_off"
    return "half" if _shares_part(left, right) else "against"


def _compare_unequal_length(left: str, right: str) -> str:
    short, long = sorted((left, right), key=len)
    if len(long) > 4:
        return "similar" if len(short) > 1 and long.startswith(short) else "against"
    if len(short) > 1 and len(long) - len(short) == 1 and _is_within(short, long):
        return "one_off"
    return "half" if _shares_part(left, right) else "against"


def _compare_long(left: str, right: str) -> str:
    short, long = sorted((left, right), key=len)
    if _sound(left) == _sound(right):
        return "homophone"
    if long.startswith(short) or edit_distance(left, right) * 4 <= len(long):
        return "similar"
    return "half" if left[:3] == right[:3] else "against"


def edit_distance(left: str, right: str) -> int:
    """Return how many characters must be changed, put in or left out (Levenshtein)."""
    before = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        row = [i]
        for j, b in enumerate(right, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (a != b)))
        before = row
    return before[-1]


@cache
def _alike(a: str, b: str) -> str:
    """Return `sound`, `shape` or "" for two different characters."""
    mine, theirs = readings(a), readings(b)
    if set(mine) & set(theirs):
        return "sound"
    if (a, b) in name_book().look_alikes:
        return "shape"
    return "shape" if {_blur(r) for r in mine} & {_blur(r) for r in theirs} else ""


def _blur(reading: str) -> str:
    for clear, blurred in name_book().near_sounds:
        if reading.endswith(clear):
            reading = reading[: -len(clear)] + blurred
        if reading.startswith(clear):
            reading = blurred + reading[len(clear) :]
    return reading


@cache
def _sound(simple: str) -> str:
    book = name_book()
    surname, given = split_surname(simple)
    own = book.compound_surnames.get(surname) or book.surname_readings.get(surname)
    return own + _sound_of(given) if own else _sound_of(simple)


def _sound_of(characters: str) -> str:
    return "".join(readings(c)[0] for c in characters)


def _fills(given: str, full: str) -> bool:
    """Whether `given` is `full` with stand-ins for characters that its system could not hold."""
    marks = name_book().placeholders
    if not any(c in marks or has_private_use(c) for c in given):
        return False
    pattern = "".join(".{1,2}" if c in marks or has_private_use(c) else re.escape(c) for c in given)
    return any(c not in marks for c in given) and re.fullmatch(pattern, full) is not None


def _is_within(short: str, long: str) -> bool:
    rest = iter(long)
    return all(c in rest for c in short)


def _shares_part(left: str, right: str) -> bool:
    (surname, given), (other_surname, other_given) = split_surname(left), split_surname(right)
    return (surname != "" and surname == other_surname) or (given != "" and given == other_given)
