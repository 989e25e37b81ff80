"""Events as a case engine folds them, and the projection that the fold leaves behind."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, delete, insert, select, update

from anyuan import clock
from anyuan.casebook.chain import NewEvent, append, canonical
from anyuan.casebook.frames import MOMENT, fetch_frame, known_by
from anyuan.casebook.schema import case, event
from anyuan.errors import ShownError

# Events of a case that make up its state begin so; looking at a case (`accessed`) changes nothing.
CASE_EVENT = "case_"
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


@dataclass(frozen=True)
class CaseChange:
    """Events to be recorded about one case, and where it stands after them.

    `after` is the seq of the last event of the case that the writer knows, 0 for a new case. The
    events' case_id is that of `state`; its seq is set when the events are recorded.
    """

    state: CaseState
    events: tuple[NewEvent, ...]
    after: int


def save_changes(connection: Connection, key: bytes, changes: Sequence[CaseChange]) -> list[int]:
    """Record what happened to some cases, all or nothing; return the last seq of each.

    Raises ShownError `case_changed` where somebody else has recorded something about one of the
    cases since, naming the case, who and when: nothing is overwritten.
    """
    found = []
    for change in changes:
        case_id = change.state.case_id
        last = connection.execute(
            select(event.c.seq, event.c.actor, event.c.recorded_at)
            .where(event.c.case_id == case_id, event.c.kind.startswith(CASE_EVENT))
            .order_by(event.c.seq.desc())
            .limit(1)
        ).first()
        if (last.seq if last else 0) != change.after:
            raise _changed(case_id, last)
        seq = change.after
        for one in change.events:
            seq = append(connection, key, replace(one, case_id=case_id))
        row = {"kind": change.state.kind, "status": change.state.status, "seq": seq}
        row |= {"body": canonical(change.state.body)}
        if change.after:
            connection.execute(update(case).where(case.c.case_id == case_id).values(**row))
        else:
            connection.execute(insert(case).values(case_id=case_id, **row))
        found.append(seq)
    return found


def _changed(case_id: str, last) -> ShownError:
    if last is None:
        return ShownError(
            f"个案 {case_id} 不存在。", code="case_unknown", next_step="请刷新清单后重试。"
        )
    at = clock.from_text(last.recorded_at).astimezone(clock.CHINA)
    return ShownError(
        f"个案 {case_id} 刚被 {last.actor} 改动（{at:%m月%d日 %H:%M:%S}），您的这一步没有保存。",
        code="case_changed",
        next_step="已载入最新内容，请核对后再做一次。",
    )


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


def read_cases(connection: Connection, after: int = 0) -> list[CaseState]:
    """Return the projection, by case_id; of the cases that changed after the event `after`."""
    rows = connection.execute(select(case).where(case.c.seq > after).order_by(case.c.case_id))
    return [CaseState(r.case_id, r.kind, r.status, json.loads(r.body), r.seq) for r in rows]


def read_case_writers(connection: Connection, after: int = 0) -> dict[str, str]:
    """Return by case_id who wrote last about each case that changed after the event `after`."""
    query = select(case.c.case_id, event.c.actor).join_from(case, event, event.c.seq == case.c.seq)
    return {r.case_id: r.actor for r in connection.execute(query.where(case.c.seq > after))}
