"""Whether the term has more or fewer cases than the one before, and what could have been seen."""

import math
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from anyuan.briefing import Block, Sentence, TableBlock, compose
from anyuan.bullying.change import RateChange
from anyuan.protected import ProtectedTable

_KIND = "bullying_casework"
_COUNTED = "一张表登记的件数和校历中的上学日；率为件数除以上学日再乘一百。"
_WHY_NOT = {
    "no_exposure": "有一个学期还没有上学日，不能比较",
    "no_cases": "两个学期都没有登记，看不出变化",
    "reporting_changed": "报告的办法在两个学期之间变了，登记多少不能比较",
    "may_be_chance": "与上学期比看不出变化，差别可能只是偶然",
}


@dataclass(frozen=True)
class Change:
    """The term so far against the term before, for the school's own committee."""

    page: object

    @property
    def _told(self) -> RateChange | None:
        return self.page.facts.change

    @property
    def finding(self) -> Sentence:
        """Risen, fallen, or that nobody can say; never better or worse."""
        change = self._told
        if change is None:
            return Sentence("两个学期没有都收到一张表，有没有变化无法比较")
        if change.verdict == "cannot_say":
            return Sentence(_WHY_NOT[change.reason])
        words = {"risen": "上升", "fallen": "下降"}[change.verdict]
        return compose(
            "登记的率比上学期{words}，为上学期的 {ratio} 倍（{low}–{high}，{level}%把握）",
            words=words,
            ratio=self.ratios.cell("ratio", "shown"),
            low=self.ratios.cell("low", "shown"),
            high=self.ratios.cell("high", "shown"),
            level=self.page.own(
                "change.level", "比较的把握", change.level, "%", "口径中的设置值。"
            ),
        )

    def table_block(self) -> Block | None:
        """Cases and school days of both terms."""
        return TableBlock(self.periods) if self._told else None

    def ratio_block(self) -> Block | None:
        """The ratio, and what could have been seen."""
        return TableBlock(self.ratios) if self._told else None

    @cached_property
    def periods(self) -> ProtectedTable:
        """One row a term: cases, school days, and cases for a hundred of them."""
        periods = {"before": self._told.before, "after": self._told.after}
        rows = {
            name: {
                "n": one.n,
                "days": int(one.exposure),
                "rate": round(100 * one.n / one.exposure, 1) if one.exposure else None,
            }
            for name, one in periods.items()
        }
        return self.page.run.table(
            "change_periods",
            pd.DataFrame.from_dict(rows, orient="index"),
            _KIND,
            title="两个学期的登记",
            row_label="学期",
            row_names={"before": "上学期", "after": "本学期至今"},
            column_names={"n": "登记", "days": "上学日", "rate": "每百个上学日"},
            units={"n": "件", "days": "天", "rate": "件"},
            derived_from=_COUNTED,
        )

    @cached_property
    def ratios(self) -> ProtectedTable:
        """The ratio with its ends, and the least that would have been called a change."""
        change = self._told
        rows = {
            "ratio": change.ratio,
            "low": change.low,
            "high": change.high,
            "least_rise": change.least_rise,
            "least_fall": change.least_fall,
        }
        return self.page.run.table(
            "change_ratios",
            pd.DataFrame({"shown": [_times(value) for value in rows.values()]}, index=list(rows)),
            _KIND,
            title="本学期的率是上学期的几倍",
            row_label="项目",
            row_names={
                "ratio": "算出的倍数",
                "low": "区间下限",
                "high": "区间上限",
                "least_rise": "至少升到几倍才看得出（八成机会）",
                "least_fall": "至少降到几倍才看得出（八成机会）",
            },
            column_names={"shown": "倍"},
            derived_from=("change_periods",),
        )

    def reading(self) -> Block | None:
        """What fewer cases do not mean."""
        if self._told is None:
            return None
        return self.page.run.reading(
            "比的是登记的率，用精确检验。登记少了不等于欺凌少了，多了也可能是愿意报告了；"
            "看不出变化也不等于没有变化，表中写明了以这么多登记，多大的变化才看得出。"
        )


def _times(value: float | None) -> str:
    if value is None or math.isinf(value):
        return "看不出" if value is None else "不封顶"
    return f"{value:.2g}"
