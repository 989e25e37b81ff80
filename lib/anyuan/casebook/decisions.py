"""Who is who, as decided: judgements by people, links by rules, persons by both.

All three are append-only; the latest word on a pair or a record counts.
"""

import secrets
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, select

from anyuan.casebook import chain
from anyuan.casebook.frames import MOMENT, facts_query, fetch_frame, text_rows
from anyuan.casebook.schema import event, judgement, link, person

_PLACE = {"seq": "int64", "line": "int64"}
_PAIR = {"left_key": "str", "right_key": "str"}
_BY = {"actor": "str", "recorded_at": MOMENT}


def mint_person_ids(n: int) -> list[str]:
    """Return `n` fresh random person ids (P and 16 hexadecimal digits, 64 bits)."""
    return [f"P{secrets.token_hex(8)}" for _ in range(n)]


def add_judgement(
    connection: Connection, key: bytes, new: chain.NewEvent, row: tuple[str, str, str, str]
) -> int:
    """Record (one key, other key, verdict, why), the pair in either order; return the seq."""
    first, second, verdict, why = row
    if first == second:
        raise ValueError("a judgement is about two records")
    left, right = sorted((first, second))
    new = replace(new, kind="judged", body={"verdict": verdict})
    return chain.append(connection, key, new, {judgement: [(left, right, verdict, why)]})


def read_judgements(connection: Connection, known_at: datetime | None) -> pd.DataFrame:
    """Return the latest judgement on each pair (left_key < right_key), oldest first.

    Columns: left_key, right_key, verdict, why, actor, recorded_at.
    """
    types = _PLACE | _PAIR | {"verdict": "str", "why": "str"} | _BY
    frame = fetch_frame(connection, facts_query(judgement, known_at, event.c.actor), types)
    return _latest(frame, ["left_key", "right_key"])


def add_links(connection: Connection, key: bytes, new: chain.NewEvent, frame: pd.DataFrame) -> int:
    """Record links (left_key, right_key, rule, why) in one event and return how many."""
    rows = text_rows(frame, ["left_key", "right_key", "rule", "why"])
    if rows:
        chain.append(connection, key, replace(new, kind="linked"), {link: rows})
    return len(rows)


def read_links(connection: Connection, known_at: datetime | None) -> pd.DataFrame:
    """Return all links known at a moment, oldest first.

    Columns: left_key, right_key, rule, why, actor, recorded_at.
    """
    types = _PLACE | _PAIR | {"rule": "str", "why": "str"} | _BY
    frame = fetch_frame(connection, facts_query(link, known_at, event.c.actor), types)
    return frame.drop(columns=list(_PLACE))


def assign_persons(
    connection: Connection, key: bytes, new: chain.NewEvent, frame: pd.DataFrame
) -> int:
    """Record to whom records belong (record_key, person_id) in one event; return how many rows.

    Raises ValueError where one record is given to two persons at once.
    """
    rows = text_rows(frame, ["record_key", "person_id"])
    if len({record for record, _ in rows}) != len(rows):
        raise ValueError("a record_key stands twice")
    if rows:
        chain.append(connection, key, replace(new, kind="persons_assigned"), {person: rows})
    return len(rows)


def read_persons(connection: Connection, known_at: datetime | None) -> pd.DataFrame:
    """Return the person of each record as known at a moment: record_key, person_id, since."""
    types = _PLACE | {"record_key": "str", "person_id": "str", "since": MOMENT}
    frame = fetch_frame(connection, facts_query(person, known_at), types)
    return _latest(frame, ["record_key"])


def read_persons_of(connection: Connection, records: Collection[str]) -> pd.DataFrame:
    """Return the persons who own some records now, each with all its records.

    Columns as `read_persons`. Quicker than reading the persons of a whole county.
    """
    types = _PLACE | {"record_key": "str", "person_id": "str", "since": MOMENT}
    owners = select(person.c.person_id).where(person.c.record_key.in_(records))
    theirs = select(person.c.record_key).where(person.c.person_id.in_(owners))
    query = facts_query(person, None).where(person.c.record_key.in_(theirs))
    found = _latest(fetch_frame(connection, query, types), ["record_key"])
    mine = set(found.loc[found["record_key"].isin(records), "person_id"])
    return found[found["person_id"].isin(mine)].reset_index(drop=True)


def _latest(frame: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    latest = frame[~frame.duplicated(key, keep="last")]
    return latest.drop(columns=list(_PLACE)).reset_index(drop=True)
