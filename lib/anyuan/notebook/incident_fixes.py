"""Which fix answers which gap, whether it holds, and what was asked before."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from anyuan.briefing import Block, Sentence, TableBlock, compose, join_sentences
from anyuan.codebook import case_kind, closure_tests, code_list, duties
from anyuan.notebook.incident_table import panel_table
from anyuan.protected import ProtectedFigure
from anyuan.review.closure_fix import FAILS, HOLDS
from anyuan.review.fix_table import KIND

_WITHDRAWN = "withdrawn"
_FIX = {"gap": "责任和缺口", "fix": "整改事项", "owner": "责任人和期限", "result": "检验"}
_ECHO = {"fix": "整改事项", "told": "依据"}


@dataclass(frozen=True)
class Fixes:
    """The gaps and fixes of a review, on its panel's page."""

    page: object

    @cached_property
    def standing(self) -> pd.DataFrame:
        """The fixes that were not withdrawn."""
        found = self.page.facts.fixes
        return found[found["status"] != _WITHDRAWN]

    def _n(
        self, name: str, words: str, rows: pd.DataFrame, key: str = "case_id"
    ) -> ProtectedFigure:
        return self.page.work(f"fixes.{name}", words, rows[key], "项")

    @property
    def n_open(self) -> ProtectedFigure:
        """How many fixes are not done with."""
        return self._n("open", "整改未办结", self.standing[self.standing["is_open"]])

    @property
    def n_all(self) -> ProtectedFigure:
        """How many fixes the review asked for."""
        return self._n("all", "整改事项", self.standing)

    @property
    def n_late(self) -> ProtectedFigure:
        """How many open fixes are past their day."""
        rows = self.standing
        is_late = rows["is_open"] & (rows["due_on"] < pd.Timestamp(self.page.facts.as_of))
        return self._n("late", "整改超期", rows[is_late])

    @property
    def n_reopened(self) -> ProtectedFigure:
        """How many fixes do not hold: the test fails, or they were opened again."""
        rows = self.standing
        is_lapsed = (rows["result"] == FAILS) | (rows["round"] > 1)
        return self._n("failing", "检验不通过或重新整改", rows[is_lapsed])

    @property
    def n_bare(self) -> ProtectedFigure:
        """How many gaps have no fix."""
        gaps = self.page.facts.gap_fixes
        return self._n("bare", "没有整改事项的缺口", gaps[gaps["is_unanswered"]], "duty")

    @property
    def lateness(self) -> Sentence:
        """How many open fixes are past their day, in words."""
        n = self.n_late
        return compose("{n} 项超期", n=n) if n.value else Sentence("没有超期")

    @property
    def bareness(self) -> Sentence:
        """How many gaps have no fix, in words; "" for none."""
        n = self.n_bare
        return compose("，{n} 处缺口没有整改事项", n=n) if n.value else Sentence("")

    @property
    def finding(self) -> Sentence:
        """How many fixes, how they stand, and which gaps have none."""
        parts = [compose("复盘提出整改 {n} 项", n=self.n_all)]
        if not self.n_all.value:
            parts = [Sentence("复盘还没有提出整改事项")]
        else:
            holding = self.standing[self.standing["result"] == HOLDS]
            n = self._n("holding", "检验通过", holding)
            parts.append(compose("按台账检验通过 {n} 项", n=n))
            parts.append(compose("未办结 {n} 项", n=self.n_open))
        for template, n in (
            ("{n} 项超期", self.n_late),
            ("{n} 项做过又不到位", self.n_reopened),
            ("{n} 处缺口没有整改事项", self.n_bare),
        ):
            if n.value:
                parts.append(compose(template, n=n))
        return join_sentences("", parts, "")

    def table_block(self) -> Block | None:
        """Each gap with its fix, owner, day and test; gaps without a fix, fixes without a gap."""
        rows = self.rows
        if not rows:
            return None
        table = panel_table(
            self.page,
            "fixes",
            rows,
            _FIX,
            title="缺口和整改：一处缺口最多一项整改",
            row_label="状态",
        )
        return TableBlock(table, note=Sentence(self.page.facts.many_fixes))

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """Each gap beside its fix, in the order of the duties."""
        by_case = {row["case_id"]: row for row in self.standing.to_dict("records")}
        gaps: dict[str, list[str]] = {}
        for one in self.page.facts.case.logs.get("gap", ()):
            gaps.setdefault(one["gap_duty"], []).append(one["gap_text"])
        rows = []
        for row in self.page.facts.gap_fixes.to_dict("records"):
            found = "；".join(gaps.get(row["duty"], [])) or "没有登记缺口"
            double = "（整改多于缺口，请合并）" if row["is_doubled"] else ""
            about = {"duty": row["duty"], "gap": f"{duties()[row['duty']].label}：{found}{double}"}
            names = [name for name in row["fixes"].split(";") if name]
            if not names:
                rows.append(about | {"label": "没有整改", "case": None})
            rows += [about | self._told(by_case[name]) for name in names]
        return rows

    def _told(self, fix: Mapping[str, Any]) -> dict[str, Any]:
        direction = _label("fix_direction", fix["direction"])
        test = closure_tests().get(fix["closure_test"])
        until = "没有定期限" if pd.isna(fix["due_on"]) else f"{fix['due_on']:%Y-%m-%d}"
        how = test.label if test else "没有定检验方法"
        return {
            "case": fix["case_id"],
            "label": case_kind(KIND).statuses[fix["status"]].label + _again(fix),
            "fix": f"{direction}：{_text(fix['gap'])}（{fix['case_id']}）",
            "owner": f"{_text(fix['owner']) or '未落实'}，{until}",
            "result": f"{how}——{tell_result(fix)}",
        }

    def echoes_block(self) -> Block | None:
        """Each fix beside what was asked before, and what the law says anyway."""
        echoes = self.page.facts.echoes
        labels = code_list("fix_echo").labels
        codes = dict(zip(self.standing["case_id"], self.standing["duty_code"], strict=True))
        rows = [
            {
                "label": labels[row["echo"]],
                "fix": f"{duties()[codes[row['case_id']]].label}（{row['case_id']}）",
                "told": row["told"],
            }
            for row in echoes.to_dict("records")
            if row["case_id"] in codes
        ]
        if not rows:
            return None
        table = panel_table(
            self.page, "echoes", rows, _ECHO, title="与以往要求和法律对照", row_label="对照"
        )
        return TableBlock(
            table, note="以前提过、法律已有规定的，先问为什么没有做到，再决定是否另提。"
        )

    def reading(self) -> Block | None:
        """By which tests a fix is closed."""
        if not len(self.standing):
            return None
        return self.page.run.reading(
            "报完成的整改按台账检验：只看整改以后的记录，没有记录不当作到位。检验通过的仍须另一人验收；"
            "验收后又查出缺口的，自动重新整改。"
        )


def tell_result(fix: Mapping[str, Any]) -> str:
    """Return what a closure test says now, and by which fact; that nothing is tested yet."""
    if pd.isna(fix["result"]):
        why = _text(fix["why"]) if fix["round"] > 1 else ""
        return f"重新整改，{why}" if why else "还没有报完成，不检验"
    owed = "；待另一人验收" if fix["is_verification_owed"] else ""
    evidence = _text(fix["evidence"])
    return f"{_label('closure_result', fix['result'])}：{evidence}{owed}"


def _again(fix: Mapping[str, Any]) -> str:
    return "（重新整改）" if fix["round"] > 1 and fix["is_open"] else ""


def _label(codes: str, code: Any) -> str:
    return "" if pd.isna(code) else code_list(codes).label(code)


def _text(value: Any) -> str:
    return "" if pd.isna(value) else str(value)
