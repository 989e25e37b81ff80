"""May a corrected page leave again? Only where its change says nothing of a few children.

A change below k would tell of those few whoever holds both issues; it waits for the next scheduled
one. Safety may demand otherwise, by the lead's decision. Source: the county's decision for k.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from anyuan.disclosure.kinds import kinds
from anyuan.run.release.released import IssuedPage

# Kinds exempt under this word count what offices did, never children.
_OF_OFFICES = "office_work"

Places = dict[tuple[str, ...], int | float | None]


@dataclass(frozen=True)
class Changes:
    """What differs between two issues of a page: how many places, and the largest step of one.

    A place that is hidden in one of them and shown in the other counts, with a step of 0: nobody
    can say that it is large.
    """

    n: int = 0
    largest: int | float = 0

    def is_too_small(self, threshold: int) -> bool:
        """Whether something changed, and nothing by the threshold or more."""
        return self.n > 0 and self.largest < threshold


def compare_issues(
    earlier: IssuedPage | None,
    tables: Mapping[str, Mapping[str, Any]],
    figures: Sequence[Mapping[str, Any]],
) -> Changes:
    """Return what changed in numbers since the page last left; nothing where it never did.

    A row, column or figure that only one of the issues has counts as a change from or to 0. Texts,
    days and what counts offices' work are not compared: they tell of no child.
    """
    if earlier is None:
        return Changes()
    was, now = _places(earlier.tables, earlier.figures), _places(tables, figures)
    steps = [
        _step(was.get(place, 0), now.get(place, 0))
        for place in sorted(was.keys() | now.keys())
        if was.get(place, 0) != now.get(place, 0)
    ]
    return Changes(len(steps), max(steps, default=0))


def last_issue(issued: Sequence[IssuedPage], month: str, page: str) -> IssuedPage | None:
    """Return the last issue of a page of a month, be it withdrawn, or None."""
    same = [one for one in issued if (one.month, one.page) == (month, page)]
    return same[-1] if same else None


def _step(was: int | float | None, now: int | float | None) -> int | float:
    return 0 if was is None or now is None else abs(now - was)


def _places(
    tables: Mapping[str, Mapping[str, Any]], figures: Sequence[Mapping[str, Any]]
) -> Places:
    found: Places = {}
    for figure in figures:
        if _is_of_offices(figure["kind"]):
            continue
        found["figure", figure["figure_id"]] = figure["value"]
        for bound in ("low", "high"):
            if _is_number(figure.get(bound)):
                found["figure", figure["figure_id"], bound] = figure[bound]
    for name, record in tables.items():
        if _is_of_offices(record["kind"]):
            continue
        for row, line in zip(record["rows"], record["cells"], strict=True):
            for column, cell in zip(record["columns"], line, strict=True):
                if cell["is_hidden"] or _is_number(cell["value"]):
                    found["table", name, row["key"], column["key"]] = cell["value"]
    return found


def _is_of_offices(kind: str) -> bool:
    return kind in kinds() and kinds()[kind].exemption == _OF_OFFICES


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
