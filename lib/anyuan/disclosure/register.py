"""The names that must not stand on a page, ready for searching.

NameRegister.build(names, allowed={word: reason}, forbidden={word: code})
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import ahocorasick

from anyuan.codebook import County, code_lists, tables, terms
from anyuan.text import visible


@dataclass(frozen=True)
class NameRegister:
    """Names of children, guardians and staff as the registers have them.

    `names` in their visible form, two characters or more. `allowed`: word → why it may stand even
    where a name equals a part of it (a township's name, a term). `forbidden`: word → leak code, for
    user names and the like, found as whole words.
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
        kept = {visible(n) for n in names if isinstance(n, str)}
        kept = frozenset(n for n in kept if len(n) >= 2)
        words = {visible(w): why for w, why in (allowed or {}).items() if visible(w)}
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


def _searcher(words: Iterable[str]) -> ahocorasick.Automaton:
    made = ahocorasick.Automaton()
    for word in words:
        made.add_word(word, word)
    if len(made):
        made.make_automaton()
    return made
