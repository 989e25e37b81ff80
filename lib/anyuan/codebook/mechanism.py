"""What must a school have against bullying? The survey's items, each with stage and source."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from anyuan.codebook.codes import DATA, code_list
from anyuan.codebook.reading import read_yaml


@dataclass(frozen=True)
class MechanismSource:
    """A document that asks for an item; `unconfirmed` says what of it could not be read, or ""."""

    name: str
    title: str
    basis: str
    unconfirmed: str


@dataclass(frozen=True)
class MechanismPart:
    """What only some of the bound schools must have: those of some kinds, or boarding schools."""

    asks: str
    kinds: frozenset[str]
    is_for_boarding: bool


@dataclass(frozen=True)
class MechanismItem:
    """One item of the survey. `sources`: each with its article, "" where none is known.

    `evidence`: what a bound school shows for it; `kinds`: the kinds of school that it binds.
    """

    code: str
    label: str
    stage: str
    sources: tuple[tuple[MechanismSource, str], ...]
    evidence: tuple[str, ...]
    kinds: frozenset[str]
    parts: tuple[MechanismPart, ...]

    @property
    def basis(self) -> str:
        """The strongest of its sources' bases: law before plan before guidance."""
        found = {source.basis for source, _ in self.sources}
        return next(basis for basis in code_list("mechanism_basis").labels if basis in found)

    @property
    def clause(self) -> str:
        """The sources as they are cited; what is unconfirmed says so."""
        return "；".join(_cited(source, article) for source, article in self.sources)

    def asks_of(self, kind: str, is_boarding: bool) -> tuple[str, ...]:
        """Return what a school of a kind must show, () where the item does not bind it."""
        if kind not in self.kinds:
            return ()
        parts = [
            part.asks
            for part in self.parts
            if kind in part.kinds or (part.is_for_boarding and is_boarding)
        ]
        return (*self.evidence, *parts)


@cache
def mechanism_items() -> dict[str, MechanismItem]:
    """Return every item of the mechanism survey by code, in the order of the survey."""
    return read_mechanism(DATA / "mechanism.yaml")


def read_mechanism(path: Path) -> dict[str, MechanismItem]:
    """Return the items of a file by code.

    Raises ValueError for items other than those of the code list, and for every stage, basis, kind
    of school or source that nothing else bears.
    """
    raw = read_yaml(path)
    labels = code_list("mechanism_item").labels
    wrong = list(_faults(raw, labels))
    if wrong:
        raise ValueError(f"{path.name}: {'; '.join(wrong)}")
    sources = {
        name: MechanismSource(name, one["title"], one["basis"], one.get("unconfirmed", ""))
        for name, one in raw["sources"].items()
    }
    kinds = frozenset(raw["binds"])
    return {
        code: MechanismItem(
            code=code,
            label=label,
            stage=raw["items"][code]["stage"],
            sources=tuple((sources[s], a) for s, a in raw["items"][code]["sources"].items()),
            evidence=tuple(raw["items"][code]["evidence"]),
            kinds=kinds,
            parts=tuple(_part(one) for one in raw["items"][code].get("parts", ())),
        )
        for code, label in labels.items()
    }


def _part(raw: Mapping[str, Any]) -> MechanismPart:
    return MechanismPart(raw["asks"], frozenset(raw.get("kinds", ())), "boarding" in raw)


def _cited(source: MechanismSource, article: str) -> str:
    note = f"（{source.unconfirmed}）" if source.unconfirmed else ""
    return f"{source.title}{article}{note}"


def _faults(raw: Mapping[str, Any], labels: Mapping[str, str]) -> Iterator[str]:
    items, sources = raw["items"], raw["sources"]
    if set(items) != set(labels):
        yield f"items {sorted(set(items) ^ set(labels))} are not those of the code list"
    used = {name for item in items.values() for name in item["sources"]}
    yield from (f"source {name} is not described" for name in sorted(used - set(sources)))
    yield from (f"source {name} is not used" for name in sorted(set(sources) - used))
    bases, kinds = code_list("mechanism_basis").labels, code_list("school_kind").labels
    for name, source in sources.items():
        if source["basis"] not in bases:
            yield f"source {name}: basis {source['basis']}"
    named = [*raw["binds"]]
    for code, item in items.items():
        if item["stage"] not in code_list("mechanism_stage").labels:
            yield f"item {code}: stage {item['stage']}"
        if not item["sources"] or not item["evidence"]:
            yield f"item {code}: without source or evidence"
        for part in item.get("parts", ()):
            named += part.get("kinds", ())
            if ("kinds" in part) == ("boarding" in part):
                yield f"item {code}: a part is for kinds of school or for boarding schools"
    yield from (f"kind of school {kind}" for kind in named if kind not in kinds)
