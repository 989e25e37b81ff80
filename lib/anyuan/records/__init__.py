"""Received rows: typed frames, their keys, and the immutable Parquet files that hold them."""

from anyuan.records.anonymous import anonymous_path, read_anonymous, write_anonymous
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
    read_distinct,
    read_held,
    record_path,
    records_digest,
    write,
    write_held,
)

__all__ = [
    "META",
    "anonymous_path",
    "as_held_frame",
    "as_record_frame",
    "empty_frame",
    "find_records",
    "read",
    "read_anonymous",
    "read_distinct",
    "read_held",
    "record_columns",
    "record_keys",
    "record_path",
    "records_digest",
    "write",
    "write_anonymous",
    "write_held",
]
