"""What has left so far: pages, their copies and the tables that others have seen."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from anyuan.casebook import Casebook
from anyuan.casebook.releases import RELEASED, WITHDRAWN
from anyuan.disclosure.released import ReleasedTable, of_school_year
from anyuan.period import Month


@dataclass(frozen=True)
class IssuedCopy:
    """One numbered copy: its number, who holds it, the hash of its bytes."""

    no: int
    holder: str
    sha256: str


@dataclass(frozen=True)
class IssuedPage:
    """A page as it left: records of its tables and figures, its copies, and what became of it.

    `title` is that of the page itself. `withdrawn_at` is None while it stands; `reason` says why it
    was withdrawn.
    """

    month: str
    page: str
    sha256: str
    title: str
    issued_at: datetime
    issued_by: str
    tables: dict[str, Any]
    figures: list[dict[str, Any]]
    copies: tuple[IssuedCopy, ...]
    withdrawn_at: datetime | None = None
    reason: str = ""

    @property
    def n_copies(self) -> int:
        """How many copies there are."""
        return len(self.copies)


def issued_pages(casebook: Casebook, known_at: datetime | None = None) -> list[IssuedPage]:
    """Return every page that left, oldest first, the withdrawn ones too: what was seen was seen."""
    steps = casebook.releases(known_at)
    found: dict[int, IssuedPage] = {}
    standing: dict[tuple[str, str, str], int] = {}
    for n, one in enumerate(steps.itertuples(index=False)):
        place = (one.month, one.page, one.page_sha256)
        if one.step == RELEASED:
            found[n], standing[place] = _issued(one), n
        elif one.step == WITHDRAWN:
            earlier = found[standing[place]]
            found[standing[place]] = IssuedPage(
                **{**vars(earlier), "withdrawn_at": one.recorded_at, "reason": one.note}
            )
    return list(found.values())


def released_tables(
    casebook: Casebook, month: Month, known_at: datetime | None = None
) -> list[ReleasedTable]:
    """Return the tables and figures that left with pages of a month's school year up to that month.

    Those of withdrawn pages and of earlier issues of the same page are in it too: what was seen
    cannot be unseen.
    """
    tables = []
    for page in issued_pages(casebook, known_at):
        place = (page.month, page.page)
        tables += [ReleasedTable.from_record(*place, *named) for named in page.tables.items()]
        tables += [ReleasedTable.from_figure(*place, record) for record in page.figures]
    return of_school_year(tables, str(month))


def _issued(step: Any) -> IssuedPage:
    about = step.about
    copies = (IssuedCopy(c["no"], c["holder"], c["sha256"]) for c in about.get("copies", ()))
    return IssuedPage(
        month=step.month,
        page=step.page,
        sha256=step.page_sha256,
        title=about.get("title", ""),
        issued_at=step.recorded_at,
        issued_by=step.actor,
        tables=about.get("tables", {}),
        figures=about.get("figures", []),
        copies=tuple(copies),
    )
