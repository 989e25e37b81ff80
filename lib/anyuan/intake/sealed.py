"""Does a free text speak of a matter that the law seals for a minor?

《中华人民共和国刑事诉讼法》第二百八十六条、《中华人民共和国预防未成年人犯罪法》第五十九条.
The words, and which clause each falls under, are codebook data (free_text.yaml).
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from anyuan.codebook.free_text import DECIDED, ITSELF, FreeText, free_text
from anyuan.text import visible

# How far a word for a minor may stand before the matter, and behind it, in characters.
_BEFORE, _BEHIND, _TO_WHOM = 12, 6, 4


def find_sealed(text: str) -> str:
    """Return the clause that seals what a text speaks of, "" where nothing is sealed.

    The record or decision must be a minor's: an adult's is no sealed matter, nor is the law itself
    (a lesson on 犯罪记录封存制度).
    """
    plain = "".join(unicodedata.normalize("NFKC", visible(text)).split())
    return next((clause for shape, clause in _shapes() if shape.search(plain)), "")


@cache
def _shapes() -> tuple[tuple[re.Pattern[str], str], ...]:
    words = free_text()
    return tuple(
        (re.compile(shape), matter.clause)
        for matter in words.sealed
        for shape in _shapes_of(matter.about, _one_of(matter.words), words)
    )


def _shapes_of(about: str, matter: str, words: FreeText) -> list[str]:
    matter = f"{matter}(?!{_one_of(words.of_the_law)})"
    if about == ITSELF:
        return [matter]
    minor, other = _one_of(words.minors), _one_of(words.adults)
    near = f"(?:(?!{other})[^。;!?\n]){{0,{_BEFORE}}}?"
    if about == DECIDED:
        return [f"[对给][^。;!?,]{{0,{_TO_WHOM}}}?{minor}{near}{matter}"]
    behind = f"(?:(?!{other})[^。;!?,、]){{0,{_BEHIND}}}?"
    return [f"{minor}{near}{matter}", f"{matter}{behind}{minor}"]


def _one_of(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, words))})"
