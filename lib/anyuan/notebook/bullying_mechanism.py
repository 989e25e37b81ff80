"""Which arrangements a school has, as it says and as inspections found: the work of offices."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from anyuan.briefing import Block, Sentence, TableBlock, compose, join_sentences
from anyuan.bullying.mechanism import INSPECTION, NOT_RECEIVED, PRESENT, ROUNDS, UNKNOWN
from anyuan.codebook import code_list, mechanism_items
from anyuan.notebook.members import joined
from anyuan.protected import ProtectedFigure, ProtectedTable

_NOW = "now"
_NAMED = 4


@dataclass(frozen=True)
class Arrangements:
    """The mechanism of the page's school."""

    page: object

    @cached_property
    def _now(self) -> pd.DataFrame:
        return self.page.facts.of_school(self.page.facts.standing_now)

    def n(self, answer: str) -> ProtectedFigure:
        """Return how many items stand at an answer."""
        words = f"防治安排“{code_list('mechanism_standing').label(answer)}”"
        ids = self._items[self._now["answer"] == answer]
        return self.page.work(f"mechanism.{answer}", words, ids, "项")

    @cached_property
    def _items(self) -> pd.Series:
        """The items that bind the school as members: school:item."""
        return joined(self._now, "school_code", "item")

    @cached_property
    def n_items(self) -> ProtectedFigure:
        """How many items bind the school."""
        return self.page.work("mechanism.items", "应有的防治安排", self._items, "项")

    @cached_property
    def n_gaps(self) -> ProtectedFigure:
        """How many items the school has only partly, or not."""
        gaps = self.page.facts.of_school(self.page.facts.mechanism_gaps)
        ids = joined(gaps, "school_code", "item")
        return self.page.work("mechanism.gaps", "防治安排缺项", ids, "项")

    @property
    def headline(self) -> Sentence:
        """How many items are lacking, as a part of the page's answer."""
        if (self._now["answer"] == NOT_RECEIVED).all():
            return Sentence("防治安排未报")
        if self.is_complete:
            return compose("{n} 项防治安排齐全", n=self.n_items)
        return compose("{n} 项防治安排缺 {gaps} 项", n=self.n_items, gaps=self.n_gaps)

    @property
    def finding(self) -> Sentence:
        """How many of the items the school has."""
        if (self._now["answer"] == NOT_RECEIVED).all():
            return Sentence("防治安排未报，有没有无法判断")
        parts = [
            compose("{what} {n} 项", what=code_list("mechanism_standing").label(answer), n=n)
            for answer in code_list("mechanism_standing").labels
            if (n := self.n(answer)).value
        ]
        return join_sentences("", [compose("防治安排 {n} 项", n=self.n_items), *parts], "")

    @cached_property
    def table(self) -> ProtectedTable:
        """One row an item: what was said in each round, and where it stands now."""
        facts = self.page.facts
        standing = facts.of_school(facts.standing)
        wide = standing.pivot(index="item", columns="round", values="answer")
        wide = wide.reindex(index=list(self._now["item"]), columns=list(ROUNDS))
        wide[_NOW] = self._now.set_index("item")["answer"]
        labels, rounds = code_list("mechanism_standing").labels, code_list("mechanism_round").labels
        said = wide.apply(lambda answers: answers.map(labels))
        not_inspected = wide[INSPECTION] == NOT_RECEIVED
        said[INSPECTION] = said[INSPECTION].mask(not_inspected, "未督导")
        return self.page.run.table(
            "mechanism",
            said,
            "work_by_unit",
            title="防治安排逐项情况",
            row_label="项目",
            row_names=item_names(),
            column_names={**rounds, _NOW: "目前"},
        )

    def chart(self) -> None:
        """Nothing: the table says it all of one school."""

    def table_block(self) -> Block:
        """The items with the rule by which one answer stands for now."""
        return TableBlock(
            self.table,
            note="摸底和自查整改为学校自报，督导检查为联合督导所见；“目前”取最近一次明确的答复。",
        )

    def reading(self) -> Block:
        """Where the inspection saw otherwise, and what is not known."""
        pairs = self.page.facts.of_school(self.page.facts.compared)
        parts = [self._differs(pairs), self._not_known]
        return self.page.run.reading(
            "{said}没有报的不当作有，也不当作没有。", said=join_all(p for p in parts if p)
        )

    def _differs(self, pairs: pd.DataFrame) -> Sentence:
        if pairs.empty:
            return Sentence("还没有经过督导，以上只是学校自报。")
        wrong = list(pairs.loc[pairs["differs"], "item"])
        if not wrong:
            return Sentence("学校自报“有”的，督导所见相符。")
        ids = joined(pairs[pairs["differs"]], "school_code", "item")
        n = self.page.work("mechanism.differs", "自报有而督导不符", ids, "项")
        names = item_names()
        named = "、".join(names[item].partition(" ")[2] for item in dict.fromkeys(wrong[:_NAMED]))
        return compose("学校自报“有”、督导所见不符的 {n} 项：{named}。", n=n, named=named)

    @property
    def _not_known(self) -> Sentence | None:
        ids = self._items[self._now["answer"].isin((UNKNOWN, NOT_RECEIVED))]
        if ids.empty:
            return None
        words = self.page.work("mechanism.not_known", "没有答复的项目", ids, "项")
        return compose("{n} 项没有明确答复。", n=words)

    @property
    def is_complete(self) -> bool:
        """Whether the school has every item."""
        return bool((self._now["answer"] == PRESENT).all())


def item_names() -> dict[str, str]:
    """Return each item with its number, as it is printed."""
    return {code: f"{code} {item.label}" for code, item in mechanism_items().items()}


def join_all(parts) -> Sentence:
    """Return sentences one after another, their figures kept."""
    parts = list(parts)
    ids = tuple(dict.fromkeys(i for part in parts for i in part.figure_ids))
    return Sentence("".join(parts), ids)
