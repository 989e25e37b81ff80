"""Any list of persons: the fields by which somebody is known, under the headings of all tables."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from anyuan.codebook.codes import DATA
from anyuan.codebook.reading import read_yaml
from anyuan.codebook.tables import IDENTITY, Table, read_columns, tables

# Without one of these nobody can be told from anybody.
ESSENTIAL = ("name", "resident_id", "student_no")


@cache
def person_list() -> Table:
    """Return the table of a list that is compared without being received.

    Its columns are those of IDENTITY; no heading is required and no blank refuses a row.
    """
    return read_person_list(DATA / "person_list.yaml", tables())


def read_person_list(path: Path, among: dict[str, Table]) -> Table:
    """Return the list of a file, its headings joined with those of other tables' same columns.

    Raises ValueError where a heading belongs to two columns, or where the columns are not those of
    IDENTITY.
    """
    raw = read_yaml(path)
    own = read_columns(path.stem, raw["columns"])
    if tuple(own) != IDENTITY:
        raise ValueError(f"{path.name}: the columns must be {', '.join(IDENTITY)}")
    columns = {}
    for name, column in own.items():
        headings = column.headings | _headings(name, among)
        headings |= _below_groups(headings, raw["groups"], raw["group_endings"])
        columns[name] = replace(column, headings=headings, is_required=False)
    found = Table(
        name=path.stem, label=raw["label"], agency="", covers="", need="", carry_months=0,
        titles=(), clause="", columns=columns,
    )  # fmt: skip
    if len(found.words) < sum(len(column.headings) for column in columns.values()):
        raise ValueError(f"{path.name}: a heading belongs to two columns")
    return found


def _below_groups(
    headings: frozenset[str], groups: Sequence[str], endings: Sequence[str]
) -> frozenset[str]:
    """Return what headings of two rows say together where the upper one is the word of a group."""
    return frozenset(
        group + ending + word.removeprefix(group)
        for word in headings
        for group in groups
        if word.startswith(group) and word != group
        for ending in endings
    )


def _headings(name: str, among: dict[str, Table]) -> frozenset[str]:
    found = (table.columns[name].headings for table in among.values() if name in table.columns)
    return frozenset().union(*found)
