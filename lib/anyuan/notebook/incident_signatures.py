"""Who has signed which version of the page, by its hash."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from anyuan.briefing import Block, Sentence, TableBlock, compose
from anyuan.codebook import case_kind, code_list
from anyuan.notebook.incident_table import panel_table
from anyuan.review.citing import tell_day

_SIGNED = {"version": "版次", "signed": "签署", "sha": "送签页校验值（前 16 位）"}
_SHOWN = 16


@dataclass(frozen=True)
class Signatures:
    """The signatures under a review."""

    page: object

    @cached_property
    def submitted(self) -> list[dict[str, Any]]:
        """The versions that were put to the agencies, the first one first."""
        return [dict(one) for one in self.page.facts.case.logs.get("submission", ())]

    @cached_property
    def signed(self) -> list[dict[str, Any]]:
        """The signatures, in order."""
        return [dict(one) for one in self.page.facts.case.logs.get("signature", ())]

    @property
    def _now(self) -> dict[str, dict[str, Any]]:
        """The signatures of the present round, by agency."""
        case = self.page.facts.case
        return {one["agency"]: one for one in case.entries("signature")}

    @property
    def finding(self) -> Sentence:
        """How many of the agencies have signed, and who has not."""
        case, labels = self.page.facts.case, code_list("review_agency").labels
        status = case_kind(case.kind).statuses[case.status].label
        if not case.entries("submission"):
            return Sentence(f"现在是“{status}”，复盘页还没有提交会签")
        lacking = "、".join(label for code, label in labels.items() if code not in self._now)
        n = self.page.work("signed", "已签署的单位", self._now, "方")
        all_of = self.page.work("signers", "应签署的单位", labels, "方")
        return compose(
            "应签署的 {all} 方已签 {n} 方{lacking}",
            all=all_of,
            n=n,
            lacking=f"，还没有签的：{lacking}" if lacking else "，会签完成",
        )

    def table_block(self) -> Block | None:
        """Every signature, and the agencies that have not signed the present version."""
        rows = [self._row(one, f"{tell_day(pd.Timestamp(one['day']))}已签") for one in self.signed]
        case = self.page.facts.case
        for one in case.entries("submission")[-1:]:
            lacking = [c for c in code_list("review_agency").labels if c not in self._now]
            rows += [self._row(one | {"agency": code}, "未签") for code in lacking]
        if not rows:
            return None
        table = panel_table(self.page, "signatures", rows, _SIGNED, title="会签", row_label="单位")
        return TableBlock(table)

    def _row(self, one: dict[str, Any], signed: str) -> dict[str, Any]:
        return {
            "label": code_list("review_agency").label(one["agency"]),
            "version": f"第{one['round']}版",
            "signed": signed,
            "sha": one["page_sha"][:_SHOWN],
        }

    def reading(self) -> Block:
        """What a signature is of."""
        return self.page.run.reading(
            "签署的是送签的那一份文件，按校验值核对；内容改动后须重新送签，原来的签署不算数。"
            "本页每次重出校验值都会变，送签前先定稿。"
        )
