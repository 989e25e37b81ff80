"""How the duty roster should change, for the committee; what of it did change, for a meeting."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from anyuan.briefing import Block, Sentence, TableBlock, compose
from anyuan.bullying.roster import (
    ROSTERS,
    advise,
    compare_rosters,
    cut_blocks,
    list_changes,
    propose_rosters,
    what_stays,
)
from anyuan.bullying.roster_blocks import Blocks
from anyuan.codebook import code_list
from anyuan.letters.change_order import change_rows, write_change_order
from anyuan.protected import ProtectedTable

_KIND = "bullying_casework"
_LISTED = 20
_MODEL = "由值守表、走动时间和各处各时段的估计率算出：同样的人员和工时，换岗后预计无人在场的件数。"
# A term has about so many weeks; below half a case a term nobody is asked to stand elsewhere.
_WEEKS, _LEAST = 20, 0.5
_SHEETS = {"changes": "值守调整"}
_CHANGE = {
    "weekdays": "星期",
    "hours": "时间",
    "staff_no": "工号",
    "place": "现在",
    "to_place": "改到",
    "why": "为什么",
}


@dataclass(frozen=True)
class RosterProposal:
    """Today's roster of the page's school against better ones of the same people and hours."""

    page: object

    @property
    def has_roster(self) -> bool:
        """Whether there is a roster, and a risk to hold it against."""
        tables = self.page.facts.map.school_tables
        return len(tables.duty_roster) > 0 and len(tables.risk) > 0

    @cached_property
    def _blocks(self) -> Blocks:
        facts = self.page.facts
        return cut_blocks(facts.map.school_tables, facts.book, facts.as_of)

    @cached_property
    def _found(self):
        return propose_rosters(self._blocks)

    @cached_property
    def _compared(self) -> pd.DataFrame:
        return compare_rosters(self._blocks, self._found, self.page.facts.map.risk_draws)

    @cached_property
    def _changes(self) -> pd.DataFrame:
        rosters = self._found.rosters
        return list_changes(self._blocks, rosters["today"], rosters["optimal"], merge=True)

    @cached_property
    def _advice(self):
        return advise(self._compared)

    @property
    def is_worth_it(self) -> bool:
        """Whether the proposal covers enough more to trouble anybody with it."""
        left = self._found.left
        return (left["today"] - left["optimal"]) * _WEEKS >= _LEAST

    @property
    def finding(self) -> Sentence:
        """What the comparison says of the proposal."""
        if not self.has_roster:
            return Sentence("没有值守表或地点时段数据，值守怎么改无从提出")
        if not self.is_worth_it:
            return Sentence("已知的风险太小，怎样调整一学期也多顾及不到半件，值守不必为此改动")
        return Sentence(self._advice.sentence.rstrip("。"))

    def compared_block(self) -> Block | None:
        """The four rosters beside each other."""
        return TableBlock(self.compared) if self.has_roster else None

    @cached_property
    def compared(self) -> ProtectedTable:
        """What each roster leaves uncovered."""
        found = self._compared.set_index("roster")
        frame = pd.DataFrame(
            {
                "uncovered": found["uncovered"].round(2),
                "share": (100 * found["share"]).round().astype("int64"),
                "change": (100 * found["change"]).round().astype("Int64"),
                "n_changed": found["n_changed"],
                "n_overlong": found["n_overlong"],
                "p_better": (100 * found["p_better"]).round().astype("Int64"),
            }
        )
        return self.page.run.table(
            "rosters",
            frame,
            _KIND,
            title="同样的人员和工时，几种安排的比较",
            row_label="安排",
            row_names=ROSTERS,
            column_names={
                "uncovered": "每周无人在场时的预计件数",
                "share": "占全部",
                "change": "比现行",
                "n_changed": "调整岗位",
                "n_overlong": "连续值守过久",
                "p_better": "好于现行的把握",
            },
            units={
                "uncovered": "件",
                "share": "%",
                "change": "%",
                "n_changed": "处",
                "n_overlong": "处",
                "p_better": "%",
            },
            derived_from=_MODEL,
        )

    def changes_block(self) -> Block | None:
        """The changes proposed, those that cover most first."""
        if not self.has_roster or not self.is_worth_it or self._changes.empty:
            return None
        rest = len(self._changes) - _LISTED
        told = "只列减少风险最多的；另有 {n} 处见同目录的工作簿。"
        return TableBlock(self.changes, note=self.page.left_out("调整", rest, "处", told))

    @cached_property
    def changes(self) -> ProtectedTable:
        """One row a changed post."""
        rows = change_rows(self._changes.head(_LISTED))
        frame = pd.DataFrame(
            rows, columns=list(_CHANGE), index=[str(n) for n in range(1, len(rows) + 1)]
        )
        return self.page.run.table(
            "roster_changes",
            frame,
            _KIND,
            title="建议的调整",
            row_label="序号",
            column_names=_CHANGE,
            derived_from=_MODEL,
        )

    def keep_order(self) -> Block | None:
        """Have the change order for the head teacher written, and say so, where it is urged."""
        if not self.has_roster or not self.is_worth_it or self._advice.verdict != "propose":
            return None
        facts, rosters = self.page.facts, self._found.rosters
        told = {
            "school": facts.school_name(facts.school),
            "valid_from": facts.month.next().first_day.isoformat(),
            "reason": self._advice.sentence,
            "stays": what_stays(self._blocks, rosters["today"], rosters["optimal"]),
            "made_on": facts.as_of.isoformat(),
        }

        def write(folder: Path, made: dict) -> None:
            write_change_order(told, self._changes, folder, **made)

        self.page.run.keep_letter(write)
        return self.page.run.reading(
            "给校长的值守调整建议单（一页，写不下的另附附表）存为同目录的 change_order.docx。"
        )

    def sheets(self) -> dict[str, pd.DataFrame]:
        """Return every change for the workbook, nothing where none is proposed."""
        if not self.has_roster or not self.is_worth_it:
            return {}
        rows = pd.DataFrame(change_rows(self._changes), columns=list(_CHANGE))
        return {_SHEETS["changes"]: rows.rename(columns=_CHANGE)}

    def reading(self) -> Block | None:
        """What was supposed, and what the roster cannot do."""
        if not self.has_roster:
            return None
        notes = "".join(self._blocks.notes)
        return self.page.run.reading(
            "{gap}各处各时段的风险取上文的估计率乘以在场人数；走动时间算作无人在场，休息按设置值保证；"
            "有可用摄像头的地点按设置值打折，不当作有人。{notes}值守能防的只是看得见的欺凌。",
            gap=Sentence(self._found.gap_in_words()),
            notes=Sentence(notes),
        )


@dataclass(frozen=True)
class RosterChanges:
    """What changed in the rosters that were sent: minutes a week by type of place, office work."""

    page: object

    @cached_property
    def _two(self) -> tuple[pd.DataFrame, pd.DataFrame] | None:
        """The school's roster of the file before the newest, and the newest."""
        rows = self.page.facts.of_school(self.page.facts.holdings.rows("duty_roster"))
        periods = sorted(rows["period"].unique())
        if len(periods) < 2:
            return None
        return tuple(rows[rows["period"] == period] for period in periods[-2:])

    @cached_property
    def _minutes(self) -> pd.DataFrame:
        """Minutes a week by type of place, before and now."""
        places = self.page.facts.of_school(self.page.facts.places)
        types = dict(zip(places["place"], places["place_type"], strict=True))
        before, now = (_minutes_by(rows, types) for rows in self._two)
        labels = code_list("place_type").labels
        frame = pd.DataFrame({"before": before, "now": now}).fillna(0).astype("int64")
        return frame.reindex([code for code in labels if code in frame.index])

    @property
    def finding(self) -> Sentence:
        """What the school changed."""
        if not self.page.facts.newest_file("duty_roster").get(self.page.facts.school):
            return Sentence("没有收到值守表，值守有没有调整不清楚")
        if self._two is None:
            return Sentence("值守表只收到一份，还看不出调整")
        moved = self._minutes[self._minutes["before"] != self._minutes["now"]]
        if moved.empty:
            return Sentence("值守安排没有调整")
        ids = moved.index
        n = self.page.work("roster.types_changed", "值守时间有变的地点类别", ids, "类")
        return compose("值守有调整，{n} 类地点的值守时间变了", n=n)

    def compared_block(self) -> Block | None:
        """Minutes a week before and now."""
        if self._two is None or not len(self._minutes):
            return None
        table = self.page.run.table(
            "roster_minutes",
            self._minutes,
            "work_by_unit",
            title="每周值守时间，按地点类别",
            row_label="地点类别",
            row_names=code_list("place_type").labels,
            column_names={"before": "调整前", "now": "目前"},
            units={"before": "分钟", "now": "分钟"},
            derived_from="值守表各班的起止时间之差，按地点类别相加。",
        )
        return TableBlock(table)

    def changes_block(self) -> None:
        """Nothing: who stands where is the school's own."""

    def keep_order(self) -> None:
        """Nothing: the order is the school's own."""

    def reading(self) -> None:
        """Nothing: the table says it."""


def _minutes_by(rows: pd.DataFrame, types: dict[str, str]) -> pd.Series:
    """Return the minutes of a roster by type of place; of unknown places none."""
    minutes = rows["ends"].map(_minute) - rows["starts"].map(_minute)
    return minutes.clip(lower=0).groupby(rows["place"].map(types)).sum()


def _minute(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])
