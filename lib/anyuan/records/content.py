"""A digest of what a Parquet file says, kept in the file itself.

Parquet's own checksums cover its pages but not its footer, where one flipped bit can rename a
column or turn nulls into values. The digest is of names, types, nulls and values, so it does not
hang on a library's version.
"""

import hashlib

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_KEY = b"anyuan_digest"


def sealed(rows: pa.Table) -> pa.Table:
    """Return the rows with their digest in the schema's metadata, in place of any other."""
    return rows.replace_schema_metadata({_KEY: content_digest(rows)})


def is_intact(rows: pa.Table) -> bool:
    """Whether rows read from a file are those that `sealed` saw."""
    return (rows.schema.metadata or {}).get(_KEY) == content_digest(rows).encode()


def content_digest(rows: pa.Table) -> str:
    """Return the SHA-256 over every column's name, type, nulls and values."""
    whole = hashlib.sha256()
    for name in rows.column_names:
        column = rows.column(name)
        whole.update(f"{name}\x1f{column.type}\x1f{len(column)}\x1e".encode())
        whole.update(np.packbits(column.is_null().to_numpy()).tobytes())
        for part in _values(column):
            whole.update(part)
    return whole.hexdigest()


def _values(column: pa.ChunkedArray) -> tuple[bytes | pa.Buffer, ...]:
    if not pa.types.is_string(column.type):
        if pa.types.is_boolean(column.type):
            return (np.packbits(column.fill_null(False).to_numpy()).tobytes(),)
        return (column.cast(pa.int64()).fill_null(0).to_numpy().astype("<i8").tobytes(),)
    lengths = pc.binary_length(column).fill_null(0).to_numpy().astype("<i4").tobytes()
    return (lengths, *(_text_bytes(chunk.fill_null("")) for chunk in column.chunks))


def _text_bytes(chunk: pa.StringArray) -> bytes | pa.Buffer:
    """Return the characters of a chunk one after another, without what a slice leaves out."""
    _, offsets, data = chunk.buffers()
    if data is None or len(chunk) == 0:
        return b""
    ends = np.frombuffer(offsets, dtype=np.int32)[chunk.offset : chunk.offset + len(chunk) + 1]
    return data[int(ends[0]) : int(ends[-1])]
