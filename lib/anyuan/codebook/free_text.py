"""What may free text not say, and which words in it are no names?"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from anyuan.codebook.codes import DATA
from anyuan.codebook.reading import read_yaml

ITSELF, HELD, DECIDED = "itself", "held", "decided"
_ABOUT = frozenset({ITSELF, HELD, DECIDED})


@dataclass(frozen=True)
class SealedMatter:
    """Words that speak of a matter sealed for a minor, and by which clause.

    `about`: `itself` (whatever stands beside), `held` (a minor is said to have it), `decided` (it
    was decided about a minor).
    """

    about: str
    words: tuple[str, ...]
    clause: str


@dataclass(frozen=True)
class FreeText:
    """The words by which free text is judged.

    `adults` between a minor and a sealed matter say that somebody else is meant, `of_the_law`
    behind it that a law is. `ordinary` words are no names, unless a word of `before_a_name` or
    `behind_a_name` stands beside.
    """

    sealed: tuple[SealedMatter, ...]
    minors: tuple[str, ...]
    adults: tuple[str, ...]
    of_the_law: tuple[str, ...]
    before_a_name: tuple[str, ...]
    behind_a_name: tuple[str, ...]
    ordinary: frozenset[str]


@cache
def free_text() -> FreeText:
    """Return the words of the codebook by which free text is judged."""
    return read_free_text(DATA / "free_text.yaml")


def read_free_text(path: Path) -> FreeText:
    """Return what a file says; ValueError for an unknown `about` or a matter without a clause."""
    raw = read_yaml(path)
    return FreeText(
        sealed=tuple(_sealed(path.name, entry) for entry in raw["sealed"]),
        minors=tuple(raw["minors"]),
        adults=tuple(raw["adults"]),
        of_the_law=tuple(raw["of_the_law"]),
        before_a_name=tuple(raw["before_a_name"]),
        behind_a_name=tuple(raw["behind_a_name"]),
        ordinary=frozenset(word for line in raw["ordinary"] for word in line),
    )


def _sealed(file_name: str, entry: dict[str, Any]) -> SealedMatter:
    if entry["about"] not in _ABOUT or not entry["clause"].strip():
        raise ValueError(f"{file_name}: {entry['words']} is about nothing known, or has no clause")
    return SealedMatter(entry["about"], tuple(entry["words"]), entry["clause"])
