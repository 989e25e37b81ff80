"""The names that must not stand on a page, ready for searching.

NameRegister.build(names, allowed={word: reason}, forbidden={word: code})
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import ahocorasick
from opencc import OpenCC

from anyuan.codebook import County, code_lists, tables, terms
from anyuan.text import fold_name, visible

# What stands in one cell between names, or beside one: 任国强、李小红, 父亲：任国强（已故）.
_PARTED = re.compile(r"[\s、，,;；/／|（）()\[\]【】:：*]+|[0-9０-９]{5,}")
_REMARKS = frozenset(
    ("父亲", "母亲", "爷爷", "奶奶", "外公", "外婆", "祖父", "祖母", "监护人")
    + ("转入", "转出", "已故", "休学", "复学", "代管", "同上", "不详")
)


@dataclass(frozen=True)
class NameRegister:
    """Names of children, guardians and staff as the registers have them.

    `names` folded (`fold_searched`), two characters or more; a cell with several or with a remark
    counts as a whole and by its parts. `allowed`: folded word → why it may stand even where a name
    equals a part of it (a township's name, a term). `forbidden`: word → leak code, for user names
    and the like, found as whole words.
    """

    names: frozenset[str]
    allowed: Mapping[str, str]
    forbidden: Mapping[str, str]
    searcher: ahocorasick.Automaton
    allowed_searcher: ahocorasick.Automaton

    @classmethod
    def build(
        cls,
        names: Iterable[str],
        *,
        allowed: Mapping[str, str] | None = None,
        forbidden: Mapping[str, str] | None = None,
    ) -> "NameRegister":
        """Return a register; nulls, blanks and single characters are left out."""
        kept = {one for n in names if isinstance(n, str) for one in _as_written(n)}
        kept = frozenset(n for n in kept if len(n) >= 2)
        words = {fold_searched(w): why for w, why in (allowed or {}).items() if fold_searched(w)}
        return cls(kept, words, dict(forbidden or {}), _searcher(kept), _searcher(words))


def fixed_words(county: County) -> dict[str, str]:
    """Return the words of the house and the county that a page prints by itself, each with why."""
    words: dict[str, str] = {}
    for township in county.townships.values():
        words |= dict.fromkeys((township.name, township.short), "乡镇街道名称")
    words |= dict.fromkeys((county.name, county.action, county.meeting), "本地名称")
    words |= dict.fromkeys(county.pilot_schools, "联系点学校名称")
    for codes in code_lists().values():
        words |= dict.fromkeys(codes.labels.values(), f"代码表 {codes.name}")
    for term in terms().values():
        words |= {term.label: f"术语 {term.word}", term.definition: f"术语 {term.word}"}
    for table in tables().values():
        words[table.label] = f"数据表 {table.name}"
    return {w: why for w, why in words.items() if len(w) >= 2}


def _as_written(given: str) -> set[str]:
    """Return a cell's name folded, and each of several names or the one beside a remark in it."""
    parts = _PARTED.split(visible(given))
    whole = fold_searched(given)
    if parts == [given]:
        return {whole}
    return {whole} | ({fold_searched(part) for part in parts} - _REMARKS)


def fold_searched(text: str) -> str:
    """Return a text as names are searched: folded, each traditional character simplified.

    One character at a time, so that a name is the same on the roll and inside a sentence.
    """
    return fold_name(text).translate(_SIMPLIFIED)


class _Simplified(dict):
    """What each character is simplified to, by its code point, looked up when it is first met."""

    def __missing__(self, point: int) -> str:
        character = chr(point)
        self[point] = character if character.isascii() else _simplifier().convert(character)
        return self[point]


_SIMPLIFIED = _Simplified()


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


def _searcher(words: Iterable[str]) -> ahocorasick.Automaton:
    made = ahocorasick.Automaton()
    for word in words:
        made.add_word(word, word)
    if len(made):
        made.make_automaton()
    return made
