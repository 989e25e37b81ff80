"""Bullying on the meeting's page: the county's arrangements, and each pilot school by itself.

The two pilots stand side by side and are never added up.
"""

from dataclasses import dataclass, replace
from functools import cached_property

from anyuan.briefing import Block, Sentence, TableBlock, compose
from anyuan.disclosure.restoring import GatheredRow, gather
from anyuan.protected import Cell, Column, ProtectedFigure, ProtectedTable
from anyuan.run.results.published import Published

PAGE = "bullying_mapping/county"
_NOTEBOOK = "bullying_mapping"
_FIGURES = {
    "mechanism.gaps": "防治安排缺项（项）",
    "actions.late": "整改事项超期（项）",
    "total": "本学期登记（件）",
}
_SURVEY, _ALL = "survey_by_band", ("total", "every")
_SHARE = "问卷中说受过欺凌的（%）"
_ASKED = "问卷比例后括号内是它的范围；“＊”为保护学生不列的数目。"
_RULE = "数目、隐去与各校自己的会议级页相同。"


@dataclass(frozen=True)
class Bullying:
    """What the bullying pages say, for the meeting."""

    page: object

    @property
    def _county(self) -> Published | None:
        return self.page.facts.page(PAGE)

    def n(self, name: str) -> ProtectedFigure | None:
        """Return a figure of the county's page by its name; None where it has none."""
        return self.page.cite(self._county, f"bullying.{name}")

    @cached_property
    def answer(self) -> Sentence:
        """Arrangements, cases and their clocks, of the county."""
        if self._county is None:
            return Sentence("欺凌防治：全市页本月缺")
        whole, schools = self.n("county.complete"), self.n("county.schools")
        said = Sentence("欺凌防治：")
        if whole is not None and schools is not None:
            said = compose("{a}{n} 所学校中 {m} 所安排齐全", a=said, n=schools, m=whole)
        total, late = self.n("total"), self.n("steps.late")
        if total is None or late is None:
            return compose("{said}，登记件数不列或没有收到", said=said)
        return compose("{said}，本学期登记 {n} 件，超期环节 {m} 个", said=said, n=total, m=late)

    @property
    def finding(self) -> Sentence:
        """How each pilot stands, one beside the other."""
        parts = []
        for code, name in self.page.facts.pilots.items():
            source = self._pilot(code)
            gaps = self.page.cite(source, "bullying.mechanism.gaps")
            said = "{name}缺项 {n} 项" if gaps is not None and gaps.value else "{name}防治安排齐全"
            if gaps is None:
                parts.append(Sentence(f"{name}页本月缺"))
            else:
                parts.append(compose(said, name=name, n=gaps))
        ids = tuple(i for part in parts for i in part.figure_ids)
        return Sentence("两个联系点：" + "；".join(parts), ids) if parts else Sentence("没有联系点")

    def _pilot(self, code: str) -> Published | None:
        return self.page.facts.page(f"{_NOTEBOOK}/{code}")

    @cached_property
    def pilots(self) -> ProtectedTable:
        """One column a pilot, each number from the pilot's own page."""
        facts = self.page.facts
        sources = {code: self._pilot(code) for code in facts.pilots}
        rows = [
            GatheredRow(
                name.replace(".", "_"),
                label,
                {
                    code: self.page.cite(source, f"bullying.{name}")
                    for code, source in sources.items()
                },
            )
            for name, label in _FIGURES.items()
        ]
        rows.append(
            GatheredRow("share", _SHARE, {code: _share(page) for code, page in sources.items()})
        )
        table = gather(
            rows,
            [Column(code, name) for code, name in facts.pilots.items()],
            name="pilots",
            kind_name="meeting_gathered",
            title="两个联系点（各列各的，不相加）",
            row_label="项目",
            rule_note=_RULE,
        )
        self.page.run.kept.keep_table("pilots", table)
        return table

    def table_block(self) -> Block | None:
        """The pilots side by side."""
        return TableBlock(self.pilots, note=_ASKED) if self.page.facts.pilots else None


def _share(page: Published | None) -> Cell | None:
    """Return what share of the pupils who answered were bullied, with its range, as printed."""
    table = page.tables.get(_SURVEY) if page else None
    row = next((row.key for row in table.rows if row.key in _ALL), None) if table else None
    if row is None:
        return None
    share, low, high = (table.cell(row, column) for column in ("share", "low", "high"))
    if share.value is None or low.value is None or high.value is None:
        return share
    return replace(share, shown=f"{share.shown}（{low.shown}–{high.shown}）")
