"""The life of the rehearsal county's cases: opened by the engine, worked by made-up officials.

They know the truth (the world's facts); the engine does not. Whose case is whose is read off the
answer key's rows here, and nothing of it goes into a case but what an office would write.
"""

from datetime import datetime

import pandas as pd

from anyuan import records
from anyuan.casebook import read_people
from anyuan.codebook import tables
from anyuan.period import Month
from anyuan.rehearsal.answer_key import rows_of_month
from anyuan.rehearsal.deliveries import place_of
from anyuan.rehearsal.evenings import Evenings, Offices
from anyuan.rehearsal.stories import Stories
from anyuan.rehearsal.truth import judge_all
from anyuan.rehearsal.world import World
from anyuan.run.casework import begin_month
from anyuan.run.opened import OpenedWorkspace

_ROW = ["file_sha8", "sheet", "row"]


class CaseworkLife:
    """The casework of one demo whose files begin with the month `first`."""

    def __init__(self, opened: OpenedWorkspace, world: World, first: Month) -> None:
        self._opened, self._world = opened, world
        people = read_people(opened.root / "params" / "people.yaml")
        stories = Stories(world, judge_all(world), place_of(first))
        self._evenings = Evenings(Offices(opened.workspace, opened.casebook, people, stories))
        self._children: dict[str, int] = {}
        self._look()

    def begin(self, month: Month) -> None:
        """Take the casework step of a month that has been linked, where it was not taken yet."""
        begin_month(self._opened, month)
        self._look()

    def work_until(self, moment: datetime) -> int:
        """Let the offices work until a moment; return how many steps they took."""
        return self._evenings.work_until(moment)

    def _look(self) -> None:
        self._evenings.look()
        unknown = self._evenings.subjects - set(self._children)
        if unknown:
            self._children |= find_children(self._opened, self._world, unknown)
            self._evenings.know(self._children)


def find_children(opened: OpenedWorkspace, world: World, keys: set[str]) -> dict[str, int]:
    """Return the child (row of the county's children) of some received rows, by record_key.

    From the answer key's rows, by file, sheet and row. A row that belongs to nobody is left out.
    """
    child_of = pd.Series(world.children.index, index=world.children["person"])
    files = opened.casebook.files()
    files = files[files["record_name"] != ""]
    found: dict[str, int] = {}
    for period in sorted(files["period"].unique(), reverse=True):
        mine = files[files["period"] == period]
        rows = rows_of_month(world, place_of(Month.parse(period)))
        rows = rows.merge(mine[["name", "record_name"]], left_on="file_name", right_on="name")
        rows["file_sha8"] = rows["record_name"].str[-8:]
        for name in tables():
            names = list(mine.loc[mine["table"] == name, "record_name"])
            held = records.read(opened.workspace, name, names)[["record_key", *_ROW]]
            whose = held[held["record_key"].isin(keys)].merge(rows, on=_ROW)
            whose = whose.dropna(subset="person")
            children = child_of.reindex(whose["person"]).tolist()
            found |= dict(zip(whose["record_key"], children, strict=True))
    return found
