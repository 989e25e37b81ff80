"""The plan's calendar on the meeting's page: the phase, what is late, what is due next."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from anyuan.briefing import Block, Sentence, TableBlock, compose
from anyuan.codebook import PlanDue, PlanTask, code_list, plan
from anyuan.disclosure.restoring import GatheredRow, gather
from anyuan.protected import Cell, Column, ProtectedFigure, ProtectedTable

_COLUMNS = [
    Column("what", "方案要求", align="left"),
    Column("office", "责任单位", align="left"),
    Column("told", "情况", align="left"),
]
_DUE = "待办"
_ALL = "全部单位"
# A task owed by so many offices is everybody's.
_EVERYBODY = 4


@dataclass(frozen=True)
class Calendar:
    """The plan's days, as far as this meeting needs them."""

    page: object

    @cached_property
    def late(self) -> dict[str, ProtectedFigure]:
        """What of the tasks past their day is still owed, by task: a figure of another page."""
        found = {}
        for due in self.page.facts.past_tasks:
            n = self._left(due)
            if n is not None and n.value:
                found[due.task.code] = n
        return found

    def _left(self, due: PlanDue) -> ProtectedFigure | None:
        left = due.task.left
        if left is None:
            return None
        return self.page.cite(self.page.facts.page(left.page), left.figure)

    @property
    def finding(self) -> Sentence:
        """The phase, what is late, what comes before the next meeting."""
        facts = self.page.facts
        late = self.page.own("plan_late", "方案规定已到期仍欠的事", list(self.late), "项")
        codes = [f"{due.task.code}:{due.due_on}" for due in facts.coming_tasks]
        coming = self.page.own("plan_coming", "下次会议前到期的事", codes, "项")
        said = compose("{phase}；方案定期事项已到期仍欠 {n} 项", phase=self._phase, n=late)
        if not late.value:
            said = compose("{phase}；方案定期事项没有查到仍欠的", phase=self._phase)
        return compose("{said}，下次会议前到期 {m} 项", said=said, m=coming)

    @property
    def _phase(self) -> Sentence:
        facts, the_plan = self.page.facts, plan()
        if facts.phase is None:
            is_over = facts.as_of > max(one.last for one in the_plan.phases.values())
            return Sentence("方案的四个阶段已结束" if is_over else "方案尚未开始")
        return Sentence(f"处在“{facts.phase.label}”阶段")

    @cached_property
    def table(self) -> ProtectedTable:
        """What is past its day and still owed, then what is due before the next meeting, by day."""
        facts = self.page.facts
        rows = [self._late_row(due) for due in facts.past_tasks if due.task.code in self.late]
        rows += self._coming_rows()
        table = gather(
            rows,
            _COLUMNS,
            name="plan_calendar",
            kind_name="meeting_calendar",
            title="方案日程：已到期仍欠的，和下次会议前（至"
            + _day(facts.next_report_on)
            + "）到期的",
            row_label="应办日期",
            rule_note=f"日期依据{plan().clause}。",
        )
        self.page.run.kept.keep_table("plan_calendar", table)
        return table

    def _late_row(self, due: PlanDue) -> GatheredRow:
        n, words = self.late[due.task.code], due.task.left.words
        cell = Cell(f"{n.shown} {words}", n.value, n.figure_id, is_hidden=n.is_hidden)
        told = {"what": due.task.label, "office": _offices(due.task.owes), "told": cell}
        return GatheredRow(f"{due.task.code}_{due.due_on}", _short(due.due_on), told)

    def _coming_rows(self) -> list[GatheredRow]:
        """What is coming, one row for what falls due together; the same again on one row."""
        days: dict[tuple[PlanTask, ...], list[date]] = {}
        coming = self.page.facts.coming_tasks
        for day in dict.fromkeys(due.due_on for due in coming):
            tasks = tuple(due.task for due in coming if due.due_on == day)
            days.setdefault(tasks, []).append(day)
        return [self._coming_row(tasks, when) for tasks, when in days.items()]

    def _coming_row(self, tasks: tuple[PlanTask, ...], when: list[date]) -> GatheredRow:
        said = {
            "what": "；".join(task.label for task in tasks),
            "office": "；".join(_offices(task.owes) for task in tasks),
            "told": _DUE,
        }
        return GatheredRow(f"due_{when[0]}", "、".join(map(_short, when)), said)

    @property
    def _unknown(self) -> list[str]:
        """The past tasks of which no page of this month can say how far they are."""
        facts = self.page.facts
        return [
            due.task.label
            for due in facts.past_tasks
            if due.task.left is None or facts.page(due.task.left.page) is None
        ]

    def block(self) -> Block | None:
        """The calendar; nothing where nothing is late and nothing is coming."""
        return TableBlock(self.table) if self.table.rows else None

    def reading(self) -> Block:
        """What the phase asks, and how the next meeting's day was reckoned."""
        facts = self.page.facts
        after = plan().next_phase(facts.as_of)
        said = f"本阶段要求：{facts.phase.asks}。" if facts.phase else ""
        if after:
            said += f"下一阶段“{after.label}”自{_short(after.first)}起：{after.asks}。"
        if self._unknown:
            told = "；".join(self._unknown)
            said += f"已到期而本月各页没有数据、请责任单位当场报告的：{told}。"
        said += "会议日期未见条文，下次会议按月报报送日推算。"
        return self.page.run.reading("{said}", said=Sentence(said))


def _offices(owes: tuple[str, ...]) -> str:
    labels = code_list("decision_office").labels
    return _ALL if len(owes) > _EVERYBODY else "、".join(labels[one] for one in owes)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"
