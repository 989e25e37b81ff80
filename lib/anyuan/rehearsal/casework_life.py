"""The life of the rehearsal county's cases: opened by the engine, worked by made-up officials.

They know the truth (the world's facts); the engine does not. Whose case is whose is read off the
answer key's rows here, and nothing of it goes into a case but what an office would write.
"""

from datetime import date, datetime, time, timedelta

import pandas as pd

from anyuan import clock, records
from anyuan.casebook import read_people
from anyuan.codebook import tables_of
from anyuan.period import Month
from anyuan.rehearsal.answer_key import rows_of_month
from anyuan.rehearsal.bullying_life import EVENING, BullyingLife
from anyuan.rehearsal.deliveries import DROPOUT, place_of
from anyuan.rehearsal.evenings import Evenings, Offices
from anyuan.rehearsal.incident_life import IncidentLife
from anyuan.rehearsal.stories import Stories
from anyuan.rehearsal.truth import judge_all
from anyuan.rehearsal.world import World
from anyuan.run.casework.casework import begin_month
from anyuan.run.opened import OpenedWorkspace

_ROW = ["file_sha8", "sheet", "row"]
# What is written of incidents in office hours comes before the evening's casework.
_CLOSING = time(18, 0)


class CaseworkLife:
    """The casework of one demo whose files begin with the month `first`.

    `has_bullying`: its offices also write of bullying, each evening after the dropout cases.
    `has_incidents`: and of major incidents, when they happen.
    """

    def __init__(
        self,
        opened: OpenedWorkspace,
        world: World,
        first: Month,
        *,
        has_bullying: bool = False,
        has_incidents: bool = False,
    ) -> None:
        self._opened, self._world = opened, world
        people = read_people(opened.root / "params" / "people.yaml")
        stories = Stories(world, judge_all(world), place_of(first))
        self._evenings = Evenings(Offices(opened.workspace, opened.casebook, people, stories))
        self._children: dict[str, int] = {}
        self._bullying = self._incidents = None
        if has_bullying:
            self._bullying = BullyingLife(opened.casebook, world, people, first.first_day)
        if has_incidents:
            self._incidents = IncidentLife(opened.casebook, world, people)
        self._worked_until = clock.civil_date(opened.casebook.last_recorded_at())
        self._look()

    def begin(self, month: Month) -> None:
        """Take the casework step of a month that has been linked, where it was not taken yet."""
        begin_month(self._opened, month)
        self._look()

    def work_until(self, moment: datetime) -> int:
        """Let the offices work until a moment; return how many steps they took."""
        if self._bullying is None and self._incidents is None:
            return self._evenings.work_until(moment)
        n_steps, day = 0, self._worked_until
        while (night := _at(day, EVENING)) < moment:
            n_steps += self._work_on_incidents(_at(day, _CLOSING))
            n_steps += self._evenings.work_until(night)
            n_steps += self._bullying.work_on(day) if self._bullying else 0
            day += timedelta(days=1)
        self._worked_until = day
        return n_steps + self._work_on_incidents(min(moment, _at(day, _CLOSING)))

    def _work_on_incidents(self, moment: datetime) -> int:
        return self._incidents.work_until(moment) if self._incidents else 0

    def _look(self) -> None:
        self._evenings.look()
        if self._bullying is not None:
            self._bullying.look()
        if self._incidents is not None:
            self._incidents.look()
        unknown = self._evenings.subjects - set(self._children)
        if unknown:
            self._children |= find_children(self._opened, self._world, unknown)
            self._evenings.know(self._children)


def _at(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=clock.CHINA)


def find_children(opened: OpenedWorkspace, world: World, keys: set[str]) -> dict[str, int]:
    """Return the child (row of the county's children) of some received rows, by record_key.

    From the answer key's rows, by file, sheet and row. A row that belongs to nobody is left out.
    """
    child_of = pd.Series(world.children.index, index=world.children["person"])
    files = opened.casebook.files()
    files = files[(files["record_name"] != "") & files["table"].isin(tables_of(DROPOUT))]
    found: dict[str, int] = {}
    for period in sorted(files["period"].unique(), reverse=True):
        mine = files[files["period"] == period]
        rows = rows_of_month(world, place_of(Month.parse(period)))
        rows = rows.merge(mine[["name", "record_name"]], left_on="file_name", right_on="name")
        rows["file_sha8"] = rows["record_name"].str[-8:]
        for name in tables_of(DROPOUT):
            names = list(mine.loc[mine["table"] == name, "record_name"])
            held = records.read(opened.workspace, name, names)[["record_key", *_ROW]]
            whose = held[held["record_key"].isin(keys)].merge(rows, on=_ROW)
            whose = whose.dropna(subset="person")
            children = child_of.reindex(whose["person"]).tolist()
            found |= dict(zip(whose["record_key"], children, strict=True))
    return found
