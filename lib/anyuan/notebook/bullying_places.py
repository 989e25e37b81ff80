"""Where and when, for a school's own committee: rates with their doubt, and what nobody can say."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from anyuan.briefing import (
    Block,
    ChartBlock,
    Sentence,
    TableBlock,
    compose,
    join_sentences,
)
from anyuan.briefing.heat_chart import DOUBT, KNOWN, NOBODY, UNKNOWN, WORST, HeatTables, heat_map
from anyuan.briefing.place_chart import floor_plan
from anyuan.briefing.range_chart import ranges
from anyuan.codebook import code_list
from anyuan.protected import ProtectedTable

_KIND = "bullying_casework"
# The verdicts of bullying.places as marks of a chart.
_MARKS = {"worst": WORST, "not_worst": KNOWN}
# Of what cannot be said, a place has a colour of its own only where the school's places differ.
_WHY = {"not_apart": DOUBT, "no_cases": UNKNOWN, "may_be_chance": UNKNOWN, "no_exposure": NOBODY}
_LISTED = 8
_PLACED = "本学期登记中地点和时刻都能落到地点表、作息表上的件数。"
_MODEL = (
    "件数为能落到地点和时段的登记；率由件数和在场时长（学生数乘以时间）与全市学校合并估计，"
    "区间和把握由模型的抽样得出。"
)
_SAID = {WORST: "最重", KNOWN: "不是最重", DOUBT: "无法判断", UNKNOWN: "无法判断"}
_WORDS = {
    "n": "登记",
    "rate": "估计率",
    "low": "区间低",
    "high": "区间高",
    "p": "居前三的把握",
    "said": "判断",
}
# Rates are of 1,000 pupil-hours; printed for a hundred times as many, so that they can be read.
_HUNDRED = 100
_WHY_NOT = {
    "no_cases": "本学期没有能落到地点和时段的登记，哪里最重无法判断",
    "may_be_chance": "登记能落到地点的 {n} 件，各处多少的差别可能只是偶然，哪里最重无法判断",
    "not_apart": "登记能落到地点的 {n} 件，各处确有差别，但哪一处最重还分不出来",
}
# Why a case stands nowhere on the map, in the order in which it is said.
# An estimate that is worth so few independent draws has rough intervals.
_FEW_DRAWS = 50
_ROUGH = Sentence("这次全市登记太少，估计粗略，区间只供参考。")
_UNPLACED = {
    "off_campus": "在校外",
    "online": "在网上",
    "no_place": "没有写地点",
    "unknown_place": "地点代码不在地点表上",
    "no_time": "没有写时刻",
    "no_school_day": "不在上课日",
    "outside_hours": "在作息时间之外",
}


@dataclass(frozen=True)
class Places:
    """The map of the page's school."""

    page: object

    @cached_property
    def _places(self) -> pd.DataFrame:
        """The school's places in the order of building, floor and code, with what is estimated."""
        facts = self.page.facts
        estimated = facts.of_school(facts.map.fit.places).set_index("place")
        listed = facts.of_school(facts.places).set_index("place")
        found = listed[["place_name", "building", "floor"]].join(
            estimated.drop(columns=["school_code", "place_type"])
        )
        found["mark"] = marks_of(found)
        found["n"] = found["n"].fillna(0).astype("int64")
        return found.reset_index().sort_values(["building", "floor", "place"], na_position="last")

    @property
    def _names(self) -> dict[str, str]:
        return dict(zip(self._places["place"], self._places["place_name"], strict=True))

    @property
    def has_places(self) -> bool:
        """Whether places and timetable were received, so that a rate can be told."""
        return bool((self._places["exposure"] > 0).any())

    @property
    def _worst(self) -> list[str]:
        return list(self._places.loc[self._places["mark"] == WORST, "place"])

    def _n(self, name: str, words: str, n: int | Iterable[str], how: str = ""):
        return self.page.own(f"places.{name}", words, n, "件", how)

    @property
    def finding(self) -> Sentence:
        """Which places can be named worst, or that the figures cannot say."""
        if not self.has_places:
            return Sentence("没有地点表或作息表，哪里最重无法判断")
        n = self._n("placed", "能落到地点和时段的登记", int(self._places["n"].sum()), _PLACED)
        if not self._worst:
            reasons = set(self._places["reason"])
            why = next((code for code in _WHY_NOT if code in reasons), "not_apart")
            return compose(_WHY_NOT[why], n=n)
        names = "、".join(self._names[place] for place in self._worst)
        return compose(
            "可以认定{names}在本校最重的三处之内（登记能落到地点的 {n} 件）",
            names=Sentence(names),
            n=n,
        )

    def heat_block(self) -> Block | None:
        """Place by hour."""
        if not self.has_places:
            return None
        caption = "各处各时段的登记件数（数字）和每十万人时的估计率（颜色）；“—”为没有学生在场。"
        return ChartBlock(heat_map(self._heat, caption=caption))

    @cached_property
    def _heat(self) -> HeatTables:
        cells = self.page.facts.of_school(self.page.facts.map.fit.cells)
        cells = cells.assign(mark=marks_of(cells))
        slots = [s for s in code_list("time_slot").labels if s in set(cells["slot"])]
        order = list(self._places["place"])

        def wide(column: str) -> pd.DataFrame:
            found = cells.pivot(index="place", columns="slot", values=column)
            return found.reindex(index=order, columns=slots)

        rates = wide("rate").astype("float64").map(printed_rate)
        counts = wide("n").fillna(0).astype("int64")
        marks = wide("mark").where(rates.notna(), NOBODY)
        words = ("地点", self._names, code_list("time_slot").labels)
        return HeatTables(
            self._table("map_rates", rates, "每十万人时的估计率", words),
            self._table("map_counts", counts, "登记件数", words),
            self._table("map_marks", marks, "判断", words),
        )

    def _table(
        self, name: str, frame: pd.DataFrame, title: str, words: tuple[str, dict, dict]
    ) -> ProtectedTable:
        """Return a table; words: what a row is, the names of the rows, those of the columns."""
        row_label, rows, columns = words
        return self.page.run.table(
            name,
            frame,
            _KIND,
            title=title,
            row_label=row_label,
            row_names=rows,
            column_names=columns,
            units={"n": "件", "p": "%"},
            derived_from=_MODEL,
        )

    def plan_block(self) -> Block | None:
        """The places by building and floor."""
        if not self.has_places:
            return None
        frame = self._places.set_index("place")[["building", "floor", "rate", "mark"]]
        frame = frame.astype({"floor": "Int64"})
        frame["rate"] = frame["rate"].astype("float64").map(printed_rate)
        table = self._table("plan", frame, "各地点的估计率", ("地点", self._names, {}))
        caption = "按楼栋和楼层的示意，颜色为各处全天的估计率，不按比例。"
        return ChartBlock(floor_plan(table, caption=caption))

    @cached_property
    def worst(self) -> ProtectedTable:
        """The places with the highest estimates, with range and probability."""
        top = self._places.dropna(subset="rate").sort_values(
            ["p_worst_three", "rate"], ascending=False
        )
        top = top.head(_LISTED).set_index("place")
        frame = pd.DataFrame(
            {
                "n": top["n"].astype("int64"),
                "rate": top["rate"].map(printed_rate),
                "low": top["low"].map(printed_rate),
                "high": top["high"].map(printed_rate),
                "p": (100 * top["p_worst_three"]).round().astype("int64"),
                "said": top["mark"].map(_SAID),
            }
        )
        return self._table(
            "worst_places", frame, "估计率较高的地点（每十万人时）", ("地点", self._names, _WORDS)
        )

    def worst_chart(self) -> Block | None:
        """The worst places with their ranges."""
        if not self.has_places:
            return None
        chart = ranges(
            self.worst,
            ("rate", "low", "high"),
            caption="估计率（每十万人时，圆点）和 90% 区间（横线）；红色为可以认定最重的。",
            width="tall",
            named=frozenset(self._worst),
        )
        return ChartBlock(chart)

    def worst_block(self) -> Block | None:
        """The worst places as a table."""
        return TableBlock(self.worst) if self.has_places else None

    def weekday_block(self) -> Block | None:
        """The days of the week, all places together."""
        found = self.page.facts.of_school(self.page.facts.map.weekdays)
        if not self.has_places or not found["n"].sum():
            return None
        found = found[found["exposure"] > 0].set_index("weekday")
        frame = pd.DataFrame(
            {
                "n": found["n"].astype("int64"),
                **{name: found[name].map(printed_rate) for name in ("rate", "low", "high")},
                "said": marks_of(found).map(_SAID),
            }
        )
        labels = code_list("weekday").labels
        return TableBlock(
            self._table(
                "weekdays",
                frame.reindex([day for day in labels if day in frame.index]),
                "按星期几的估计率（每十万人时）",
                ("星期", labels, _WORDS),
            )
        )

    def reading(self) -> Block | None:
        """How to read a rate, and which cases have no place in it."""
        if not self.has_places:
            return None
        return self.page.run.reading(
            "率为每十万人时（一名学生在场一小时为一人时）的登记件数，与全市学校合并估计，"
            "件数少的向全市同类地点靠拢。要本校自己的件数排除了偶然、又有九成把握，才写最重；"
            "其余写无法判断：不是安全，是数据不够。{rough}{unplaced}",
            rough=_ROUGH if self.page.facts.map.fit.effective < _FEW_DRAWS else "",
            unplaced=self._unplaced,
        )

    @property
    def _unplaced(self) -> Sentence:
        lost = self.page.facts.of_school(self.page.facts.map.counted.unplaced)
        parts = []
        for reason, words in _UNPLACED.items():
            ids = lost.loc[lost["reason"] == reason, "case_id"]
            if len(ids):
                figure = self._n(f"unplaced.{reason}", f"登记{words}", ids)
                parts.append(compose("{words} {n} 件", words=words, n=figure))
        n = int(self._places["n_unexposed"].sum())
        if n:
            figure = self._n("unexposed", "登记在作息表上没有学生的时段", n, _PLACED)
            parts.append(compose("作息表上没有学生在场 {n} 件", n=figure))
        return join_sentences("另有登记不在图上：", parts, "。") if parts else Sentence("")


def marks_of(found: pd.DataFrame) -> pd.Series:
    """Return the marks of estimated rows; NOBODY where nothing was estimated."""
    marks = found["verdict"].map(_MARKS).fillna(found["reason"].map(_WHY))
    return marks.fillna(NOBODY)


def printed_rate(rate: float) -> float | None:
    """Return a rate of 1,000 pupil-hours as printed, for 100,000: two figures, or hundredths."""
    if pd.isna(rate):
        return None
    shown = rate * _HUNDRED
    return float(f"{shown:.2g}") if shown >= 0.1 else round(shown, 2)
