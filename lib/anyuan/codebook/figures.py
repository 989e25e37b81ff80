"""What does a figure count, by its id: words of the glossary and rules that decide it."""

import re
from dataclasses import dataclass
from fnmatch import translate
from functools import cache

from anyuan.codebook.codes import DATA
from anyuan.codebook.reading import read_yaml
from anyuan.codebook.rules import rules
from anyuan.codebook.terms import terms


@dataclass(frozen=True)
class FigureDefinition:
    """What a figure counts: `says` in words, `terms` of the glossary, `rules` by key."""

    says: str = ""
    terms: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


def define_figure(figure_id: str) -> FigureDefinition:
    """Return the definition of a figure or of a table's cell; an empty one where none is given.

    The first pattern of data/figures.yaml that fits the id.
    """
    fits = _any_pattern().match(figure_id)
    if fits is None:
        return FigureDefinition()
    return list(figure_definitions().values())[fits.lastindex - 1]


@cache
def _any_pattern() -> re.Pattern[str]:
    """Return all patterns as one, each a group of its own: the first that fits is the one found."""
    return re.compile("|".join(f"({translate(pattern)})" for pattern in figure_definitions()))


@cache
def figure_definitions() -> dict[str, FigureDefinition]:
    """Return the definitions by pattern, in order; ValueError for an unknown term or rule."""
    found = {}
    for pattern, raw in read_yaml(DATA / "figures.yaml").items():
        made = FigureDefinition(
            raw.get("says", ""), tuple(raw.get("terms", ())), tuple(raw.get("rules", ()))
        )
        unknown = (set(made.terms) - set(terms())) | (set(made.rules) - set(rules()))
        if unknown or not (made.says or made.terms):
            raise ValueError(f"{pattern}: {sorted(unknown) or 'says nothing'}")
        found[pattern] = made
    return found
