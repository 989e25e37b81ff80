"""What happened to the cases in a month, and how that compares with the months before."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from anyuan.briefing import Block, ChartBlock, Columns2, Sentence, TableBlock, bars, compose, lines
from anyuan.codebook import code_list
from anyuan.notebook.members import members_by, numbered
from anyuan.protected import ProtectedTable
from anyuan.run.months.return_month import STAGES

# Terms that a reader looks for even when nobody took them; others where somebody did.
MAIN = ("open", "confirm", "plan", "persuade", "return", "place", "stay", "drop_again")
# A line over fewer months says nothing.
_WORTH_DRAWING = 3
_MOST_MONTHS = 9


@dataclass(frozen=True)
class Flow:
    """The month's flow on a return page."""

    page: object

    def label(self, move: str) -> str:
        """What a term of the flow is called: the move's own label."""
        return "开案" if move == "open" else self.page.facts.kind.moves[move].label

    def definitions(self) -> list[list[str]]:
        """The rule of the month, and the clause of each term."""
        kind = self.page.facts.kind
        rule = "发生日期在本月、截至本页日期的步骤；同一个案同一步骤只计一名，撤销的不计"
        rows = [["flow", "本月办理情况计什么", rule, "plan", kind.clause]]
        by_clause: dict[str, list[str]] = {}
        for move in self.terms:
            if move != "open":
                by_clause.setdefault(kind.moves[move].clause, []).append(kind.moves[move].label)
        for clause, labels in by_clause.items():
            value = "当月登记了这一步的个案数"
            rows.append(["flow", "、".join(labels), value, "plan", clause])
        return rows

    @cached_property
    def terms(self) -> list[str]:
        """The terms shown: those always looked for, and those that somebody took this month."""
        facts = self.page.facts
        order = ["open", *facts.kind.moves]
        return [move for move in order if move in MAIN or len(facts.moved(move))]

    @cached_property
    def table(self) -> ProtectedTable:
        """How many cases took each of the main steps within the month."""
        return self._count("flow", "本月办理情况", [m for m in self.terms if m in MAIN])

    @cached_property
    def others(self) -> ProtectedTable:
        """How many cases took each other step that anybody took within the month."""
        return self._count("flow_others", "本月其他步骤", [m for m in self.terms if m not in MAIN])

    def _count(self, name: str, title: str, moves: list[str]) -> ProtectedTable:
        counts = {m: self.page.facts.moved(m)["case_id"].nunique() for m in moves}
        return self.page.run.table(
            name,
            pd.DataFrame({"n": counts}, dtype="int64"),
            "case_flow",
            title=title,
            row_label="步骤",
            row_names={m: self.label(m) for m in moves},
            column_names={"n": "名"},
            members=members_by({(m, "n"): self.page.facts.moved(m)["case_id"] for m in moves}),
        )

    @cached_property
    def finding(self) -> Sentence:
        """What the month brought, in one sentence."""
        page = self.page
        visits = page.facts.moved("persuade")
        if not len(page.facts.moved("open")) and not len(visits) and not self._n("return"):
            return Sentence("本月没有新开的个案，也没有劝返和复学")
        return compose(
            "本月新开 {opened} 件，确认 {confirmed} 名，定方案 {planned} 名，"
            "入户劝返 {visits} 次，复学 {back} 名",
            opened=page.moved("open"),
            confirmed=page.moved("confirm"),
            planned=page.moved("plan"),
            visits=self._visits(visits["case_id"]),
            back=page.moved("return"),
        )

    def _n(self, move: str) -> int:
        return len(self.page.facts.moved(move))

    def _visits(self, cases: pd.Series):
        ids = numbered(cases)
        return self.page.run.figure("return.visits", "入户劝返", ids, kind="work_figure", unit="次")

    def columns(self) -> Block | None:
        """The month's steps as bars where there are any; where the open cases stand beside them."""
        if not self.page.facts.shown:
            return None
        left: list[Block] = []
        if sum(cell.value for _, cell in self.table.column("n")):
            caption = "本月办理情况，每项为个案数，同一个案同一步骤只计一次。"
            left.append(ChartBlock(bars(self.table, "n", caption=caption)))
        if any(move not in MAIN for move in self.terms):
            left.append(TableBlock(self.others))
        return Columns2(left, TableBlock(self.stages)) if left else TableBlock(self.stages)

    @cached_property
    def stages(self) -> ProtectedTable:
        """The open cases by where they stand."""
        kind, cases = self.page.facts.kind, self.page.facts.open_cases()
        counts = pd.Series([case.status for case in cases], dtype="str").value_counts()
        order = [s for s in STAGES if s in counts.index]
        frame = pd.DataFrame({"n": counts.reindex(order)}).astype("int64")
        frame.loc["total"] = len(cases)
        return self.page.run.table(
            "by_status",
            frame,
            "case_flow",
            title=f"未结个案在哪一步（{self.page.run.when}）",
            row_label="状态",
            row_names={s: kind.statuses[s].label for s in order} | {"total": "合计"},
            column_names={"n": "名"},
            members=members_by(
                {(s, "n"): [c.case_id for c in cases if c.status == s] for s in order}
                | {("total", "n"): [c.case_id for c in cases]}
            ),
        )

    def trend(self) -> Block | None:
        """Those still to return and those who returned, month by month."""
        months = self._by_month()
        if len(months) < _WORTH_DRAWING or not months.to_numpy().any():
            return None
        table = self.page.run.table(
            "trend",
            months,
            "case_flow",
            title="逐月情况",
            row_label="月份",
            row_names={m: f"{int(m[-2:])}月" for m in months.index},
            column_names={"to_return": "月末待劝返复学", "back": "当月复学"},
            members=members_by(
                {key: ids for key, ids in self._monthly.items() if key[0] in months.index}
            ),
        )
        return ChartBlock(lines(table, caption="逐月情况，按目前所知计算。", width="wide"))

    def _by_month(self) -> pd.DataFrame:
        counts = pd.Series({key: len(ids) for key, ids in self._monthly.items()}, dtype="int64")
        if counts.empty:
            return pd.DataFrame(columns=["to_return", "back"], dtype="int64")
        return counts.unstack()[["to_return", "back"]].tail(_MOST_MONTHS)

    @cached_property
    def _monthly(self) -> dict[tuple[str, str], set[str]]:
        """The cases still to return at each month's end, and those returned in it."""
        facts = self.page.facts
        steps = facts.steps[facts.steps["move"] == "return"]
        came = steps["case_id"].groupby(steps["day"].dt.strftime("%Y-%m")).agg(set).to_dict()
        found = {}
        for month, cases in facts.at_month_ends().items():
            waiting = {case.case_id for case in cases if facts.stage(case) == "to_return"}
            found[str(month), "to_return"] = waiting
            found[str(month), "back"] = came.get(str(month), set())
        return found

    @cached_property
    def placements(self) -> ProtectedTable:
        """Children who were placed and are still there, by kind of placement; small ones hidden."""
        cases = self.page.facts.open_cases("back")
        given = [c.fields["placement"] for c in cases if "placement" in c.fields]
        labels = code_list("placement").labels
        counts = pd.Series(given, dtype="str").value_counts().reindex(list(labels), fill_value=0)
        return self.page.run.table(
            "placements",
            pd.DataFrame({"placed": counts.astype("int64")}),
            "placed_by_placement",
            title=f"已复学、跟踪中的儿童按安置方式（{self.page.run.when}）",
            row_label="安置方式",
            row_names=labels,
            members=members_by(
                {
                    (how, "placed"): [c.case_id for c in cases if c.fields.get("placement") == how]
                    for how in labels
                }
            ),
        )

    def placements_block(self) -> Block | None:
        """The placements, where anybody is placed."""
        n = sum("placement" in c.fields for c in self.page.facts.open_cases("back"))
        return TableBlock(self.placements) if n else None
