"""Which words of a review judge persons, or by hindsight? The patterns, and what excuses them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from anyuan.codebook.codes import DATA, code_list
from anyuan.codebook.reading import read_yaml

PLACES = ("clause_before", "sentence_before", "clause_after", "sentence")
_USUAL = "usual"
_NAME = re.compile("%([a-z_]+)%")
_KEYS = {
    "contexts": ({"why", "place", "words"}, {"but_not"}),
    "groups": ({"fault", "ask", "why", "unless", "words"}, {"innocent"}),
}


@dataclass(frozen=True)
class Context:
    """Where words judge nobody; see the head of wording.yaml. `but_not`: None is never."""

    name: str
    place: str
    words: re.Pattern[str]
    but_not: re.Pattern[str] | None


@dataclass(frozen=True)
class WordingGroup:
    """Words with one fault. `innocent`: longer words that mean something else; None is none."""

    name: str
    fault: str
    why: str
    ask: str
    words: re.Pattern[str]
    innocent: re.Pattern[str] | None
    unless: tuple[Context, ...]


@dataclass(frozen=True)
class Wording:
    """The groups in the order of the file, and the pairs of marks that hold another's words."""

    quotes: tuple[str, ...]
    groups: tuple[WordingGroup, ...]


@cache
def wording() -> Wording:
    """Return the words that the review of an incident marks."""
    return read_wording(DATA / "wording.yaml")


def read_wording(path: Path) -> Wording:
    """Return the groups of a file, their patterns compiled.

    Raises ValueError, naming every fault: a key too many or too few, a fault, question, context or
    place that nothing else bears, an entry that nothing uses, words that are no regular expression
    or that the empty text fits (they would mark everything), quotes that are no pair.
    """
    raw = read_yaml(path)
    wrong = [*_key_faults(raw)] or [*_name_faults(raw), *_pattern_faults(raw)]
    if wrong:
        raise ValueError(f"{path.name}: {'; '.join(wrong)}")
    contexts = {
        name: Context(name, one["place"], _compiled(raw, one["words"]), _optional(raw, one))
        for name, one in raw["contexts"].items()
    }
    return Wording(
        quotes=tuple(raw["quotes"]),
        groups=tuple(_group(name, one, raw, contexts) for name, one in raw["groups"].items()),
    )


def _group(
    name: str, one: Mapping[str, Any], raw: Mapping[str, Any], contexts: Mapping[str, Context]
) -> WordingGroup:
    innocent = one.get("innocent")
    return WordingGroup(
        name=name,
        fault=one["fault"],
        why=one["why"],
        ask=raw["questions"][one["ask"]],
        words=_compiled(raw, *one["words"]),
        innocent=_compiled(raw, *innocent) if innocent else None,
        unless=tuple(contexts[word] for word in _unless(raw, one)),
    )


def _unless(raw: Mapping[str, Any], one: Mapping[str, Any]) -> list[str]:
    usual = raw["usual"] if _USUAL in one["unless"] else []
    return [*usual, *(word for word in one["unless"] if word != _USUAL)]


def _optional(raw: Mapping[str, Any], one: Mapping[str, Any]) -> re.Pattern[str] | None:
    return _compiled(raw, one["but_not"]) if "but_not" in one else None


def _compiled(raw: Mapping[str, Any], *words: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{_spelt(raw['words'], one)})" for one in words))


def _spelt(words: Mapping[str, str], text: str) -> str:
    """Put the entries of `words` where they are named; one may name those above it."""
    found = _NAME.search(text)
    while found:
        text = text.replace(found.group(), words[found.group(1)])
        found = _NAME.search(text)
    return text


def _key_faults(raw: Mapping[str, Any]) -> Iterator[str]:
    whole = {"quotes", "questions", "words", "usual", *_KEYS}
    if set(raw) != whole:
        yield f"has other parts than {sorted(whole)}"
        return
    for part, (needed, optional) in _KEYS.items():
        for name, one in raw[part].items():
            if not needed <= set(one) <= needed | optional:
                yield f"{name}: has {sorted(one)}"


def _name_faults(raw: Mapping[str, Any]) -> Iterator[str]:
    faults, places = code_list("wording_fault").labels, PLACES
    groups, contexts = raw["groups"], raw["contexts"]
    for name, one in groups.items():
        if one["fault"] not in faults:
            yield f"{name}: fault {one['fault']}"
        if one["ask"] not in raw["questions"]:
            yield f"{name}: asks {one['ask']}"
        unknown = {*one["unless"]} - {*contexts, _USUAL}
        yield from (f"{name}: unless {word}" for word in sorted(unknown))
    yield from (
        f"{name}: place {one['place']}"
        for name, one in contexts.items()
        if one["place"] not in places
    )
    yield from (f"usual: {word}" for word in raw["usual"] if word not in contexts)
    yield from (f"quotes {pair} are no pair" for pair in raw["quotes"] if len(pair) != 2)
    used = {word for one in groups.values() for word in one["unless"]} | {*raw["usual"]}
    yield from (f"context {name} is not used" for name in contexts if name not in used)
    asked = {one["ask"] for one in groups.values()}
    yield from (f"question {name} is not asked" for name in raw["questions"] if name not in asked)


def _pattern_faults(raw: Mapping[str, Any]) -> Iterator[str]:
    above: dict[str, str] = {}
    for name, text in raw["words"].items():
        yield from _fault_of(above, name, text)
        above[name] = text
    texts = [(name, one[key]) for name, one in raw["contexts"].items() for key in one
             if key in ("words", "but_not")]  # fmt: skip
    texts += [(name, text) for name, one in raw["groups"].items()
              for text in (*one["words"], *one.get("innocent", ()))]  # fmt: skip
    for name, text in texts:
        yield from _fault_of(above, name, text)
    named = {word for _, text in texts for word in _NAME.findall(text)}
    named |= {word for text in raw["words"].values() for word in _NAME.findall(text)}
    yield from (f"word {name} is not used" for name in raw["words"] if name not in named)


def _fault_of(words: Mapping[str, str], name: str, text: str) -> Iterator[str]:
    unknown = [word for word in _NAME.findall(text) if word not in words]
    if unknown:
        yield f"{name}: names {', '.join(unknown)}"
        return
    try:
        pattern = re.compile(_spelt(words, text))
    except re.error as error:
        yield f"{name}: {text[:20]} is no pattern ({error})"
        return
    if pattern.search(""):
        yield f"{name}: {text[:20]} fits the empty text"
