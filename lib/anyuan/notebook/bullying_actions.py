"""How far the gaps in a school's arrangements have been mended: one corrective action a gap."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from anyuan.briefing import Block, Sentence, TableBlock, compose, join_sentences
from anyuan.cases import Case, find_due
from anyuan.codebook import case_kind, code_list
from anyuan.notebook.bullying_mechanism import item_names
from anyuan.notebook.members import joined, members_in
from anyuan.protected import ProtectedFigure, ProtectedTable

_NO_CASE = "not_opened"
# Where a corrective action against bullying comes from.
_SOURCES = ("mechanism", "inspection")
_COLUMNS = {
    "answer": "目前",
    "found_in": "发现于",
    "status": "整改",
    "owner": "责任人",
    "due_on": "期限",
    "late": "超期",
}


@dataclass(frozen=True)
class Actions:
    """The corrective actions against bullying of the page's school, or of all schools.

    What reviews of incidents and meetings asked for stands on their own pages.
    """

    page: object

    @cached_property
    def _cases(self) -> list[Case]:
        facts = self.page.facts
        return [
            case
            for case in facts.actions.values()
            if case.fields.get("source") in _SOURCES
            and (facts.is_county or case.fields.get("school_code") == facts.school)
        ]

    @cached_property
    def _late(self) -> dict[str, int]:
        """Days over the limit of each open action that is late, by case_id."""
        facts, kind = self.page.facts, case_kind("corrective_action")
        found = {}
        for case in self._cases:
            due = find_due(kind, case, facts.as_of, facts.book, facts.county.calendar)
            days = [one.days_left for one in due if one.days_left < 0]
            if days:
                found[case.case_id] = -min(days)
        return found

    @cached_property
    def _gaps(self) -> pd.DataFrame:
        """The gaps, with the newest action of each (case_id, null where there is none)."""
        facts = self.page.facts
        gaps = facts.mechanism_gaps if facts.is_county else facts.of_school(facts.mechanism_gaps)
        newest = {}
        for case in sorted(self._cases, key=lambda one: (one.opened_on, one.case_id)):
            newest[case.fields.get("school_code"), case.fields.get("duty")] = case.case_id
        keys = zip(gaps["school_code"], gaps["item"], strict=True)
        return gaps.assign(case_id=pd.Series([newest.get(key) for key in keys], gaps.index))

    def _n(self, name: str, words: str, ids: Iterable[str]) -> ProtectedFigure:
        return self.page.work(f"actions.{name}", words, ids, "项")

    @cached_property
    def n_late(self) -> ProtectedFigure:
        """How many actions have a step overdue."""
        return self._n("late", "整改事项超期", self._late)

    @property
    def finding(self) -> Sentence:
        """How many gaps have an action, and how far these are."""
        if self._gaps.empty and not self._cases:
            return Sentence("没有查出缺项，也没有未了的整改事项")
        parts = []
        every = joined(self._gaps, "school_code", "item")
        bare = every[self._gaps["case_id"].isna()]
        if len(bare):
            n = self._n("not_opened", "没有立整改事项的缺项", bare)
            parts.append(compose("{n} 项没有立整改事项", n=n))
        for row, cell in self.by_status.column("n"):
            if cell.value:
                parts.append(compose("{what} {n} 项", what=Sentence(row.label), n=cell))
        late = compose("{n} 项超期", n=self.n_late) if self._late else Sentence("没有超期")
        gaps = compose("缺项 {n} 项", n=self._n("gaps", "目前的缺项", every))
        return join_sentences("", [gaps, *parts, late], "")

    @cached_property
    def by_status(self) -> ProtectedTable:
        """Actions by where they stand, with how many are late: office work."""
        kind = case_kind("corrective_action")
        status = pd.Series({case.case_id: case.status for case in self._cases}, dtype="str")
        late = status[status.index.isin(self._late)]
        frame = pd.DataFrame({"n": status.value_counts(), "late": late.value_counts()})
        order = [name for name in kind.statuses if name in frame.index]
        return self.page.run.table(
            "actions_by_status",
            frame.reindex(order).fillna(0).astype("int64"),
            "work_by_unit",
            title="整改事项办到哪一步",
            row_label="状态",
            row_names={name: kind.statuses[name].label for name in order},
            column_names={"n": "事项", "late": "其中超期"},
            units={"n": "项", "late": "项"},
            members=pd.concat(
                [
                    members_in(status, status.index.to_series(), "n"),
                    members_in(late, late.index.to_series(), "late"),
                ]
            ),
        )

    def table_block(self) -> Block | None:
        """Each gap with its action for the committee; the numbers by status for a meeting."""
        if self.page.is_committee:
            return TableBlock(self.gaps) if len(self._gaps) else None
        return TableBlock(self.by_status) if self._cases else None

    @cached_property
    def gaps(self) -> ProtectedTable:
        """One row a gap: how it stands, who mends it, until when."""
        kind = case_kind("corrective_action")
        answers, rounds = (
            code_list("mechanism_standing").labels,
            code_list("mechanism_round").labels,
        )
        cases = {case.case_id: case for case in self._cases}
        rows = {}
        for gap in self._gaps.to_dict("records"):
            case = cases.get(gap["case_id"]) if isinstance(gap["case_id"], str) else None
            rows[gap["item"]] = {
                "answer": answers[gap["answer"]],
                "found_in": rounds.get(gap["found_in"], ""),
                "status": kind.statuses[case.status].label if case else "没有立项",
                "owner": case.fields.get("owner", "未落实") if case else "未落实",
                "due_on": pd.to_datetime(case.fields.get("due_on") if case else None),
                "late": self._late.get(case.case_id) if case else None,
            }
        frame = pd.DataFrame(list(rows.values()), index=list(rows), columns=list(_COLUMNS))
        return self.page.run.table(
            "gaps",
            frame.astype({"due_on": "datetime64[us]", "late": "Int64"}),
            "bullying_casework",
            title="缺项和整改",
            row_label="缺项",
            row_names=item_names(),
            column_names=_COLUMNS,
            units={"late": "天"},
            derived_from="本页日期减去整改事项应办的日期。",
        )

    def reading(self) -> Block | None:
        """By which rule an action is due, and who says that it is done."""
        if self._gaps.empty and not self._cases:
            return None
        facts = self.page.facts
        days = {
            name: Sentence(_month_day(facts.book.value(f"bullying.gap_days_{name}", facts.as_of)))
            for name in ("baseline", "self_check")
        }
        return self.page.run.reading(
            "摸底发现的缺项最迟{baseline}整改，自查后仍有的最迟{self_check}；督导发现的期限为设置值。"
            "学校自报完成的，须由另一人验收才算办结；验收后又缺的，重新整改。",
            **days,
        )


def _month_day(text: str) -> str:
    month, day = text.split("-")
    return f"{int(month)}月{int(day)}日"
