"""Reviews on the meeting's page: which are open, what they asked for, whether it holds."""

from dataclasses import dataclass, replace
from functools import cached_property

from anyuan.briefing import Block, KeyFigure, Sentence, TableBlock, compose
from anyuan.disclosure.restoring import GatheredRow, gather
from anyuan.protected import Column, ProtectedFigure, ProtectedTable
from anyuan.run.results.published import Published

_NOTEBOOK = "incident_review"
_FIGURES = {
    "all": "整改",
    "open": "未办结",
    "late": "超期",
    "failing": "反弹或检验不通过",
    "bare": "缺口没有整改",
}
_OPEN, _FAILING = "open", "failing"
_RULE = "与各起复盘的会议级页相同；不写学校和日期。"


@dataclass(frozen=True)
class Reviews:
    """What the pages of reviews say, for the meeting."""

    page: object

    @cached_property
    def sources(self) -> list[Published]:
        """The reviews' pages of the month."""
        return self.page.facts.pages_of(_NOTEBOOK)

    def n(self, source: Published, name: str) -> ProtectedFigure | None:
        """Return a figure of a review's fixes by its name."""
        return self.page.cite(source, f"incident.fixes.{name}")

    def having(self, name: str) -> list[tuple[Published, ProtectedFigure]]:
        """Return the reviews in which a figure is not nought, with it."""
        found = [(source, self.n(source, name)) for source in self.sources]
        return [(source, n) for source, n in found if n is not None and n.value]

    @cached_property
    def n_open(self) -> ProtectedFigure:
        """How many reviews have a fix that is not done with."""
        keys = [source.key for source, _ in self.having(_OPEN)]
        return self.page.own("reviews_open", "整改未办结的复盘", keys, "起")

    @cached_property
    def n_failing(self) -> ProtectedFigure:
        """How many reviews have a fix that does not hold."""
        keys = [source.key for source, _ in self.having(_FAILING)]
        return self.page.own("reviews_failing", "整改反弹的复盘", keys, "起")

    @property
    def answer(self) -> Sentence:
        """How many reviews still owe fixes."""
        if not self.sources:
            return Sentence("复盘：没有重大案事件复盘页")
        return compose("复盘：{what}", what=self.finding)

    @property
    def finding(self) -> Sentence:
        """How many reviews still owe fixes, and of how many fixes fell back."""
        if not self.sources:
            return Sentence("本月没有重大案事件复盘页")
        whole = self.page.own("reviews", "复盘", [one.key for one in self.sources], "起")
        if not self.n_open.value:
            return compose("{n} 起复盘的整改都已办结", n=whole)
        said = compose("{n} 起复盘中 {m} 起整改未办结", n=whole, m=self.n_open)
        if not self.n_failing.value:
            return compose("{said}，没有反弹的", said=said)
        return compose("{said}，{k} 起有整改反弹或检验不通过", said=said, k=self.n_failing)

    def key_figures(self) -> list[KeyFigure]:
        """How many reviews owe fixes."""
        if not self.sources:
            return []
        n = self.n_open
        return [replace(KeyFigure.of(n, tone="due" if n.value else "plain"), label="复盘未了")]

    @cached_property
    def table(self) -> ProtectedTable:
        """One row a review."""
        rows = [
            GatheredRow(source.key, source.key, {name: self.n(source, name) for name in _FIGURES})
            for source in self.sources
        ]
        table = gather(
            rows,
            [Column(name, label, "项") for name, label in _FIGURES.items()],
            name="reviews",
            kind_name="meeting_gathered",
            title="各起复盘的整改",
            row_label="复盘编号",
            rule_note=_RULE,
        )
        self.page.run.kept.keep_table("reviews", table)
        return table

    def table_block(self) -> Block | None:
        """The reviews; nothing where there is none."""
        return TableBlock(self.table) if self.sources else None
