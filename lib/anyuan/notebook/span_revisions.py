"""Which months' figures look different today from what was reported at the time?"""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from anyuan import clock
from anyuan.briefing import Block, Sentence, TableBlock, compose
from anyuan.notebook.members import members_by
from anyuan.protected import ProtectedTable

_COUNT = "out_of_school"


@dataclass(frozen=True)
class SpanRevisions:
    """The corrections of a page of spans."""

    page: object

    @cached_property
    def table(self) -> ProtectedTable:
        """Each counted month: as reported, added since, taken out since, as known now."""
        rows, cells = {}, {}
        for one in self.page.facts.counted:
            ids = {
                "reported": one.reported.members(_COUNT),
                "added": one.added,
                "removed": one.removed,
                "known": one.headcount.members(_COUNT),
            }
            key = str(one.month)
            rows[key] = {name: len(found) for name, found in ids.items()}
            cells |= {(key, name): found for name, found in ids.items()}
        return self.page.run.table(
            "span_months",
            pd.DataFrame.from_dict(rows, orient="index").astype("int64"),
            "bridge",
            title="各月末不在校人数：报告时和现在所知",
            row_label="月份",
            row_names={str(one.month): one.month.label for one in self.page.facts.counted},
            column_names={
                "reported": "报告时",
                "added": "事后补计",
                "removed": "事后减去",
                "known": "现在所知",
            },
            members=members_by(cells),
        )

    @cached_property
    def finding(self) -> Sentence:
        """How many months were corrected."""
        changed = [str(one.month) for one in self.page.facts.counted if one.is_corrected]
        n = self.page.run.figure(
            "span.corrected_months", "有更正的月份", changed, kind="bridge", unit="个月"
        )
        if not changed:
            return Sentence("各月报告的人数至今没有更正", (n.figure_id,))
        return compose("{n} 个月报告的人数事后有更正", n=n)

    def block(self) -> Block:
        """The months with what was reported and what is known."""
        return TableBlock(self.table)

    def reading(self) -> Block:
        """As of which moments the two columns are."""
        last = self.page.facts.ends[1]
        known_on = clock.civil_date(self.page.facts.closing.known_at).isoformat()
        said = Sentence(
            "“报告时”按每月报送截止日（首次收齐、比对更晚的按那一刻）已知的内容计算，"
            f"“现在所知”一律按{known_on}已知的内容计算；"
            f"{last.month.label}在报送截止日之前的，两者是同一刻。"
        )
        return self.page.run.reading("{said}", said=said)
