"""The chain of events: each row is sealed with a keyed hash over itself and the row before.

mac = HMAC-SHA256(purpose_key("chain"), JSON of [prev, seq, case_id, kind, occurred_on,
recorded_at, actor, body]). An event that brings fact rows carries their number and SHA-256 in its
body, so the chain seals them too. Order is that of `seq`, whatever the clock said.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Table, func, insert, select

from anyuan import clock
from anyuan.casebook.schema import event, release
from anyuan.errors import ShownError

GENESIS = "0" * 64
_to_line = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_FIELDS = ("seq", "case_id", "kind", "occurred_on", "recorded_at", "actor", "body")
SEALED = [event.c[name] for name in (*_FIELDS, "prev", "mac")]
CLOCK_STEP = timedelta(minutes=5)
DIGESTS = "digests"
# Events that change no figure: who came in, who looked, how the clock stood.
NO_FACTS = (
    *("accessed", "pin_set", "pin_passed", "pin_failed"),
    *("clock", "release_carried", "form_locked"),
)
# Of a page's way out, only these change what may be shown later.
_RELEASE_FACTS = ("released", "withdrawn")


@dataclass(frozen=True)
class NewEvent:
    """What is to be recorded: `body` must be JSON; `occurred_on` is a civil date."""

    kind: str
    actor: str
    at: datetime
    body: Mapping[str, Any] = field(default_factory=dict)
    case_id: str | None = None
    occurred_on: date | None = None


def append(
    connection: Connection,
    key: bytes,
    new: NewEvent,
    facts: Mapping[Table, Sequence[Sequence[Any]]] | None = None,
) -> int:
    """Append an event with its fact rows and return its seq; the caller holds the transaction.

    `facts` gives, for each table, rows as tuples in the order of its columns after seq and line. A
    clock that stands more than five minutes before the last event's is recorded first, by an event
    of kind `clock`. Raises ShownError `foreign_key` where the last event was not sealed with this
    key, since going on from it would break the chain for good; ValueError for an empty kind or
    actor, or a moment without zone.
    """
    if not new.kind or not new.actor:
        raise ValueError("an event needs a kind and an actor")
    if new.at.tzinfo is None:
        raise ValueError("a moment without a zone cannot be recorded")
    if DIGESTS in new.body:
        raise ValueError(f"{DIGESTS!r} in a body belongs to the chain")
    last = connection.execute(select(*SEALED).order_by(event.c.seq.desc()).limit(1)).first()
    if last:
        _require_own(key, last)
    seq, prev = (last.seq, last.mac) if last else (0, GENESIS)
    if last and clock.from_text(last.recorded_at) - new.at > CLOCK_STEP:
        step = NewEvent("clock", "system", new.at, {"before": last.recorded_at})
        seq, prev = seq + 1, _insert(connection, key, (seq + 1, prev), step)
    rows = {table: [tuple(row) for row in given] for table, given in (facts or {}).items()}
    rows = {table: given for table, given in rows.items() if given}
    body = dict(new.body)
    if rows:
        body[DIGESTS] = {t.name: [len(r), rows_digest(r)] for t, r in rows.items()}
    sealed = NewEvent(new.kind, new.actor, new.at, body, new.case_id, new.occurred_on)
    _insert(connection, key, (seq + 1, prev), sealed)
    for table, given in rows.items():
        _insert_rows(connection, table, seq + 1, given)
    return seq + 1


def canonical(body: Mapping[str, Any]) -> str:
    """Return JSON of one form only: keys sorted, no blanks, characters as they are."""
    return json.dumps(
        body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def rows_digest(rows: Iterable[Sequence[Any]]) -> str:
    """Return the SHA-256 of rows of text, whole numbers and nulls, one JSON line each."""
    whole = hashlib.sha256()
    for row in rows:
        whole.update(_to_line(list(row)).encode("utf-8", "surrogatepass") + b"\n")
    return whole.hexdigest()


def seal(key: bytes, prev: str, fields: Sequence[Any]) -> str:
    """Return the mac of an event; `fields` are its columns from seq to body."""
    message = _to_line([prev, *fields])
    return hmac.digest(key, message.encode("utf-8", "surrogatepass"), "sha256").hex()


def head(connection: Connection, known_at: datetime | None = None) -> tuple[int, str]:
    """Return seq and mac of the last event recorded up to a moment; (0, zeros) for none."""
    query = select(event.c.seq, event.c.mac).order_by(event.c.seq.desc()).limit(1)
    if known_at is not None:
        query = query.where(event.c.recorded_at <= clock.to_text(known_at))
    row = connection.execute(query).first()
    return (row.seq, row.mac) if row else (0, GENESIS)


def facts_head(connection: Connection, known_at: datetime | None = None) -> str:
    """Return the mac of the last event up to a moment that is a fact; zeros for none.

    Every event is one, besides NO_FACTS and the steps of a release that lead up to it.
    """
    steps = select(release.c.seq).where(release.c.step.not_in(_RELEASE_FACTS))
    query = (
        select(event.c.mac)
        .where(event.c.kind.not_in(NO_FACTS), event.c.seq.not_in(steps))
        .order_by(event.c.seq.desc())
        .limit(1)
    )
    if known_at is not None:
        query = query.where(event.c.recorded_at <= clock.to_text(known_at))
    return connection.scalar(query) or GENESIS


def last_recorded_at(connection: Connection, besides: Sequence[str] = ()) -> datetime | None:
    """Return the latest moment of any event, besides those of some kinds, or None."""
    latest = select(func.max(event.c.recorded_at)).where(event.c.kind.not_in(besides))
    text = connection.scalar(latest)
    return clock.from_text(text) if text else None


def _insert(connection: Connection, key: bytes, place: tuple[int, str], new: NewEvent) -> str:
    seq, prev = place
    fields = (
        seq,
        new.case_id,
        new.kind,
        new.occurred_on.isoformat() if new.occurred_on else None,
        clock.to_text(new.at),
        new.actor,
        canonical(new.body),
    )
    mac = seal(key, prev, fields)
    connection.execute(
        insert(event).values(**dict(zip(_FIELDS, fields, strict=True)), prev=prev, mac=mac)
    )
    return mac


def _require_own(key: bytes, last: Row) -> None:
    *fields, prev, mac = last
    if not hmac.compare_digest(seal(key, prev, fields), mac):
        raise ShownError(
            "本机的密钥不是记下这个办案库的那一把，或者最后一条记录被改动过，没有保存。",
            code="foreign_key",
            next_step="请换回原来的密钥（环境变量 ANYUAN_KEY_FILE），或运行 anyuan verify 核验。",
        )


def _insert_rows(connection: Connection, table: Table, seq: int, rows: list[tuple]) -> None:
    names = [column.name for column in table.columns][2:]
    connection.execute(
        insert(table),
        [
            dict(zip(names, row, strict=True), seq=seq, line=line)
            for line, row in enumerate(rows, start=1)
        ],
    )
