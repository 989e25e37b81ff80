"""Received rows on the disk: one Parquet file for each received file, written once, never changed.

A record's file is records/<table>/<record_name>.parquet; its refused rows lie apart, under
derived/held, because they can be read again from the original.
"""

import hashlib
import os
from collections.abc import Collection, Sequence
from functools import lru_cache
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from anyuan.codebook import table as codebook_table
from anyuan.errors import ShownError
from anyuan.paths import checked_code, contained, replacing
from anyuan.records.content import is_intact, sealed
from anyuan.records.frames import (
    HELD_CODE,
    as_held_frame,
    as_record_frame,
    null_columns,
    record_columns,
)

_ARROW = {
    "str": pa.string(),
    "datetime64[us]": pa.timestamp("us"),
    "boolean": pa.bool_(),
    "int64": pa.int64(),
    "Int64": pa.int64(),
}


def record_path(workspace: Path, table: str, record_name: str) -> Path:
    """Return where a record's accepted rows lie; the file need not exist.

    ValueError for an anonymous table, whose rows are no records.
    """
    if codebook_table(table).is_anonymous:
        raise ValueError(f"{table} is anonymous")
    return _path(workspace / "records", table, record_name)


def write(workspace: Path, table: str, record_name: str, frame: pd.DataFrame) -> Path:
    """Write accepted rows once and return the file's path.

    The file is whole, read-only and checksummed. Writing the same rows again changes nothing.
    Raises ShownError `record_differs` where the name already holds other rows; ValueError where
    the frame breaks the contract of `frames.as_record_frame`.
    """
    vocabulary = codebook_table(table)
    rows = as_record_frame(vocabulary, frame)
    path = record_path(workspace, table, record_name)
    return write_once(path, rows, record_columns(vocabulary))


def write_once(path: Path, frame: pd.DataFrame, columns: dict[str, str]) -> Path:
    """Write a typed frame where nothing or the same lies; ShownError `record_differs`."""
    rows = _to_arrow(frame, columns)
    if path.exists():
        if not _load(path).equals(rows):  # metadata left aside
            raise ShownError(
                f"已收档的数据 {path.parent.name}/{path.stem} 与这次读出的内容不同，没有覆盖。",
                code="record_differs",
                next_step="原始文件相同而读出的内容不同，请先备份工作区，再联系维护人员核对版本。",
            )
        return path
    _save(path, rows)
    path.chmod(0o400 if os.name == "posix" else 0o444)
    return path


def read(
    workspace: Path,
    table: str,
    record_names: Sequence[str],
    keys: Collection[str] | None = None,
) -> pd.DataFrame:
    """Return the rows of several records, one after another in the order given.

    With `keys` only the rows of those record keys. No names give an empty frame with every column
    typed. Raises ShownError `record_missing` or `record_damaged`. A column that the codebook got
    after the file was written is null.
    """
    paths = [record_path(workspace, table, name) for name in record_names]
    return read_all(paths, record_columns(codebook_table(table)), keys)


def read_distinct(
    workspace: Path, table: str, record_names: Sequence[str], columns: Sequence[str]
) -> set[str]:
    """Return all that stands in such text columns of several records; nulls are left out.

    Raises ShownError like `read`; a record written before the codebook got a column has none.
    """
    found: set[str] = set()
    for name in record_names:
        rows = _load(record_path(workspace, table, name))
        for column in set(columns) & set(rows.column_names):
            found |= set(rows[column].unique().to_pylist())
    return found - {None}


def write_held(workspace: Path, table: str, record_name: str, frame: pd.DataFrame) -> Path:
    """Write a file's refused rows (see `frames.as_held_frame`), over what was derived before."""
    vocabulary = codebook_table(table)
    columns = record_columns(vocabulary) | {HELD_CODE: "str"}
    path = _path(workspace / "derived" / "held", table, record_name)
    _save(path, _to_arrow(as_held_frame(vocabulary, frame), columns))
    return path


def read_held(workspace: Path, table: str, record_names: Sequence[str]) -> pd.DataFrame:
    """Return the refused rows of several records, with `held_code`; a record may have none."""
    paths = [_path(workspace / "derived" / "held", table, name) for name in record_names]
    columns = record_columns(codebook_table(table)) | {HELD_CODE: "str"}
    return read_all([path for path in paths if path.exists()], columns)


def records_digest(workspace: Path) -> str:
    """Return the SHA-256 over all received rows: names and bytes of files, in the order of names.

    Those of anonymous tables come last.
    """
    whole = hashlib.sha256()
    for folder in ("records", "anonymous"):
        root = workspace / folder
        for path in sorted(root.glob("*/*.parquet")):
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            whole.update(f"{path.relative_to(root).as_posix()} {digest}\n".encode())
    return whole.hexdigest()


def _path(root: Path, table: str, record_name: str) -> Path:
    codebook_table(table)
    return contained(root, table, f"{checked_code(record_name, '数据名称')}.parquet")


def _to_arrow(frame: pd.DataFrame, columns: dict[str, str]) -> pa.Table:
    schema = pa.schema([(name, _ARROW[dtype]) for name, dtype in columns.items()])
    rows = pa.Table.from_pandas(frame, schema=schema, preserve_index=False)
    return sealed(rows)


def _save(path: Path, rows: pa.Table) -> None:
    with replacing(path) as part:
        pq.write_table(rows, part, compression="zstd", write_page_checksum=True)


@lru_cache(maxsize=1 << 14)
def _checked_rows(path: Path, stamp: tuple[int, int]) -> pa.Table:
    # Records never change, so a process reads and checks each once; `stamp` tells a file put in
    # its place.
    rows = pq.read_table(path, page_checksum_verification=True, partitioning=None)
    if not is_intact(rows):
        raise pa.ArrowInvalid("digest")
    return rows


def _load(path: Path) -> pa.Table:
    where = f"{path.parent.name}/{path.stem}"
    try:
        state = path.stat()
        rows = _checked_rows(path, (state.st_mtime_ns, state.st_size))
    except FileNotFoundError:
        raise ShownError(
            f"已收档的数据 {where} 不见了。",
            code="record_missing",
            next_step="请从备份恢复工作区（anyuan restore），不要另行重建。",
        ) from None
    except (pa.ArrowException, OSError, ValueError):
        raise ShownError(
            f"已收档的数据 {where} 已损坏，不能使用。",
            code="record_damaged",
            next_step="请从备份恢复工作区（anyuan restore），并检查硬盘。",
        ) from None
    return rows.replace_schema_metadata(None)


def read_all(
    paths: list[Path], columns: dict[str, str], keys: Collection[str] | None = None
) -> pd.DataFrame:
    """Return the rows of several files in the columns and types given; see `read`."""
    tables = [_load(path) for path in paths]
    if not tables:
        return pd.DataFrame(null_columns(0, columns))
    rows = pa.concat_tables(tables, promote_options="default")
    if keys is not None:
        rows = rows.filter(pc.field("record_key").isin(pa.array(keys, pa.string())))
    frame = rows.to_pandas()
    added = {name: dtype for name, dtype in columns.items() if name not in frame.columns}
    frame = frame.assign(**null_columns(len(frame), added))
    return frame[list(columns)].astype(columns)
