"""What was agreed and done for each child: the plan, the visits, the return, the follow-ups."""

from dataclasses import dataclass
from functools import cached_property

from anyuan.briefing import Block, Sentence, TableBlock, compose
from anyuan.cases import Case
from anyuan.notebook.return_named import name_case, named_table, words_of
from anyuan.protected import ProtectedTable

_VISITS, _CHECKS = "persuasion", "follow_up"


@dataclass(frozen=True)
class History:
    """The plans, visits and follow-ups of a return page, with names."""

    page: object

    @cached_property
    def _to_return(self) -> list[Case]:
        return self.page.facts.open_cases("to_return")

    @cached_property
    def _back(self) -> list[Case]:
        return self.page.facts.open_cases("back")

    @property
    def has_to_return(self) -> bool:
        """Whether, at casework, anybody is still to return."""
        return self.page.run.is_casework and bool(self._to_return)

    @property
    def has_back(self) -> bool:
        """Whether, at casework, anybody is back and followed."""
        return self.page.run.is_casework and bool(self._back)

    def visits_finding(self) -> Sentence:
        """How many visits stand behind the cases still to return."""
        visits = [
            f"{case.case_id}:{visit['n']}"
            for case in self._to_return
            for visit in case.entries(_VISITS)
        ]
        none = [case for case in self._to_return if not case.entries(_VISITS)]
        never = self.page.n("never_visited", "还没有入户劝返", none)
        return compose(
            "待劝返复学 {n} 名，已入户劝返 {visits} 次{never}",
            n=self.page.in_stage("to_return"),
            visits=self.page.run.figure(
                "return.visits.open", "已入户劝返", visits, kind="work_figure", unit="次"
            ),
            never=compose("，{n} 名一次也没有", n=never) if none else "",
        )

    def plans_block(self) -> Block | None:
        """A unit's page: the plan of each child still to return (the county's: in the workbook)."""
        planned = [case for case in self._to_return if "target_on" in case.fields]
        if not self.page.run.is_casework or self.page.is_county or not planned:
            return None
        return TableBlock(self.plans)

    @cached_property
    def plans(self) -> ProtectedTable:
        """One row a child who has a plan and is still to return."""
        words = {
            "reasons": "原因",
            "measures": "帮扶措施",
            "owner_government": "政府线责任人",
            "owner_education": "教育线责任人",
            "intended_placement": "拟安置",
            "target_on": "目标复学",
        }
        rows = {
            case.case_id: {name: words_of(self.page.facts, case, name) for name in words}
            | {"target_on": case.fields["target_on"]}
            for case in self._to_return
            if "target_on" in case.fields
        }
        names = {name: name_case(self.page.facts, name) for name in rows}
        return named_table(
            self.page.run,
            "plans",
            rows,
            words,
            title="一人一案",
            names=names,
            types={"target_on": "datetime64[us]"},
        )

    def visits_block(self) -> Block | None:
        """Every visit to the children still to return; on the county's page the month's."""
        if not self.page.run.is_casework or not self.visits.rows:
            return None
        note = "本页只列本月的，全部见同目录的工作簿。" if self.page.is_county else ""
        return TableBlock(self.visits, note=note)

    @cached_property
    def visits(self) -> ProtectedTable:
        """The visits of each case in order."""
        facts, rows, names = self.page.facts, {}, {}
        first = facts.month.first_day.isoformat() if self.page.is_county else ""
        for case in self._to_return:
            for n, visit in enumerate(case.entries(_VISITS), start=1):
                if visit["day"] >= first:
                    key = f"{case.case_id}.{n}"
                    names[key] = name_case(facts, case.case_id)
                    rows[key] = {
                        "n": n,
                        "day": visit["day"],
                        "persuaders": visit.get("persuaders", ""),
                        "situation": visit.get("situation", ""),
                    }
        words = {
            "n": "次数",
            "day": "日期",
            "persuaders": "劝返人员",
            "situation": "就读情况记录",
        }
        return named_table(
            self.page.run,
            "visits",
            rows,
            words,
            title="劝返经过",
            names=names,
            types={"day": "datetime64[us]"},
        )

    def back_finding(self) -> Sentence:
        """How many are back and followed, and how many of those were not looked at in time."""
        late = self.page.stayed.unchecked
        said = compose("，{n} 名到期未回访", n=late) if late.value else "，应回访的都已回访"
        return compose("已复学、跟踪中 {n} 名{late}", n=self.page.in_stage("back"), late=said)

    def back_block(self) -> Block | None:
        """The children who are back: placement, follow-ups, the next one."""
        return TableBlock(self.back) if self.has_back else None

    @cached_property
    def back(self) -> ProtectedTable:
        """One row a child who is back."""
        facts, rows = self.page.facts, {}
        first = facts.owed.drop_duplicates("case_id").set_index("case_id")
        for case in self._back:
            placed = [words_of(facts, case, name) for name in ("placement", "placed_school")]
            row = {
                "returned_on": case.fields["returned_on"],
                "placement": "，".join(filter(None, placed)) or "尚未安置",
                "checks": _checks(case) or "尚未回访",
                "step": "",
            }
            if case.case_id in first.index:
                step = first.loc[case.case_id]
                row |= {"step": step["label"], "due_on": step["due_on"]}
            rows[case.case_id] = row
        words = {
            "returned_on": "复学",
            "placement": "安置",
            "checks": "回访",
            "step": "下一步",
            "due_on": "应于",
        }
        days = dict.fromkeys(("returned_on", "due_on"), "datetime64[us]")
        return named_table(
            self.page.run,
            "back",
            rows,
            words,
            title="复学、安置和回访",
            names={name: name_case(facts, name) for name in rows},
            types=days,
        )


def _checks(case: Case) -> str:
    """Return the follow-ups of the present round in words."""
    said = []
    for one in case.entries(_CHECKS):
        note = f"（{one['check_note']}）" if one.get("check_note") else ""
        there = "在校" if one["is_attending"] == "true" else "不在校"
        said.append(f"{one['day']} {there}{note}")
    return "；".join(said)
