"""Received rows: typed frames, their keys, and the immutable Parquet files that hold them."""

from anyuan.records.finding import find_records
from anyuan.records.frames import (
    META,
    as_held_frame,
    as_record_frame,
    empty_frame,
    record_columns,
)
from anyuan.records.naming import record_keys
from anyuan.records.parquet import (
    read,
    read_held,
    record_path,
    records_digest,
    write,
    write_held,
)

__all__ = [
    "META",
    "as_held_frame",
    "as_record_frame",
    "empty_frame",
    "find_records",
    "read",
    "read_held",
    "record_columns",
    "record_keys",
    "record_path",
    "records_digest",
    "write",
    "write_held",
]
