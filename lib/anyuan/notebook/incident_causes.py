"""Why it came to it: causes by level, tied to events and duties, and how they are worded."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from anyuan.briefing import Block, Sentence, TableBlock, compose
from anyuan.codebook import code_list
from anyuan.notebook.incident_table import listed, panel_table
from anyuan.review.causes import look_at_causes, missing_levels, say_what_causes_lack
from anyuan.review.wording import check_wording

_CAUSE = {
    "factor": "促成因素",
    "cause": "条件和安排",
    "sensible": "当时为什么说得通",
    "ties": "对应",
}
_FIELDS = {"gap": ("gap_text", "缺口"), "lesson": ("lesson_text", "提示")}
_MOST = 8


@dataclass(frozen=True)
class Causes:
    """The causes that a panel has written down."""

    page: object

    @cached_property
    def _entries(self) -> tuple[Mapping[str, Any], ...]:
        return tuple(self.page.facts.case.logs.get("cause", ()))

    @cached_property
    def rows(self) -> list[dict[str, str]]:
        """Each cause in words, from the direct ones to those of the system."""
        levels, factors = (code_list(name).labels for name in ("cause_level", "factor"))
        events, names = code_list("incident_event").labels, code_list("duty").labels
        found = look_at_causes(self._entries).fillna("").to_dict("records")
        found.sort(key=lambda row: list(levels).index(row["cause_level"]))
        return [
            {
                "label": levels[row["cause_level"]],
                "factor": factors[row["factor"]],
                "cause": row["cause_text"],
                "sensible": row["sensible_then"],
                "events": listed(row["events"], events),
                "duties": listed(row["duties"], names),
            }
            for row in found
        ]

    @property
    def finding(self) -> Sentence:
        """How many causes at which levels, and which level has none."""
        if not self.rows:
            return Sentence("复盘组还没有写原因")
        labels = code_list("cause_level").labels
        lacking = "、".join(labels[level] for level in missing_levels(self._entries))
        n = self.page.own(
            "causes", "原因", len(self.rows), "条", "复盘个案登记的原因，逐条列在下表。"
        )
        return compose(
            "复盘组写了 {n} 条原因{lacking}",
            n=n,
            lacking=f"，还没有写{lacking}" if lacking else "，三个层次都有",
        )

    def table_block(self) -> Block | None:
        """Each cause with its factor, what made it sensible, and what it is tied to."""
        if not self.rows:
            return None
        rows = [
            row | {"ties": f"经过：{row['events'] or '无'}；责任：{row['duties'] or '无'}"}
            for row in self.rows
        ]
        table = panel_table(
            self.page, "causes", rows, _CAUSE, title="原因，按层次", row_label="层次"
        )
        return TableBlock(table)

    def reading(self) -> Block | None:
        """What the causes lack, and which words judge a person or judge by hindsight."""
        said = [*say_what_causes_lack(self._entries), *self._remarks()]
        if not said:
            return None
        rest = len(said) - _MOST
        more = self.page.left_out("wording", "未列出的提醒", rest, "条")
        return self.page.run.reading(
            "请复盘组核对（只是提醒，不改原文）：{said}{more}",
            said=Sentence("".join(said[:_MOST])),
            more=more,
        )

    def _remarks(self) -> Iterator[str]:
        for log, (field, label) in _FIELDS.items():
            for one in self.page.facts.case.logs.get(log, ()):
                for remark in check_wording(one.get(field) or ""):
                    yield f"{label}中“{remark.words}”{remark.why}。可改问：{remark.advice}"
