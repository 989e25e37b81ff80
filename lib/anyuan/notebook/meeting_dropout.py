"""Out-of-school children on the meeting's page: the number, what changed, where."""

from dataclasses import dataclass
from functools import cached_property

from anyuan.briefing import (
    Block,
    ChartBlock,
    Columns2,
    KeyFigure,
    Sentence,
    TableBlock,
    compose,
    join_sentences,
    tile_map,
    waterfall,
)
from anyuan.codebook.figures import define_figure
from anyuan.disclosure.restoring import GatheredRow, gather
from anyuan.protected import Cell, Column, ProtectedFigure, ProtectedTable

PAGE = "dropout_headcount/county"
# Terms of the bridge between its first row and its last.
_OPENING, _CLOSING = "opening", "closing"
_NAMED = 3
_HEADLINE, _SETTING = "dropout.out_of_school", "setting"
# What of the headcount stands beside its number.
_BESIDE = ("never_enrolled", "dropped_out", "verified", "suspected_dropout", "open")


@dataclass(frozen=True)
class Dropout:
    """What the headcount's page says, for the meeting."""

    page: object

    @property
    def _source(self):
        return self.page.facts.page(PAGE)

    def n(self, name: str) -> ProtectedFigure | None:
        """Return a figure of the headcount by its name; None without its page."""
        return self.page.cite(self._source, f"dropout.{name}")

    @cached_property
    def bridge(self) -> ProtectedTable | None:
        """The bridge as the headcount's page drew it; None in a first month."""
        return self.page.copy(self._source, "bridge_chart")

    @property
    def answer(self) -> Sentence:
        """The number, how sure it is and how it changed."""
        n = self.n("out_of_school")
        if n is None:
            return Sentence("本月不在校人数缺（控辍保学页未做成）")
        return compose(
            "{when}不在校适龄儿童 {n} 名{doubt}，{change}",
            when=self.page.run.when,
            n=n,
            doubt=self._doubt(n),
            change=self.change,
        )

    def _doubt(self, n: ProtectedFigure) -> Sentence:
        if not n.range_text:
            return Sentence("")
        # The range is the figure's own: it is printed with its id.
        return Sentence(f"（可能在 {n.range_text} 之间）", (n.figure_id,))

    @cached_property
    def change(self) -> Sentence:
        """The change against last month's printed number."""
        if self.bridge is None:
            return Sentence("首次摸底，没有上月数可比")
        changed, now = self.n("change"), self.bridge.cell(_CLOSING, "n")
        if changed is None:
            return Sentence("与上月持平", (now.figure_id,))
        more = (now.value or 0) > (self.bridge.cell(_OPENING, "n").value or 0)
        return compose("比上月" + ("多" if more else "少") + " {n} 名", n=changed)

    def key_figures(self) -> list[KeyFigure]:
        """The number, and who came back."""
        shown = []
        if (n := self.n("out_of_school")) is not None:
            shown.append(KeyFigure.of(n, tone="main"))
        if (back := self.n("bridge.returned")) is not None:
            shown.append(KeyFigure.of(back, tone="good"))
        return shown

    @property
    def finding(self) -> Sentence:
        """From what to what, and by which terms mostly."""
        if self._source is None:
            return Sentence("控辍保学页本月缺，人数和变化不能列出")
        if self.bridge is None:
            return compose("首次摸底，不在校 {n} 名，下月起有变化可比", n=self.n("out_of_school"))
        said = [
            compose("{what} {n} 名", what=Sentence(row.label), n=self._size(cell))
            for row, cell in self._largest
        ]
        ends = [self.bridge.cell(key, "n") for key in (_OPENING, _CLOSING)]
        if not said:
            return compose("不在校人数仍为 {n} 名，本月没有人进出", n=ends[1])
        moved = join_sentences("", said, "")
        return compose("不在校人数由 {a} 名到 {b} 名：{moved}", a=ends[0], b=ends[1], moved=moved)

    @property
    def _largest(self) -> list[tuple]:
        terms = [
            (row, cell)
            for row, cell in self.bridge.column("n")
            if row.key not in (_OPENING, _CLOSING) and cell.value
        ]
        return sorted(terms, key=lambda one: -abs(one[1].value))[:_NAMED]

    def _size(self, cell: Cell) -> Cell:
        """Return the cell as a sentence says it: 减少 stands in the term's own word."""
        return Cell(str(abs(cell.value)), cell.value, cell.figure_id)

    def chart(self) -> Block | None:
        """The bridge; nothing in a first month."""
        if self.bridge is None:
            return None
        caption = "不在校人数的月度变化。各项相加等于月末人数；没有人的项目不画。"
        return ChartBlock(waterfall(self.bridge, "n", caption=caption))

    def columns(self) -> Block | None:
        """Where the children are, and what stands beside the number; nothing without the page."""
        table = self.page.copy(self._source, "by_township")
        if table is None:
            return None
        caption = "不在校人数按乡镇街道。位置为示意。"
        tiles = self.page.facts.county.townships
        where = ChartBlock(tile_map(table, table.columns[0].key, tiles, caption=caption))
        return Columns2(where, TableBlock(self._beside, note=self._settings))

    @property
    def _settings(self) -> Sentence:
        """That the number rests on settings, where it does."""
        asked = define_figure(_HEADLINE).rules
        said = self._source.receipt.get("definitions", ())
        keys = [one["key"] for one in said if one["key"] in asked and one["status"] == _SETTING]
        if not keys:
            return Sentence("口径全文印在控辍保学页末。")
        n = self.page.own("settings", "不在校口径中的设置值", keys, "项")
        return compose("口径中 {n} 项为设置值（山西省口径待确认），全文印在控辍保学页末。", n=n)

    @property
    def _beside(self) -> ProtectedTable:
        """What stands beside the number, as the headcount's page printed it."""
        figures = {name: self.n(name) for name in _BESIDE}
        rows = [
            GatheredRow(name, figure.label, {"n": figure})
            for name, figure in figures.items()
            if figure is not None
        ]
        table = gather(
            rows,
            [Column("n", "名")],
            name="dropout_beside",
            kind_name="meeting_gathered",
            title="不在校之内和之外",
            row_label="项目",
            rule_note="各数目与控辍保学页相同。",
        )
        self.page.run.kept.keep_table("dropout_beside", table)
        return table
