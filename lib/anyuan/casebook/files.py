"""Received files, what was wrong in them, and what was corrected since.

A file's id is the seq of the event that recorded it. A newer file for the same table, period and
coverage supersedes the older one; nothing is ever updated.
"""

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields, replace
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, select

from anyuan.casebook import chain
from anyuan.casebook.frames import MOMENT, facts_query, fetch_frame, known_by
from anyuan.casebook.schema import correction, event, issue, received_file
from anyuan.errors import Issue


@dataclass(frozen=True)
class FileEntry:
    """One received file; `covers` is "" for the county, else a school code.

    An empty `record_name` says that the file was refused whole: it is listed, but is never current
    and supersedes nothing. `control_total` is the count from outside the parser, if there was one.
    """

    sha256: str
    name: str
    table: str
    period: str
    covers: str
    record_name: str
    n_rows: int
    n_accepted: int
    n_refused: int
    n_blank: int
    control_total: int | None
    dropped_columns: tuple[str, ...]
    encoding: str


@dataclass(frozen=True)
class Correction:
    """A cell that is to be read otherwise than the original says; `row` as in the file."""

    file_sha: str
    sheet: str
    row: int
    column: str
    was: str | None
    now: str | None
    reason: str


_KINDS = {"int": "int64", "int | None": "Int64"}
FILE_TYPES = {
    "file_id": "int64",
    "line": "int64",
    **{
        f.name: _KINDS.get(getattr(f.type, "__name__", str(f.type)), "str")
        for f in fields(FileEntry)
    },
    "actor": "str",
    "recorded_at": MOMENT,
}
ISSUE_TYPES = {
    "file_id": "int64",
    "line": "int64",
    **{f.name: "int64" if f.name == "row" else "str" for f in fields(Issue)},
    "table": "str",
    "file_name": "str",
    "recorded_at": MOMENT,
}


def record_file(
    connection: Connection,
    key: bytes,
    new: chain.NewEvent,
    entry: FileEntry,
    issues: Sequence[Issue],
) -> int:
    """Record a file with its issues and return its id.

    Recording the file that is already current for its table, period and coverage (same bytes, same
    record_name) changes nothing and returns its id: receiving again after a crash is safe.
    """
    current = _current_id(connection, entry)
    if current is not None:
        return current
    row = astuple(replace(entry, dropped_columns=()))
    dropped = json.dumps(list(entry.dropped_columns), ensure_ascii=False)
    body = {"table": entry.table, "period": entry.period, "covers": entry.covers}
    return chain.append(
        connection,
        key,
        replace(new, kind="file_received", body=body | {"record_name": entry.record_name}),
        {received_file: [(*row[:-2], dropped, row[-1])], issue: [astuple(i) for i in issues]},
    )


def read_files(connection: Connection, known_at: datetime | None) -> pd.DataFrame:
    """Return every received file known at a moment, oldest first.

    Columns: those of FileEntry, file_id, actor, recorded_at, superseded_at (null while current; of
    a file refused whole, always null).
    """
    query = facts_query(received_file, known_at, event.c.actor)
    frame = fetch_frame(connection, query, FILE_TYPES).drop(columns="line")
    frame["dropped_columns"] = pd.Series(
        [tuple(json.loads(text)) for text in frame["dropped_columns"]], dtype="object"
    )
    used = frame[frame["record_name"] != ""]
    newer = used.groupby(["table", "period", "covers"])["recorded_at"].shift(-1)
    frame["superseded_at"] = newer.reindex(frame.index).astype(MOMENT)
    return frame


def read_current_files(
    connection: Connection,
    tables: Sequence[str],
    period: str | None,
    known_at: datetime | None,
) -> pd.DataFrame:
    """Return the newest usable file for each period and coverage of some tables.

    As `read_files`, table by table in the order given.
    """
    frame = read_files(connection, known_at)
    wanted = frame["table"].isin(tables) & (frame["record_name"] != "")
    if period is not None:
        wanted &= frame["period"] == period
    newest = ~frame[wanted].duplicated(["table", "period", "covers"], keep="last")
    found = frame[wanted][newest]
    order = found["table"].map({name: n for n, name in enumerate(tables)})
    return found.iloc[order.argsort(kind="stable")].reset_index(drop=True)


def read_issues(
    connection: Connection, known_at: datetime | None, file_id: int | None
) -> pd.DataFrame:
    """Return the issues of the files known at a moment, in the order of file and finding.

    Columns: file_id, those of Issue, table, file_name, recorded_at.
    """
    query = facts_query(issue, known_at, received_file.c.table_name, received_file.c.name)
    query = query.join(received_file, received_file.c.seq == issue.c.seq)
    if file_id is not None:
        query = query.where(issue.c.seq == file_id)
    return fetch_frame(connection, query, ISSUE_TYPES).drop(columns="line")


def add_correction(
    connection: Connection, key: bytes, new: chain.NewEvent, entry: Correction
) -> int:
    """Record a correction and return its event's seq; a reason is required."""
    if not entry.reason.strip():
        raise ValueError("a correction needs a reason")
    body = {"file_sha": entry.file_sha, "row": entry.row, "column": entry.column}
    new = replace(new, kind="corrected", body=body)
    return chain.append(connection, key, new, {correction: [astuple(entry)]})


def read_corrections(
    connection: Connection, file_sha: str, known_at: datetime | None
) -> list[Correction]:
    """Return the corrections of one file known at a moment, in the order of recording."""
    query = select(*list(correction.columns)[2:]).join(event, event.c.seq == correction.c.seq)
    query = query.where(correction.c.file_sha == file_sha)
    rows = connection.execute(
        known_by(query, known_at).order_by(correction.c.seq, correction.c.line)
    )
    return [Correction(*row) for row in rows]


def _current_id(connection: Connection, entry: FileEntry) -> int | None:
    if not entry.record_name:
        return None
    same = received_file.c
    query = (
        select(same.seq, same.sha256, same.record_name)
        .where(
            same.table_name == entry.table,
            same.period == entry.period,
            same.covers == entry.covers,
            same.record_name != "",
        )
        .order_by(same.seq.desc())
        .limit(1)
    )
    last = connection.execute(query).first()
    is_same = last and (last.sha256, last.record_name) == (entry.sha256, entry.record_name)
    return last.seq if is_same else None
