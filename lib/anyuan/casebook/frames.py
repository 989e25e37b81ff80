"""Rows of the casebook as typed frames, each with who recorded it and when."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, Select, Table, select

from anyuan import clock
from anyuan.casebook.schema import event

MOMENT = "datetime64[us, UTC]"


def facts_query(table: Table, known_at: datetime | None, *extra) -> Select:
    """Return the query of a fact table's rows known at a moment, in the order of recording.

    Columns: the table's own, the `extra` ones, and `recorded_at`.
    """
    query = (
        select(*table.columns, *extra, event.c.recorded_at)
        .join_from(table, event, event.c.seq == table.c.seq)
        .order_by(table.c.seq, table.c.line)
    )
    return known_by(query, known_at)


def known_by(query: Select, known_at: datetime | None) -> Select:
    """Return the query narrowed to events recorded up to and at a moment; None is no limit."""
    if known_at is None:
        return query
    return query.where(event.c.recorded_at <= clock.to_text(known_at))


def fetch_frame(connection: Connection, query: Select, dtypes: Mapping[str, str]) -> pd.DataFrame:
    """Return a query's rows with the columns of `dtypes`, by position, in those types.

    `MOMENT` columns come from the casebook's text of fixed width; an empty result is typed too.
    """
    rows = connection.execute(query).all()
    columns = zip(*rows, strict=True) if rows else ([] for _ in dtypes)
    return pd.DataFrame(
        {
            name: _moments(values) if dtype == MOMENT else pd.Series(list(values), dtype=dtype)
            for (name, dtype), values in zip(dtypes.items(), columns, strict=True)
        }
    )


def text_rows(frame: pd.DataFrame, columns: Sequence[str]) -> list[tuple]:
    """Return the rows of text columns as tuples; ValueError for a missing column or a non-text."""
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        raise ValueError(f"missing columns {missing}")
    rows = list(zip(*(frame[name].tolist() for name in columns), strict=True))
    if not all(isinstance(value, str) for row in rows for value in row):
        raise ValueError(f"columns {list(columns)} must be text without nulls")
    return rows


def _moments(values) -> pd.Series:
    texts = pd.Series(list(values), dtype="str")
    known = {t: clock.from_text(t) for t in texts.dropna().unique()}
    return pd.Series([known.get(t) for t in texts], dtype=MOMENT)
