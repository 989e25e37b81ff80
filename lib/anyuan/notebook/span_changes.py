"""What changed over a quarter or a term: by the months, added up, and from end to end."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from anyuan import dropout
from anyuan.briefing import Block, ChartBlock, Sentence, TableBlock, compose, waterfall
from anyuan.codebook import code_list
from anyuan.dropout.span_bridge import Movement
from anyuan.notebook.members import members_by
from anyuan.period import Month
from anyuan.protected import ProtectedFigure, ProtectedTable

_TOTAL = "total"
# Rows that a reader looks for even when nobody stands in them.
_ALWAYS = ("opening", "corrected", "new", "returned", "closing")
_CORRECTED = "由未判定、待核转入的儿童减去转出到未判定、待核的儿童；不是某几名儿童的名单。"
_NET = "期末人数减去期初人数。"
_DIFFERENCE = "按月相加的人次减去首末直接比对的人数。"
_AGES = frozenset({9})  # the month in which the new school year's ages apply


def moments(movements: Iterable[Movement]) -> list[str]:
    """Return movements as members: the child with the month, so that each counts."""
    return [f"{child}:{month}" for child, month in movements]


@dataclass(frozen=True)
class SpanChanges:
    """The bridges of a page of spans; nothing is shown of a span with one counted month."""

    page: object

    @property
    def _bridge(self) -> dropout.SpanBridge:
        return self.page.facts.bridge

    @cached_property
    def finding(self) -> Sentence:
        """How many moved, and that all is accounted for."""
        if self._bridge is None:
            return Sentence("只有一个月有数，没有变化可比")
        return compose(
            "由 {a} 名到 {b} 名：进入 {came} 人次，离开 {left} 人次{corrected}，"
            "各项相加与期末相差 {rest}",
            a=self.page.opening,
            b=self.page.now,
            came=self.page.came,
            left=self.page.left,
            corrected=self._corrected,
            rest=self.page.run.figure(
                "span.residual",
                "各项相加与期末的差额",
                self._bridge.residual,
                kind="bridge",
                derived_from=("span_bridge",),
            ),
        )

    @property
    def _corrected(self) -> Sentence:
        n = self._bridge.total["corrected"]
        if not n:
            return Sentence("")
        figure = self.page.run.figure(
            "span.corrected", "更正", n, kind="bridge", derived_from=_CORRECTED
        )
        return compose("，更正 {n} 名", n=figure)

    def chart(self) -> Block | None:
        """The span's bridge as a waterfall."""
        if self._bridge is None:
            return None
        total = _signed(self._bridge.total)
        total = {k: n for k, n in total.items() if n or k in _ALWAYS}
        table = self._table("span_chart", pd.DataFrame({_TOTAL: total}, dtype="int64"))
        caption = "各月进出相加，期初到期末；没有人的项目不画。"
        return ChartBlock(waterfall(table, _TOTAL, caption=caption))

    def months(self) -> Block | None:
        """The bridge with a column a month and their sum."""
        if self._bridge is None:
            return None
        return TableBlock(self.table, note="同一儿童在期内每进出一次计一次；没有人的项目不列。")

    @cached_property
    def table(self) -> ProtectedTable:
        """The monthly bridges side by side, leaving terms negative, and their sum."""
        columns = {str(m): _signed(step.terms) for m, step in self._bridge.steps.items()}
        columns[_TOTAL] = _signed(self._bridge.total)
        frame = pd.DataFrame(columns, index=list(dropout.TERMS), dtype="int64")
        kept = [t for t in frame.index if t in _ALWAYS or (frame.loc[t] != 0).any()]
        return self._table("span_bridge", frame.loc[kept])

    def _table(self, name: str, frame: pd.DataFrame) -> ProtectedTable:
        words = dict(code_list("bridge_term").labels) | {"opening": "期初", "closing": "期末"}
        cells = {
            (term, column): ids
            for column in frame.columns
            for term in frame.index
            if (ids := self._members(term, column)) is not None
        }
        return self.page.run.table(
            name,
            frame,
            "bridge",
            title=f"不在校人数的变化（{self.page.facts.span.label}）",
            row_label="项目",
            row_names=words,
            column_names=self._columns() | {_TOTAL: "本期合计"},
            members=members_by(cells),
            measures=("corrected",),
            derived_from={"corrected": _CORRECTED},
        )

    def _members(self, term: str, column: str) -> Iterable[str] | None:
        bridge = self._bridge
        months = list(bridge.steps)
        if term == "corrected":
            return None
        if column == _TOTAL:
            ends = {"opening": bridge.opened_with, "closing": bridge.direct.members["closing"]}
            return ends[term] if term in ends else moments(bridge.movements(term))
        month = next(m for m in months if str(m) == column)
        return bridge.opening_of(month) if term == "opening" else bridge.steps[month].members[term]

    def _columns(self) -> dict[str, str]:
        """Head each column by its month, or by the months that its bridge spans."""
        before = self.page.facts.ends[0].month
        heads = {}
        for month in self._bridge.steps:
            heads[str(month)] = _head(before.next(), month)
            before = month
        return heads

    @cached_property
    def both_ways(self) -> ProtectedFigure:
        """The children who came in and left within the span."""
        return self.page.run.figure(
            "span.both_ways", "期内有进有出", self._bridge.moved_both_ways, kind="bridge"
        )

    @cached_property
    def direct_finding(self) -> Sentence:
        """Whether the ends alone tell the same as the months."""
        if self._bridge is None:
            return Sentence("首末没有两个月可比")
        same = all(self._bridge.total[t] == self._bridge.direct.terms[t] for t in dropout.FLOWS)
        if same and not self.both_ways.value:
            net = self.direct_table.cell("net", "difference").figure_id
            return Sentence("首末直接比对，各项与按月相加相同，没有儿童期内又进又出", (net,))
        return compose(
            "{n} 名儿童期内有进有出：按月相加两头都计，首末直接比对不计；净变化相同",
            n=self.both_ways,
        )

    def direct(self) -> Block | None:
        """The sums of the months beside the comparison of the two ends."""
        return None if self._bridge is None else TableBlock(self.direct_table)

    @cached_property
    def direct_table(self) -> ProtectedTable:
        """Each flow by the months and by the ends, and the net change of both."""
        bridge = self._bridge
        sums, ends = _signed(bridge.total), _signed(bridge.direct.terms)
        kept = [t for t in dropout.FLOWS if sums[t] or ends[t]]
        frame = pd.DataFrame({"months": sums, "ends": ends}).reindex(kept)
        frame.loc["net"] = [one["closing"] - one["opening"] for one in (sums, ends)]
        frame["difference"] = frame["months"] - frame["ends"]
        flows = [t for t in kept if t != "corrected"]
        cells = {(t, "months"): moments(bridge.movements(t)) for t in flows}
        cells |= {(t, "ends"): bridge.direct.members[t] for t in flows}
        first, last = (one.month.number for one in self.page.facts.ends)
        return self.page.run.table(
            "span_direct",
            frame.astype("int64"),
            "bridge",
            title="按月相加和首末直接比对",
            row_label="项目",
            row_names=dict(code_list("bridge_term").labels) | {"net": "净变化"},
            column_names={
                "months": "按月相加（人次）",
                "ends": f"{first}月末与{last}月末直接比（人数）",
                "difference": "相差",
            },
            members=members_by(cells),
            measures=("corrected", "net", "difference"),
            derived_from={"corrected": _CORRECTED, "net": _NET, "difference": _DIFFERENCE},
        )

    def reading(self) -> Block | None:
        """Why the two differ, at which moment all is known, and what September does."""
        if self._bridge is None:
            return None
        said = (
            "两种算法净变化必然相同。期内离开又回来的儿童，按月在进入和离开两项各计一次，首末相比"
            "没有变化；中途曾未判定、待核，或先后因不同缘由进出的，两种算法所在的项目也会不同。"
            "各月人数一律按本页生成时已知的内容重新计算。"
        )
        if any(month.number in _AGES for month in self.page.facts.span.months):
            said += "九月起换用新学年的年龄界线，超过年龄和新到入学年龄的进出多在九月。"
        return self.page.run.reading("{said}", said=Sentence(said))


def _signed(terms: dict[str, int]) -> dict[str, int]:
    return {term: -n if term in dropout.LEAVING else n for term, n in terms.items()}


def _head(first: Month, last: Month) -> str:
    return f"{last.number}月" if first == last else f"{first.number}—{last.number}月"
