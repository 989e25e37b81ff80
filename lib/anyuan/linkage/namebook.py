"""The tables of names.yaml, ready for use."""

import re
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path

from anyuan.codebook.reading import read_yaml

# Beginnings and endings of syllables taken for one another: (one, other, vowels that may follow).
Confusion = tuple[str, str, str]

_PRIVATE_USE = "\ue000-\uf8ff\U000f0000-\U0010fffd"


@dataclass(frozen=True)
class NameBook:
    """What is written in names.yaml; `local` and `heard`: confusions of sound, see its head."""

    surname_readings: dict[str, str]
    compound_surnames: dict[str, str]
    variants: dict[str, str]
    look_alikes: frozenset[tuple[str, str]]
    local: tuple[Confusion, ...]
    heard: tuple[Confusion, ...]
    placeholders: frozenset[str]
    stand_ins: re.Pattern[str]
    nicknames: frozenset[str]
    no_names: frozenset[str]
    brackets: dict[str, str]
    labels: tuple[str, ...]
    separators: tuple[str, ...]
    village_endings: tuple[str, ...]


@cache
def name_book() -> NameBook:
    """Return the package's name tables; ValueError for a dialect that is not described."""
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
        local=_confusions(raw["local"], raw["dialects"]),
        heard=_confusions([*raw["local"], *raw["elsewhere"]], raw["dialects"]),
        placeholders=frozenset(raw["placeholders"]),
        # A mark, a Latin letter or a private-use character.
        stand_ins=re.compile(f"[!-~{_PRIVATE_USE}{re.escape(''.join(raw['placeholders']))}]"),
        nicknames=frozenset(raw["nicknames"]),
        no_names=frozenset(raw["no_names"]),
        brackets={line[0]: line[1] for line in raw["brackets"]},
        labels=tuple(raw["labels"]),
        separators=tuple(raw["separators"]),
        village_endings=tuple(raw["village_endings"]),
    )


def _confusions(names: list[str], dialects: dict[str, list]) -> tuple[Confusion, ...]:
    unknown = set(names) - set(dialects)
    if unknown:
        raise ValueError(f"names.yaml describes no dialect {sorted(unknown)}")
    entries = [entry for name in names for entry in dialects[name]]
    return tuple((entry[0], entry[1], "".join(entry[2:])) for entry in entries)
