"""The review of one incident as figures, tables and sentences of a page: its panel's, a meeting's.

Nothing is judged here; every number goes through protection. What only the panel may see is made of
a kind that no meeting's page can show.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import pandas as pd

from anyuan.briefing import Block, KeyFigure, KeyFigures, Sentence, compose
from anyuan.briefing.lane_events import range_in_minutes
from anyuan.cases import find_due
from anyuan.codebook import case_kind, code_list, incident_intervals
from anyuan.notebook.counting import Counting
from anyuan.notebook.incident_as_seen import AsSeen, seen_of
from anyuan.notebook.incident_before import Before
from anyuan.notebook.incident_causes import Causes
from anyuan.notebook.incident_duties import Duties
from anyuan.notebook.incident_elsewhere import Elsewhere
from anyuan.notebook.incident_fixes import Fixes
from anyuan.notebook.incident_gaps import gap_rows
from anyuan.notebook.incident_lessons import Lessons
from anyuan.notebook.incident_meeting import MeetingFixes, may_name
from anyuan.notebook.incident_papers import Papers
from anyuan.notebook.incident_seen import Hindsight
from anyuan.notebook.incident_signatures import Signatures
from anyuan.notebook.incident_table import PANEL_KIND
from anyuan.notebook.incident_timeline import Timeline
from anyuan.notebook.members import LEFT_OUT
from anyuan.protected import ProtectedFigure
from anyuan.review.elsewhere import FAILED
from anyuan.run.months.review_month import LOG, ReviewMonth

__all__ = ["IncidentPage", "seen_of"]
PREFIX = "incident."
_HURT = {"n_dead": "死亡", "n_missing": "下落不明", "n_seriously_hurt": "重伤", "n_hurt": "轻伤"}
_MET = "met"


@dataclass(frozen=True)
class IncidentPage(Counting):
    """What the notebook on an incident shows, by name; `run` remembers each figure and table."""

    prefix: ClassVar[str] = PREFIX
    own_kind: ClassVar[str] = PANEL_KIND
    run: object
    facts: ReviewMonth

    @property
    def is_panel(self) -> bool:
        """Whether the page is for the review's own panel."""
        return self.run.is_casework

    @property
    def as_seen(self) -> AsSeen | None:
        """What it looked like to the party asked for; None for the whole page."""
        return AsSeen(self) if self.facts.seen else None

    @property
    def is_whole(self) -> bool:
        """Whether it is the panel's page with all that is known now."""
        return self.is_panel and self.as_seen is None

    def left_out(self, name: str, words: str, n: int, unit: str) -> Sentence:
        """Return a note of what a table leaves to the workbook, "" where nothing."""
        if n <= 0:
            return Sentence("")
        told = f"另有 {{n}} {unit}未列，见同目录的工作簿。"
        return compose(told, n=self.own(f"left_out.{name}", words, n, unit, LEFT_OUT))

    def may_tell(self, duty: str) -> bool:
        """Whether a duty that failed may be named on the page."""
        facts = self.facts
        return self.is_panel or may_name(duty, facts.schools, facts.county.disclosure)

    @cached_property
    def timeline(self) -> Timeline | None:
        """What happened; the panel's only."""
        return Timeline(self) if self.is_panel else None

    @cached_property
    def duties(self) -> Duties | None:
        """Whose duties were met; the panel's only."""
        return Duties(self) if self.is_whole else None

    @cached_property
    def before(self) -> Before | None:
        """What the ledgers knew; the panel's only."""
        return Before(self) if self.is_panel else None

    @cached_property
    def seen(self) -> Hindsight | None:
        """What each party knew at the time; the panel's only."""
        return Hindsight(self) if self.is_whole else None

    @cached_property
    def causes(self) -> Causes | None:
        """Why it came to it; the panel's only."""
        return Causes(self) if self.is_whole else None

    @cached_property
    def fixes(self) -> Fixes | MeetingFixes | None:
        """Which fixes are owed, and whether they hold."""
        if self.as_seen:
            return None
        return Fixes(self) if self.is_panel else MeetingFixes(self)

    @cached_property
    def elsewhere(self) -> Elsewhere | None:
        """Where else the same gaps are."""
        return None if self.as_seen else Elsewhere(self)

    @cached_property
    def lessons(self) -> Lessons | None:
        """What others may learn."""
        return None if self.as_seen else Lessons(self)

    @cached_property
    def signatures(self) -> Signatures | None:
        """Who has signed; the panel's only."""
        return Signatures(self) if self.is_whole else None

    @cached_property
    def papers(self) -> Papers | None:
        """The report, the notices and the workbook; the panel's only."""
        return Papers(self) if self.is_whole else None

    @property
    def subject(self) -> Sentence:
        """The incident in words: its school, day and kind for the panel, neither for a meeting."""
        if not self.is_panel:
            return Sentence("某校重大案事件复盘")
        incident = self.facts.incident
        school = self.facts.school_name(incident.school_code)
        kind = code_list("incident_kind").label(incident.kind)
        return Sentence(f"{school}{incident.on.month}月{incident.on.day}日{kind}事件")

    @property
    def headline(self) -> Sentence:
        """The answer in one sentence."""
        if self.as_seen:
            return self.as_seen.headline
        if not self.is_panel:
            return compose(
                "{what}：欠整改 {open} 项，{late}{bare}",
                what=self.subject,
                open=self.fixes.n_open,
                late=self.fixes.lateness,
                bare=self.fixes.bareness,
            )
        return compose(
            "{what}：{worst}；责任 {failed} 项未履行或超时、{none} 项没有记录；"
            "整改 {open} 项未办结",
            what=self.subject,
            worst=self.timeline.worst,
            failed=self.duties.n_failed,
            none=self.duties.n_no_record,
            open=self.fixes.n_open,
        )

    @property
    def lede(self) -> Sentence:
        """What stands behind the answer, and what is owed on the review itself."""
        if self.as_seen:
            return self.as_seen.lede
        if not self.is_panel:
            return compose("{where}。", where=self.elsewhere.finding)
        return compose(
            "{before}。{signed}{due}。",
            before=self.before.finding,
            signed=self.signatures.finding,
            due=self._due,
        )

    @property
    def _due(self) -> Sentence:
        """What is owed on the case next."""
        facts = self.facts
        kind = case_kind(facts.case.kind)
        owed = find_due(kind, facts.case, facts.as_of, facts.book, facts.county.calendar)
        if not owed:
            return Sentence("")
        late = "，已超期" if owed[0].is_overdue else ""
        day = owed[0].due_on
        return Sentence(f"；{owed[0].label}最迟{day.month}月{day.day}日{late}")

    def key_figures(self) -> KeyFigures:
        """The band of key figures."""
        if self.as_seen:
            return self.as_seen.key_figures()
        fixes = self.fixes
        if not self.is_panel:
            owed = [fixes.n_open, fixes.n_late, fixes.n_reopened, fixes.n_bare]
            return KeyFigures([KeyFigure.of(fixes.n_all, tone="main"), *map(_owed, owed)])
        return KeyFigures(
            [
                self._hurt(),
                *self._worst(),
                _owed(self.duties.n_failed),
                KeyFigure.of(self.duties.n_no_record, note="不等于没有履行"),
                KeyFigure.of(self.before.n_told, note="项问题在台账里"),
                _owed(fixes.n_open),
            ]
        )

    def _hurt(self) -> KeyFigure:
        """Dead, missing and hurt together, each named in the note."""
        said = {name: int(self.facts.case.fields.get(name, 0)) for name in _HURT}
        note = "、".join(f"{_HURT[name]}{n}" for name, n in said.items() if n) or "没有伤亡"
        told = "个案登记的死亡、失踪、受伤人数之和。"
        figure = self.own("hurt", "伤亡", sum(said.values()), "人", told)
        return KeyFigure.of(figure, note=note, tone="main")

    def _worst(self) -> list[KeyFigure]:
        """The interval that matters most against its limit; nothing without one that has a time."""
        graded = self.timeline.graded.dropna(subset=["low"])
        if graded.empty:
            return []
        row = graded.iloc[0].to_dict()
        ends = ("low", "high", "limit")
        cell, *others = (self.timeline.spans.cell(row["interval"], end) for end in ends)
        tone = "due" if row["verdict"] in FAILED else "good" if row["verdict"] == _MET else "plain"
        return [
            KeyFigure(
                incident_intervals()[row["interval"]].label,
                range_in_minutes(int(row["low"]), int(row["high"])),
                Sentence(
                    f"限{self.timeline.limit_in_words(row)}", tuple(c.figure_id for c in others)
                ),
                tone,
                cell.figure_id,
                "casework",
            )
        ]

    def keep_papers(self) -> Block | None:
        """Have report, notices and workbook written beside the page, and say so; the panel's."""
        return self.papers.keep() if self.papers else None

    def gap_rows(self) -> list[tuple[str, Sentence]]:
        """What this page lacks, one line each."""
        return gap_rows(self)

    def define(self, rules: pd.DataFrame) -> pd.DataFrame:
        """Return the rules that the page uses."""
        return pd.concat([rules, self.run.definitions("corrective.")], ignore_index=True)

    def files(self) -> pd.DataFrame:
        """The tables read: label, period, first digits of the content's hash, rows.

        A meeting is not told of which month a log came: it would tell the month of the incident.
        """
        found = self.facts.holdings.summary()
        log = self.facts.holdings.tables[LOG].label
        return found if self.is_panel else found[found["label"] != log]


def _owed(figure: ProtectedFigure) -> KeyFigure:
    """Return a key figure that is red where anything is owed."""
    return KeyFigure.of(figure, tone="due" if figure.value else "plain")
