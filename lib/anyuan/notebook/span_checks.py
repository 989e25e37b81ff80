"""Whether those who came back are there, the rates, and who owed which check in the span."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from anyuan import dropout
from anyuan.briefing import Block, Sentence, TableBlock, compose
from anyuan.codebook import CheckingDuty, cadence, code_list
from anyuan.notebook.members import members_by
from anyuan.period import Month
from anyuan.protected import ProtectedFigure, ProtectedTable

_COUNT = "out_of_school"
# How often a duty comes that the county itself, or its schools, must fulfil.
_OWN = frozenset({"month", "quarter", "opening"})
_NONE = "没有收到记录，不能说已做"
_ABOVE = "由上级组织，本工作区不收其记录"
_NOT_NOW = "本期不涉及"
_RATE = "在校人数除以在校与不在校之和，百分数舍去第二位小数以后；待查清的两边都不计。"

_DUTIES = "要求和频次按所列依据；记录由收到的月报（未收到的学校除外）得出，不收记录的照写。"


@dataclass(frozen=True)
class SpanChecks:
    """Staying, rates and duties of a page of spans."""

    page: object

    @cached_property
    def staying_finding(self) -> Sentence:
        """How many of those who came back within the span are not counted at its end."""
        bridge = self.page.facts.bridge
        back = bridge.children("returned") if bridge else ()
        n = self.page.run.figure("span.back", "期内复学", back, kind="bridge")
        if not back:
            return Sentence("期内没有儿童复学", (n.figure_id,))
        out = set(self.page.facts.closing.headcount.members(_COUNT))
        again = self.page.run.figure(
            "span.back_again", "复学后期末又计入不在校", set(back) & out, kind="bridge"
        )
        if not again.value:
            return compose(
                "期内复学过的 {n} 名儿童，期末没有一名又计入不在校{ids}", n=n, ids=_of(again)
            )
        return compose("期内复学过的 {n} 名儿童中，{again} 名期末又计入不在校", n=n, again=again)

    def staying_reading(self) -> Block:
        """Where the share that stays for 30 and 90 days is to be found."""
        return self.page.run.reading("复学后满规定天数仍在校的比例，见“劝返与复学”一页。")

    @cached_property
    def rates(self) -> ProtectedTable:
        """The enrolment rate with what it is made of, at the span's beginning and end."""
        rows, cells = {}, {}
        for one in self.page.facts.counted[:: max(len(self.page.facts.counted) - 1, 1)]:
            found = dropout.count_enrolment(one.headcount.people)
            key, per_myriad = str(one.month), found.per_myriad
            parts = {"in": found.at_school, "out": found.not_at_school, "open": found.open}
            rows[key] = {name: len(ids) for name, ids in parts.items()}
            rows[key]["rate"] = None if per_myriad is None else per_myriad / 100
            cells |= {(key, name): ids for name, ids in parts.items()}
        frame = pd.DataFrame.from_dict(rows, orient="index")
        return self.page.run.table(
            "span_enrolment",
            frame.astype({"in": "int64", "out": "int64", "open": "int64", "rate": "float64"}),
            "county_figure",
            title="适龄入学率（按所选口径）",
            row_label="月末",
            row_names={key: Month.parse(key).label for key in rows},
            column_names={"in": "在校", "out": "不在校", "open": "待查清", "rate": "入学率"},
            units={"rate": "%"},
            members=members_by(cells),
            derived_from={"rate": _RATE},
        )

    @cached_property
    def rates_finding(self) -> Sentence:
        """The rate at the end; what cannot be computed."""
        rate = self.rates.cell(str(self.page.facts.ends[1].month), "rate")
        return compose("期末适龄入学率 {rate}%；九年义务教育巩固率缺资料，不算", rate=rate)

    def rates_reading(self) -> Block:
        """What counts as at school, and what the other rate would need."""
        return self.page.run.reading(
            "在校：在籍在读（含疑似辍学）、送教上门、特殊教育学校、中职或专门学校就读。不在校：失学、"
            "辍学，和休学、延缓入学等暂不在读的；休学的学生返校前不算在校（较早的统计口径，现行公式"
            "待确认）。已在外地就读、迁出、死亡、出国（境）的两边都不计。巩固率要用毕业人数和入学时"
            "人数，工作区没有这两项，不作推算。"
        )

    @cached_property
    def due(self) -> ProtectedFigure:
        """The monthly returns that schools owed in the span: one a school and month."""
        ids = [f"{code}:{one.month}" for one in self.page.facts.months for code in one.asked]
        return self._work("returns_due", "各校应报月报", ids, "校次")

    @cached_property
    def done(self) -> ProtectedFigure:
        """Those of them that have come by now."""
        return self._work("returns_in", "各校已报月报", self._returned, "校次")

    @property
    def _returned(self) -> list[str]:
        return [
            f"{code}:{one.month}"
            for one in self.page.facts.months
            for code in one.asked
            if code not in one.silent_now
        ]

    @cached_property
    def duties_finding(self) -> Sentence:
        """What the county owed in the span and nothing shows, and the schools' returns."""
        n = self.page.run.figure(
            "span.unshown",
            "县级没有记录的复核、走访",
            sum(not duty.record for duty in self._owed),
            kind="work_figure",
            unit="项",
            derived_from=("span_duties",),
        )
        told = compose("县级应做的复核、走访 {n} 项都没有收到记录", n=n)
        if not n.value:
            told = compose("本期县级没有应做的复核、走访{ids}", ids=_of(n))
        return compose(
            "{told}；各校月报应报 {due} 校次，已收 {done} 校次",
            told=told,
            due=self.due,
            done=self.done,
        )

    @property
    def _owed(self) -> list[CheckingDuty]:
        return [d for d in cadence().duties.values() if d.often in _OWN and self._falls(d)]

    def _falls(self, duty: CheckingDuty) -> bool:
        """Whether a duty comes due within the span."""
        span = self.page.facts.span
        if duty.often == dropout.QUARTER:
            return any(month.number % 3 == 0 for month in span.months)
        if duty.often == "opening":
            return bool(self._openings)
        return True

    @property
    def _openings(self) -> list[Month]:
        """The months of the span in which a term begins."""
        begun = {Month.of(first) for first, _ in self.page.run.county.calendar.terms}
        return [month for month in self.page.facts.span.months if month in begun]

    def duties(self) -> Block:
        """Who owed which check, and what shows it."""
        told = {}
        often = code_list("how_often").labels
        for duty in cadence().duties.values():
            row = {"often": often[duty.often], "asks": duty.asks}
            told[duty.code] = row | {"told": self._told(duty)}
        table = self.page.run.table(
            "span_duties",
            pd.DataFrame.from_dict(told, orient="index").astype("str"),
            "work_by_unit",
            title="“四个一”：各级排查和复核",
            row_label="层级",
            row_names={code: duty.who for code, duty in cadence().duties.items()},
            column_names={"often": "频次", "asks": "要求", "told": "本期记录"},
            derived_from=_DUTIES,
        )
        return TableBlock(table, note=f"依据：{cadence().clause}。")

    def _told(self, duty: CheckingDuty) -> str:
        if duty.record:
            return f"应报 {self.due.shown} 校次，已收 {self.done.shown} 校次"
        if duty.often not in _OWN:
            return _ABOVE
        return _NONE if self._falls(duty) else _NOT_NOW

    def duties_reading(self) -> Block:
        """Why nothing shows the county's checks, and what the door-to-door visits are."""
        visits = self.page.facts.visits
        ids = visits["person_id"] + ":" + visits["surveyed_on"].dt.strftime("%Y-%m-%d")
        return self.page.run.reading(
            "检查台账只记安全检查，没有控辍保学复核这一项，县级到校复核和开学走访做了没有，本工作区"
            "不能判断，请由教育局当场说明。期内收到入户摸排 {n} 人次，入户不等于到校复核。",
            n=self._work("visits", "期内入户摸排", ids, "人次"),
        )

    def _work(self, name: str, words: str, ids, unit: str) -> ProtectedFigure:
        return self.page.run.figure(f"span.{name}", words, ids, kind="work_figure", unit=unit)


def _of(figure: ProtectedFigure) -> Sentence:
    """Return no words, but the figure that they rest on."""
    return Sentence("", (figure.figure_id,))
