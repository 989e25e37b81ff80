"""Whether the children who came back are still there, as far as that can be said."""

from dataclasses import dataclass
from functools import cached_property
from math import ceil, floor

import pandas as pd

from anyuan.briefing import Block, ChartBlock, Columns2, KeyFigure, Sentence, TableBlock, compose
from anyuan.briefing.interval_chart import intervals
from anyuan.cases.staying import Staying, estimate_staying
from anyuan.protected import ProtectedFigure, ProtectedTable

_UNKNOWN = "无法判断"
_ESTIMATE = (
    "由登记过复学的个案按 Kaplan–Meier 法估计：每次复学观察到又离校、销号或本页日期为止；"
    "观察到和又离校为各天数上的次数。"
)
_STEP, _LAST = 30, 150
_WORTH_DRAWING = 2


@dataclass(frozen=True)
class Stayed:
    """The staying of a return page."""

    page: object

    @cached_property
    def _days(self) -> tuple[int, int]:
        book, day = self.page.run.rules, self.page.facts.as_of
        keys = ("return.first_check_days", "return.second_check_days")
        return tuple(book.value(key, day) for key in keys)

    def _rule(self, key: str) -> int:
        return self.page.run.rules.value(key, self.page.facts.as_of)

    @cached_property
    def estimates(self) -> list[Staying]:
        """The share still there at the days that the rules name; at others where it is known."""
        spells = self.page.facts.spells
        longest = max((one.n_days for one in spells), default=0)
        between = range(_STEP, min(longest, _LAST) + 1, _STEP)
        found = estimate_staying(
            spells,
            sorted({*self._days, *between}),
            level=self._rule("return.staying_level"),
            min_children=self._rule("return.staying_min_children"),
        )
        return [one for one in found if one.is_known or one.days in self._days]

    def _at(self, days: int) -> Staying:
        return next(one for one in self.estimates if one.days == days)

    def _percent(self, one: Staying, end: str, value: int) -> ProtectedFigure:
        words = f"复学{one.days}天后仍在校"
        return self.page.run.figure(
            f"return.staying.{one.days}.{end}", words, value, unit="%", derived_from=_ESTIMATE
        )

    def _said(self, one: Staying) -> Sentence:
        """One estimate with its interval, rounded outward."""
        return compose(
            "{share}%（{low}–{high}%）",
            share=self._percent(one, "share", _round(one.share)),
            low=self._percent(one, "low", floor(100 * one.low)),
            high=self._percent(one, "high", ceil(100 * one.high)),
        )

    def key_figure(self) -> KeyFigure:
        """The share after the first number of days, or that nothing can be said."""
        one = self._at(self._days[0])
        label = f"复学满{one.days}天仍在校"
        if not one.is_known:
            return KeyFigure(label, _UNKNOWN, level=self.page.run.level)
        share = self._percent(one, "share", _round(one.share))
        ends = f"{floor(100 * one.low)}–{ceil(100 * one.high)}%"
        return KeyFigure(label, f"{share}%", ends, "plain", share.figure_id, self.page.run.level)

    @cached_property
    def returned(self) -> ProtectedFigure:
        """How many children ever came back."""
        spells = self.page.facts.spells
        return self.page.n("ever_returned", "有过复学", (one.case_id for one in spells))

    @cached_property
    def left(self) -> ProtectedFigure:
        """How many of them left again."""
        spells = self.page.facts.spells
        return self.page.n(
            "ever_left_again", "复学后又离校", (one.case_id for one in spells if one.has_left)
        )

    @cached_property
    def finding(self) -> Sentence:
        """How many stayed, as far as can be said."""
        if not self.page.facts.spells:
            return Sentence("还没有儿童复学，谈不上留住")
        known = [one for one in map(self._at, self._days) if one.is_known]
        if not known:
            return compose(
                "复学过的 {n} 名中又离校 {left} 名；观察到的人数太少，留住多少无法判断",
                n=self.returned,
                left=self.left,
            )
        parts = "，".join(f"满 {one.days} 天仍在校的估计为 {self._said(one)}" for one in known)
        ids = tuple(i for one in known for i in self._said(one).figure_ids)
        return Sentence(f"复学后{parts}", ids)

    @cached_property
    def table(self) -> ProtectedTable:
        """How many were watched for so many days, had left by then, and the share still there."""
        rows = {
            f"d{one.days}": {
                "at_risk": one.n_at_risk,
                "left": one.n_left,
                "share": f"{_round(one.share)}%" if one.is_known else _UNKNOWN,
                "ends": f"{floor(100 * one.low)}–{ceil(100 * one.high)}%" if one.is_known else "—",
            }
            for one in self.estimates
        }
        frame = pd.DataFrame.from_dict(rows, orient="index")
        frame = frame.astype({"at_risk": "int64", "left": "int64"})
        level = self._rule("return.staying_level")
        return self.page.run.table(
            "staying",
            frame,
            "county_figure",
            title="复学后仍在校的比例（估计）",
            row_label="复学后",
            row_names={f"d{one.days}": f"{one.days} 天" for one in self.estimates},
            column_names={
                "at_risk": "观察到",
                "left": "又离校",
                "share": "仍在校",
                "ends": f"{level}%区间",
            },
            units={"at_risk": "名", "left": "名"},
            derived_from=_ESTIMATE,
        )

    def columns(self) -> Block | None:
        """The shares with their intervals (a chart where two are known), the placements beside."""
        if not self.page.facts.spells:
            return None
        known = [one for one in self.estimates if one.is_known]
        blocks: list[Block] = [TableBlock(self.table)]
        if len(known) >= _WORTH_DRAWING:
            blocks.insert(0, ChartBlock(self._chart(known)))
        placed = self.page.flow.placements_block()
        if placed:
            return Columns2(blocks, placed)
        return Columns2(*blocks) if len(blocks) > 1 else blocks[0]

    def _chart(self, known: list[Staying]):
        rows = {
            f"d{one.days}": [_round(one.share), floor(100 * one.low), ceil(100 * one.high)]
            for one in known
        }
        frame = pd.DataFrame.from_dict(rows, orient="index", columns=["share", "low", "high"])
        table = self.page.run.table(
            "staying_chart",
            frame.astype("int64"),
            "county_figure",
            title="复学后仍在校的比例（估计）",
            row_label="复学后",
            row_names={f"d{one.days}": f"{one.days}天" for one in known},
            column_names={"share": "仍在校", "low": "下限", "high": "上限"},
            derived_from=_ESTIMATE,
        )
        caption = f"复学后仍在校的比例，竖线为{self._rule('return.staying_level')}%区间。"
        return intervals(table, ("share", "low", "high"), caption=caption)

    def reading(self) -> Block | None:
        """What the share and its interval are, and what is not known."""
        if not self.page.facts.spells:
            return None
        return self.page.run.reading(
            "按 Kaplan–Meier 法估计：还没有观察满的儿童只算到{when}为止，销号的算到销号之日；"
            "又离校以登记为准。区间表示真实比例大概在哪里，人数越少越宽；"
            "观察到的不足 {least} 名时不给比例。{unseen}",
            when=self.page.run.when,
            least=self.page.run.figure(
                "return.staying_min",
                "给出比例的最少人数",
                self._rule("return.staying_min_children"),
                derived_from="口径中的设置值。",
            ),
            unseen=self._unseen,
        )

    @property
    def _unseen(self) -> Sentence:
        n = self.unchecked
        if not n.value:
            return Sentence("应回访的都已回访。")
        return compose("有 {n} 名到期未回访，只能当作仍在校，实际可能更低。", n=n)

    @cached_property
    def unchecked(self) -> ProtectedFigure:
        """How many children who came back have a follow-up overdue: nobody has looked."""
        facts = self.page.facts
        checks = [n for n, one in facts.kind.limits.items() if one.step == "follow_up"]
        late = facts.overdue[facts.overdue["limit"].isin(checks)]
        return self.page.n("unchecked", "到期未回访", late["case_id"])


def _round(share: float) -> int:
    """Return a share in percent, half up, short of all and of none unless it is exactly so."""
    percent = floor(100 * share + 0.5)
    return min(max(percent, 1), 99) if 0 < share < 1 else percent
