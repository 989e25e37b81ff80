"""What is owed on the cases, by whom and since when: the work of offices, not children."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from anyuan.briefing import (
    Block,
    ChartBlock,
    Columns2,
    Sentence,
    TableBlock,
    compose,
    join_sentences,
    tile_map,
)
from anyuan.codebook import code_list
from anyuan.notebook.members import members_in, numbered
from anyuan.protected import ProtectedFigure, ProtectedTable, Row

_OLDEST = "本页日期减去最早一个超期步骤的应办日期。"
# As many units as a meeting reads.
_MOST_UNITS = 12
_NAMED = 3


@dataclass(frozen=True)
class Owed:
    """The steps owed on a return page."""

    page: object

    @cached_property
    def overdue_cases(self) -> ProtectedFigure:
        """How many cases have an overdue step."""
        return self.page.n("overdue", "有步骤超期", self.page.facts.overdue["case_id"])

    @cached_property
    def due_soon(self) -> ProtectedFigure:
        """How many cases have a step due within the week, today included."""
        owed = self.page.facts.owed
        soon = owed.loc[owed["days_left"].between(0, 6), "case_id"]
        return self.page.n("due_soon", "一周内到期", soon)

    @property
    def oldest_note(self) -> Sentence:
        """How long the oldest overdue step has waited, as a note; empty where none is overdue."""
        if not self.overdue_cases.value:
            return Sentence("")
        return compose("最久 {n} 天", n=self._oldest)

    @property
    def _oldest(self) -> ProtectedFigure:
        days = -int(self.page.facts.owed["days_left"].min())
        return self._work("oldest", "最久超期", days, "天", _OLDEST)

    @cached_property
    def _steps(self) -> ProtectedFigure:
        return self._work("overdue_steps", "超期步骤", self._ids, "步")

    @cached_property
    def _ids(self) -> pd.Series:
        """The overdue steps as members: case:limit:number."""
        overdue = self.page.facts.overdue
        return numbered(overdue["case_id"] + ":" + overdue["limit"])

    def _work(
        self, name: str, words: str, n: int | Iterable[str], unit: str, how: str = ""
    ) -> ProtectedFigure:
        return self.page.run.figure(
            f"return.{name}", words, n, kind="work_figure", unit=unit, derived_from=how
        )

    @cached_property
    def finding(self) -> Sentence:
        """How many steps are overdue, owed by how many units, who owes most."""
        if not self._steps.value:
            return Sentence("没有超期的步骤")
        units = self._by_unit
        return compose(
            "{n} 步超期，{units} 个单位欠着，最久的已超 {days} 天",
            n=self._steps,
            units=self._work("overdue_units", "欠着步骤的单位", units["unit"], "个"),
            days=self._oldest,
        )

    @cached_property
    def steps(self) -> ProtectedTable:
        """The overdue steps by kind, with who owes them and how long the oldest waited."""
        overdue = self.page.facts.overdue
        found = overdue.groupby("limit").agg(
            line=("line", lambda lines: "、".join(self._lines(lines))),
            n=("limit", "size"),
            oldest=("days_left", lambda left: -int(left.min())),
        )
        order = [limit for limit in self.page.facts.kind.limits if limit in found.index]
        limits = self.page.facts.kind.limits
        return self.page.run.table(
            "overdue_by_step",
            found.reindex(order).astype({"n": "int64", "oldest": "int64"}),
            "work_by_unit",
            title="超期步骤按种类",
            row_label="该办的事",
            row_names={limit: limits[limit].label for limit in order},
            column_names={"line": "责任线", "n": "超期", "oldest": "最久"},
            units={"n": "步", "oldest": "天"},
            members=members_in(overdue["limit"], self._ids, "n"),
            measures=("oldest",),
            derived_from={"oldest": _OLDEST},
        )

    def _lines(self, lines: pd.Series) -> list[str]:
        labels = code_list("line_of_duty").labels
        return [labels[line] for line in sorted(set(lines))]

    @cached_property
    def _by_unit(self) -> pd.DataFrame:
        overdue = self.page.facts.overdue
        found = overdue.groupby("unit").agg(
            n=("unit", "size"), oldest=("days_left", lambda left: -int(left.min()))
        )
        found = found.astype("int64").reset_index()
        return found.sort_values(["n", "oldest", "unit"], ascending=[False, False, True])

    @cached_property
    def units(self) -> ProtectedTable:
        """The units that owe most."""
        found = self._by_unit.head(_MOST_UNITS).set_index("unit")
        overdue = self.page.facts.overdue
        is_shown = overdue["unit"].isin(found.index)
        return self.page.run.table(
            "overdue_by_unit",
            found,
            "work_by_unit",
            title="超期步骤按责任单位",
            row_label="单位",
            row_names={unit: self.page.facts.unit_name(unit) for unit in found.index},
            column_names={"n": "超期", "oldest": "最久"},
            units={"n": "步", "oldest": "天"},
            members=members_in(overdue["unit"][is_shown], self._ids[is_shown], "n"),
            measures=("oldest",),
            derived_from={"oldest": _OLDEST},
        )

    def columns(self) -> Block | None:
        """Where the overdue steps are owed, and what they are; nothing where none is overdue."""
        if not self._steps.value:
            return None
        return Columns2([ChartBlock(self._map()), TableBlock(self.steps)], self._units_block())

    def _map(self):
        facts = self.page.facts
        places = facts.overdue["case_id"].map(
            {name: case.fields.get("township", "") for name, case in facts.shown.items()}
        )
        counts = places.value_counts().reindex(list(facts.county.townships), fill_value=0)
        table = self.page.run.table(
            "overdue_by_township",
            pd.DataFrame({"n": counts.astype("int64")}),
            "work_by_unit",
            title="超期步骤按儿童所在乡镇街道",
            row_label="乡镇街道",
            row_names={code: t.name for code, t in facts.county.townships.items()},
            column_names={"n": "步"},
            members=members_in(places.where(places.isin(counts.index)), self._ids, "n"),
        )
        caption = "超期步骤按儿童所在乡镇街道，学校和政府欠的都算。位置为示意。"
        return tile_map(table, "n", facts.county.townships, caption=caption, unit="步")

    def _units_block(self) -> Block:
        rest = self._by_unit["unit"].iloc[len(self.units.rows) :]
        note = ""
        if len(rest):
            more = self._work("overdue_units.rest", "未列出的单位", rest, "个")
            note = compose("只列最多的；另有 {n} 个单位，见个案级页的工作簿。", n=more)
        return TableBlock(self.units, note=note)

    def reading(self) -> Block | None:
        """Who owes most, and by which rule a step is late."""
        if not self._steps.value:
            return None
        parts = [
            compose("{unit} {n} 步", unit=Sentence(row.label), n=self.units.cell(row.key, "n"))
            for row in owing_most(self.units)[:_NAMED]
        ]
        said = join_sentences("欠得最多的是", parts, "。") if parts else "没有欠得特别多的单位。"
        return self.page.run.reading(
            "{said}政府线由乡镇街道负责，教育线由学校负责（没有学校的由乡镇街道）。"
            "各步的期限未见条文，均为设置值，列在页末。",
            said=said,
        )


def owing_most(units: ProtectedTable) -> list[Row]:
    """Return the units that owe more steps than the least listed, or the only one; [] where several
    owe alike."""
    if len(units.rows) < 2:
        return list(units.rows)
    least = min(units.cell(row.key, "n").value for row in units.rows)
    return [row for row in units.rows if units.cell(row.key, "n").value > least]
