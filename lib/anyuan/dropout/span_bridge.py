"""What changed over a quarter or a term: the monthly bridges added up, and first against last?

Both answer the same net change. A child who left and came back in between moved twice by the
months and not at all by the ends; neither is wrong, so both are told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from anyuan.dropout.bridge import COMING, LEAVING, TERMS, Bridge, build_bridge
from anyuan.dropout.status import OUT_OF_SCHOOL
from anyuan.period import Month

FLOWS = ("corrected", *COMING, *LEAVING)
Movement = tuple[str, Month]


@dataclass(frozen=True)
class SpanBridge:
    """The bridge over several months, everything as known at one moment.

    `steps`: each counted month's bridge from the counted month before, in order; `direct`: the
    bridge from the opening to the last month, as if nothing were known in between; `opened_with`:
    the children counted at the opening.
    """

    opened_with: tuple[str, ...]
    steps: Mapping[Month, Bridge]
    direct: Bridge

    @cached_property
    def total(self) -> dict[str, int]:
        """The monthly terms added up: the first opening, the sums of the flows, the last closing.

        Leaving terms are positive, `corrected` is signed, as in `Bridge`. A child that moved in two
        months stands in both.
        """
        steps = list(self.steps.values())
        sums = {term: sum(step.terms[term] for step in steps) for term in FLOWS}
        ends = {"opening": steps[0].terms["opening"], "closing": steps[-1].terms["closing"]}
        return {term: (sums | ends)[term] for term in TERMS}

    @property
    def residual(self) -> int:
        """What the added terms fail to explain: 0, or the code is wrong."""
        return Bridge(self.total, {}).residual

    def opening_of(self, month: Month) -> tuple[str, ...]:
        """Return the children counted at the opening of a month's own bridge."""
        months = list(self.steps)
        place = months.index(month)
        return self.steps[months[place - 1]].members["closing"] if place else self.opened_with

    def movements(self, *terms: str) -> list[Movement]:
        """Return who moved by one of the terms in which month: as often as the sums count it."""
        return [
            (child, month)
            for month, step in self.steps.items()
            for term in terms
            for child in step.members[term]
        ]

    def children(self, *terms: str) -> tuple[str, ...]:
        """Return the children who moved by one of the terms in any month, each once."""
        return tuple(sorted({child for child, _ in self.movements(*terms)}))

    @cached_property
    def moved_both_ways(self) -> tuple[str, ...]:
        """The children who came in and left within the span, in either order."""
        return tuple(sorted(set(self.children(*COMING)) & set(self.children(*LEAVING))))


def build_span_bridge(people: Mapping[Month, pd.DataFrame]) -> SpanBridge:
    """Return the bridge over settled months (see `settle_statuses`), the opening one first.

    ValueError for fewer than two months or months out of order. Where a month is left out the
    bridge of the next one spans both.
    """
    months = list(people)
    if len(months) < 2 or months != sorted(months):
        raise ValueError("a span has an opening and a later month, in order")
    first, *rest = months
    steps = {
        month: build_bridge(len(_counted(people[before])), people[before], people[month])
        for before, month in zip(months, rest, strict=False)
    }
    opened_with = _counted(people[first])
    direct = build_bridge(len(opened_with), people[first], people[rest[-1]])
    return SpanBridge(opened_with, steps, direct)


def _counted(people: pd.DataFrame) -> tuple[str, ...]:
    return tuple(sorted(people.index[people["status"].isin(OUT_OF_SCHOOL)]))
