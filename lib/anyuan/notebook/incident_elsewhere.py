"""Where else the same gap is today: the list for 举一反三, counts alone for a meeting."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from anyuan.briefing import Block, Sentence, TableBlock, compose
from anyuan.codebook import code_list, duties
from anyuan.notebook.incident_table import panel_table
from anyuan.protected import ProtectedTable

_NAMED = 3
_COUNTED = "逐校查各台账：责任约束的学校中，近期记录显示有缺口、到位或不清楚的所数。"
_COUNTS = {"n_bound": "应做到的学校", "n_gap": "有同样缺口", "n_in_order": "到位"}
_COUNTS |= {"n_not_known": "不清楚"}
_NAMES = {"duty": "责任事项", "found": "目前", "days": "已有", "evidence": "依据"}


@dataclass(frozen=True)
class Elsewhere:
    """The other schools with the gaps of an incident."""

    page: object

    @cached_property
    def counts(self) -> pd.DataFrame:
        """Of each duty that failed and may be told at the page's level, how many schools."""
        found = self.page.facts.elsewhere_counts
        is_told = [self.page.may_tell(duty) for duty in found.index]
        return found[pd.Series(is_told, found.index, dtype="bool")]

    @property
    def finding(self) -> Sentence:
        """How many other schools have one of the gaps, and which gap is the most common."""
        known = self.counts[self.counts["has_ledger"]]
        if known.empty:
            return Sentence("没有台账能说明其他学校是不是有同样的缺口")
        most = known["n_gap"].idxmax()
        n_gap, n_bound = int(known.at[most, "n_gap"]), int(known.at[most, "n_bound"])
        if not n_gap:
            return Sentence("查得到的学校没有同样的缺口，查不到的不当作到位")
        return compose(
            "“{duty}”另有 {n} 所学校今天也有缺口（应做到的共 {all} 所）{more}",
            duty=Sentence(duties()[most].label),
            n=self.page.work("elsewhere.most", "有同样缺口的学校", n_gap, "所", _COUNTED),
            all=self.page.work("elsewhere.bound", "应做到的学校", n_bound, "所", _COUNTED),
            more=self._more(known),
        )

    def _more(self, known: pd.DataFrame) -> Sentence:
        most = known["n_gap"].idxmax()
        others = [duty for duty in known.index[known["n_gap"] > 0] if duty != most]
        if not others:
            return Sentence("")
        told = "，另 {n} 项责任也有学校有缺口"
        return compose(told, n=self.page.work("elsewhere.others", "其余有缺口的责任", others, "项"))

    def counts_block(self) -> Block | None:
        """How many schools, by duty; office work, no school is named."""
        known = self.counts[self.counts["has_ledger"]]
        if known.empty:
            return None
        table = self.page.run.table(
            "elsewhere_counts",
            known[list(_COUNTS)],
            "work_by_unit",
            title="其他学校同一责任的情况",
            row_label="责任事项",
            row_names={duty: duties()[duty].label for duty in known.index},
            column_names=_COUNTS,
            units=dict.fromkeys(_COUNTS, "所"),
            derived_from=_COUNTED,
        )
        return TableBlock(table, note="“不清楚”是近期没有检查记录的，不当作到位。")

    def named_block(self) -> Block | None:
        """The first schools of each duty by name; the panel's alone."""
        if not self.page.is_panel or self.page.facts.elsewhere.empty:
            return None
        rest = len(self.page.facts.elsewhere) - len(self._shown)
        note = self.page.left_out("elsewhere", "未列出的学校", rest, "行")
        return TableBlock(self.named, note=note)

    @cached_property
    def _shown(self) -> pd.DataFrame:
        found = self.page.facts.elsewhere
        return found[found["place"] <= _NAMED]

    @cached_property
    def named(self) -> ProtectedTable:
        """One row a school and duty, the worst first within the duty."""
        findings = code_list("gap_finding").labels
        rows = [
            {
                "label": row["school_name"],
                "duty": duties()[row["duty"]].label,
                "found": findings[row["found"]],
                "days": row["days_open"],
                "evidence": row["evidence"],
            }
            for row in self._shown.to_dict("records")
        ]
        return panel_table(
            self.page,
            "elsewhere",
            rows,
            _NAMES,
            title="哪些学校先查：每项责任最前的几所",
            row_label="学校",
            types={"days": "int64"},
            units={"days": "天"},
        )

    def reading(self) -> Block | None:
        """Which duties no ledger tells of other schools."""
        bare = self.counts[~self.counts["has_ledger"]]
        if bare.empty:
            return None
        names = "、".join(duties()[duty].label for duty in bare.index)
        return self.page.run.reading(
            "只有事件记录或复盘组才能判断的责任，台账说不出其他学校怎样：{names}。",
            names=Sentence(names),
        )
