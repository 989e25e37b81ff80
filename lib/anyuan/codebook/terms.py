"""The glossary: one concept, one word in code, one label in Chinese."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from anyuan.codebook.codes import DATA
from anyuan.codebook.reading import read_yaml


@dataclass(frozen=True)
class Term:
    """A word of the house with its Chinese label, definition and clause (may be empty)."""

    word: str
    label: str
    definition: str
    clause: str


@cache
def terms() -> dict[str, Term]:
    """Return the glossary by word."""
    return read_terms(DATA / "terms")


def read_terms(folder: Path) -> dict[str, Term]:
    """Return the terms of a folder by word; ValueError for a word defined twice."""
    found: dict[str, Term] = {}
    for path in sorted(folder.glob("*.yaml")):
        for word, raw in read_yaml(path).items():
            if word in found:
                raise ValueError(f"{word!r} is defined twice")
            found[word] = Term(word, raw["label"], raw["definition"], raw["clause"])
    return found


def label(word: str) -> str:
    """Return the Chinese label of a term; KeyError for an unknown one."""
    return terms()[word].label
