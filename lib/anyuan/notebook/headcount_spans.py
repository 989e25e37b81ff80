"""The headcount of a quarter or a term as figures, tables and sentences of a page.

Nothing is computed here that decides a count; every number goes through protection.
"""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from anyuan import dropout
from anyuan.briefing import Sentence, compose, join_sentences
from anyuan.codebook import code_list, table
from anyuan.notebook.dropout import DropoutPage
from anyuan.notebook.gaps import gap_rows
from anyuan.notebook.span_changes import SpanChanges, moments
from anyuan.notebook.span_checks import SpanChecks
from anyuan.notebook.span_revisions import SpanRevisions
from anyuan.notebook.span_townships import SpanTownships
from anyuan.protected import ProtectedFigure
from anyuan.run.months.headcount_span import HeadcountSpan

_COUNT = "out_of_school"
_CHANGE = ("span.opening", f"dropout.{_COUNT}")


@dataclass(frozen=True)
class SpanPage:
    """What the notebook of spans shows, by name; `run` remembers each figure and table."""

    run: object
    facts: HeadcountSpan

    @cached_property
    def end(self) -> DropoutPage:
        """The last month as its own page has it: its count, its band, its gaps."""
        return DropoutPage(self.run, self.facts.closing)

    @property
    def name(self) -> Sentence:
        """The span as a sentence's part, with the month from which it is counted if it is later."""
        start = self.facts.ends[0].month
        is_whole = start == self.facts.span.opening
        said = "" if is_whole else f"（自{start.label}末起）"
        return Sentence(self.facts.span.label + said)

    @property
    def now(self) -> ProtectedFigure:
        """Out-of-school children at the span's end."""
        return self.end.n(_COUNT)

    @cached_property
    def opening(self) -> ProtectedFigure:
        """Out-of-school children at the span's beginning, as known now."""
        first = self.facts.ends[0]
        members = first.headcount.members(_COUNT)
        return self.run.figure("span.opening", f"{first.month.number}月末不在校", members)

    def moved(self, name: str, words: str, *terms: str) -> ProtectedFigure:
        """Return how often children moved by some terms, each movement counted."""
        bridge = self.facts.bridge
        found = moments(bridge.movements(*terms)) if bridge else ()
        return self.run.figure(f"span.{name}", words, found, kind="bridge", unit="人次")

    @property
    def came(self) -> ProtectedFigure:
        """Movements into the count."""
        return self.moved("came", "期内进入", *dropout.COMING)

    @property
    def left(self) -> ProtectedFigure:
        """Movements out of the count."""
        return self.moved("left", "期内离开", *dropout.LEAVING)

    @cached_property
    def answer(self) -> Sentence:
        """From what to what, and how sure."""
        if self.facts.bridge is None:
            return compose(
                "{span}只有期末一个月有数，不在校适龄儿童 {n} 名{doubt}",
                span=self.name,
                n=self.now,
                doubt=self.end.doubt.headline,
            )
        return compose(
            "{span}不在校适龄儿童由 {a} 名到 {n} 名{doubt}，{change}",
            span=self.name,
            a=self.opening,
            n=self.now,
            doubt=self.end.doubt.headline,
            change=self._change,
        )

    @property
    def _change(self) -> Sentence:
        change = self.now.value - self.opening.value
        if change == 0:
            return Sentence("期末与期初持平")
        moved = self.run.figure(
            "span.change", "期内相差", abs(change), kind="bridge", derived_from=_CHANGE
        )
        return compose("期内" + ("多" if change > 0 else "少") + "了 {n} 名", n=moved)

    @cached_property
    def lede(self) -> Sentence:
        """What came in and went out, and what of the span is not known."""
        if self.facts.bridge is None:
            return compose("期内变化无从计算。{missing}", missing=self._missing)
        return compose(
            "期内进入 {came} 人次{how_came}，离开 {left} 人次{how_left}。{missing}",
            came=self.came,
            how_came=self._said(dropout.COMING),
            left=self.left,
            how_left=self._said(dropout.LEAVING),
            missing=self._missing,
        )

    def _said(self, terms: tuple[str, ...]) -> Sentence:
        labels = code_list("bridge_term").labels
        figures = {term: self.term(term) for term in terms}
        parts = [
            compose("{what} {n}", what=labels[term], n=n) for term, n in figures.items() if n.value
        ]
        return join_sentences("（", parts, "）") if parts else Sentence("")

    def term(self, term: str) -> ProtectedFigure:
        """Return the movements of one term of the bridge over the whole span."""
        words = f"期内{code_list('bridge_term').label(term)}"
        return self.moved(f"moved.{term}", words, term)

    @property
    def _missing(self) -> Sentence:
        parts = []
        if self.facts.before_data:
            start = self.facts.ends[0].month.label
            parts.append(Sentence(f"工作区最早的数据是{start}的，本期从这个月末算起。"))
        if self.facts.uncounted:
            months = "、".join(month.label for month in self.facts.uncounted)
            parts.append(Sentence(f"{months}没有可用的数据，进出并入下一个有数的月份。"))
        return Sentence("".join(parts))

    def gap_rows(self) -> list[tuple[str, Sentence]]:
        """What this page lacks, one line each: of the span, then of its last month."""
        return [*self._span_gaps(), *gap_rows(self.end)]

    def _span_gaps(self) -> list[tuple[str, Sentence]]:
        rows = [("期内的月份", self._missing or Sentence("每个月都有数"))]
        label, names = table("attendance_return").label, self.facts.closing.holdings.school_names
        for one in self.facts.months:
            if one.silent_then:
                n = self.run.figure(
                    f"span.silent.{one.month}",
                    f"{one.month.number}月报告时未收到的学校",
                    one.silent_then,
                    kind="work_figure",
                    unit="所",
                )
                named = Sentence("、".join(names.get(code, code) for code in one.silent_then))
                later = set(one.silent_then) - set(one.silent_now)
                told = Sentence("，已全部补报" if not one.silent_now else "，至今未补齐")
                told = told if later or one.silent_now else Sentence("")
                said = compose("报告时 {n} 所未收到：{named}{told}", n=n, named=named, told=told)
                rows.append((f"{label}（{one.month.label}）", said))
        return rows

    def files(self) -> pd.DataFrame:
        """The tables read: label, period, first digits of the content's hash, rows."""
        return self.facts.closing.holdings.summary()

    @cached_property
    def changes(self) -> SpanChanges:
        """What changed, month by month and from end to end."""
        return SpanChanges(self)

    @cached_property
    def townships(self) -> SpanTownships:
        """Where it changed."""
        return SpanTownships(self)

    @cached_property
    def revisions(self) -> SpanRevisions:
        """Which months' figures were corrected afterwards."""
        return SpanRevisions(self)

    @cached_property
    def checks(self) -> SpanChecks:
        """Staying, rates, and who owed which check."""
        return SpanChecks(self)
