"""Kinds of letters: who issues each, on what ground, and which values its template may ask for."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from anyuan.codebook.codes import DATA
from anyuan.codebook.reading import read_yaml

VALUE_TYPES = frozenset({"text", "day", "rows"})


@dataclass(frozen=True)
class LetterValue:
    """One value of a letter: text, a `day` (in ISO form it is printed as a Chinese date), or `rows`
    (a list of mappings) with their `columns`."""

    name: str
    label: str
    type: str
    is_required: bool
    help: str
    columns: Mapping[str, "LetterValue"]


@dataclass(frozen=True)
class LetterKind:
    """One kind of letter. `stamp` is printed at the head of every page, `forbidden` words may stand
    neither in a template nor in a value. `name` is also the stem of the files' names. `about`: a
    kind of case, or roster."""

    name: str
    about: str
    label: str
    issuer: str
    addressee: str
    clause: str
    note: str
    stamp: str
    forbidden: tuple[str, ...]
    values: Mapping[str, LetterValue]

    def pick(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Return those of the facts that this letter asks for."""
        return {name: facts[name] for name in self.values if name in facts}


@cache
def letter_kinds() -> dict[str, LetterKind]:
    """Return every kind of letter by name, in the order in which a case needs them."""
    return read_letter_kinds(DATA / "letters")


def read_letter_kinds(folder: Path) -> dict[str, LetterKind]:
    """Return the kinds of letters of a folder by name, in the order of its files.

    Raises ValueError for a letter given twice, an unknown type, or a column of rows that a template
    could not reach by its name.
    """
    found: dict[str, LetterKind] = {}
    for path in sorted(folder.glob("*.yaml")):
        for name, raw in read_yaml(path).items():
            if name in found:
                raise ValueError(f"the letter {name!r} is described twice")
            found[name] = LetterKind(
                name=name,
                about=path.stem,
                label=raw["label"],
                issuer=raw["issuer"],
                addressee=raw["addressee"],
                clause=raw["clause"],
                note=raw["note"],
                stamp=raw.get("stamp", ""),
                forbidden=tuple(raw.get("forbidden", ())),
                values={value: _value(value, entry) for value, entry in raw["values"].items()},
            )
    return found


def _value(name: str, entry: Mapping[str, Any]) -> LetterValue:
    kind = entry.get("type", "text")
    columns = entry.get("columns", {})
    if kind not in VALUE_TYPES or (kind == "rows") != bool(columns):
        raise ValueError(f"{name}: unknown type {kind!r}, or columns without rows")
    if entry["required"] not in ("yes", "no"):
        raise ValueError(f"{name}: required is yes or no, not {entry['required']!r}")
    # A template writes row.round; a mapping's own methods would answer first.
    hidden = [column for column in columns if hasattr(dict, column)]
    if hidden:
        raise ValueError(f"{name}: no column may be called {', '.join(hidden)}")
    return LetterValue(
        name=name,
        label=entry["label"],
        type=kind,
        is_required=entry["required"] == "yes",
        help=entry.get("help", ""),
        columns={column: _value(column, sub) for column, sub in columns.items()},
    )
