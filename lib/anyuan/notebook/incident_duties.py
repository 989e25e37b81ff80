"""Whose duties were met: the four sides of responsibility, by clause, evidence and judge."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from anyuan.briefing import Block, Sentence, TableBlock, compose
from anyuan.briefing.review_blocks import DutyMatrix
from anyuan.briefing.verdicts import VERDICTS, marked
from anyuan.codebook import code_list, duties
from anyuan.notebook.incident_table import PANEL_KIND, panel_table
from anyuan.notebook.members import members_in
from anyuan.protected import ProtectedFigure, ProtectedTable
from anyuan.review.elsewhere import FAILED
from anyuan.review.verdicts import BY_RULE, NOT_APPLICABLE

_NO_RECORD, _MET, _UNCLEAR = "no_record", "met", "unclear"
_KNOWS = ("three_knows", "four_checks")
_DUTY = {"duty": "责任事项", "evidence": "证据", "clause": "依据条款", "judged": "认定"}
_MATRIX = {"verdict": "verdict", "said": "said", "n": "n", "duties": "duties"}


@dataclass(frozen=True)
class Duties:
    """The duties of an incident on its panel's page."""

    page: object

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """Each duty with its verdict, the gravest first within its side."""
        order = list(VERDICTS)
        sides = list(code_list("duty_side").labels)
        rows = self.page.facts.verdicts.to_dict("records")
        rows = [row | {"side": duties()[row["duty"]].side} for row in rows]
        return sorted(rows, key=lambda r: (sides.index(r["side"]), order.index(r["verdict"])))

    @cached_property
    def owed(self) -> list[dict[str, Any]]:
        """The duties that were owed."""
        return [row for row in self.rows if row["verdict"] != NOT_APPLICABLE]

    def n(self, name: str, words: str, *verdicts: str) -> ProtectedFigure:
        """Return how many duties have one of some verdicts."""
        ids = [row["duty"] for row in self.rows if row["verdict"] in verdicts]
        return self.page.own(f"duties.{name}", words, ids, "项")

    @property
    def n_failed(self) -> ProtectedFigure:
        """How many duties were late or not met."""
        return self.n("failed", "未履行或超时", *FAILED)

    @property
    def n_no_record(self) -> ProtectedFigure:
        """Of how many duties no record says anything."""
        return self.n("no_record", "没有记录", _NO_RECORD)

    @property
    def finding(self) -> Sentence:
        """How many duties were owed, and how they stand."""
        said = compose(
            "应履行的责任 {owed} 项：未履行或超过时限 {failed} 项，已履行 {met} 项，"
            "没有记录 {none} 项",
            owed=self.page.own("duties.owed", "应履行的责任", [r["duty"] for r in self.owed], "项"),
            failed=self.n_failed,
            met=self.n("met", "已履行", _MET),
            none=self.n_no_record,
        )
        unclear = self.n("unclear", "记录不一", _UNCLEAR)
        if not unclear.value:
            return said
        return compose("{said}，记录不一不能判断 {n} 项", said=said, n=unclear)

    def matrix_block(self) -> Block:
        """The sides of responsibility against the verdicts."""
        sides, labels = code_list("duty_side").labels, code_list("duty_verdict").labels
        words = {}
        for row in self.rows:
            if row["verdict"] != NOT_APPLICABLE:
                mine = words.setdefault((row["side"], row["verdict"]), [])
                mine.append(duties()[row["duty"]].label)
        frame = pd.DataFrame(
            [[verdict, labels[verdict], len(m), "；".join(m)] for (_, verdict), m in words.items()],
            [f"{side}.{verdict}" for side, verdict in words],
            list(_MATRIX),
        )
        table = self.page.run.table(
            "duty_matrix",
            frame,
            PANEL_KIND,
            title="四方责任和履行情况",
            row_label="责任方",
            row_names={f"{side}.{verdict}": sides[side] for side, verdict in words},
            column_names=_MATRIX,
            members=members_in(
                pd.Series([f"{row['side']}.{row['verdict']}" for row in self.owed], dtype="str"),
                pd.Series([row["duty"] for row in self.owed], dtype="str"),
                "n",
            ),
        )
        return DutyMatrix(table)

    def table_block(self) -> Block:
        """Each duty that was owed but 三知四查: verdict, evidence, clause and who judged it."""
        rows = [row for row in self.owed if duties()[row["duty"]].group not in _KNOWS]
        return TableBlock(
            self._table("duties", rows, "责任事项逐项判断"),
            note="“没有记录”是查不到记录，不是没有履行；补到记录的，由复盘组认定后改判。",
        )

    def knows_block(self) -> Block | None:
        """三知四查, where minors are suspected; None elsewhere."""
        mine = [row for row in self.owed if duties()[row["duty"]].group in _KNOWS]
        if not mine:
            return None
        return TableBlock(self._table("three_knows", mine, "三知四查（未成年人涉案）"))

    def _table(self, name: str, rows: list[dict[str, Any]], title: str) -> ProtectedTable:
        sides, labels = code_list("duty_side").labels, code_list("duty_verdict").labels
        gravest = sorted(rows, key=lambda row: list(VERDICTS).index(row["verdict"]))
        told = [
            {
                "label": marked(row["verdict"], labels[row["verdict"]]),
                "duty": f"{sides[row['side']]}：{duties()[row['duty']].label}",
                "clause": duties()[row["duty"]].clause,
                "evidence": evidence_of(row),
                "judged": judged_by(row),
            }
            for row in gravest
        ]
        keys = [row["duty"] for row in gravest]
        return panel_table(self.page, name, told, _DUTY, title=title, row_label="判断", keys=keys)

    def reading(self) -> Block:
        """Which duties were not owed, and why, by reason."""
        why: dict[str, list[str]] = {}
        for row in self.rows:
            if row["verdict"] == NOT_APPLICABLE:
                why.setdefault(row["why_not_applicable"], []).append(duties()[row["duty"]].label)
        ids = [row["duty"] for row in self.rows if row["verdict"] == NOT_APPLICABLE]
        n = self.page.own("duties.not_owed", "不适用", ids, "项")
        said = "；".join(f"{reason}：{'、'.join(names)}" for reason, names in why.items())
        return self.page.run.reading(
            "不适用的 {n} 项，不作判断。{said}。", n=n, said=Sentence(said or "没有")
        )


def judged_by(row: dict[str, Any]) -> str:
    """Return who judged a duty, and what the rule had said where the panel said otherwise."""
    if row["judged_by"] == BY_RULE:
        return "按规则"
    by = f"{code_list('party').label(row['judged_by'])}认定"
    if row["computed"] == row["verdict"]:
        return by
    return f"{by}；按规则为“{code_list('duty_verdict').label(row['computed'])}”"


def evidence_of(row: dict[str, Any]) -> str:
    """Return the evidence for a verdict, "" where none is told."""
    return "" if pd.isna(row["evidence"]) else row["evidence"]
