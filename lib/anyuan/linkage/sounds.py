"""How are characters and names read, and which readings are taken for one another?"""

import os
from functools import cache, lru_cache

# Names are read one character at a time: the dictionary of phrases would only cost its loading.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")

from pypinyin import Style, pinyin

from anyuan.linkage.namebook import Confusion, name_book


@cache
def readings(character: str) -> tuple[str, ...]:
    """Return every reading of a character without tones, the most common first, a surname's last.

    A Latin letter reads as itself, so that a syllable typed for a rare character sounds like it.
    """
    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors=lambda text: [text])
    all_of_them = [text.lower().replace("ü", "v") for text in found[0]]
    own = name_book().surname_readings.get(character)
    return tuple(dict.fromkeys([*all_of_them, own] if own else all_of_them))


def split_surname(simple: str) -> tuple[str, str]:
    """Return surname and given name; ("", name) for one character or more than four."""
    if not 2 <= len(simple) <= 4:
        return "", simple
    size = 2 if len(simple) > 2 and simple[:2] in name_book().compound_surnames else 1
    return simple[:size], simple[size:]


@lru_cache(1 << 16)
def name_sound(simple: str) -> str:
    """Return the readings of a name in `simple` form, the surname's own reading first."""
    book = name_book()
    surname, given = split_surname(simple)
    own = book.compound_surnames.get(surname) or book.surname_readings.get(surname)
    return own + _sound_of(given) if own else _sound_of(simple)


def _sound_of(characters: str) -> str:
    return "".join(readings(c)[0] for c in characters)


@cache
def blur(reading: str) -> str:
    """Return a syllable with the sounds joined that are confused in this county (`local`)."""
    return _join(reading, name_book().local)


@cache
def blurred_readings(character: str) -> frozenset[str]:
    """Return a character's readings with the sounds joined that any dialect joins (`heard`)."""
    return frozenset(_join(reading, name_book().heard) for reading in readings(character))


def _join(reading: str, confusions: tuple[Confusion, ...]) -> str:
    for clear, joined, vowels in confusions:
        if not vowels and reading.endswith(clear):
            reading = reading[: -len(clear)] + joined
        if reading.startswith(clear):
            rest = reading[len(clear) :]
            if not vowels or rest.startswith(tuple(vowels)):
                reading = joined + rest
    return reading
