"""What earlier meetings decided, and what became of it, on the meeting's page."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from anyuan.briefing import Block, KeyFigure, Sentence, TableBlock, compose
from anyuan.codebook import code_list
from anyuan.protected import ProtectedFigure, ProtectedTable
from anyuan.review.decisions import DONE, DONE_LATE, LATE, REOPENED, Decision

_COLUMNS = {
    "office": "责任单位",
    "decision": "决定事项",
    "due_on": "期限",
    "state": "结果",
}
_WORDS = {DONE: "办结", DONE_LATE: "逾期后办结", LATE: "逾期未办结", REOPENED: "办结后反弹"}
# More than these would fill a page: the rest is counted.
_MOST = 8


@dataclass(frozen=True)
class Decisions:
    """The decisions of which a meeting hears."""

    page: object

    @cached_property
    def told(self) -> list[Decision]:
        """The decisions shown: the unfinished first, then the newest."""
        told = self.page.facts.told
        return sorted(told, key=lambda one: (not one.is_unfinished, -one.days_late))[:_MOST]

    def n(self, *states: str) -> ProtectedFigure:
        """Return how many decisions of which the meeting hears are in some state."""
        ids = [one.case_id for one in self.page.facts.told if one.state in states]
        words = "、".join(_WORDS[state] for state in states)
        return self.page.own(f"decisions.{states[0]}", f"会议决定{words}", ids, "项")

    @cached_property
    def n_told(self) -> ProtectedFigure:
        """How many decisions the meeting hears of."""
        ids = [one.case_id for one in self.page.facts.told]
        return self.page.own("decisions.told", "需听取的会议决定", ids, "项")

    @cached_property
    def n_unfinished(self) -> ProtectedFigure:
        """How many decisions are not finished."""
        ids = [one.case_id for one in self.page.facts.told if one.is_unfinished]
        return self.page.own("decisions.unfinished", "会议决定未办结", ids, "项")

    @property
    def answer(self) -> Sentence:
        """What is said of them in the page's first lines; "" where nothing was decided."""
        return (
            compose("会议决定：{what}", what=self.finding) if self.page.facts.told else Sentence("")
        )

    @property
    def finding(self) -> Sentence:
        """How many were decided, and how many of each outcome."""
        if not self.page.facts.told:
            return Sentence("此前的联席会议没有登记过决定")
        said = compose(
            "上次及此前未了的决定 {n} 项，未办结 {m} 项", n=self.n_told, m=self.n_unfinished
        )
        worse = [state for state in (LATE, REOPENED) if self.n(state).value]
        for place, state in enumerate(worse):
            joint = Sentence(("、" if place else "，其中") + _WORDS[state])
            said = compose("{said}{joint} {n} 项", said=said, joint=joint, n=self.n(state))
        return said

    def key_figures(self) -> list[KeyFigure]:
        """How many decisions are not finished."""
        if not self.page.facts.told:
            return []
        n = self.n_unfinished
        return [KeyFigure.of(n, tone="due" if n.value else "plain")]

    @cached_property
    def table(self) -> ProtectedTable:
        """One row a decision: who, what, until when, what became of it."""
        offices = code_list("decision_office").labels
        states = code_list("decision_state").labels
        frame = pd.DataFrame(
            [
                {
                    "office": offices[one.office],
                    "decision": one.text,
                    "due_on": pd.Timestamp(one.first_due_on),
                    "state": _told(one, states),
                }
                for one in self.told
            ],
            index=[one.case_id for one in self.told],
            columns=list(_COLUMNS),
        )
        return self.page.run.table(
            "decisions",
            frame.astype({"due_on": "datetime64[us]"}),
            "meeting_decisions",
            title="会议决定的落实",
            row_label="会议",
            row_names={one.case_id: _day(one.meeting_on) for one in self.told},
            column_names=_COLUMNS,
            derived_from="个案台账中来源为联席会议的整改事项，截至日的状态；逾期按会议所定的期限算。",
        )

    def block(self) -> Block | None:
        """The decisions; nothing where there are none."""
        if not self.told:
            return None
        rest = [one.case_id for one in self.page.facts.told if one not in self.told]
        note = ""
        if rest:
            n = self.page.own("decisions.rest", "未列出的会议决定", rest, "项")
            note = compose("另有 {n} 项未列，见个案工作台。", n=n)
        return TableBlock(self.table, note=note)


def _told(one: Decision, states: dict[str, str]) -> str:
    said = [states[one.state]]
    if one.ended_on:
        said.append(_day(one.ended_on))
    if one.days_late:
        said.append(f"逾期 {one.days_late} 天")
    return "，".join(said)


def _day(day) -> str:
    return f"{day.month}月{day.day}日"
