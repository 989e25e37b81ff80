"""Whether cases were handled in time: each against each clock for the school's own committee.

A meeting gets a school's total of the term, and of the county the clocks, which are office work.
"""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from anyuan.briefing import Block, Sentence, TableBlock, compose
from anyuan.bullying.one_table import REGISTER, official_sheet
from anyuan.codebook import code_list
from anyuan.notebook.members import joined, members_across
from anyuan.protected import ProtectedFigure, ProtectedTable

_SHEETS = {"one_table": "一张表", "clocks": "时限"}
_MOMENTS = ("start_at", "due_at", "done_at")
_CLOCK_HEADINGS = {
    "register_no": "登记编号",
    "label": "环节",
    "start_at": "起算",
    "due_at": "应于",
    "done_at": "办结",
    "state": "情况",
    "clause": "依据",
}
_KIND = "bullying_casework"
# States of a clock as a meeting counts them: what is past its time is late, done or not.
_IN_TIME, _LATE = ("met",), ("late", "overdue")
# These clocks run only for grave cases and appeals: that one ran at all says what kind of case.
GRAVE = ("police", "education", "review")
_MOST = 30
_SHORT = {
    "met": "按时",
    "late": "超期",
    "running": "在办",
    "overdue": "逾期",
    "unrecorded": "无记录",
}


@dataclass(frozen=True)
class Handling:
    """The cases of the term on a bullying page."""

    page: object

    @cached_property
    def _cases(self) -> pd.DataFrame:
        facts = self.page.facts
        return facts.term_table if facts.is_county else facts.of_school(facts.term_table)

    @cached_property
    def _clocks(self) -> pd.DataFrame:
        clocks = self.page.facts.clocks
        return clocks[clocks["case_id"].isin(self._cases["case_id"])]

    @property
    def may_tell(self) -> bool:
        """Whether numbers of the page's cases may be printed beside the pilots' own."""
        if not self.page.is_county:
            return self.page.is_committee
        facts, decision = self.page.facts, self.page.facts.county.disclosure
        others = self._cases[~self._cases["school_code"].isin(facts.pilots)]
        is_many = others["school_code"].nunique() >= decision.min_contributors
        return is_many and len(others) >= decision.threshold

    @cached_property
    def total(self) -> ProtectedFigure:
        """How many cases the term has so far, as far as it may be printed."""
        words = "本学期登记"
        if self.page.is_county:
            kind = "county_figure"
            return self.page.run.figure(
                "bullying.total", words, self._cases["case_id"], kind=kind, unit="件"
            )
        last = pd.Timestamp(self.page.facts.month_ends[-1]) + pd.Timedelta(days=1)
        return self.page.run.running_total(
            "bullying.total",
            words,
            self._totals(),
            kind="bullying_by_school",
            members=self._cases.loc[self._cases["reported_at"] < last, "case_id"],
        )

    def _totals(self) -> list[int]:
        """Return the term's totals at each month's end so far."""
        facts = self.page.facts
        days = self._cases["reported_at"]
        return [int((days < end + pd.Timedelta(days=1)).sum()) for end in facts.month_ends]

    @property
    def finding(self) -> Sentence:
        """How many cases, and how many steps came in time."""
        if not self.is_known:
            return Sentence("没有收到一张表，有没有欺凌事件不清楚")
        if self._cases.empty:
            return Sentence("本学期没有登记欺凌事件")
        if self.page.is_county and not self.may_tell:
            return Sentence("登记了欺凌事件的学校太少，合计不列")
        said = compose("本学期登记 {n} 件", n=self.total)
        if not self.may_tell:
            return said
        return compose(
            "{said}，应办环节按时 {met} 个，超期 {late} 个",
            said=said,
            met=self._steps("met", "按时办结的环节", _IN_TIME),
            late=self.n_late,
        )

    @property
    def is_known(self) -> bool:
        """Whether a register came, or the desk has a case: nothing received is not no case."""
        facts = self.page.facts
        sent = facts.newest_file(REGISTER)
        return len(self._cases) > 0 or (bool(sent) if facts.is_county else facts.school in sent)

    @cached_property
    def n_late(self) -> ProtectedFigure:
        """How many steps came late or are past their time."""
        return self._steps("late", "超期的环节", _LATE)

    def _steps(self, name: str, words: str, states: tuple[str, ...]) -> ProtectedFigure:
        clocks = self._clocks[self._clocks["state"].isin(states)]
        return self.page.work(f"steps.{name}", words, joined(clocks, "case_id", "clock"), "个")

    def table_block(self) -> Block | None:
        """The clocks with how often each was kept."""
        if not self.may_tell or self._clocks.empty:
            return None
        return TableBlock(self.by_clock)

    @cached_property
    def by_clock(self) -> ProtectedTable:
        """In time, late and running by clock; of the county without what tells a grave case."""
        clocks = self._clocks
        if self.page.is_county:
            clocks = clocks[~clocks["clock"].isin(GRAVE)]
        return self._count("clocks", clocks, "各环节是否按时")

    def _count(self, name: str, clocks: pd.DataFrame, title: str) -> ProtectedTable:
        labels = {k: v for k, v in code_list("clock_state").labels.items() if k != "not_needed"}
        order = list(dict.fromkeys(clocks["clock"]))
        counts = pd.crosstab(clocks["clock"], clocks["state"]).reindex(order)
        counts = counts.reindex(columns=list(labels), fill_value=0).fillna(0).astype("int64")
        counts.index.name = counts.columns.name = None
        told = clocks[clocks["state"].isin(labels)]
        return self.page.run.table(
            name,
            counts[counts.sum(axis=1) > 0],
            "work_by_unit" if self.page.is_county else _KIND,
            title=title,
            row_label="环节",
            row_names=dict(zip(clocks["clock"], clocks["label"], strict=True)),
            column_names=labels,
            units=dict.fromkeys(labels, "件"),
            members=members_across(told, "clock", "state", told["case_id"]),
        )

    def grave_block(self) -> Block | None:
        """What was reported upward in time, of the county: protected, it tells of grave cases."""
        if not self.page.is_county or not self.may_tell:
            return None
        clocks = self._clocks[self._clocks["clock"].isin(GRAVE)]
        frame = pd.DataFrame(
            {
                "met": clocks[clocks["state"].isin(_IN_TIME)]["clock"].value_counts(),
                "late": clocks[clocks["state"].isin(_LATE)]["clock"].value_counts(),
            }
        ).reindex(list(GRAVE), fill_value=0)
        contributors = self._schools_behind(clocks)
        told = dict.fromkeys(_IN_TIME, "met") | dict.fromkeys(_LATE, "late")
        as_told, ids = clocks["state"].map(told), clocks["case_id"]
        table = self.page.run.table(
            "grave_clocks",
            frame.fillna(0).astype("int64"),
            "clocks_of_grave_cases",
            title="严重欺凌报告和县级复查",
            row_label="环节",
            row_names=dict(zip(clocks["clock"], clocks["label"], strict=True)),
            units={"met": "件", "late": "件"},
            contributors=contributors,
            members=members_across(clocks.assign(as_told=as_told), "clock", "as_told", ids),
        )
        return TableBlock(table)

    def _schools_behind(self, clocks: pd.DataFrame) -> pd.DataFrame:
        """Return how many schools but the pilots stand behind each number of the grave clocks."""
        school = self._cases.set_index("case_id")["school_code"]
        clocks = clocks.assign(school_code=clocks["case_id"].map(school))
        clocks = clocks[~clocks["school_code"].isin(self.page.facts.pilots)]
        found = {
            name: clocks[clocks["state"].isin(states)].groupby("clock")["school_code"].nunique()
            for name, states in (("met", _IN_TIME), ("late", _LATE))
        }
        return pd.DataFrame(found).reindex(list(GRAVE)).fillna(0).astype("int64")

    def cases_block(self) -> Block | None:
        """Each case: when known, where, who (by pseudonym), how judged; the committee's only."""
        if not self.page.is_committee or self._cases.empty:
            return None
        rest = len(self._cases) - _MOST
        told = "只列最近的；另有 {n} 件见同目录的工作簿。"
        return TableBlock(self.cases, note=self.page.left_out("登记", rest, "件", told))

    @cached_property
    def _shown(self) -> pd.DataFrame:
        return self._cases.sort_values("reported_at", ascending=False).head(_MOST)

    @property
    def _numbers(self) -> dict[str, str]:
        return dict(zip(self._shown["case_id"], self._shown["register_no"], strict=True))

    @cached_property
    def cases(self) -> ProtectedTable:
        """One row a case, the newest first."""
        shown, facts = self._shown, self.page.facts
        frame = pd.DataFrame(
            {
                "known": shown["reported_at"].dt.strftime("%m-%d %H:%M"),
                "where": [facts.place_name(facts.school, row) for row in shown.to_dict("records")],
                "forms": [_in_words("bullying_form", text) for text in shown["forms"]],
                "bullied": shown["bullied"].str.replace(";", "、"),
                "bullies": shown["bullies"].str.replace(";", "、"),
                "judged": [_judged(row) for row in shown.to_dict("records")],
                "late": [self._late_steps(case_id) for case_id in shown["case_id"]],
            }
        ).set_axis(shown["case_id"])
        return self.page.run.table(
            "cases",
            frame,
            _KIND,
            title="本学期登记的事件，最近的在前",
            row_label="编号",
            row_names=self._numbers,
            column_names={
                "known": "学校获知",
                "where": "地点",
                "forms": "方式",
                "bullied": "被欺凌者",
                "bullies": "欺凌者",
                "judged": "认定",
                "late": "超期的环节",
            },
        )

    def _late_steps(self, case_id: str) -> str:
        mine = self._clocks[self._clocks["case_id"] == case_id]
        return "、".join(mine.loc[mine["state"].isin(_LATE), "label"]) or "无"

    def clocks_block(self) -> Block | None:
        """Each case against each clock; the committee's only."""
        if not self.page.is_committee or self._cases.empty:
            return None
        return TableBlock(self.each_clock, note="空白为不需要或还轮不到。")

    @cached_property
    def each_clock(self) -> ProtectedTable:
        """One row a case, one column a clock that any case needed."""
        clocks = self._clocks[self._clocks["case_id"].isin(self._shown["case_id"])]
        clocks = clocks[clocks["state"] != "not_needed"]
        order = list(dict.fromkeys(clocks["clock"]))
        wide = clocks.pivot(index="case_id", columns="clock", values="state")
        wide = wide.reindex(index=list(self._shown["case_id"]), columns=order)
        wide.index.name = wide.columns.name = None
        return self.page.run.table(
            "case_clocks",
            wide.apply(lambda states: states.map(_SHORT)).fillna(""),
            _KIND,
            title="每件事每个环节是否按时",
            row_label="编号",
            row_names=self._numbers,
            column_names=dict(zip(clocks["clock"], clocks["label"], strict=True)),
        )

    def sheets(self) -> dict[str, pd.DataFrame]:
        """Return the term's one table as schools fill it in, and each case's clocks."""
        clocks = self._clocks[self._clocks["state"] != "not_needed"]
        numbers = self._cases.set_index("case_id")["register_no"]
        told = clocks.assign(
            register_no=clocks["case_id"].map(numbers),
            state=clocks["state"].map(code_list("clock_state").labels),
            **{name: clocks[name].dt.strftime("%Y-%m-%d %H:%M") for name in _MOMENTS},
        )
        told = told[list(_CLOCK_HEADINGS)].rename(columns=_CLOCK_HEADINGS)
        found = {"one_table": official_sheet(self._cases), "clocks": told.reset_index(drop=True)}
        return {_SHEETS[name]: frame for name, frame in found.items()}

    def reading(self) -> Block | None:
        """How a step counts as late; or why a meeting sees only a total."""
        if self._cases.empty or (self.page.is_county and not self.may_tell):
            return None
        if not self.may_tell:
            return self.page.run.reading("会议级只列本学期累计；为免推算出个别事件，有的月份不列。")
        return self.page.run.reading(
            "各环节从学校获知或上一步起算，写到分钟的按分钟比，只写日期的按日比；没有记录的不当作按时。"
        )


def _in_words(codes: str, text: str) -> str:
    return "、".join(code_list(codes).label(code) for code in text.split(";"))


def _judged(row: dict) -> str:
    if pd.isna(row["determination"]):
        return "未认定"
    said = code_list("determination").label(row["determination"])
    return said if pd.isna(row["severity"]) else code_list("severity").label(row["severity"])
