"""What pupils say without a name: shares with ranges and non-response, never a small group.

The tables are protected on every page, a school's own committee's too: who answered is nobody's.
"""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from anyuan.briefing import Block, ChartBlock, Columns2, KeyFigure, Sentence, TableBlock, compose
from anyuan.briefing.range_chart import ranges
from anyuan.bullying.shares import LEVEL
from anyuan.bullying.survey import BANDS, HEADLINE, QUESTION, SCHOOL
from anyuan.codebook import code_list
from anyuan.protected import Cell, ProtectedFigure, ProtectedTable

_ENDS = ("share", "low", "high")
_WORDS = {"answered": "收回", "share": "受欺凌", "low": "区间低", "high": "区间高"}
_TOTAL, _EVERY = "total", "every"
_NOT_STATED = "not_stated"
_ANONYMOUS = "收回的匿名问卷份数；问卷不与任何人对应，不能追到某一份。"
_SURE = "算受欺凌比例的区间时定下的把握。"
_MISSING = "发出份数减去收回份数，除以发出份数。"
_BOUNDS = "未答的学生全部没有受欺凌，或全部受了欺凌时的比例。"


@dataclass(frozen=True)
class Survey:
    """The survey of a bullying page: its school's, or the county's by bands of grades."""

    page: object

    @cached_property
    def _whole(self) -> pd.DataFrame:
        """One row a question, for all pupils of the page."""
        found = self.page.facts.survey
        frame = found.whole if self.page.is_county else self.page.facts.of_school(found.by_school)
        return frame[frame["is_shown"]].set_index(QUESTION)

    @cached_property
    def _bands(self) -> pd.DataFrame:
        """One row a band of grades, for the headline question."""
        found = self.page.facts.survey
        frame = (
            found.by_band
            if self.page.is_county
            else self.page.facts.of_school(found.by_band_of_school)
        )
        frame = frame[(frame[QUESTION] == HEADLINE) & frame["is_shown"]]
        return frame.set_index(BANDS)

    @property
    def has_answers(self) -> bool:
        """Whether enough pupils answered, in enough schools besides the pilots, to say anything.

        A pilot's own page tells its figures: what is left of the county's without the pilots must
        not be those of one or two schools.
        """
        if HEADLINE not in self._whole.index:
            return False
        decision = self.page.facts.county.disclosure
        return not self.page.is_county or self._n_others() >= decision.min_contributors

    def _n_others(self) -> int:
        facts = self.page.facts
        return len(facts.survey.schools - facts.pilots)

    @property
    def _is_one_band(self) -> bool:
        """Whether all who gave their grade are in one band: there is nothing to split then."""
        return len(self._bands.index.drop(_NOT_STATED, errors="ignore")) < 2

    @property
    def _all(self) -> str:
        """The row of all pupils in `by_band`."""
        return _EVERY if self._is_one_band else _TOTAL

    @cached_property
    def by_band(self) -> ProtectedTable:
        """Shares of bullied pupils by band of grades, and in all."""
        whole = self._whole.loc[[HEADLINE]].rename({HEADLINE: self._all})
        if self._is_one_band:
            counts = self._counts("survey_counts_in_all", whole, "survey_in_all", {_EVERY: "全部"})
            return self.page.run.shares("survey_by_band", counts, whole, _WORDS)
        names = {key: band_names(key) for key in self._bands.index}
        counts = self._counts("survey_counts_by_band", self._bands, "survey_by_band", names)
        ends = pd.concat([self._bands, whole])
        return self.page.run.shares("survey_by_band", counts, ends, _WORDS)

    @cached_property
    def by_form(self) -> ProtectedTable:
        """Shares of bullied pupils by form."""
        labels = code_list("bullying_form").labels
        forms = self._whole.loc[[form for form in labels if form in self._whole.index]]
        counts = self._counts("survey_counts_by_form", forms, "survey_by_form", labels)
        return self.page.run.shares("survey_by_form", counts, forms, _WORDS)

    def _counts(
        self, name: str, frame: pd.DataFrame, kind: str, names: dict[str, str]
    ) -> ProtectedTable:
        counts = frame[["n_valid", "n_bullied"]].astype("int64")
        counts.columns = ["answered", "bullied"]
        n_others = frame["n_schools"].astype("int64") - self._n_pilots(frame.index)
        contributors = pd.DataFrame(dict.fromkeys(counts.columns, n_others))
        is_form = kind == "survey_by_form"
        return self.page.run.table(
            name,
            counts,
            kind,
            title=f"{self._cut}受欺凌的学生{'，按方式' if is_form else ''}",
            row_label="方式" if is_form else "学段",
            row_names={key: names[key] for key in counts.index},
            contributors=contributors if self.page.is_county else None,
            is_anonymous=True,
            derived_from=_ANONYMOUS,
        )

    def _n_pilots(self, keys: pd.Index) -> list[int]:
        """Return how many of the pilots that answered stand behind each row."""
        facts = self.page.facts
        found = facts.survey.by_band_of_school
        found = found[found[SCHOOL].isin(facts.pilots)]
        bands = found.groupby(SCHOOL)[BANDS].agg(lambda joined: set(";".join(joined).split(";")))
        every = len(facts.survey.schools & facts.pilots)
        labels = code_list("grade_band").labels
        return [
            sum(bool(mine & set(key.split(";"))) for mine in bands)
            if set(key.split(";")) <= set(labels)
            else every
            for key in keys
        ]

    @property
    def _cut(self) -> str:
        facts = self.page.facts
        return code_list("bullying_frequency").label(facts.reading.cut) + "及以上"

    @cached_property
    def share(self) -> Cell:
        """The share of all pupils of the page."""
        return self.by_band.cell(self._all, "share")

    @property
    def range_note(self) -> Sentence:
        """The range of the share as a note."""
        low, high = (self.by_band.cell(self._all, end) for end in ("low", "high"))
        if self.share.value is None or low.value is None:
            return Sentence("")
        return compose("{low}–{high}%", low=low, high=high)

    def key_figures(self) -> list[KeyFigure]:
        """The share as a key figure, where it may be printed."""
        if not self.has_answers or self.share.value is None:
            return []
        share = f"{self.share.shown}%"
        return [KeyFigure("问卷中受欺凌", share, self.range_note, figure_id=self.share.figure_id)]

    @property
    def finding(self) -> Sentence:
        """How many pupils say that they are bullied, and how sure that is."""
        if self.page.facts.survey.term is None:
            return Sentence("还没有收到专项调查问卷，学生怎么说不清楚")
        if not self.has_answers or self.share.value is None:
            few = "交来问卷的学校" if self.page.is_county else "收回的问卷或受欺凌的学生"
            return Sentence(f"{few}太少，受欺凌比例不列")
        told = "专项调查中 {share}% 的学生说自己{often}受欺凌"
        if self.range_note:
            told += "（{range}，{level}%把握）"
        return compose(
            told,
            share=self.share,
            often=self._cut_words,
            range=self.range_note,
            level=self._level,
        )

    @property
    def _level(self) -> ProtectedFigure:
        """How sure the ranges are."""
        return self.page.work("survey.level", "区间的把握", round(100 * LEVEL), "%", _SURE)

    @property
    def _cut_words(self) -> Sentence:
        return Sentence(self._cut)

    def columns(self) -> Block | None:
        """Shares by band beside shares by form."""
        if not self.has_answers:
            return None
        return Columns2(
            self._chart(self.by_band, "各学段受欺凌的比例（圆点）和 90% 区间（横线）。"),
            self._chart(self.by_form, "各种方式受欺凌的比例（圆点）和 90% 区间（横线）。"),
        )

    def table_block(self) -> Block | None:
        """The shares by band with how many answered."""
        return TableBlock(self.by_band) if self.has_answers else None

    @staticmethod
    def _chart(table: ProtectedTable, caption: str) -> Block:
        return ChartBlock(ranges(table, _ENDS, caption=caption, unit="%"))

    def reading(self) -> Block | None:
        """How many did not answer, and what that may hide."""
        if not self.has_answers:
            return None
        return self.page.run.reading(
            "{when}{asked}区间假定未答的学生与答卷的学生相仿；"
            "{bounds}问卷匿名，不与任何个案对应，收回不足的组并入相邻学段或不列。",
            when=self._when,
            asked=self._asked,
            bounds=self._bounds,
        )

    @property
    def _when(self) -> Sentence:
        facts = self.page.facts
        is_old = facts.survey.term != facts.terms[-1]
        return Sentence("本学期还没有问卷，以下为上学期的。" if is_old else "")

    @property
    def _asked(self) -> Sentence:
        one = self._whole.loc[HEADLINE]
        answered = self._n("answered", "收回问卷", one["n_answered"])
        if pd.isna(one["n_handed_out"]):
            return compose("收回 {n} 份，发出多少份没有报，未答率不清楚。", n=answered)
        out = self._n("handed_out", "发出问卷", one["n_handed_out"])
        missing = round(100 * int(one["n_missing"]) / int(one["n_handed_out"]))
        share = self.page.work("survey.missing", "未答率", missing, "%", _MISSING)
        return compose(
            "发出 {out} 份，收回 {n} 份，未答 {share}%。", out=out, n=answered, share=share
        )

    def _n(self, name: str, words: str, n: int) -> ProtectedFigure:
        return self.page.work(f"survey.{name}", words, int(n), "份", _ANONYMOUS)

    @property
    def _bounds(self) -> Sentence:
        """What holds without supposing anything of those who did not answer."""
        one = self._whole.loc[HEADLINE]
        if pd.isna(one["floor"]) or self.share.value is None:
            return Sentence("")
        low, high = (
            self.page.work(
                f"survey.{end}", "不作假定的范围", round(100 * float(one[end])), "%", _BOUNDS
            )
            for end in ("floor", "ceiling")
        )
        return compose("不作这一假定，比例在 {low}% 到 {high}% 之间。", low=low, high=high)


def band_names(joined: str) -> str:
    """Return bands of grades that were joined, as they are printed."""
    labels = code_list("grade_band").labels
    return "、".join(labels[band] for band in joined.split(";"))


def school_row(frame: pd.DataFrame, school: str) -> pd.Series | None:
    """Return a school's row of the headline question, None where nothing may be said."""
    rows = frame[(frame[SCHOOL] == school) & (frame[QUESTION] == HEADLINE) & frame["is_shown"]]
    return rows.iloc[0] if len(rows) else None
