"""Rows of received files by their keys: which file as it came, sheet, row, and received when.

Restricted and anonymous tables stay shut.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import pandas as pd

from anyuan import clock, records
from anyuan.codebook import table
from anyuan.run.months.holdings import Holdings

SCHOOLS = "schools"
_NAME = "name"


@dataclass(frozen=True)
class SourceRow:
    """A row of a received file: the file's name as it came, sheet and row as its sender sees them.

    `table` is the table's label; `received_on` the civil day, "" where the file is not known any
    more; `is_newest`: of the newest period of its table among the rows beside it.
    """

    file: str
    sheet: str
    row: int
    table: str
    period: str
    received_on: str
    is_newest: bool = True
    record_key: str = ""
    file_sha: str = ""


@dataclass
class SourceRows:
    """The rows of a month's standing files, read by key."""

    holdings: Holdings
    _names: dict[SourceRow, str] = field(default_factory=dict)
    _read: dict[str, Sequence[SourceRow]] = field(default_factory=dict)

    def read(self, wanted: Collection[str]) -> dict[str, Sequence[SourceRow]]:
        """Return the rows of some record keys by key; each key is looked for once."""
        new = set(wanted) - self._read.keys()
        if new:
            self._read |= dict.fromkeys(new, ()) | self._find(new)
        return {key: self._read[key] for key in wanted}

    def _find(self, wanted: Collection[str]) -> dict[str, list[SourceRow]]:
        found: dict[str, list[SourceRow]] = {}
        for name, t in self.holdings.tables.items():
            if t.is_restricted or t.is_anonymous:
                continue
            given = list(self.holdings.files_of(name)["record_name"])
            places = records.find_records(self.holdings.workspace, name, given, wanted)
            names = list(dict.fromkeys(places["record_name"]))
            for row in self._of(name, records.read(self.holdings.workspace, name, names, wanted)):
                found.setdefault(row.record_key, []).append(row)
        return found

    def of_school(self, code: str) -> list[SourceRow]:
        """Return a school's row in the newest list of schools."""
        rows = self.holdings.schools()
        return self._of(SCHOOLS, rows[rows["school_code"] == code])

    def held(self, sha8: str, sheet: str, row: int) -> list[SourceRow]:
        """Return a refused row, for each table for which its file was received."""
        files = self._files[self._files["sha256"].str.startswith(sha8)]
        return [
            _source(
                {"file_sha8": sha8, "sheet": sheet, "row": row, "period": f["period"]},
                f["table"],
                f,
            )
            for f in files.to_dict("records")
        ]

    def name_of(self, row: SourceRow) -> str:
        """Return the name in a row that was read, "" where it has none; for casework alone."""
        return self._names.get(replace(row, is_newest=True), "")

    @cached_property
    def _files(self) -> pd.DataFrame:
        files = self.holdings.casebook.files(self.holdings.known_at)
        return files[files["record_name"] != ""]

    def _of(self, name: str, rows: pd.DataFrame) -> list[SourceRow]:
        files = self._files[self._files["table"] == name]
        by_sha = {(f["sha256"][:8], f["period"]): f for f in files.to_dict("records")}
        found = []
        for row in rows.to_dict("records"):
            source = _source(row, name, by_sha.get((row["file_sha8"], row["period"])))
            found.append(source)
            if isinstance(row.get(_NAME), str):
                self._names[source] = row[_NAME]
        return found


def mark_newest(rows: Collection[SourceRow]) -> list[SourceRow]:
    """Return rows in order, those of their table's newest period among them marked."""
    newest: dict[str, str] = {}
    for row in rows:
        newest[row.table] = max(newest.get(row.table, ""), row.period)
    marked = [replace(row, is_newest=row.period == newest[row.table]) for row in rows]
    return sorted(marked, key=lambda row: (row.table, row.period, row.file, row.row))


def _source(row: Mapping[str, Any], name: str, file: Mapping[str, Any] | None) -> SourceRow:
    came = clock.civil_date(file["recorded_at"].to_pydatetime()).isoformat() if file else ""
    return SourceRow(
        file=file["name"] if file else row["file_sha8"],
        sheet=row["sheet"],
        row=int(row["row"]),
        table=table(name).label,
        period=row["period"],
        received_on=came,
        record_key=row.get("record_key", ""),
        file_sha=file["sha256"] if file else row["file_sha8"],
    )
