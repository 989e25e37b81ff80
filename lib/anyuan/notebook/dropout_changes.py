"""What changed since last month: the bridge as a table, a chart and sentences."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from anyuan import dropout
from anyuan.briefing import (
    Block,
    ChartBlock,
    Sentence,
    compose,
    waterfall,
)
from anyuan.codebook import code_list
from anyuan.notebook.members import members_by
from anyuan.protected import ProtectedTable

_PREFIX = "dropout."
# Steps that a reader looks for even when nobody took them.
_ALWAYS = ("opening", "corrected", "returned", "new", "closing")
# How the terms come about that count nobody by name.
BRIDGE_TERMS = {
    "opening": "上月简报报出的人数：按上月报告时已知的内容重新计算的不在校人数。",
    "corrected": (
        "使期末人数成立的差额：现在所知的上月人数减去上月报出的人数，加上由未判定、待核转入或"
        "转出的儿童；不是某几名儿童的名单。"
    ),
}


@dataclass(frozen=True)
class Changes:
    """The bridge of a dropout page."""

    page: object

    @cached_property
    def table(self) -> ProtectedTable | None:
        """The bridge with signed terms, opening first and closing last; None in a first month."""
        return self._bridge(with_zeros=True)

    def _bridge(self, *, with_zeros: bool) -> ProtectedTable | None:
        if self.page.facts.bridge is None:
            return None
        terms = self.page.facts.bridge.terms
        signed = {k: -n if k in dropout.LEAVING else n for k, n in terms.items()}
        if not with_zeros:
            signed = {k: n for k, n in signed.items() if n or k in _ALWAYS}
        words = dict(code_list("bridge_term").labels)
        words["opening"] = f"{self.page.facts.month.previous().number}月末"
        words["closing"] = f"{self.page.facts.month.number}月末"
        return self.page.run.table(
            "bridge" if with_zeros else "bridge_chart",
            pd.DataFrame({"n": signed}, dtype="int64"),
            "bridge",
            title="不在校人数的月度变化",
            row_label="项目",
            row_names=words,
            column_names={"n": "人数"},
            members=members_by(
                {(t, "n"): ids for t, ids in self.page.facts.bridge.members.items() if t in signed}
            ),
            measures=tuple(BRIDGE_TERMS),
            derived_from=BRIDGE_TERMS,
        )

    @cached_property
    def finding(self) -> Sentence:
        """The bridge in one sentence: from what to what, and by what mainly."""
        bridge = self.page.facts.bridge
        now = self.page.n("out_of_school")
        if bridge is None:
            return compose("首次摸底，不在校 {n} 名，自下月起有变化可比", n=now)
        opening = self.page.run.figure(
            _PREFIX + "bridge.opening",
            "上月末",
            bridge.terms["opening"],
            kind="bridge",
            derived_from=BRIDGE_TERMS["opening"],
        )
        came = [t for t in dropout.COMING if bridge.terms[t]]
        left = [t for t in dropout.LEAVING if bridge.terms[t]]
        main = max(came + left, key=lambda t: bridge.terms[t], default=None)
        if main is None:
            return compose("不在校人数由 {a} 名到 {b} 名，本月没有人进出", a=opening, b=now)
        return compose(
            "不在校人数由 {a} 名到 {b} 名，变动最多的是{what} {n} 名",
            a=opening,
            b=now,
            what=code_list("bridge_term").label(main),
            n=self.page.moved(main),
        )

    def chart(self) -> Block | None:
        """The bridge as a waterfall; nothing in a first month."""
        shown = self._bridge(with_zeros=False)
        if self.table is None or shown is None:
            return None
        caption = "不在校人数的月度变化。各项相加等于期末人数，差额为 0；没有人的项目不画。"
        return ChartBlock(waterfall(shown, "n", caption=caption))

    def reading(self) -> Block | None:
        """What the correction means, where there is one."""
        if self.page.facts.bridge is None:
            return None
        n = self.page.facts.bridge.terms["corrected"]
        if n == 0:
            return self.page.run.reading(
                "上月公布的人数没有更正。离开名单的都有凭据：返校日期、就读凭证、回执、批准文件或超龄。"
            )
        changed = self.page.run.figure(
            _PREFIX + "bridge.corrected",
            "更正",
            n,
            kind="bridge",
            derived_from=BRIDGE_TERMS["corrected"],
        )
        return self.page.run.reading(
            "更正 {n} 名：上月公布之后才获知的事实，以及转入或转出未判定、待核的儿童。", n=changed
        )
