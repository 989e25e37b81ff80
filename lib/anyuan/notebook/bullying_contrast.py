"""What the register and the pupils say, side by side; and who reports nothing. Never added up."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from anyuan.briefing import Block, ChartBlock, Sentence, TableBlock, compose
from anyuan.briefing.pair_chart import pairs
from anyuan.bullying.silent import judge_reporting
from anyuan.codebook import code_list
from anyuan.notebook.members import members_in
from anyuan.protected import ProtectedTable

_NOT_SENT = "not_sent"
_MANY = "匿名问卷：一名学生可选几处，人数按所选平分后取整；不与任何人对应，不能追到某一份。"
_SAID = {
    "silent": "本校没有登记欺凌事件，问卷中受欺凌的比例却高于全市各校的中位数，可能有事没有报上来",
    "quiet": "本校没有登记欺凌事件，问卷中受欺凌的比例也不高于全市各校的中位数",
    "cannot_say": "本校没有登记欺凌事件，问卷说明不了是没有还是没有报，无法判断",
}


@dataclass(frozen=True)
class Contrast:
    """Cases and survey by type of place and by time of day, for the school's own committee."""

    page: object

    @cached_property
    def _named(self) -> pd.DataFrame:
        found = self.page.facts.of_school(self.page.facts.survey.places)
        return found[found["is_shown"]]

    @cached_property
    def _placed(self) -> pd.DataFrame:
        """The cases whose place is known, the slot where that is known too."""
        counted = self.page.facts.map.counted
        every = pd.concat([counted.placed, counted.unplaced])
        found = self.page.facts.of_school(every)
        return found[found["place_type"].notna() & found["reason"].ne("not_counted")]

    @property
    def has_both(self) -> bool:
        """Whether pupils name places, and there are cases to set beside them."""
        return len(self._named) > 0 and len(self._placed) > 0

    @property
    def finding(self) -> Sentence:
        """Whether both name the same type of place first."""
        first = [self._first(t) for t in (self._cases("place_type"), self._answers("place_type"))]
        if "" in first:
            return Sentence("登记和问卷的地点分布见下图，最多的一类无法判断")
        if first[0] == first[1]:
            return Sentence(f"登记和问卷说得最多的都是{first[0]}")
        return Sentence(f"登记最多的是{first[0]}，问卷说得最多的是{first[1]}")

    @staticmethod
    def _first(table: ProtectedTable) -> str:
        """Return the label with the highest number, "" where several share it or it is hidden."""
        shown = [(row, cell.value) for row, cell in table.column(table.columns[0].key)]
        top = max((value for _, value in shown if value), default=None)
        named = [row.label for row, value in shown if value == top]
        return named[0] if top and len(named) == 1 else ""

    def places_block(self) -> Block:
        """Types of place."""
        return self._block("place_type", "地点类别")

    def slots_block(self) -> Block:
        """Times of day."""
        return self._block("slot", "时段")

    def _block(self, column: str, what: str) -> Block:
        caption = f"按{what}：登记的件数和问卷中提到的学生人数，单位不同，各按各的尺度画。"
        return ChartBlock(pairs(self._cases(column), self._answers(column), caption=caption))

    def _labels(self, column: str) -> dict[str, str]:
        return code_list("time_slot" if column == "slot" else column).labels

    def _keys(self, column: str) -> list[str]:
        """The codes that either names, in the order of the list: both tables have the same rows."""
        named = set(self._named[column].dropna()) | set(self._placed[column].dropna())
        return [code for code in self._labels(column) if code in named]

    def _cases(self, column: str) -> ProtectedTable:
        counts = self._placed[column].value_counts()
        members = members_in(self._placed[column], self._placed["case_id"], "n")
        words = ("登记", "件")
        return self._table(
            f"cases_by_{column}", counts, "bullying_casework", (words, column), members=members
        )

    def _answers(self, column: str) -> ProtectedTable:
        weights = self._named.dropna(subset=column).groupby(column)["weight"].sum()
        counts = whole_numbers(weights.astype("float64"))
        words = ("问卷", "名")
        return self._table(
            f"answers_by_{column}", counts, "survey_by_answer", (words, column), derived_from=_MANY
        )

    def _table(
        self,
        name: str,
        counts: pd.Series,
        kind: str,
        about: tuple[tuple[str, str], str],
        **behind,
    ) -> ProtectedTable:
        words, column = about
        frame = pd.DataFrame({"n": counts.reindex(self._keys(column), fill_value=0)}).astype(
            "int64"
        )
        return self.page.run.table(
            name,
            frame,
            kind,
            title=words[0],
            row_label="地点类别" if column == "place_type" else "时段",
            row_names=self._labels(column),
            column_names={"n": words[0]},
            units={"n": words[1]},
            is_anonymous=kind == "survey_by_answer",
            **behind,
        )

    def reading(self) -> Block:
        """Why the two differ."""
        return self.page.run.reading(
            "两者本来就不一样：登记只有报上来的事，厕所、宿舍等没有大人在的地方容易漏；问卷包括一次"
            "性的、没有告诉老师的，一名学生可选几处，人数按所选平分。问卷多而登记少的地方，先查报告"
            "渠道和值守，再看是否真的少。问卷不与任何个案对应。"
        )


@dataclass(frozen=True)
class Silence:
    """Which schools report no case although their pupils say otherwise."""

    page: object

    @cached_property
    def _judged(self) -> pd.DataFrame:
        facts = self.page.facts
        return judge_reporting(
            facts.cases_in_survey_term,
            facts.survey.by_school,
            facts.registers_in_survey_term,
            min_schools=facts.county.disclosure.min_contributors,
        )

    @property
    def _told(self) -> pd.DataFrame:
        """Each school with its verdict, those of which no register came included."""
        codes = self.page.facts.schools[["school_code"]]
        told = codes.merge(self._judged[["school_code", "verdict"]], how="left", on="school_code")
        return told.fillna({"verdict": _NOT_SENT})

    @property
    def _own(self) -> str:
        """The verdict on the page's school, "" where its register has not come."""
        return "".join(self.page.facts.of_school(self._judged)["verdict"])

    @property
    def is_asked(self) -> bool:
        """Whether the page has anything to say: a school with cases, or no register, has not."""
        return self.page.is_county or self._own in _SAID

    @property
    def finding(self) -> Sentence:
        """How many schools are silent; or what the school's own silence may mean."""
        if not self.page.is_county:
            return Sentence(_SAID[self._own])
        none = self._judged[self._judged["verdict"] != "has_cases"]
        if none.empty:
            return Sentence("没有学校报空表")
        n = self.page.work("reporting.none", "报空表的学校", none["school_code"], "所")
        silent = none.loc[none["verdict"] == "silent", "school_code"]
        if silent.empty:
            return compose("{n} 所学校报空表，没有查出问卷与登记明显不符的", n=n)
        return compose(
            "{n} 所学校报空表，其中 {silent} 所问卷受欺凌比例高于中位数，可能有事未报",
            n=n,
            silent=self.page.work("reporting.silent", "可能有事未报的学校", silent, "所"),
        )

    def table_block(self) -> Block | None:
        """How many schools there are of each kind; the county's page only."""
        if not self.page.is_county:
            return None
        labels = code_list("reporting").labels
        counts = self._judged["verdict"].value_counts().reindex(list(labels), fill_value=0)
        counts[_NOT_SENT] = len(self.page.facts.schools) - len(self._judged)
        table = self.page.run.table(
            "reporting",
            pd.DataFrame({"n": counts.astype("int64")}),
            "work_by_unit",
            title="各校登记与问卷是否相符",
            row_label="情况",
            row_names=labels | {_NOT_SENT: "没有收到一张表"},
            column_names={"n": "学校"},
            units={"n": "所"},
            members=members_in(self._told["verdict"], self._told["school_code"], "n"),
        )
        return TableBlock(table)

    def reading(self) -> Block:
        """What silence means and what not."""
        return self.page.run.reading(
            "没有登记不等于没有欺凌。“沉默”是没有登记、而问卷比例的区间下限仍高于各校中位数；"
            "没有问卷或区间跨过中位数的，写无从判断，不当作好。"
        )


def whole_numbers(weights: pd.Series) -> pd.Series:
    """Return whole numbers with the same sum: the largest remainders are rounded up first.

    Of equal remainders the earlier row. The sum itself is rounded to the nearest whole number.
    """
    floor = np.floor(weights).astype("int64")
    rest = int(round(float(weights.sum()))) - int(floor.sum())
    order = (floor - weights).sort_values(kind="stable").index[:rest]
    return floor.add(pd.Series(1, index=order), fill_value=0).astype("int64")
