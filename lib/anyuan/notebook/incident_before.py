"""What the ledgers knew of the school before, in the words of the time; what came later marked."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from anyuan.briefing import Block, Sentence, TableBlock, compose
from anyuan.codebook import code_list
from anyuan.notebook.incident_table import listed, panel_table, tell_since
from anyuan.protected import ProtectedFigure, ProtectedTable

_BEFORE = {"on": "日期", "what": "内容", "known": "谁知道、何时起", "came": "办公室收到"}
_ITEMS = "事发前各台账（督导、隐患、整改、通报等）里这所学校的问题，一项一行列在下表。"
_SAME = ["kind", "on", "item", "what"]
_THEN, _CHANGED = "事发前已收到", "事发前已收到，内容据后来的记录"


@dataclass(frozen=True)
class Before:
    """What was known of the school before an incident, on its panel's page."""

    page: object

    @cached_property
    def items(self) -> list[dict[str, Any]]:
        """Each item once, the oldest first: kind, on, item, what, known (in words), is_later, came.

        What had come before it happened stands in the words that it had then. Where the list of
        schools came only later, nothing could be asked then: what is known now is told.
        """
        now, then = self.page.facts.before, self.page.facts.before_as_known_then
        if then.empty:
            then = now[~now["is_received_later"]]
        had = {tuple(row) for row in then[_SAME].itertuples(index=False, name=None)}
        is_new = [tuple(row) not in had for row in now[_SAME].itertuples(index=False, name=None)]
        rest = now[pd.Series(is_new, now.index, dtype="bool")]
        items = [*_items(then, is_then=True), *_items(rest, is_then=False)]
        order = list(code_list("before_kind").labels)
        return sorted(items, key=lambda one: (one["on"], order.index(one["kind"]), one["item"]))

    def _n(self, name: str, words: str, n: int) -> ProtectedFigure:
        return self.page.own(f"before.{name}", words, n, "项", _ITEMS)

    @property
    def finding(self) -> Sentence:
        """How much was known, and how much of it bears on duties that failed."""
        if not self.items:
            return Sentence("事发前的台账里没有这所学校的问题")
        if self.page.as_seen:
            return compose("这一方那时知道的台账问题 {n} 项", n=self.n_all)
        then = [one for one in self.items if not one["is_later"]]
        failed = set(self.page.facts.failed)
        told = [one for one in then if one["item"] in failed]
        return compose(
            "事发前台账里已有 {then} 项问题，其中 {told} 项就是这次没有履行到位的责任；"
            "另有 {later} 项后来才收到",
            then=self._n("then", "事发前已收到", len(then)),
            told=self._n("told", "涉及未履行到位的责任", len(told)),
            later=self._n("later", "后来才收到", len(self.items) - len(then)),
        )

    @property
    def n_told(self) -> ProtectedFigure:
        """How many items had been received before it happened."""
        return self._n("then", "事发前已收到", sum(not one["is_later"] for one in self.items))

    @property
    def n_all(self) -> ProtectedFigure:
        """How many items there are, whenever they were received."""
        return self._n("all", "台账里的问题", len(self.items))

    def table_block(self) -> Block | None:
        """Each item with its day, to whom it was known, and when the office had it."""
        return TableBlock(self.table) if self.items else None

    @cached_property
    def table(self) -> ProtectedTable:
        """One row an item."""
        labels = code_list("before_kind").labels
        rows = [one | {"label": labels[one["kind"]]} for one in self.items]
        return panel_table(
            self.page,
            "before",
            rows,
            _BEFORE,
            title="事发前台账里的问题",
            row_label="台账",
            types={"on": "datetime64[us]"},
        )

    def reading(self) -> Block | None:
        """What may be learnt from what came later, and what may not."""
        if not self.items or self.page.as_seen:
            return None
        return self.page.run.reading(
            "标“后来才收到”的，事发时办公室还看不到，可以用来改进，不能用来说当时应当知道。"
            "“谁知道”按各台账的经手单位推定；没有写何时知道的，不当作事发前知道。"
        )


def _items(rows: pd.DataFrame, *, is_then: bool) -> list[dict[str, Any]]:
    labels, found = code_list("party").labels, []
    for _, mine in rows.groupby("entry", sort=True):
        first = mine.iloc[0].to_dict()
        known = [
            f"{listed(parties, labels)}：{tell_since(since)}"
            for parties, since in zip(mine["known_to"], mine["known_from"], strict=True)
            if parties
        ]
        is_later = not is_then and bool(first["is_received_later"])
        came = _THEN if is_then else _CHANGED
        if is_later:
            at = first["recorded_at"]
            came = f"▽ 后来才收到（{at.month}月{at.day}日）"
        words = {"known": "；".join(known) or "没有记录", "is_later": is_later, "came": came}
        words |= {"parties": listed(first["known_to"], labels), "since": first["known_from"]}
        item = "" if pd.isna(first["item"]) else first["item"]
        found.append(first | words | {"item": item})
    return found
