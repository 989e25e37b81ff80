"""One run of a notebook: opened in its first cell, closed in its last.

Everything shown goes through here, so that the run knows its figures, tables and definitions. A
run only reads the workspace; `close` alone writes, into the run's own folder.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from anyuan import clock
from anyuan.briefing import (
    Chart,
    ChartBlock,
    Finding,
    Gaps,
    Headline,
    KeyFigure,
    KeyFigures,
    Reading,
    Section,
    Sentence,
    Sources,
    TableBlock,
    compose,
)
from anyuan.casebook import Casebook
from anyuan.codebook import County, Definition, RuleBook, rules
from anyuan.disclosure import decision_sentences, exact, protect, running_total, share_table
from anyuan.disclosure.released import ReleasedTable
from anyuan.errors import ShownError
from anyuan.notebook.bullying import BullyingPage
from anyuan.notebook.closing import write_run
from anyuan.notebook.dropout import DropoutPage
from anyuan.notebook.headcount_spans import SpanPage
from anyuan.notebook.incident import IncidentPage, seen_of
from anyuan.notebook.kept import Behind, Derivation, Kept
from anyuan.notebook.meeting import MeetingPage
from anyuan.notebook.return_plans import ReturnPage
from anyuan.period import Month
from anyuan.protected import ProtectedFigure, ProtectedTable
from anyuan.run.months.bullying_month import load_bullying_month
from anyuan.run.months.dropout_month import load_dropout_month
from anyuan.run.months.headcount_span import load_headcount_span
from anyuan.run.months.meeting_month import load_meeting_month
from anyuan.run.months.return_month import load_return_month
from anyuan.run.months.review_month import load_review_month
from anyuan.run.opened import open_workspace
from anyuan.run.plans.params import check_parameters
from anyuan.run.release.released import released_tables

# Shares of what was answered without a name.
_SHARES = "由收回的匿名问卷份数算出的百分比；问卷不与任何人对应，不能追到某一份。"


@dataclass
class Run:
    """An open run: its parameters, the county's decisions, and what has been shown so far."""

    notebook: str
    parameters: dict[str, str]
    county: County
    rules: RuleBook
    workspace: Path
    casebook: Casebook
    known_at: datetime
    is_rehearsal: bool
    kept: Kept = field(default_factory=Kept)
    section = staticmethod(Section)

    @property
    def month(self) -> Month:
        """The month covered."""
        return Month.parse(self.parameters["month"])

    @property
    def as_of(self) -> date:
        """The day that the figures describe: the month's last unless another is given."""
        text = self.parameters["as_of"]
        return date.fromisoformat(text) if text else self.month.last_day

    @property
    def when(self) -> Sentence:
        """The day of the figures as a sentence's part."""
        day = self.as_of
        is_end = day == self.month.last_day
        return Sentence(f"{day.month}月末" if is_end else f"{day.month}月{day.day}日")

    @property
    def level(self) -> str:
        """`meeting` or `casework`."""
        return self.parameters["level"]

    @property
    def is_casework(self) -> bool:
        """Whether names may be shown."""
        return self.level == "casework"

    def dropout(self) -> DropoutPage:
        """Load the month's dropout question (headcount, bridge, gaps), ready to be shown."""
        return DropoutPage(self, load_dropout_month(*self._stores, **self._moment))

    def span(self) -> SpanPage:
        """Load the headcount of the quarter or term that ends with the month, ready to show."""
        kind = self.parameters["span"]
        return SpanPage(self, load_headcount_span(*self._stores, **self._moment, kind=kind))

    def returns(self) -> ReturnPage:
        """Load the month's return-to-school casework of the run's unit, ready to be shown."""
        unit = self.parameters["unit"]
        return ReturnPage(self, load_return_month(*self._stores, **self._moment, unit=unit))

    def bullying(self) -> BullyingPage:
        """Load the month's bullying question of the run's school, ready to be shown."""
        school = self.parameters["school"]
        return BullyingPage(self, load_bullying_month(*self._stores, **self._moment, school=school))

    def incident(self) -> IncidentPage:
        """Load the review of the run's incident, ready to be shown."""
        asked = {"incident": self.parameters["incident"], "seen": seen_of(self.parameters)}
        return IncidentPage(self, load_review_month(*self._stores, **self._moment, **asked))

    def meeting(self) -> MeetingPage:
        """Load the month's published pages and the meetings' decisions, ready to be shown."""
        return MeetingPage(self, load_meeting_month(*self._stores, **self._moment))

    @property
    def page_name(self) -> str:
        """The page as plans and releases name it: dropout_headcount/county."""
        asked = (self.parameters.get(name) for name in ("unit", "school", "incident", "span"))
        name = f"{self.notebook}/{next(filter(None, asked), 'county')}"
        return f"casework/{name}" if self.is_casework else name

    @cached_property
    def _released(self) -> list[ReleasedTable]:
        return released_tables(self.casebook, self.month, self.known_at)

    @property
    def _earlier(self) -> list[ReleasedTable]:
        """What left before in the school year and the page's tables so far; nothing in casework."""
        if self.is_casework:
            return []
        return [*self._released, *self.kept.shown_tables(str(self.month), self.page_name)]

    @property
    def _stores(self) -> tuple[Path, Casebook, County, RuleBook]:
        return self.workspace, self.casebook, self.county, self.rules

    @property
    def _moment(self) -> dict[str, Any]:
        return {"month": self.month, "as_of": self.as_of, "known_at": self.known_at}

    def figure(
        self,
        figure_id: str,
        label: str,
        members: Iterable[str] | int,
        *,
        kind: str = "county_figure",
        unit: str = "名",
        derived_from: Derivation = (),
        band: tuple[int, int] | None = None,
    ) -> ProtectedFigure:
        """Return a figure that may be printed, and remember the digest of its members.

        `members` are the ids of what is counted (persons, cases, steps, schools, files), or a plain
        number where it counts nothing that has ids: then `derived_from` says from which figures it
        comes, or how. `band`: between which numbers it may come to lie; it may lie outside.
        """
        ids = None if isinstance(members, int) else tuple(sorted(set(members)))
        value = members if ids is None else len(ids)
        shown = exact(
            value,
            figure_id=figure_id,
            label=label,
            kind_name=kind,
            decision=self.county.disclosure,
            unit=unit,
            level=self.level,
        )
        low, high = band or (None, None)
        self.kept.keep_figure(shown, Behind(ids, derived_from, low, high))
        return shown

    def table(
        self,
        name: str,
        frame: pd.DataFrame,
        kind: str,
        *,
        title: str,
        row_label: str,
        members: pd.DataFrame | None = None,
        measures: Collection[str] = (),
        derived_from: Derivation | Mapping[str, Derivation] = (),
        is_anonymous: bool = False,
        **words,
    ) -> ProtectedTable:
        """Return a table as it may be printed; it will be saved as tables/<name>.csv.

        `members`: columns row, column, member, the ids counted behind each cell; then each whole
        number must be that of its distinct members, but for columns or rows in `measures` (days,
        percent). `derived_from`: how numbers without members come about, of the table or by column
        or row.
        `words`: row_names, column_names, units, contributors, n_contributors of `protect`. What
        pupils answered without a name (`is_anonymous`) is protected in casework too.
        """
        shown = protect(
            frame,
            kind,
            self.county.disclosure,
            name=name,
            title=title,
            row_label=row_label,
            level="meeting" if is_anonymous else self.level,
            earlier=self._earlier,
            month=str(self.month),
            page=self.page_name,
            **words,
        )
        self.kept.keep_table(name, shown)
        if members is not None:
            self.kept.keep_members(name, frame, members, measures)
        if derived_from:
            self.kept.keep_derivation(name, derived_from)
        return shown

    def running_total(
        self,
        figure_id: str,
        label: str,
        totals: Sequence[int],
        *,
        kind: str,
        unit: str = "件",
        members: Iterable[str] | None = None,
    ) -> ProtectedFigure:
        """Return the last of a term's totals to date, hidden where its step would tell a few.

        `members`: the ids behind the last total.
        """
        shown = running_total(
            totals,
            figure_id=figure_id,
            label=label,
            kind_name=kind,
            decision=self.county.disclosure,
            unit=unit,
            level=self.level,
            earlier=self._earlier,
            month=str(self.month),
            page=self.page_name,
        )
        ids = None if members is None else tuple(sorted(set(members)))
        if ids is not None and len(ids) != totals[-1]:
            raise ValueError(f"{figure_id}: {totals[-1]} and {len(ids)} members")
        self.kept.keep_figure(shown, Behind(ids))
        return shown

    def shares(
        self, name: str, counts: ProtectedTable, ends: pd.DataFrame, words: Mapping[str, str]
    ) -> ProtectedTable:
        """Return the shares of bullied pupils that a protected table of counts gives; see
        `disclosure.share_table`."""
        shown = share_table(
            counts,
            part="bullied",
            whole="answered",
            ends=ends,
            kind_name="survey_share",
            words=dict(words),
            name=name,
        )
        self.kept.keep_table(name, shown)
        self.kept.keep_derivation(name, _SHARES)
        return shown

    def headline(self, template: str, *, lede: str = "", **parts) -> Headline:
        """Return the answer in one sentence, its numbers taken from figures."""
        return Headline(compose(template, **parts), lede, level=self.level)

    def key_figures(
        self, *figures: ProtectedFigure, notes: Mapping[str, Sentence] | None = None, **tones: str
    ) -> KeyFigures:
        """Return the band of key figures; notes and tones go by the last word of a figure's id."""
        shown = []
        for figure in figures:
            word = figure.figure_id.split(".")[-1]
            note = (notes or {}).get(word, "")
            shown.append(KeyFigure.of(figure, note=note, tone=tones.get(word, "plain")))
        return KeyFigures(shown)

    def finding(self, template: str, **parts) -> Finding:
        """Return a heading whose sentence is computed."""
        return Finding(compose(template, **parts), level=self.level)

    def reading(self, template: str, **parts) -> Reading:
        """Return a paragraph on how to read what stands above."""
        return Reading(compose(template, **parts), level=self.level)

    def chart(self, chart: Chart) -> ChartBlock:
        """Return a chart as a block."""
        return ChartBlock(chart)

    def show(self, table: ProtectedTable, *, caption: str = "", note: str = "") -> TableBlock:
        """Return a protected table as a block."""
        return TableBlock(table, caption, note)

    def definitions(self, prefix: str) -> pd.DataFrame:
        """Return the rules in force whose key begins so: description, value, status, reference."""
        for key in rules():
            if key.startswith(prefix):
                self.rules.value(key, self.as_of)
        rows = [
            [d.key, d.description, _with_unit(d), d.status, d.reference]
            for d in self.rules.used()
            if d.key.startswith(prefix)
        ]
        return pd.DataFrame(rows, columns=["key", "description", "value", "status", "reference"])

    def gaps(self, rows: Iterable[tuple[str, str]]) -> Gaps:
        """Return the block of gaps: what is missing, refused, undecided, hidden."""
        n = sum(table.n_hidden for table in self.kept.tables.values())
        hidden = self.figure(
            "page.n_hidden",
            "隐去的单元格",
            n,
            kind="work_figure",
            unit="个",
            derived_from=tuple(sorted(self.kept.tables)),
        )
        said = compose("{n} 个，均为保护儿童或防止推算", n=hidden) if n else Sentence("没有")
        return Gaps([*rows, ("隐去的单元格", said)], level=self.level)

    def sources(self, definitions: pd.DataFrame, files: pd.DataFrame) -> Sources:
        """Return definitions, files and decisions on which the page rests."""
        shown = definitions.itertuples(index=False)
        return Sources(
            [(d.description, d.value, d.reference) for d in shown],
            [tuple(str(v) for v in row) for row in files.itertuples(index=False)],
            decision_sentences(self.county.disclosure.in_force(self.month.last_day)),
            level=self.level,
        )

    def keep_workbook(self, name: str, title: str, sheets: dict[str, pd.DataFrame]) -> None:
        """Have a workbook with names saved beside the page as <name>.xlsx; casework only."""
        if not self.is_casework:
            raise ValueError("a meeting's run keeps no names")
        self.kept.workbooks[name] = (title, sheets)

    def keep_letter(self, write: Callable[[Path, dict[str, Any]], object]) -> None:
        """Have a letter written beside the page; casework only.

        `write` gets the folder and what letters are made with (templates, mark, made_at).
        """
        if not self.is_casework:
            raise ValueError("a meeting's run keeps no letters")
        self.kept.letters.append(write)

    def close(self) -> None:
        """Write tables, workbooks, letters and, last, figures.json into the run's folder."""
        write_run(self, self.kept)


def open_run(notebook: str, **parameters: str) -> Run:
    """Open a run: check its parameters, the workspace and what is known at the moment asked for.

    Raises ShownError for bad parameters, a workspace that is not there or one without any file.
    """
    checked = check_parameters(notebook, parameters)
    opened = open_workspace(checked["workspace"])
    latest = opened.casebook.last_recorded_at()
    if latest is None:
        raise ShownError(
            "工作区还没有收到任何文件。", code="empty", next_step="请先运行 anyuan receive。"
        )
    known_at = clock.from_text(checked["known_at"]) if checked["known_at"] else latest
    return Run(
        notebook=notebook,
        parameters=checked,
        county=opened.county,
        rules=opened.county.rule_book(),
        workspace=opened.workspace,
        casebook=opened.casebook,
        known_at=known_at,
        is_rehearsal=opened.is_rehearsal,
    )


def _with_unit(definition: Definition) -> str:
    shown = definition.shown
    if isinstance(definition.value, int) and not isinstance(definition.value, bool):
        shown = f"{shown} {definition.unit}"
    return f"{shown}（设置值）" if definition.status == "setting" else shown
