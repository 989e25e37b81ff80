"""The dropout month as figures, tables and sentences of a page.

Nothing is computed here that decides a count; this room only puts what `dropout` found into words
and hands every number through protection.
"""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from anyuan.briefing import Block, Sentence, compose, join_sentences
from anyuan.codebook import code_list, label
from anyuan.notebook.dropout_changes import BRIDGE_TERMS, Changes
from anyuan.notebook.dropout_doubt import Doubt
from anyuan.notebook.dropout_duties import Duties
from anyuan.notebook.dropout_splits import Splits
from anyuan.notebook.gaps import gap_rows
from anyuan.protected import ProtectedFigure
from anyuan.run.months.dropout_month import DropoutMonth

_PREFIX = "dropout."


@dataclass(frozen=True)
class DropoutPage:
    """What the dropout notebook shows, by name; `run` remembers each figure and table."""

    run: object
    facts: DropoutMonth

    @property
    def month(self) -> Sentence:
        """The month as a sentence's part."""
        return Sentence(f"{self.facts.month.number}月末")

    def n(self, name: str, words: str = "") -> ProtectedFigure:
        """Return a county figure of the headcount by its name (see `dropout.Headcount`)."""
        members = self.facts.headcount.members(name)
        band = self.doubt.ends(name)
        return self.run.figure(_PREFIX + name, words or label(name), members, band=band)

    def moved(self, term: str) -> ProtectedFigure:
        """Return a term of the bridge as a figure (0 in a month without one)."""
        bridge = self.facts.bridge
        if bridge and term not in bridge.members:
            return self.run.figure(
                f"{_PREFIX}bridge.{term}",
                code_list("bridge_term").label(term),
                bridge.terms[term],
                kind="bridge",
                derived_from=BRIDGE_TERMS[term],
            )
        members = bridge.members[term] if bridge else ()
        words = f"本月{code_list('bridge_term').label(term)}"
        return self.run.figure(f"{_PREFIX}bridge.{term}", words, members, kind="bridge")

    @cached_property
    def change(self) -> Sentence:
        """The change against last month's printed count, in words."""
        if self.facts.bridge is None:
            return Sentence("首次摸底，没有上月数可比")
        terms = self.facts.bridge.terms
        change = terms["closing"] - terms["opening"]
        if change == 0:
            return Sentence("与上月持平")
        moved = self.run.figure(
            _PREFIX + "change",
            "与上月相差",
            abs(change),
            kind="bridge",
            derived_from=("bridge.opening.n", "bridge.closing.n"),
        )
        return compose("比上月" + ("多" if change > 0 else "少") + " {n} 名", n=moved)

    @cached_property
    def lede(self) -> Sentence:
        """What happened in the month, in one or two sentences."""
        if self.facts.bridge is None:
            moves = Sentence("首次摸底。")
        else:
            said = {
                "returned": "复学 {n} 名",
                "new": "新发现 {n} 名",
                "re_dropout": "再次辍学 {n} 名",
            }
            parts = [
                compose(words, n=self.moved(term))
                for term, words in said.items()
                if self.facts.bridge.terms[term]
            ]
            moves = join_sentences("本月", parts, "。") if parts else Sentence("本月没有人进出。")
        return compose(
            "{moves}已入户核实 {seen} 名；另有疑似辍学 {suspected} 名{held}。{poverty}",
            moves=moves,
            seen=self.n("verified"),
            suspected=self.n("suspected_dropout"),
            held=self.doubt.held,
            poverty=self.poverty,
        )

    @cached_property
    def poverty(self) -> Sentence:
        """Whether every child of an ex-poverty household is back ; small counts stay hidden."""
        cell = self.splits.groups.cell("ex_poverty", "out_of_school")
        if cell.is_hidden:
            return Sentence("脱贫户家庭尚有不在校儿童，应返尽返未实现（人数为保护儿童不列）。")
        if cell.value == 0:
            return Sentence("脱贫户家庭没有不在校儿童。", (cell.figure_id,))
        return compose("脱贫户家庭尚有 {n} 名不在校儿童，应返尽返未实现。", n=cell)

    @cached_property
    def poverty_finding(self) -> Sentence:
        """The poverty sentence as a heading, without its full stop."""
        return Sentence(self.poverty.rstrip("。"), self.poverty.figure_ids)

    def poverty_reading(self) -> Block:
        """How children of ex-poverty households were found."""
        return self.run.reading(
            "比对脱贫户适龄儿童名单与不在校名单；名单上未能对应到人的行不在此数。"
        )

    def gap_rows(self) -> list[tuple[str, Sentence]]:
        """What this page lacks, one line each."""
        return gap_rows(self)

    def files(self) -> pd.DataFrame:
        """The tables read: label, period, first digits of the content's hash, rows."""
        return self.facts.holdings.summary()

    @cached_property
    def doubt(self) -> Doubt:
        """How sure the numbers are."""
        return Doubt(self)

    @cached_property
    def changes(self) -> Changes:
        """What changed since last month."""
        return Changes(self)

    @cached_property
    def splits(self) -> Splits:
        """Where and why."""
        return Splits(self)

    @cached_property
    def duties(self) -> Duties:
        """Notices, report, lists by school."""
        return Duties(self)
