"""Does a review's text judge a person, or judge by what was known only later? Words are marked, and
a question is put in their place; nothing is refused, and no text is changed.

The words are data of the codebook (wording.yaml). What stands between quotation or title marks is
another's and is never marked.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from anyuan.codebook import Context, WordingGroup, wording

# Stands for every quoted character: of a private-use area, so that no pattern fits it by chance.
_MASK = "\ue000"
_SENTENCE = re.compile(r"[^。！？；!?;\r\n]+")
_CLAUSE_ENDS = re.compile(r"[，,：:。；;]|——")


@dataclass(frozen=True)
class Remark:
    """One marked place of a text: text[start:end] is `words`.

    `fault`: a code of wording_fault; `why` and `advice` (a question) are for the person who wrote.
    """

    fault: str
    start: int
    end: int
    words: str
    why: str
    advice: str


def check_wording(text: str) -> list[Remark]:
    """Return what in a text judges a person or judges by hindsight, in the order of the text.

    Within one fault remarks never overlap: of two that would, the one that begins first stands, of
    two that begin together the longer; two that touch, for one reason, are one. Those of
    different faults may overlap. [] for a text without any.
    """
    masked = _without_quotes(text)
    found = [
        Remark(group.fault, start, end, text[start:end], group.why, group.ask)
        for sentence in _SENTENCE.finditer(masked)
        for group in wording().groups
        for start, end in _marks(group, sentence.group(), sentence.start())
    ]
    kept: dict[str, list[Remark]] = {}
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        mine = kept.setdefault(one.fault, [])
        last = mine[-1] if mine else None
        if last is None or one.start > last.end or (one.start == last.end and one.why != last.why):
            mine.append(one)
        elif one.start == last.end:
            mine[-1] = replace(last, end=one.end, words=last.words + one.words)
    return sorted((one for mine in kept.values() for one in mine), key=lambda one: one.start)


def _without_quotes(text: str) -> str:
    """Put one mask for each character between a pair of marks; an unclosed mark quotes nothing."""
    for opening, closing in wording().quotes:
        quoted = f"{re.escape(opening)}[^{re.escape(opening + closing)}]*{re.escape(closing)}"
        text = re.sub(quoted, lambda found: _MASK * len(found.group()), text)
    return text


def _marks(group: WordingGroup, sentence: str, offset: int) -> Iterator[tuple[int, int]]:
    for found in group.words.finditer(sentence):
        start, end = found.span()
        if _is_innocent(group, sentence, end):
            continue
        if not any(_holds(context, sentence, start, end) for context in group.unless):
            yield offset + start, offset + end


def _is_innocent(group: WordingGroup, sentence: str, end: int) -> bool:
    """Whether the last marked character belongs to a longer word that means something else."""
    if group.innocent is None:
        return False
    return any(one.start() < end <= one.end() for one in group.innocent.finditer(sentence))


def _holds(context: Context, sentence: str, start: int, end: int) -> bool:
    if context.but_not is not None and context.but_not.search(sentence):
        return False
    return context.words.search(_seen_from(context.place, sentence, start, end)) is not None


def _seen_from(place: str, sentence: str, start: int, end: int) -> str:
    if place == "sentence":
        return sentence
    if place == "clause_after":
        return _CLAUSE_ENDS.split(sentence[end:], maxsplit=1)[0]
    before = sentence[:start]
    return before if place == "sentence_before" else _CLAUSE_ENDS.split(before)[-1]
