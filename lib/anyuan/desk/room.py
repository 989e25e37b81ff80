"""The stores behind one desk: open them, load a month's open pairs, run the link step again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from anyuan import clock
from anyuan.desk.pairs import Pair, PairKey, Standing, read_pairs, read_standing
from anyuan.desk.record import Record, read_records, rows_of
from anyuan.desk.settling import Persons
from anyuan.period import Month
from anyuan.run.casework.judging import judging_queue
from anyuan.run.months.dropout_month import FRAMES, DropoutMonth, load_dropout_month
from anyuan.run.months.linking import link_month, months_to_link
from anyuan.run.opened import OpenedWorkspace, open_workspace

Tell = Callable[[str], None]
FIGURES = ("out_of_school", "never_enrolled", "dropped_out")


@dataclass(frozen=True)
class Loaded:
    """A month's pairs as the desk shows them, at the moment of loading.

    `pairs` are open, in the order of judging; `earlier` are those of the month's rows that were
    judged before and are not open any more; `figures` are the counts that answers may move.
    """

    pairs: list[Pair]
    earlier: list[Pair]
    records: dict[str, Record]
    persons: Persons
    standing: dict[PairKey, Standing]
    figures: dict[str, int]
    facts: DropoutMonth


@dataclass(frozen=True)
class Room(OpenedWorkspace):
    """A workspace and the month whose pairs are judged."""

    month: Month

    def load(self, tell: Tell) -> Loaded:
        """Load the month and put its open pairs in order; takes seconds on a whole county."""
        tell(f"正在读取{self.month.label}的各表，核对未判定的比对……")
        book = self.county.rule_book()
        facts = load_dropout_month(
            self.workspace, self.casebook, self.county, book, month=self.month
        )
        tell("正在按“答案最能收窄数字”排序……")
        return _loaded(facts, self)

    def link(self, actor: str, tell: Tell) -> None:
        """Run the link step for this month and the months after it, so that answers take effect."""
        months = [m for m in months_to_link(self.casebook) if m >= self.month]
        for n, month in enumerate(months, start=1):
            tell(f"正在重新比对 {month.label}（{n}/{len(months)}）……")
            link_month(self.workspace, self.casebook, month, actor=actor, at=clock.now())

    def standing(self, known_at: datetime | None = None) -> dict[PairKey, Standing]:
        """Return the latest judgement on every pair as the casebook has it, now or at a moment."""
        return read_standing(self.casebook.judgements(known_at))


def rank_again(loaded: Loaded, answers: Mapping[PairKey, str]) -> list[Pair]:
    """Return the pairs that are open after answers given since the loading, most useful first."""
    judged = [(*key, verdict) for key, verdict in answers.items()]
    return read_pairs(judging_queue(loaded.facts, judged))


def open_room(workspace: str, month: str) -> Room:
    """Open a workspace by name; ShownError where name, month or workspace are not right."""
    return Room(**vars(open_workspace(workspace)), month=Month.parse(month))


def _loaded(facts: DropoutMonth, room: Room) -> Loaded:
    pairs = read_pairs(judging_queue(facts))
    standing = room.standing()
    rows = rows_of(facts)
    known = set(rows["record_key"])
    is_open = {pair.key for pair in pairs}
    judged = [key for key in standing if key not in is_open and known.issuperset(key)]
    keys = {record for key in (*is_open, *judged) for record in key}
    records = read_records(facts, room.county, keys)
    rank = list(FRAMES.values()).index
    earlier = [Pair(*sorted(key, key=lambda one: rank(records[one].table))) for key in judged]
    return Loaded(
        pairs=pairs,
        earlier=earlier,
        records=records,
        persons=_persons(rows, keys),
        standing=standing,
        figures={name: facts.headcount.count(name) for name in FIGURES},
        facts=facts,
    )


def _persons(rows: pd.DataFrame, keys: set[str]) -> Persons:
    own = rows[rows["record_key"].isin(keys)].drop_duplicates("record_key")
    of_record = dict(zip(own["record_key"], own["person_id"], strict=True))
    theirs = rows[rows["person_id"].isin(set(of_record.values()))]
    # As the link step looks at rows: one that stands unchanged for months counts for its last.
    theirs = theirs.sort_values("period").drop_duplicates("record_key", keep="last")
    places: dict[str, set[tuple[str, str]]] = {}
    for person, table, period in zip(
        theirs["person_id"], theirs["table"], theirs["period"], strict=True
    ):
        places.setdefault(person, set()).add((table, period))
    return Persons(of_record, {person: frozenset(found) for person, found in places.items()})
