"""The bullying month as figures, tables and sentences of a page: a school's, or the county's.

Nothing is computed here that decides a count; every number goes through protection. What only a
school's own committee may see is made of kinds that no meeting's page can show.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import pandas as pd

from anyuan.briefing import Block, KeyFigure, KeyFigures, Sentence, compose
from anyuan.codebook import mechanism_items
from anyuan.notebook.bullying_actions import Actions
from anyuan.notebook.bullying_change import Change
from anyuan.notebook.bullying_contrast import Contrast, Silence
from anyuan.notebook.bullying_county import CountyArrangements, Inspections
from anyuan.notebook.bullying_gaps import gap_rows
from anyuan.notebook.bullying_handling import Handling
from anyuan.notebook.bullying_mechanism import Arrangements, join_all
from anyuan.notebook.bullying_places import Places
from anyuan.notebook.bullying_roster import RosterChanges, RosterProposal
from anyuan.notebook.bullying_survey import Survey
from anyuan.notebook.counting import Counting
from anyuan.notebook.members import LEFT_OUT
from anyuan.protected import ProtectedFigure
from anyuan.run.months.bullying_month import BullyingMonth

PREFIX = "bullying."
# Only the committee's page proposes a roster.
_ROSTER_RULES = tuple(
    f"bullying.{name}"
    for name in (
        *("walk_floor_minutes", "walk_building_minutes", "duty_rest_minutes"),
        "camera_cover_percent",
    )
)


@dataclass(frozen=True)
class BullyingPage(Counting):
    """What the bullying notebook shows, by name; `run` remembers each figure and table."""

    prefix: ClassVar[str] = PREFIX
    own_kind: ClassVar[str] = "bullying_casework"
    run: object
    facts: BullyingMonth

    @property
    def is_county(self) -> bool:
        """Whether the page is the county's."""
        return self.facts.is_county

    @property
    def is_committee(self) -> bool:
        """Whether the page is for a school's own committee."""
        return self.run.is_casework

    @property
    def whose(self) -> Sentence:
        """Whose page it is."""
        facts = self.facts
        return Sentence(facts.county.name if self.is_county else facts.school_name(facts.school))

    def left_out(self, what: str, n: int, unit: str, told: str) -> Sentence:
        """Return a note of how many lines a table leaves to the workbook, "" where none."""
        if n <= 0:
            return Sentence("")
        return compose(told, n=self.own(f"left_out.{unit}", f"未列出的{what}", n, unit, LEFT_OUT))

    @cached_property
    def mechanism(self) -> Arrangements | CountyArrangements:
        """Which arrangements there are."""
        return CountyArrangements(self) if self.is_county else Arrangements(self)

    @cached_property
    def inspection(self) -> Inspections | None:
        """What inspections found; the county's page only."""
        return Inspections(self) if self.is_county else None

    @cached_property
    def change(self) -> Change | None:
        """Whether there is more or less than last term; the committee's only."""
        return Change(self) if self.is_committee else None

    @cached_property
    def actions(self) -> Actions:
        """How far the gaps are mended."""
        return Actions(self)

    @cached_property
    def handling(self) -> Handling:
        """Whether cases were handled in time."""
        return Handling(self)

    @cached_property
    def places(self) -> Places | None:
        """Where and when; the committee's only."""
        return Places(self) if self.is_committee else None

    @cached_property
    def contrast(self) -> Contrast | None:
        """Register and survey side by side, where there are both; the committee's only."""
        return made if self.is_committee and (made := Contrast(self)).has_both else None

    @cached_property
    def roster(self) -> RosterProposal | RosterChanges | None:
        """How the roster should change; what of it did, for a meeting."""
        if self.is_county:
            return None
        return RosterProposal(self) if self.is_committee else RosterChanges(self)

    @cached_property
    def silence(self) -> Silence | None:
        """Who reports nothing; not on a school's page for a meeting."""
        may_ask = self.is_county or self.is_committee
        return made if may_ask and (made := Silence(self)).is_asked else None

    @cached_property
    def survey(self) -> Survey:
        """What pupils say."""
        return Survey(self)

    @property
    def headline(self) -> Sentence:
        """The answer in one sentence."""
        return compose(
            "{when}{whose}：{gaps}；{cases}",
            when=self.run.when,
            whose=self.whose,
            gaps=self.mechanism.headline,
            cases=self.handling.finding,
        )

    @property
    def lede(self) -> Sentence:
        """What stands behind the answer, in a line or two."""
        rooms = [self.survey, self.places, self.silence, self.roster]
        return join_all(compose("{what}。", what=room.finding) for room in rooms if room)

    def key_figures(self) -> KeyFigures:
        """The band of key figures."""
        shown = [
            KeyFigure.of(self.mechanism.n_gaps, tone="main"),
            _owed(self.actions.n_late),
        ]
        handling = self.handling
        if handling.is_known and (handling.may_tell or not self.is_county):
            shown.append(KeyFigure.of(handling.total))
        if handling.is_known and handling.may_tell:
            shown.append(_owed(handling.n_late))
        return KeyFigures([*shown, *self.survey.key_figures()])

    def keep_workbook(self) -> Block | None:
        """Have the one table saved beside the page, and say so; the committee's only."""
        if not self.is_committee or not self.handling.is_known:
            return None
        name = f"{self.whose}学生欺凌化解处置工作一张表"
        sheets = self.handling.sheets()
        sheets |= self.roster.sheets() if self.roster else {}
        self.run.keep_workbook("one_table", name, sheets)
        return self.run.reading(
            "本学期的一张表、每件事的时限和值守调整另存为同目录的 one_table.xlsx；人员只写代号。"
        )

    def gap_rows(self) -> list[tuple[str, Sentence]]:
        """What this page lacks, one line each."""
        return gap_rows(self)

    def define(self, rules: pd.DataFrame) -> pd.DataFrame:
        """Return the rules that the page uses, and by which clause each arrangement is asked."""
        if not self.is_committee:
            rules = rules[~rules["key"].isin(_ROSTER_RULES)]
        items: dict[str, list[str]] = {}
        for code, item in mechanism_items().items():
            items.setdefault(item.clause, []).append(code)
        asked = pd.DataFrame(
            [
                [f"mechanism.{codes[0]}", f"防治安排第 {'、'.join(codes)} 项", "应有", "", clause]
                for clause, codes in items.items()
            ],
            columns=rules.columns,
        )
        corrective = self.run.definitions("corrective.")
        return pd.concat([rules, corrective, asked], ignore_index=True)

    def files(self) -> pd.DataFrame:
        """The tables read: label, period, first digits of the content's hash, rows."""
        found = self.facts.holdings.summary()
        unread = [t.label for t in self.facts.holdings.tables.values() if t.is_restricted]
        return found[~found["label"].isin(unread)]


def _owed(figure: ProtectedFigure) -> KeyFigure:
    """Return a key figure that is red where anything is owed."""
    return KeyFigure.of(figure, tone="due" if figure.value else "plain")
