"""What offices owe: notices, the monthly report, and casework's lists by school."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from anyuan import dropout
from anyuan.briefing import (
    Block,
    Sentence,
    TableBlock,
)
from anyuan.codebook import code_list
from anyuan.notebook.ledgers import name_ledgers
from anyuan.notebook.members import members_by, members_in
from anyuan.notebook.open_work import list_open_work
from anyuan.protected import ProtectedFigure, ProtectedTable

_PREFIX = "dropout."


@dataclass(frozen=True)
class Duties:
    """The duties that follow from a dropout page."""

    page: object

    @cached_property
    def routes(self) -> ProtectedTable:
        """Notices due by route."""
        due = self.page.facts.notifications["route"].value_counts()
        frame = pd.DataFrame({"n": due.reindex(list(dropout.ROUTES), fill_value=0)})
        routes = self.page.facts.notifications
        return self.page.run.table(
            "notifications",
            frame.astype("int64"),
            "work_by_unit",
            title="应发出的通报",
            row_label="通报对象",
            row_names=dict(code_list("route").labels),
            column_names={"n": "件数"},
            members=members_in(routes["route"], routes["person_id"], "n"),
        )

    @property
    def routes_note(self) -> str:
        """What is not settled about notices."""
        return (
            "同一儿童可能既要通报教育行政部门，又要反馈公安机关。"
            "通报和反馈的期限未见条文，不计算超期。"
        )

    @cached_property
    def n_notices(self) -> ProtectedFigure:
        """How many notices are due."""
        due = self.page.facts.notifications
        ids = due["person_id"] + ":" + due["route"]
        return self.page.run.figure(
            _PREFIX + "notices", "应发通报", ids, kind="work_figure", unit="件"
        )

    @cached_property
    def report(self) -> ProtectedTable:
        """The table for the report that is due: the county's figures in one column."""
        names = ["out_of_school", "never_enrolled", "dropped_out", "suspected_dropout", "verified"]
        figures = {name: self.page.n(name) for name in names} | {
            term: self.page.moved(term) for term in ("returned", "new", "re_dropout")
        }
        return self.page.run.table(
            "monthly_report",
            pd.DataFrame({"n": {k: f.value for k, f in figures.items()}}, dtype="int64"),
            "county_figure",
            title="月报数据",
            row_label="项目",
            row_names={k: f.label for k, f in figures.items()},
            column_names={"n": "人数"},
            members=members_by({(k, "n"): self._members(k) for k in figures}),
        )

    def _members(self, name: str) -> tuple[str, ...]:
        facts = self.page.facts
        if name in facts.headcount.figures:
            return facts.headcount.members(name)
        return facts.bridge.members[name] if facts.bridge else ()

    @cached_property
    def report_finding(self) -> Sentence:
        """When the report is due."""
        month = self.page.facts.month
        due = self.page.run.rules.value("reporting.monthly_due_day", month.last_day)
        return Sentence(f"{month.next().number}月{due}日前向公安局、教育局报送下列数据")

    def schools_block(self) -> Block | None:
        """Casework only: the schools by name."""
        return TableBlock(self.schools) if self.page.run.is_casework else None

    @cached_property
    def schools(self) -> ProtectedTable:
        """Schools by name with their counts."""
        frame = dropout.by_school(
            self.page.facts.headcount.people, self.page.facts.evidence.schools
        )
        names = dict(frame.pop("school_name"))
        people = dropout.on_rolls(self.page.facts.headcount.people)
        return self.page.run.table(
            "by_school",
            frame,
            "dropped_out_by_school",
            title="辍学和疑似辍学人数按学校",
            row_label="学校",
            row_names=names,
            members=pd.DataFrame(
                {
                    "row": people["school_code"].to_numpy(),
                    "column": people["status"].to_numpy(),
                    "member": people.index.to_numpy(),
                }
            ),
        )

    def ledgers_block(self) -> Block | None:
        """Casework only: have the three ledgers saved beside the page, and say so."""
        if not self.page.run.is_casework:
            return None
        people, schools = self.page.facts.headcount.people, self.page.facts.evidence.schools
        county = self.page.run.county
        sheets = name_ledgers(people, schools, county) | list_open_work(self.page.facts, county)
        self.page.run.keep_workbook("ledgers", "控辍保学台账", sheets)
        return self.page.run.reading(
            "三本台账（适龄、疑似辍学、失学辍学）和待办（待判定比对、退回待更正）含姓名，"
            "另存为同目录的 ledgers.xlsx。"
        )
