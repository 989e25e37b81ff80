"""The open cases with the children's names: what is to be done, and who should be back already."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from anyuan.briefing import Block, Sentence, TableBlock, compose
from anyuan.cases import Case
from anyuan.codebook import code_list
from anyuan.notebook.return_book import case_sheets
from anyuan.notebook.return_history import History
from anyuan.notebook.return_named import home_unit, name_case, named_table
from anyuan.protected import ProtectedTable

_OWNERS = {"government": "owner_government", "education": "owner_education"}
_OUT = ("never_enrolled", "dropped_out")


@dataclass(frozen=True)
class NamedCases:
    """The named tables of a return page; every block is None at a meeting."""

    page: object

    @cached_property
    def history(self) -> History:
        """Plans, visits and follow-ups."""
        return History(self.page)

    def finding(self) -> Sentence:
        """How many cases are open, and how many of them ask for something within the week."""
        page = self.page
        if not page.facts.open_cases():
            return Sentence("没有未结的个案")
        return compose(
            "未结个案 {n} 名：{late} 名有步骤超期，{soon} 名一周内到期",
            n=page.n("open_cases", "未结个案", page.facts.open_cases()),
            late=page.owed.overdue_cases,
            soon=page.owed.due_soon,
        )

    def todo_block(self) -> Block | None:
        """Every open case with its next step, the most urgent first."""
        if not self.page.run.is_casework or not self.page.facts.open_cases():
            return None
        return TableBlock(self.todo)

    @cached_property
    def todo(self) -> ProtectedTable:
        """One row an open case: child, where it stands, next step, until when, who owes it, why."""
        facts = self.page.facts
        first = facts.owed.drop_duplicates("case_id").set_index("case_id")
        resting = [one.case_id for one in facts.open_cases() if one.case_id not in first.index]
        rows = {}
        for name in [*first.index, *resting]:
            step = first.loc[name] if name in first.index else None
            rows[name] = self._todo_row(facts.shown[name], step)
        homes = {row["unit"] for row in rows.values()}
        words = {"unit": "学校或乡镇"} if len(homes) > 1 or self.page.is_county else {}
        words |= {
            "status": "状态",
            "step": "下一步",
            "due_on": "应于",
            "late": "超期",
            "who": "谁来办",
            "why": "为什么",
        }
        return named_table(
            self.page.run,
            "todo",
            rows,
            words,
            title="要办的事，最急的在前",
            names={name: name_case(facts, name) for name in rows},
            types={"due_on": "datetime64[us]", "late": "Int64"},
        )

    def _todo_row(self, case: Case, step: Any) -> dict[str, Any]:
        facts = self.page.facts
        row = {
            "unit": home_unit(facts, case),
            "status": facts.kind.statuses[case.status].label,
            "who": self._who(case, step),
        }
        if step is None:
            return row | {"step": "没有期限", "why": ""}
        more = int((facts.overdue["case_id"] == case.case_id).sum()) - 1
        also = f"；另有 {more} 步超期" if more > 0 else ""
        return row | {
            "step": step["label"],
            "due_on": step["due_on"],
            "late": -step["days_left"] if step["days_left"] < 0 else None,
            "why": step["why"] + also,
        }

    def _who(self, case: Case, step: Any) -> str:
        line = self.page.facts.kind.statuses[case.status].owes if step is None else step["line"]
        unit = "" if step is None else self.page.facts.unit_name(step["unit"])
        owner = case.fields.get(_OWNERS[line], "")
        return f"{code_list('line_of_duty').label(line)} · {owner or unit or '未登记责任人'}"

    def poor_block(self) -> Block | None:
        """Casework of the county: the list of ex-poverty children out of school, to be empty."""
        if not self.page.run.is_casework or not self.page.is_county:
            return None
        return TableBlock(self.poor, note="应返尽返：本表应为空。")

    @cached_property
    def poor(self) -> ProtectedTable:
        """Children of ex-poverty households whom the headcount has out of school."""
        facts = self.page.facts
        people = facts.headcount.headcount.people
        people = people[people["is_ex_poverty"] & people["status"].isin(_OUT)]
        case_of = {person: name for name, person in facts.children["person_id"].dropna().items()}
        standing, kind, rows = code_list("standing").labels, facts.kind, {}
        for person, child in people.iterrows():
            case = facts.shown.get(case_of.get(person, ""))
            rows[person] = {
                "unit": facts.unit_name(_text(child["school_code"]) or _text(child["township"])),
                "standing": standing[child["status"]],
                "status": kind.statuses[case.status].label if case else "没有个案",
            }
        words = {
            "unit": "学校或乡镇",
            "standing": "四查三比对",
            "status": "个案状态",
        }
        names = {p: f"{case_of.get(p, '')} {people.at[p, 'name']}".strip() for p in rows}
        title = "脱贫户家庭的不在校儿童"
        return named_table(self.page.run, "ex_poverty", rows, words, title=title, names=names)

    def keep_workbook(self) -> Block | None:
        """Have the cases saved as a workbook beside the page, and say so."""
        if not self.page.run.is_casework:
            return None
        self.page.run.keep_workbook("return_plans", "劝返复学个案", case_sheets(self.page.facts))
        return self.page.run.reading(
            "未结个案（含方案）、超期步骤、全部劝返记录、复学安置和回访含姓名，"
            "另存为同目录的 return_plans.xlsx。"
        )


def _text(value: object) -> str:
    return "" if pd.isna(value) else str(value)
