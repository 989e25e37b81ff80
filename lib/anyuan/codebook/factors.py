"""Which conditions contribute to incidents? Each with theme, levels, a question and duties."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from anyuan.codebook.codes import DATA, code_list
from anyuan.codebook.reading import read_yaml

_NEEDED = {"theme", "levels", "sources", "asks", "duties"}
_BASES = frozenset({"literature", "inference"})


@dataclass(frozen=True)
class Factor:
    """One condition. `asks`: what made it sensible then; `source`: its sources as they are cited.

    `levels`: the levels of cause at which it may stand, `duties`: what it typically bears on (a
    cause may be tied to others), both in the order of their code lists. `is_inference`: no source
    but inference.
    """

    code: str
    label: str
    theme: str
    levels: tuple[str, ...]
    asks: str
    duties: tuple[str, ...]
    source: str
    is_inference: bool


@cache
def factors() -> dict[str, Factor]:
    """Return every contributing factor by code, in the order of the code list."""
    return read_factors(DATA / "factors.yaml")


def factors_at(level: str) -> dict[str, Factor]:
    """Return the factors that may stand at a level of cause; KeyError for an unknown level."""
    code_list("cause_level").label(level)
    return {code: one for code, one in factors().items() if level in one.levels}


def read_factors(path: Path) -> dict[str, Factor]:
    """Return the factors of a file by code.

    Raises ValueError, naming every fault: factors other than those of the code list; a key too many
    or too few; a theme, level, duty, source or basis that nothing else bears; an entry named twice;
    a theme without factor, a source that is not used.
    """
    raw = read_yaml(path)
    labels = code_list("factor").labels
    wrong = [*_source_faults(raw), *_faults(raw["factors"], labels)]
    if wrong:
        raise ValueError(f"{path.name}: {'; '.join(wrong)}")
    return {code: _factor(code, raw["factors"][code], raw["sources"]) for code in labels}


def _factor(code: str, raw: Mapping[str, Any], sources: Mapping[str, Any]) -> Factor:
    return Factor(
        code=code,
        label=code_list("factor").label(code),
        theme=raw["theme"],
        levels=_in_order("cause_level", raw["levels"]),
        asks=raw["asks"],
        duties=_in_order("duty", raw["duties"]),
        source="；".join(_cited(sources[name]) for name in raw["sources"]),
        is_inference={sources[name]["basis"] for name in raw["sources"]} == {"inference"},
    )


def _in_order(codes: str, named: list[str]) -> tuple[str, ...]:
    return tuple(code for code in code_list(codes).labels if code in named)


def _cited(source: Mapping[str, str]) -> str:
    note = f"（{source['unconfirmed']}）" if "unconfirmed" in source else ""
    return f"{source['title']}{note}"


def _source_faults(raw: Mapping[str, Any]) -> Iterator[str]:
    used = {name for one in raw["factors"].values() for name in one.get("sources", ())}
    yield from (f"source {name} is not described" for name in sorted(used - set(raw["sources"])))
    yield from (f"source {name} is not used" for name in sorted(set(raw["sources"]) - used))
    for name, source in raw["sources"].items():
        if source["basis"] not in _BASES:
            yield f"source {name}: basis {source['basis']}"


def _faults(raw: Mapping[str, Any], labels: Mapping[str, str]) -> Iterator[str]:
    if set(raw) != set(labels):
        yield f"factors {sorted(set(raw) ^ set(labels))} are not those of the code list"
    for code, one in raw.items():
        if set(one) != _NEEDED:
            yield f"factor {code}: has {sorted(one)}"
            continue
        yield from (f"factor {code}: {fault}" for fault in _word_faults(one))
    themes = {one.get("theme") for one in raw.values()}
    bare = [theme for theme in code_list("factor_theme").labels if theme not in themes]
    yield from (f"theme {theme} has no factor" for theme in bare)


def _word_faults(one: Mapping[str, Any]) -> Iterator[str]:
    if one["theme"] not in code_list("factor_theme").labels:
        yield f"theme {one['theme']}"
    for key, codes in (("levels", "cause_level"), ("duties", "duty")):
        known = code_list(codes).labels
        yield from (f"{key} {code}" for code in one[key] if code not in known)
    for key in ("levels", "duties", "sources"):
        if not one[key]:
            yield f"without {key}"
        if len(set(one[key])) < len(one[key]):
            yield f"{key} named twice"
    if not one["asks"].endswith("？"):
        yield "asks nothing"
