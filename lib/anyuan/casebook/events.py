"""Events as a case engine folds them, and the projection that the fold leaves behind."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, delete, insert, select

from anyuan.casebook.chain import canonical
from anyuan.casebook.frames import MOMENT, fetch_frame, known_by
from anyuan.casebook.schema import case, event

EVENT_TYPES = {
    "seq": "int64",
    "case_id": "str",
    "kind": "str",
    "occurred_on": "str",
    "recorded_at": MOMENT,
    "actor": "str",
    "body": "object",
}


@dataclass(frozen=True)
class CaseState:
    """Where a case stands after the event `seq`; `body` is JSON."""

    case_id: str
    kind: str
    status: str
    body: Mapping[str, Any]
    seq: int


def read_events(
    connection: Connection,
    known_at: datetime | None,
    case_id: str | None,
    kind: str | None,
) -> pd.DataFrame:
    """Return events in the order of seq, of one case or kind where given.

    Columns: seq, case_id (null outside cases), kind, occurred_on (datetime64[us], null where not
    given), recorded_at, actor, body (dict).
    """
    query = select(*[event.c[name] for name in EVENT_TYPES]).order_by(event.c.seq)
    if case_id is not None:
        query = query.where(event.c.case_id == case_id)
    if kind is not None:
        query = query.where(event.c.kind == kind)
    frame = fetch_frame(connection, known_by(query, known_at), EVENT_TYPES)
    frame["occurred_on"] = pd.to_datetime(frame["occurred_on"], format="%Y-%m-%d").astype(
        "datetime64[us]"
    )
    frame["body"] = pd.Series([json.loads(text) for text in frame["body"]], dtype="object")
    return frame


def replace_cases(connection: Connection, states: Iterable[CaseState]) -> int:
    """Put the projection of all cases in place of the old one; return how many.

    No event is appended: the projection says nothing that the events do not.
    """
    rows = [
        {"case_id": s.case_id, "kind": s.kind, "status": s.status, "seq": s.seq}
        | {"body": canonical(s.body)}
        for s in states
    ]
    connection.execute(delete(case))
    if rows:
        connection.execute(insert(case), rows)
    return len(rows)


def read_cases(connection: Connection) -> list[CaseState]:
    """Return the projection, by case_id."""
    rows = connection.execute(select(case).order_by(case.c.case_id))
    return [CaseState(r.case_id, r.kind, r.status, json.loads(r.body), r.seq) for r in rows]
