"""Where the children are and why: the headcount split, every table protected."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from anyuan import dropout
from anyuan.briefing import (
    Block,
    ChartBlock,
    Columns2,
    Sentence,
    TableBlock,
    bars,
    compose,
    tile_map,
)
from anyuan.codebook import code_list, label
from anyuan.notebook.members import members_by, members_in
from anyuan.protected import ProtectedFigure, ProtectedTable

_PREFIX = "dropout."
# Fewer printed bars than this make no picture.
_WORTH_DRAWING = 3


@dataclass(frozen=True)
class Splits:
    """The breakdowns of a dropout page."""

    page: object

    @cached_property
    def townships(self) -> ProtectedTable:
        """Out-of-school children by home township."""
        frame = dropout.by_township(self.page.facts.headcount.people, self.page.run.county)
        return self.page.run.table(
            "by_township",
            frame[["out_of_school"]],
            "out_of_school_by_township",
            title="不在校人数按户籍所在乡镇街道",
            row_label="乡镇街道",
            row_names={c: t.name for c, t in self.page.run.county.townships.items()}
            | {"unknown": "乡镇不详"},
            members=self._members("by_township"),
        )

    @cached_property
    def township_finding(self) -> Sentence:
        """How concentrated the children are: the fewest townships that hold half of them."""
        cells = [cell for _, cell in self.townships.column("out_of_school")]
        counts = sorted((cell.value for cell in cells), reverse=True)
        total = sum(counts)
        if not total:
            return Sentence("各乡镇街道均没有不在校儿童")
        half = next(k for k in range(1, len(counts) + 1) if 2 * sum(counts[:k]) >= total)
        zero = counts.count(0)
        if not zero:
            return compose(
                "各乡镇街道都有不在校儿童，{half} 个集中了一半以上",
                half=self._n_townships("half", "集中一半以上的乡镇街道", half),
            )
        return compose(
            "{half} 个乡镇街道集中了一半以上的不在校儿童，{zero} 个乡镇街道为零",
            half=self._n_townships("half", "集中一半以上的乡镇街道", half),
            zero=self._n_townships("zero", "没有不在校儿童的乡镇街道", zero),
        )

    def _n_townships(self, name: str, words: str, n: int) -> ProtectedFigure:
        return self.page.run.figure(
            f"{_PREFIX}townships.{name}", words, n, unit="个", derived_from=("by_township",)
        )

    def township_columns(self) -> Block:
        """The townships as a tile map; stages and sexes beside it."""
        chart = tile_map(
            self.townships,
            "out_of_school",
            self.page.run.county.townships,
            caption="按户籍所在乡镇街道（随迁儿童按学校所在地）。位置为示意。",
        )
        return Columns2(ChartBlock(chart), [TableBlock(self.stages), TableBlock(self.sexes)])

    @cached_property
    def stages(self) -> ProtectedTable:
        """Out-of-school children by the stage they last attended."""
        frame = dropout.by_stage(self.page.facts.headcount.people)
        return self._split("by_stage", frame, "学段", "stage")

    @cached_property
    def reasons(self) -> ProtectedTable:
        """Out-of-school children by reason."""
        frame = dropout.by_reason(self.page.facts.headcount.people)
        return self._split("by_reason", frame, "原因", "absence_reason")

    @cached_property
    def sexes(self) -> ProtectedTable:
        """Out-of-school children by sex."""
        frame = dropout.by_sex(self.page.facts.headcount.people)
        return self._split("by_sex", frame, "性别", "sex")

    @cached_property
    def groups(self) -> ProtectedTable:
        """Out-of-school children in the groups that need care."""
        frame = dropout.by_group(self.page.facts.headcount.people)
        names = {g: label(g) for g in frame.index}
        return self.page.run.table(
            "by_group",
            frame,
            "out_of_school_by_group",
            title="不在校人数按群体（可重叠）",
            row_label="群体",
            row_names=names,
            members=members_by(
                {
                    (group, "out_of_school"): ids
                    for group, ids in dropout.group_members(
                        self.page.facts.headcount.people
                    ).items()
                }
            ),
        )

    def reason_columns(self) -> Block:
        """Reasons as bars where enough of them may be printed, else as a table; groups beside."""
        cells = [cell for _, cell in self.reasons.column("out_of_school")]
        if sum(bool(cell.value) for cell in cells) < _WORTH_DRAWING:
            return Columns2(TableBlock(self.reasons), TableBlock(self.groups))
        caption = f"不在校人数按原因。{self.reasons.rule_note}"
        chart = bars(self.reasons, "out_of_school", caption=caption)
        return Columns2(ChartBlock(chart), TableBlock(self.groups))

    @cached_property
    def reason_finding(self) -> Sentence:
        """The largest printed reason, or that none may be printed."""
        shown = [
            (row, cell)
            for row, cell in self.reasons.column("out_of_school")
            if not cell.is_hidden and row.key != "unknown"
        ]
        row, cell = max(shown, key=lambda pair: pair[1].value, default=(None, None))
        if row is None or not cell.value:
            return Sentence("各项原因人数都少，为保护儿童不单列")
        return compose("列出的原因中以{what}最多，{n} 名", what=row.label, n=cell)

    def _split(self, name: str, frame: pd.DataFrame, row_label: str, codes: str) -> ProtectedTable:
        words = code_list(codes).labels | {"unknown": "不详"}
        return self.page.run.table(
            name,
            frame,
            f"out_of_school_{name}",
            title=f"不在校人数按{row_label}",
            row_label=row_label,
            row_names={k: v for k, v in words.items() if k in frame.index},
            members=self._members(name, "never_enrolled" in frame.columns),
        )

    @cached_property
    def _rows(self) -> dict[str, pd.Series]:
        townships = self.page.run.county.townships
        return dropout.split_rows(self.page.facts.headcount.people, townships)

    def _members(self, name: str, is_split: bool = False) -> pd.DataFrame:
        """Return who stands in each row; with `is_split` also by failing to enrol or leaving."""
        rows = self._rows[name]
        ids = rows.index.to_series()
        found = members_in(rows, ids, "out_of_school")
        if not is_split:
            return found
        status = self.page.facts.headcount.people["status"].reindex(rows.index)
        split = found.assign(column=status.to_numpy())
        return pd.concat([found, split], ignore_index=True)
