"""The joint meeting's page: what the month's other pages printed, put in the order of a meeting.

No number is counted here but those of the meeting's own decisions and of what this page lists;
every other is taken from a published page with its id and its protection.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from anyuan.briefing import KeyFigures, Sentence, compose
from anyuan.notebook.kept import Behind
from anyuan.notebook.meeting_asks import Requests
from anyuan.notebook.meeting_bullying import Bullying
from anyuan.notebook.meeting_calendar import Calendar
from anyuan.notebook.meeting_decisions import Decisions
from anyuan.notebook.meeting_dropout import Dropout
from anyuan.notebook.meeting_gaps import gap_rows
from anyuan.notebook.meeting_owed import Owed
from anyuan.notebook.meeting_reviews import Reviews
from anyuan.protected import ProtectedFigure, ProtectedTable
from anyuan.run.months.meeting_month import MeetingMonth
from anyuan.run.results.published import Published

PREFIX = "meeting."


@dataclass(frozen=True)
class MeetingPage:
    """What the meeting's notebook shows, by name; `run` remembers each figure and table."""

    run: object
    facts: MeetingMonth

    def cite(self, page: Published | None, figure_id: str) -> ProtectedFigure | None:
        """Return a figure of another page under that page's name; None where it has none."""
        found = page.figure(figure_id) if page else None
        if found is not None:
            self.run.kept.keep_figure(found, Behind())
        return found

    def copy(self, page: Published | None, name: str) -> ProtectedTable | None:
        """Return a table of another page; it is saved here as <notebook>-<key>-<name>.csv."""
        found = page.tables.get(name) if page else None
        if found is not None:
            self.run.kept.keep_table(f"{page.notebook}-{page.key}-{name}", found)
        return found

    def own(self, name: str, words: str, ids: Iterable[str], unit: str) -> ProtectedFigure:
        """Return how many things of its own the page tells: rows, decisions, tasks."""
        return self.run.figure(PREFIX + name, words, list(ids), kind="work_figure", unit=unit)

    @cached_property
    def dropout(self) -> Dropout:
        """How many children are out of school, what changed, where."""
        return Dropout(self)

    @cached_property
    def owed(self) -> Owed:
        """What is overdue, and which office owes it."""
        return Owed(self)

    @cached_property
    def bullying(self) -> Bullying:
        """The county's arrangements, and each pilot by itself."""
        return Bullying(self)

    @cached_property
    def reviews(self) -> Reviews:
        """Open reviews, and fixes that do not hold."""
        return Reviews(self)

    @cached_property
    def calendar(self) -> Calendar:
        """The plan's days and phases."""
        return Calendar(self)

    @cached_property
    def decisions(self) -> Decisions:
        """What earlier meetings decided, and what became of it."""
        return Decisions(self)

    @cached_property
    def requests(self) -> Requests:
        """What this meeting is asked to decide."""
        return Requests(self)

    @property
    def headline(self) -> Sentence:
        """The answer in one sentence."""
        return compose(
            "{dropout}；{owed}，{asks}",
            dropout=self.dropout.answer,
            owed=self.owed.answer,
            asks=self.requests.answer,
        )

    @property
    def lede(self) -> Sentence:
        """The other two answers, in a line each."""
        rooms = (self.bullying, self.reviews, self.decisions)
        return _run_on([room.answer for room in rooms if room.answer])

    def key_figures(self) -> KeyFigures:
        """The band of key figures: what a missing page would tell is left out."""
        shown = [
            *self.dropout.key_figures(),
            *self.owed.key_figures(),
            *self.reviews.key_figures(),
            *self.decisions.key_figures(),
        ]
        return KeyFigures(shown[:6])

    def gap_rows(self) -> list[tuple[str, Sentence]]:
        """What this page lacks: missing pages first, then what the pages themselves lack."""
        return gap_rows(self)

    def files(self) -> pd.DataFrame:
        """The pages used: title, month, first digits of the hash of what each printed, figures."""
        rows = []
        for notebook in dict.fromkeys(page.notebook for page in self.facts.published.values()):
            pages = self.facts.pages_of(notebook)
            title = self.facts.titles[notebook]
            label = title if len(pages) == 1 else f"{title} {len(pages)} 页"
            hashes = " ".join(page.sha256[:8] for page in pages)
            n = sum(len(page.figures) for page in pages)
            rows.append((label, str(self.facts.month), hashes, str(n)))
        return pd.DataFrame(rows, columns=["label", "period", "sha8", "rows"])


def _run_on(parts: list[Sentence]) -> Sentence:
    ids = tuple(dict.fromkeys(i for part in parts for i in part.figure_ids))
    return Sentence("。".join(parts) + "。", ids)
