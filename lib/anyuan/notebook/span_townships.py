"""Where the headcount changed over a quarter or a term: opening and closing by township."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from anyuan import dropout
from anyuan.briefing import Block, Sentence, TableBlock, compose
from anyuan.notebook.members import members_in
from anyuan.protected import ProtectedFigure, ProtectedTable

_NOW, _THEN = "out_of_school", "opening"


@dataclass(frozen=True)
class SpanTownships:
    """The townships of a page of spans."""

    page: object

    @cached_property
    def table(self) -> ProtectedTable:
        """Out-of-school children by home township at both ends, and the change."""
        county, ends = self.page.run.county, self.page.facts.ends
        columns, members = {}, []
        for column, one in zip((_THEN, _NOW), ends, strict=True):
            people = one.headcount.people
            columns[column] = dropout.by_township(people, county)[_NOW]
            rows = dropout.split_rows(people, county.townships)["by_township"]
            members.append(members_in(rows, rows.index.to_series(), column))
        frame = pd.DataFrame(columns)
        order = [*county.townships, *(r for r in frame.index if r not in county.townships)]
        frame = frame.reindex(order).fillna(0).astype("int64")
        frame["change"] = frame[_NOW] - frame[_THEN]
        first, last = (one.month for one in ends)
        return self.page.run.table(
            "span_townships",
            frame,
            "out_of_school_by_township_span",
            title="不在校人数按户籍所在乡镇街道",
            row_label="乡镇街道",
            row_names={c: t.name for c, t in county.townships.items()} | {"unknown": "乡镇不详"},
            column_names={_THEN: f"{first.number}月末", _NOW: f"{last.number}月末"},
            members=pd.concat(members, ignore_index=True),
            measures=("change",),
            derived_from={"change": "期末人数减去期初人数。"},
        )

    @cached_property
    def finding(self) -> Sentence:
        """In how many townships there are more, in how many fewer."""
        if self.page.facts.bridge is None:
            return Sentence("各乡镇街道只有期末的人数")
        changes = [cell.value for _, cell in self.table.column("change")]
        return compose(
            "{up} 个乡镇街道增加，{down} 个减少，{same} 个持平",
            up=self._n("up", "增加的乡镇街道", sum(n > 0 for n in changes)),
            down=self._n("down", "减少的乡镇街道", sum(n < 0 for n in changes)),
            same=self._n("same", "持平的乡镇街道", sum(n == 0 for n in changes)),
        )

    def _n(self, name: str, words: str, n: int) -> ProtectedFigure:
        return self.page.run.figure(
            f"span.townships.{name}", words, n, unit="个", derived_from=("span_townships",)
        )

    def block(self) -> Block | None:
        """The table; nothing where one month alone is counted."""
        return None if self.page.facts.bridge is None else TableBlock(self.table)
