"""The major incidents of the made-up county as they were written down by hand, one file each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

import pandas as pd

from anyuan.codebook import table
from anyuan.period import Month
from anyuan.rehearsal.facts import MONTHS
from anyuan.rehearsal.words import words

NAMES = ("gate", "dormitory", "canteen")
_MOMENTS = ("happened_at", "happened_until", "logged_at", "learnt_at")
_INSPECTION = {"on": "inspected_on", "by": "inspected_by", "due": "due_on"}
_NOTICE = {"kind": "notice_kind", "by": "issued_by", "to": "issued_to"}
_DAYS = ("inspected_on", "due_on", "issued_on", "received_on", "reply_due_on", "replied_on")


@dataclass(frozen=True)
class Scenario:
    """One incident, not yet at any school.

    `wishes`: the schools that it could happen at, the best first. `log`, `inspections`, `notices`:
    the rows of its tables by the codebook's columns but school_code (days and moments as such);
    those of the log with bad_cell, column, issue ("" where the row is good), the others with
    `file_month`. `raw`: the whole file, with what the offices wrote and what is expected.
    """

    name: str
    incident_no: str
    kind: str
    is_minors_case: bool
    happened_at: datetime
    wishes: tuple[Mapping[str, Any], ...] = field(compare=False)
    log: pd.DataFrame = field(compare=False)
    inspections: pd.DataFrame = field(compare=False)
    notices: pd.DataFrame = field(compare=False)
    raw: Mapping[str, Any] = field(compare=False)

    @property
    def month(self) -> Month:
        """The month whose files tell of it."""
        return Month.of(self.happened_at.date())

    @property
    def expected(self) -> Mapping[str, Any]:
        """What a review should find: intervals, duties, known, before."""
        return self.raw["expected"]


@cache
def scenarios() -> tuple[Scenario, ...]:
    """Return every incident, in the order of their numbers."""
    return tuple(_read(name) for name in NAMES)


def moment_of(text: str) -> datetime:
    """Return a moment as the files have it (2024-09-12 07:41), local, without zone."""
    return datetime.fromisoformat(text)


def _read(name: str) -> Scenario:
    raw = words(f"incidents/{name}")
    about = raw["incident"]
    return Scenario(
        name=name,
        incident_no=about["incident_no"],
        kind=about["kind"],
        is_minors_case=about["is_minors_case"] == "true",
        happened_at=moment_of(about["happened_at"]),
        wishes=tuple(raw["schools"]),
        log=_log(raw["log"], about["incident_no"]),
        inspections=_rows(raw["inspections"], "inspections", _INSPECTION),
        notices=_rows(raw["notices"], "notices", _NOTICE),
        raw=raw,
    )


def _log(entries: list[Mapping[str, Any]], incident_no: str) -> pd.DataFrame:
    columns = [*table("incident_log").columns, "bad_cell", "column", "issue"]
    rows = []
    for entry in entries:
        odd = entry.get("bad") or entry.get("doubt") or {}
        row = {name: entry[name] for name in entry if name not in ("bad", "doubt")}
        row |= {name: moment_of(row[name]) for name in _MOMENTS if name in row}
        row |= {"incident_no": incident_no, "bad_cell": odd.get("kind", "")}
        row |= {"column": odd.get("column", ""), "issue": odd.get("code", "")}
        if "event_no" in row:
            row["event_no"] = int(row["event_no"])
        rows.append(row)
    return _frame(rows, columns)


def _rows(entries: list[Mapping[str, Any]], name: str, renamed: Mapping[str, str]) -> pd.DataFrame:
    rows = []
    for entry in entries:
        row = {renamed.get(key, key): value for key, value in entry.items()}
        row |= {day: date.fromisoformat(row[day]) for day in _DAYS if day in row}
        told = row.pop("file", None)
        on = row["inspected_on"] if "inspected_on" in row else row["issued_on"]
        month = Month.parse(told) if told else Month.of(on)
        rows.append(row | {"file_month": str(max(month, MONTHS[0]))})
    return _frame(rows, [*table(name).columns, "file_month"])


def _frame(rows: list[dict[str, Any]], columns: list[str]) -> pd.DataFrame:
    unknown = {key for row in rows for key in row} - set(columns)
    if unknown:
        raise ValueError(f"no such column: {sorted(unknown)}")
    frame = pd.DataFrame(rows, columns=columns, dtype=object)
    return frame.where(frame.notna(), None)
