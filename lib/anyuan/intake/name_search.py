"""Does a free text hold the name of somebody on a list?

As the last look at a page does it, names of three characters or more count anywhere unless they
stand inside a longer known word. Those of two count inside running text too: "李明在走廊" is how
people write, and whoever sent it can still say it otherwise. A name that is an ordinary word as
well (高峰), or that begins with the end of one (校方|正在), counts only beside a word that makes it
a person's (高峰同学), or it would refuse every text of its school.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import ahocorasick

from anyuan.codebook import County, code_lists, tables, terms
from anyuan.codebook.free_text import free_text
from anyuan.text import fold_name

SHORTEST = 2
_WHOLE = 3  # from this length on a name is hardly anything else
_LATIN = re.compile(r"[0-9A-Z]", re.ASCII)


@dataclass(frozen=True)
class NameSearch:
    """The names of a list and the words that are none, both folded, ready for searching."""

    names: ahocorasick.Automaton
    words: ahocorasick.Automaton

    @classmethod
    def build(
        cls, names: Iterable[object], words: ahocorasick.Automaton, *, shortest: int = SHORTEST
    ) -> "NameSearch":
        """Return a search for names; nulls, and names of fewer than `shortest` letters, are none.

        A name that is also a code's label or the like is no name (see `known_words`).
        """
        folded = {fold_name(name) for name in names if isinstance(name, str)}
        kept = {name for name in folded if sum(map(str.isalpha, name)) >= shortest}
        return cls(_searcher(kept), words)

    def find(self, text: str) -> list[tuple[int, int]]:
        """Return where names stand, in order: the places (from 0) of first and last character.

        Blanks, dots and invisible marks inside a name do not hide it.
        """
        if not len(self.names):
            return []
        letters = [(c, place) for place, raw in enumerate(text) for c in _folded(raw)]
        folded = "".join(c for c, _ in letters)
        words = list(_matches(self.words, folded))
        found = {
            (letters[start][1], letters[end - 1][1])
            for start, end in _matches(self.names, folded)
            if _is_whole(folded, start, end) and _is_name(folded, start, end, words)
        }
        return sorted(found)


def known_words(county: County, schools: Iterable[str]) -> ahocorasick.Automaton:
    """Return the words that may hold a name: of the codebook, the county and its schools."""
    words = set(_fixed_words()) | {county.name, county.action, county.meeting}
    words |= {w for town in county.townships.values() for w in (town.name, town.short)}
    words |= {*county.pilot_schools, *schools}
    folded = {fold_name(word) for word in words}
    return _searcher(word for word in folded if len(word) >= SHORTEST)


@cache
def _fixed_words() -> frozenset[str]:
    words = {w for codes in code_lists().values() for w in (*codes.labels.values(), *codes.words)}
    words |= {term.label for term in terms().values()}
    words |= {w for one in tables().values() for w in (one.label, *one.titles)}
    words |= {c.label for one in tables().values() for c in one.columns.values()}
    return frozenset(words) | free_text().ordinary


def _is_name(text: str, start: int, end: int, words: list[tuple[int, int]]) -> bool:
    if any(s <= start and end <= e and (s, e) != (start, end) for s, e in words):
        return False
    is_word = (start, end) in words
    is_seam = end - start < _WHOLE and any(s < start < e < end for s, e in words)
    if not (is_word or is_seam):
        return True
    beside = free_text()
    return text[:start].endswith(beside.before_a_name) or text.startswith(beside.behind_a_name, end)


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether a match is not a piece of a longer word of Latin letters or digits."""
    pairs = (text[max(start - 1, 0) : start + 1], text[end - 1 : end + 1])
    return not any(len(pair) == 2 and all(map(_LATIN.match, pair)) for pair in pairs)


def _matches(searcher: ahocorasick.Automaton, text: str) -> Iterator[tuple[int, int]]:
    if len(searcher):
        for last, word in searcher.iter(text):
            yield last - len(word) + 1, last + 1


@lru_cache(maxsize=20_000)
def _folded(character: str) -> str:
    return fold_name(character)


def _searcher(words: Iterable[str]) -> ahocorasick.Automaton:
    made = ahocorasick.Automaton()
    for word in words:
        made.add_word(word, word)
    if len(made):
        made.make_automaton()
    return made
