"""The return-to-school month as figures, tables and sentences of a page: the county's, or a unit's.

Nothing is computed here that decides a count; every number goes through protection. Names stand in
`return_cases` alone, whose tables no meeting's page may show.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from anyuan.briefing import KeyFigure, KeyFigures, Sentence, compose, join_sentences
from anyuan.cases import Case
from anyuan.codebook import code_list
from anyuan.notebook.dropout import DropoutPage
from anyuan.notebook.return_cases import NamedCases
from anyuan.notebook.return_flow import Flow
from anyuan.notebook.return_gaps import gap_rows
from anyuan.notebook.return_owed import Owed
from anyuan.notebook.return_staying import Stayed
from anyuan.protected import ProtectedFigure
from anyuan.run.months.return_month import ReturnMonth

PREFIX = "return."
_STAYING = "return.staying"


@dataclass(frozen=True)
class ReturnPage:
    """What the return notebook shows, by name; `run` remembers each figure and table."""

    run: object
    facts: ReturnMonth

    @property
    def is_county(self) -> bool:
        """Whether the page is the county's."""
        return self.facts.is_county

    @property
    def unit(self) -> Sentence:
        """Whose page it is."""
        county = self.facts.county.name
        return Sentence(county if self.is_county else self.facts.unit_name(self.facts.unit))

    def n(self, name: str, words: str, cases: Iterable[Case] | Iterable[str]) -> ProtectedFigure:
        """Return a count of cases as a figure."""
        ids = {one if isinstance(one, str) else one.case_id for one in cases}
        return self.run.figure(PREFIX + name, words, ids)

    def in_stage(self, stage: str) -> ProtectedFigure:
        """Return how many open cases stand in a stage."""
        words = code_list("case_stage").label(stage)
        return self.n(stage, words, self.facts.open_cases(stage))

    def moved(self, move: str, words: str = "") -> ProtectedFigure:
        """Return how many cases made a move within the month."""
        words = words or f"本月{self.flow.label(move)}"
        return self.n(f"moved.{move}", words, self.facts.moved(move)["case_id"])

    @cached_property
    def headline(self) -> Sentence:
        """The answer in one sentence."""
        if not self.facts.shown:
            return compose("{when}{unit}没有劝返复学个案", when=self.run.when, unit=self.unit)
        return compose(
            "{when}{unit}有 {n} 名儿童待核实或待劝返复学{late}；本月复学 {back} 名{again}",
            when=self.run.when,
            unit="" if self.is_county else self.unit,
            n=self.n("to_do", "待核实或待劝返", self.facts.open_cases("to_verify", "to_return")),
            late=self._late,
            back=self.moved("return"),
            again=self._again,
        )

    @property
    def _late(self) -> Sentence:
        n = self.owed.overdue_cases
        return compose("，{n} 名有步骤超期", n=n) if n.value else Sentence("，没有超期的步骤")

    @property
    def _again(self) -> Sentence:
        n = self.moved("drop_again")
        return compose("，又离校 {n} 名", n=n) if n.value else Sentence("")

    @cached_property
    def lede(self) -> Sentence:
        """What stands behind the answer, in a line or two."""
        if not self.facts.shown:
            return Sentence("到这一天还没有开过个案。" if self.is_county else "没有未结的个案。")
        parts = [
            compose("{what} {n} 名", what=code_list("case_stage").label(stage), n=n)
            for stage in code_list("case_stage").labels
            if (n := self.in_stage(stage)).value
        ]
        stages = join_sentences("未结个案中", parts, "。") if parts else Sentence("个案都已办结。")
        opened = compose("本月新开 {n} 件。", n=self.moved("open"))
        poverty = self.poverty if self.is_county else Sentence("")
        return compose("{a}{b}{c}", a=stages, b=opened, c=poverty)

    def key_figures(self) -> KeyFigures:
        """The band of key figures: two more for the county than for a unit."""
        shown = [
            KeyFigure.of(self.in_stage("to_return"), tone="main"),
            KeyFigure.of(self.owed.overdue_cases, note=self.owed.oldest_note, tone="due"),
            KeyFigure.of(self.owed.due_soon),
            KeyFigure.of(self.moved("return"), tone="good"),
        ]
        if self.is_county:
            shown.append(self.stayed.key_figure())
        return KeyFigures(shown)

    @cached_property
    def _dropout(self) -> DropoutPage:
        return DropoutPage(self.run, self.facts.headcount)

    @property
    def poverty(self) -> Sentence:
        """Whether every child of an ex-poverty household is back; a small count stays hidden."""
        return self._dropout.poverty

    @property
    def poverty_finding(self) -> Sentence:
        """The poverty sentence as a heading."""
        return self._dropout.poverty_finding

    def define(self, rules: pd.DataFrame) -> pd.DataFrame:
        """Return the rules that the page uses, with what each term of the flow counts."""
        if not self.is_county:
            return rules[~rules["key"].str.startswith(_STAYING)]
        flow = pd.DataFrame(self.flow.definitions(), columns=rules.columns)
        return pd.concat([rules, flow], ignore_index=True)

    def gap_rows(self) -> list[tuple[str, Sentence]]:
        """What this page lacks, one line each."""
        return gap_rows(self)

    def files(self) -> pd.DataFrame:
        """The tables read: label, period, first digits of the content's hash, rows."""
        return self.facts.holdings.summary()

    @cached_property
    def flow(self) -> Flow:
        """What happened in the month."""
        return Flow(self)

    @cached_property
    def owed(self) -> Owed:
        """What is owed, by whom, since when."""
        return Owed(self)

    @cached_property
    def stayed(self) -> Stayed:
        """Whether those who came back are still there."""
        return Stayed(self)

    @cached_property
    def named(self) -> NamedCases:
        """Casework only: the cases with names."""
        return NamedCases(self)
