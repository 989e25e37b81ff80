"""One run of a notebook: opened in its first cell, closed in its last.

Everything shown goes through here, so that the run knows its figures, tables and definitions. A
run only reads the workspace; `close` alone writes, into the run's own folder.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from anyuan import clock, keys
from anyuan.briefing import (
    Chart,
    ChartBlock,
    Finding,
    Gaps,
    Headline,
    KeyFigure,
    KeyFigures,
    Reading,
    Sentence,
    Sources,
    TableBlock,
    WorkbookMeta,
    compose,
    ledger_workbook,
)
from anyuan.casebook import Casebook
from anyuan.codebook import County, Definition, RuleBook, rules
from anyuan.disclosure import exact, protect, running_total, share_table
from anyuan.errors import ShownError
from anyuan.notebook.bullying import BullyingPage
from anyuan.notebook.dropout import DropoutPage
from anyuan.notebook.return_plans import ReturnPage
from anyuan.paths import project_root, write_text
from anyuan.period import Month
from anyuan.protected import ProtectedFigure, ProtectedTable
from anyuan.run.bullying_month import load_bullying_month
from anyuan.run.dropout_month import load_dropout_month
from anyuan.run.marks import COMPLETE, END_MARK, RUN_DIR
from anyuan.run.opened import open_workspace
from anyuan.run.params import check_parameters
from anyuan.run.return_month import load_return_month

MADE_UP = "合成示例数据"


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
    _figures: dict[str, dict] = field(default_factory=dict)
    _tables: dict[str, ProtectedTable] = field(default_factory=dict)
    _workbooks: dict[str, tuple[str, dict]] = field(default_factory=dict)
    _letters: list[Callable[[Path, dict[str, Any]], object]] = field(default_factory=list)

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

    def returns(self) -> ReturnPage:
        """Load the month's return-to-school casework of the run's unit, ready to be shown."""
        unit = self.parameters["unit"]
        return ReturnPage(self, load_return_month(*self._stores, **self._moment, unit=unit))

    def bullying(self) -> BullyingPage:
        """Load the month's bullying question of the run's school, ready to be shown."""
        school = self.parameters["school"]
        return BullyingPage(self, load_bullying_month(*self._stores, **self._moment, school=school))

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
    ) -> ProtectedFigure:
        """Return a figure that may be printed, and remember the digest of its members.

        `members` are person ids, or a plain count where the thing counted has no members.
        """
        ids = None if isinstance(members, int) else sorted(members)
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
        self._remember(shown, digest_members(ids) if ids is not None else "")
        return shown

    def table(
        self,
        name: str,
        frame: pd.DataFrame,
        kind: str,
        *,
        title: str,
        row_label: str,
        is_anonymous: bool = False,
        **words,
    ) -> ProtectedTable:
        """Return a table as it may be printed; it will be saved as tables/<name>.csv.

        `words`: row_names, column_names, units, contributors, n_contributors of `protect`. What
        pupils answered without a name (`is_anonymous`) is protected in casework too.
        """
        shown = protect(
            frame,
            kind,
            self.county.disclosure,
            title=title,
            row_label=row_label,
            level="meeting" if is_anonymous else self.level,
            **words,
        )
        self._tables[name] = shown
        return shown

    def running_total(
        self, figure_id: str, label: str, totals: Sequence[int], *, kind: str, unit: str = "件"
    ) -> ProtectedFigure:
        """Return the last of a term's totals to date, hidden where its step would tell a few."""
        shown = running_total(
            totals,
            figure_id=figure_id,
            label=label,
            kind_name=kind,
            decision=self.county.disclosure,
            unit=unit,
            level=self.level,
        )
        self._remember(shown, "")
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
        )
        self._tables[name] = shown
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
        n = sum(table.n_hidden for table in self._tables.values())
        hidden = self.figure("page.n_hidden", "隐去的单元格", n, kind="work_figure", unit="个")
        said = compose("{n} 个，均为保护儿童或防止推算", n=hidden) if n else Sentence("没有")
        return Gaps([*rows, ("隐去的单元格", said)], level=self.level)

    def sources(self, definitions: pd.DataFrame, files: pd.DataFrame) -> Sources:
        """Return definitions, files and decisions on which the page rests."""
        shown = definitions.itertuples(index=False)
        decision = self.county.disclosure
        return Sources(
            [(d.description, d.value, d.reference) for d in shown],
            [tuple(str(v) for v in row) for row in files.itertuples(index=False)],
            [
                f"按{decision.decided_by} {decision.decided_on.isoformat()} 的决定，"
                "全市合计、月度变化各项和按乡镇街道的人数如实列出；其余分项目数 1 至 "
                f"{decision.threshold - 1} 不列，并隐去可以推算出它们的数目。"
            ],
            level=self.level,
        )

    def keep_workbook(self, name: str, title: str, sheets: dict[str, pd.DataFrame]) -> None:
        """Have a workbook with names saved beside the page as <name>.xlsx; casework only."""
        if not self.is_casework:
            raise ValueError("a meeting's run keeps no names")
        self._workbooks[name] = (title, sheets)

    def keep_letter(self, write: Callable[[Path, dict[str, Any]], object]) -> None:
        """Have a letter written beside the page; casework only.

        `write` gets the folder and what letters are made with (templates, mark, made_at).
        """
        if not self.is_casework:
            raise ValueError("a meeting's run keeps no letters")
        self._letters.append(write)

    def close(self) -> None:
        """Write tables, workbooks, letters and, last, figures.json as a mark into the run's folder.

        The folder is the runner's, or the notebook's own under stock papermill.
        """
        folder = Path(os.environ.get(RUN_DIR) or Path.cwd())
        for name, table in self._tables.items():
            write_text(folder / "tables" / f"{name}.csv", "\ufeff" + table.to_csv_text())
        for name, (title, sheets) in self._workbooks.items():
            about = WorkbookMeta(
                f"{self.county.name}{title}",
                f"截至 {self.as_of.isoformat()}",
                self.known_at,
                self.is_rehearsal,
            )
            ledger_workbook(sheets, folder / f"{name}.xlsx", about)
        made = {
            "templates": project_root() / "params" / "templates",
            "mark": MADE_UP if self.is_rehearsal else "",
            "made_at": self.known_at,
        }
        for write in self._letters:
            write(folder, made)
        facts = {
            "notebook": self.notebook,
            "month": str(self.month),
            "as_of": self.as_of.isoformat(),
            "known_at": clock.to_text(self.known_at),
            "level": self.level,
            "is_rehearsal": self.is_rehearsal,
            "chain_head": self.casebook.chain_head(self.known_at),
            "figures": [self._figures[key] for key in sorted(self._figures)],
            "tables": {
                name: {"kind": t.kind, "rule": t.rule_note, "n_hidden": t.n_hidden}
                for name, t in sorted(self._tables.items())
            },
            "definitions": [
                {"key": d.key, "value": d.shown, "reference": d.reference}
                for d in self.rules.used()
            ],
            "end_mark": COMPLETE,
        }
        text = json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        write_text(folder / END_MARK, text)

    def _remember(self, shown: ProtectedFigure, digest: str) -> None:
        record = {
            "figure_id": shown.figure_id,
            "label": shown.label,
            "shown": shown.shown,
            "unit": shown.unit,
            "kind": shown.kind,
            "members_digest": digest,
        }
        known = self._figures.setdefault(shown.figure_id, record)
        if known != record:
            raise ValueError(f"{shown.figure_id} stands for two different numbers")


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


def digest_members(ids: Iterable[str]) -> str:
    """Return a keyed digest of a figure's members: tells whether they changed, not who they are."""
    text = "\n".join(sorted(ids))
    return hmac.new(keys.purpose_key("members"), text.encode(), hashlib.sha256).hexdigest()[:32]


def _with_unit(definition: Definition) -> str:
    shown = definition.shown
    if isinstance(definition.value, int) and not isinstance(definition.value, bool):
        shown = f"{shown} {definition.unit}"
    return f"{shown}（设置值）" if definition.status == "setting" else shown
