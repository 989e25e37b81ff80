"""Who the children of some cases are: the rows of their persons, and what those say.

A county's rows fill hundreds of files. Where the wanted ones stand is found by their keys; of a
child only the few files are read that say the latest of it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from anyuan import records
from anyuan.dropout.evidence import Evidence, attributes
from anyuan.period import Month
from anyuan.run.months.dropout_month import FRAMES
from anyuan.run.months.holdings import read_holdings
from anyuan.run.opened import OpenedWorkspace

_ALSO = ("school_code", "household_place")
# What the attributes of a child do not need.
_BLANK = {
    "schools": pd.DataFrame(),
    "undecided": pd.DataFrame(),
    "held": {},
    "returns_received": frozenset(),
}


@dataclass(frozen=True)
class Whereabouts:
    """Where a child stands: the keys of its rows, and by table the files of the newest month."""

    records: tuple[str, ...]
    files: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Child:
    """A child of a case: its rows' keys, and its attributes (see `dropout.evidence`).

    `attributes` lacks what no row says; the school is that of the newest roll.
    """

    records: tuple[str, ...]
    attributes: Mapping[str, Any]


def locate_children(
    opened: OpenedWorkspace, subjects: Collection[str], on: date
) -> dict[str, Whereabouts]:
    """Return where the child of each subject (the row that a case was opened from) stands now.

    Files of every month up to that of the day count. A row that no person owns is a child that
    stands nowhere.
    """
    rows = opened.casebook.persons_of(list(subjects))
    owner = dict(zip(rows["record_key"], rows["person_id"], strict=True))
    keys = rows.groupby("person_id")["record_key"].agg(tuple).to_dict()
    holdings = read_holdings(opened.workspace, opened.casebook, Month.of(on))
    files: dict[str, dict[str, tuple[str, ...]]] = {person: {} for person in keys}
    for name in FRAMES.values():
        standing = holdings.files_of(name)
        names = list(standing["record_name"])
        found = records.find_records(opened.workspace, name, names, list(owner))
        found = found.merge(standing[["record_name", "period"]], on="record_name")
        found = found.assign(person_id=found["record_key"].map(owner))
        newest = found.groupby("person_id")["period"].transform("max")
        latest = found[found["period"] == newest].drop_duplicates(["person_id", "record_name"])
        for person, mine in latest.groupby("person_id")["record_name"]:
            files[person][name] = tuple(sorted(mine, key=names.index))
    return {
        subject: Whereabouts(keys[owner[subject]], files[owner[subject]])
        if subject in owner
        else Whereabouts((subject,), {})
        for subject in subjects
    }


def read_child(opened: OpenedWorkspace, where: Whereabouts, on: date) -> Child:
    """Return the child that stands somewhere, from the files in which it does."""
    frames = {}
    for field, name in FRAMES.items():
        names = list(where.files.get(name, ()))
        rows = records.read(opened.workspace, name, names, where.records)
        frames[field] = rows.assign(person_id="child")
    known = attributes(Evidence(month=Month.of(on), as_of=on, **_BLANK, **frames))
    roll = frames["roll"].drop_duplicates("person_id", keep="last").set_index("person_id")
    said = known.join(roll.reindex(columns=_ALSO)).to_dict("index").get("child", {})
    kept = {name: value for name, value in said.items() if pd.notna(value) and value != ""}
    return Child(where.records, kept)
