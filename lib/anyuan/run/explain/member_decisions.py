"""What people decided about a member: judgements, corrections, steps of its cases. No free text."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import pandas as pd

from anyuan import clock
from anyuan.cases.state import ATTACHED, MOVED, NOTED, OPENED, UNDONE, Step
from anyuan.codebook import case_kind, code_list
from anyuan.run.explain.member_ids import CASE, MemberIds, Token
from anyuan.run.explain.source_rows import SourceRow

_STEPS = {OPENED: "开案", NOTED: "补记", ATTACHED: "收存附件", UNDONE: "撤销上一步"}


@dataclass(frozen=True)
class Decided:
    """Something that was decided about a member: what, by whom (a code), on which civil day."""

    what: str
    actor: str
    on: str


@dataclass(frozen=True)
class Decisions:
    """The decisions of a workspace as known at a moment; `pseudonym` names a case."""

    ids: MemberIds
    pseudonym: Callable[[str], str]

    def about(self, tokens: list[Token], rows: Collection[SourceRow]) -> Iterator[Decided]:
        """Yield what was decided about a member with these rows: pairs, cells, then its cases."""
        keys = self.ids.keys(tokens)
        yield from self._judged_about(keys)
        yield from self._corrected_in({(row.file_sha, row.row) for row in rows})
        own = [one for kind, one in tokens if kind == CASE]
        for name in own or sorted(case for key in keys for case in self._cases_of.get(key, ())):
            for step in self.ids.steps[name]:
                told = f"个案 {self.pseudonym(name)}：{self._told(name, step)}"
                yield _decided(told, step.actor, step.recorded_at)

    def _judged_about(self, keys: set[str]) -> Iterator[Decided]:
        judged, verdicts = self._judged, code_list("judgement").labels
        mine = judged[judged["left_key"].isin(keys) | judged["right_key"].isin(keys)]
        for one in mine.to_dict("records"):
            told = f"比对判定：{verdicts[one['verdict']]}"
            yield _decided(told, one["actor"], one["recorded_at"])

    def _corrected_in(self, places: set[tuple[str, int]]) -> Iterator[Decided]:
        for one in self._corrected.itertuples(index=False):
            if (one.body["file_sha"], int(one.body["row"])) in places:
                told = f"数据更正：第 {one.body['row']} 行的一格"
                yield _decided(told, one.actor, one.recorded_at)

    def _told(self, case_id: str, step: Step) -> str:
        if step.kind != MOVED:
            return _STEPS[step.kind]
        kind = case_kind(self.ids.steps[case_id][0].body["kind"])
        return kind.moves[step.body["move"]].label

    @cached_property
    def _cases_of(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, subject in self.ids.subjects.items():
            found.setdefault(subject, []).append(name)
        return found

    @cached_property
    def _judged(self) -> pd.DataFrame:
        return self.ids.casebook.judgements(known_at=self.ids.known_at)

    @cached_property
    def _corrected(self) -> pd.DataFrame:
        return self.ids.casebook.events(self.ids.known_at, kind="corrected")


def _decided(what: str, actor: str, at: datetime) -> Decided:
    return Decided(what, actor, clock.civil_date(at).isoformat())
