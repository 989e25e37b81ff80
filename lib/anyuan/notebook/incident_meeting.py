"""What of a review a meeting of several offices may see: duties and fixes, no school and no day.

A duty that is owed only in few kinds of incident, or only where minors are suspected, would tell
what happened: it is counted and not named.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from anyuan.briefing import Block, Sentence, TableBlock
from anyuan.codebook import Disclosure, closure_tests, code_list, duties
from anyuan.notebook.incident_fixes import Fixes
from anyuan.protected import ProtectedTable

_KIND = "review_fixes"
_FIX = {"side": "责任方", "clause": "依据条款", "fix": "整改和期限", "test": "怎样检验"}
_FIX |= {"result": "结果"}
_UNNAMED = "只涉及少数类别事件的责任事项"


def may_name(duty: str, schools: pd.DataFrame, decision: Disclosure) -> bool:
    """Whether naming a duty that failed tells a meeting neither what happened nor where.

    Not one that binds only where minors are suspected, nor one of no more kinds of incident, or of
    no more schools, than the decision's min_contributors.
    """
    found, least = duties()[duty], decision.min_contributors
    if found.is_for_minors_case or 0 < len(found.incidents) <= least:
        return False
    is_bound = pd.Series(True, schools.index)
    if found.kinds:
        is_bound &= schools["kind"].isin(found.kinds)
    if found.is_for_boarding:
        is_bound &= schools["is_boarding"].fillna(True).astype("bool")
    return int(is_bound.sum()) > least


@dataclass(frozen=True)
class MeetingFixes(Fixes):
    """The gaps and fixes of a review, on a meeting's page."""

    def table_block(self) -> Block | None:
        """Each gap with its fix, the month in which it is due and whether it holds."""
        return TableBlock(self.told) if self.rows else None

    @cached_property
    def told(self) -> ProtectedTable:
        """One row a gap or fix: no school, owner, day, number of a case, nor words of the panel."""
        cases = self.standing.set_index("case_id")
        rows = [self._row(row, cases) for row in self.rows]
        rows.sort(key=lambda row: row["is_unnamed"])
        keys = [str(n) for n in range(1, len(rows) + 1)]
        frame = pd.DataFrame([{k: row[k] for k in _FIX} for row in rows], keys, list(_FIX))
        return self.page.run.table(
            "review_fixes",
            frame,
            _KIND,
            title="缺口和整改（不写学校和日期）",
            row_label="责任事项",
            row_names={key: row["label"] for key, row in zip(keys, rows, strict=True)},
            column_names=_FIX,
            derived_from="每行一处缺口或一项整改，取自整改事项的登记。",
        )

    def _row(self, row: dict[str, Any], cases: pd.DataFrame) -> dict[str, Any]:
        told = {"is_unnamed": not self.page.may_tell(row["duty"])} | self._stand(row, cases)
        if told["is_unnamed"]:
            return told | {"label": _UNNAMED, "side": None, "clause": None, "test": None}
        duty = duties()[row["duty"]]
        side = code_list("duty_side").label(duty.side)
        return told | {"label": duty.label, "side": side, "clause": duty.clause}

    def _stand(self, row: dict[str, Any], cases: pd.DataFrame) -> dict[str, Any]:
        if row["case"] is None:
            return {"fix": "没有整改事项", "test": None, "result": None}
        fix = cases.loc[row["case"]]
        test = closure_tests().get(fix["closure_test"])
        direction, due_on = fix["direction"], fix["due_on"]
        what = "已立项" if pd.isna(direction) else code_list("fix_direction").label(direction)
        until = "" if pd.isna(due_on) else f"，限{due_on.year}年{due_on.month}月"
        result = fix["result"]
        return {
            "fix": what + until,
            "test": test.label if test else "没有定检验方法",
            "result": row["label"]
            if pd.isna(result)
            else code_list("closure_result").label(result),
        }

    def echoes_block(self) -> None:
        """Nothing: what was asked of the school before would tell which school."""

    def reading(self) -> Block | None:
        """How many rows are not named, and why; that there are too many fixes."""
        n = sum(not self.page.may_tell(row["duty"]) for row in self.rows)
        why = "写明会让人看出是哪一类事件或哪一所学校的责任事项只计数，不写名称。" if n else ""
        text = why + self.page.facts.many_fixes
        return self.page.run.reading("{text}", text=Sentence(text)) if text else None
