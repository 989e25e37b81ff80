"""The county's arrangements against bullying: by item and round, inspected and not, true or not."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from anyuan.briefing import Block, ChartBlock, Sentence, TableBlock, compose
from anyuan.briefing.stack_chart import stacked
from anyuan.bullying.inspections import count_differences, list_inspections
from anyuan.bullying.mechanism import BASELINE, NOT_RECEIVED, PRESENT, ROUNDS, count_answers
from anyuan.codebook import code_list, mechanism_items
from anyuan.notebook.bullying_mechanism import item_names
from anyuan.notebook.members import joined, members_across, members_in
from anyuan.protected import ProtectedFigure, ProtectedTable

# The plan has one day for both: gaps left after the self-check, and the inspection.
_INSPECT_BY = "bullying.gap_days_self_check"
_STAGE = "报来的答复中“有”所占的百分比；分母是这一轮这一阶段除未收到外的全部答复。"
_CLAIMS = "逐校逐项对照：学校最近一次自报“有”，与其后第一次督导所见。"
_REASONS = ("private", "boarding", "vocational", "not_stated")


@dataclass(frozen=True)
class CountyArrangements:
    """The mechanism of all schools: office work, so the figures are exact."""

    page: object

    @cached_property
    def n_schools(self) -> ProtectedFigure:
        """How many schools owe the arrangements."""
        ids = self._now["school_code"].unique()
        return self.page.work("county.schools", "应建立防治安排的学校", ids, "所")

    @cached_property
    def n_complete(self) -> ProtectedFigure:
        """How many schools have every item."""
        by_school = count_answers(self._now, ["school_code"])
        whole = by_school.index[by_school[PRESENT] == by_school["n"]]
        return self.page.work("county.complete", "各项齐全的学校", whole, "所")

    @cached_property
    def n_gaps(self) -> ProtectedFigure:
        """How many items are lacking, over all schools."""
        ids = joined(self.page.facts.mechanism_gaps, "school_code", "item")
        return self.page.work("county.gaps", "防治安排缺项", ids, "项")

    @property
    def _now(self) -> pd.DataFrame:
        return self.page.facts.standing_now

    @property
    def headline(self) -> Sentence:
        """How many schools have everything, as a part of the page's answer."""
        return compose(
            "{n} 所学校中 {whole} 所防治安排齐全，缺项 {gaps} 项",
            n=self.n_schools,
            whole=self.n_complete,
            gaps=self.n_gaps,
        )

    @property
    def finding(self) -> Sentence:
        """How many schools have everything, and which item most schools lack."""
        lacking = self.page.facts.mechanism_gaps["item"].value_counts()
        said = compose(
            "{n} 所学校中，{whole} 所防治安排各项齐全，缺项共 {gaps} 项",
            n=self.n_schools,
            whole=self.n_complete,
            gaps=self.n_gaps,
        )
        if lacking.empty:
            return said
        item = next(code for code in mechanism_items() if lacking.get(code) == lacking.max())
        gaps = self.page.facts.mechanism_gaps
        ids = gaps.loc[gaps["item"] == item, "school_code"]
        most = self.page.work("county.most_lacking", "最多学校缺的一项", ids, "所")
        label = mechanism_items()[item].label
        return compose("{said}；缺得最多的是“{item}”（{n} 所）", said=said, item=label, n=most)

    @cached_property
    def table(self) -> ProtectedTable:
        """Schools by item and what is known now."""
        counts = count_answers(self._now, ["item"]).drop(columns="n")
        labels = code_list("mechanism_standing").labels
        return self.page.run.table(
            "mechanism_by_item",
            counts[list(labels)],
            "work_by_unit",
            title="各项防治安排的学校数",
            row_label="项目",
            row_names=item_names(),
            column_names=labels,
            units=dict.fromkeys(labels, "所"),
            members=members_across(self._now, "item", "answer", self._now["school_code"]),
        )

    def chart(self) -> Block:
        """The items as bars."""
        caption = (
            "各项防治安排目前的情况，按学校数；取各校最近一次明确的答复，督导所见优先于同日自报。"
        )
        return ChartBlock(stacked(self.table, caption=caption))

    @cached_property
    def stages(self) -> ProtectedTable:
        """Share of present among the answers of each stage, round by round, in whole percent."""
        standing = self.page.facts.standing
        counts = count_answers(standing, ["round", "stage"])
        asked = counts["n"] - counts[NOT_RECEIVED]
        share = (100 * counts[PRESENT] / asked.where(asked > 0)).round().unstack("stage")
        came = standing[standing["answer"] != NOT_RECEIVED]
        sent = came.groupby("round")["school_code"]
        labels = code_list("mechanism_stage").labels
        frame = share.reindex(index=list(ROUNDS), columns=list(labels)).astype("Float64")
        n_sent = sent.nunique().reindex(list(ROUNDS), fill_value=0).astype("int64")
        frame.insert(0, "sent", n_sent)
        return self.page.run.table(
            "mechanism_by_round",
            frame,
            "work_by_unit",
            title="报来的答复中“有”的比例，按轮次和阶段",
            row_label="轮次",
            row_names=code_list("mechanism_round").labels,
            column_names={"sent": "报来或查到", **labels},
            units={"sent": "所", **dict.fromkeys(labels, "%")},
            members=members_in(came["round"], came["school_code"], "sent"),
            measures=tuple(labels),
            derived_from=dict.fromkeys(labels, _STAGE),
        )

    def table_block(self) -> Block:
        """How each stage stood in each round."""
        note = (
            "制度为第 1 至 7 项，运行为第 8 至 15 项，处置为第 16 至 20 项；未报的学校不在比例内。"
        )
        return TableBlock(self.stages, note=note)

    def reading(self) -> Block:
        """From how many schools nothing came."""
        silent = count_answers(self._now, ["school_code"])
        ids = silent.index[silent[NOT_RECEIVED] == silent["n"]]
        if ids.empty:
            return self.page.run.reading("各校都已报来。没有明确答复的项目不当作有，也不当作没有。")
        return self.page.run.reading(
            "{n} 所学校一次也没有报来，按“未收到”列出，不当作有，也不当作没有。",
            n=self.page.work("county.never_sent", "一次也没有报来的学校", ids, "所"),
        )


@dataclass(frozen=True)
class Inspections:
    """How far inspections have come, and whether schools said what was so."""

    page: object

    @cached_property
    def _due_on(self) -> date:
        facts = self.page.facts
        begun = facts.answers.loc[facts.answers["round"] == BASELINE, "answered_on"].max()
        year = facts.as_of.year if pd.isna(begun) else begun.year
        return date.fromisoformat(f"{year}-{facts.book.value(_INSPECT_BY, facts.as_of)}")

    @cached_property
    def _inspections(self) -> pd.DataFrame:
        facts = self.page.facts
        return list_inspections(facts.answers, facts.schools, facts.as_of, self._due_on)

    @property
    def finding(self) -> Sentence:
        """How far the inspection has come, and how often schools claimed what it did not find."""
        listed, claims = self._inspections, self._claims
        done = _schools(listed[listed["inspected_on"].notna()])
        late = _schools(listed[listed["state"] == "overdue"])
        said = compose(
            "应先督导的 {n} 所学校已督导 {done} 所{late}",
            n=self.page.work("county.to_inspect", "应先督导的学校", _schools(listed), "所"),
            done=self.page.work("county.inspected", "已督导的学校", done, "所"),
            late=compose("，{n} 所逾期", n=self._late(late)) if late else Sentence(""),
        )
        if not claims["n_said_present"].sum():
            return compose("{said}，自报还没有与督导所见对照", said=said)
        return compose(
            "{said}；自报“有”的 {n} 项次中，督导不认可 {wrong} 项次",
            said=said,
            n=self._of_claims("said_present", "自报有并经督导"),
            wrong=self._of_claims("differs", "督导不认可"),
        )

    def _late(self, ids: list[str]) -> ProtectedFigure:
        return self.page.work("county.inspection_late", "逾期未督导的学校", ids, "所")

    def _of_claims(self, name: str, words: str) -> ProtectedFigure:
        n = int(self._claims[f"n_{name}"].sum())
        return self.page.work(f"county.{name}", words, n, "项次", _CLAIMS)

    @cached_property
    def _claims(self) -> pd.DataFrame:
        return count_differences(self.page.facts.compared, "item")

    def inspected_block(self) -> Block:
        """Inspections by reason."""
        note = "民办、寄宿、职业学校先行；一所学校可有几种类型，各行都算。"
        return TableBlock(self.inspected, note=note)

    def claims_block(self) -> Block | None:
        """The items whose claims were not found so."""
        return TableBlock(self.claims) if len(self.claims.rows) else None

    @cached_property
    def inspected(self) -> ProtectedTable:
        """Schools to be inspected first, by reason and state; a school may have several reasons."""
        listed = self._inspections
        states = code_list("inspection_state").labels
        reasons = listed["reasons"].str.split(";")
        each = listed.assign(reason=reasons).explode("reason")
        each = each[each["reason"].isin(_REASONS)]
        rows = {
            reason: listed.loc[reasons.map(lambda found, r=reason: r in found), "state"]
            for reason in _REASONS
        }
        frame = pd.DataFrame({r: s.value_counts() for r, s in rows.items() if len(s)}).T
        frame = frame.reindex(columns=list(states)).fillna(0).astype("int64")
        return self.page.run.table(
            "inspections",
            frame,
            "work_by_unit",
            title="督导进度",
            row_label="学校类型",
            row_names=code_list("inspection_reason").labels,
            column_names=states,
            units=dict.fromkeys(states, "所"),
            members=members_across(each, "reason", "state", _schools(each)),
        )

    @cached_property
    def claims(self) -> ProtectedTable:
        """Items that schools claimed and inspections did not find, by item."""
        claims = self._claims[self._claims["n_differs"] > 0]
        return self.page.run.table(
            "claims",
            claims,
            "work_by_unit",
            title="自报“有”、督导不认可的项目",
            row_label="项目",
            row_names=item_names(),
            column_names={"n_said_present": "自报有", "n_differs": "不认可"},
            units={"n_said_present": "所", "n_differs": "所"},
            derived_from=_CLAIMS,
        )


def _schools(listed: pd.DataFrame) -> list[str]:
    """Return the codes of listed schools."""
    codes = listed["school_code"] if "school_code" in listed.columns else listed.index.to_series()
    return list(codes)
