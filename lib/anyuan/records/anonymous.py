"""Rows that no key leads to: answers of an anonymous questionnaire, apart from everything else.

They lie under anonymous/<table>/<record_name>.parquet, in the order of what they say, not of the
file, without number, key or place in it. Whoever reads them may not read cases, and the other way
round; `tests/test_privacy.py` holds both to it.
"""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from anyuan.codebook import Table
from anyuan.codebook import table as codebook_table
from anyuan.paths import checked_code, contained
from anyuan.records.frames import anonymous_columns, as_anonymous_frame
from anyuan.records.parquet import read_all, write_once


def anonymous_path(workspace: Path, table: str, record_name: str) -> Path:
    """Return where the answers of a file lie; the file need not exist."""
    name = f"{checked_code(record_name, '数据名称')}.parquet"
    return contained(workspace / "anonymous", _anonymous(table).name, name)


def write_anonymous(workspace: Path, table: str, record_name: str, frame: pd.DataFrame) -> Path:
    """Write the answers of a file once and return the file's path.

    `frame` is as `records.write` takes it; what numbers or places a row is left out, and the rows
    are put in the order of their answers. Raises as `records.write` does.
    """
    vocabulary = _anonymous(table)
    rows = as_anonymous_frame(vocabulary, frame)
    path = anonymous_path(workspace, table, record_name)
    return write_once(path, rows, anonymous_columns(vocabulary))


def read_anonymous(workspace: Path, table: str, record_names: Sequence[str]) -> pd.DataFrame:
    """Return the answers of several files: the table's columns but its row number, and `period`.

    Raises ShownError `record_missing` or `record_damaged`.
    """
    paths = [anonymous_path(workspace, table, name) for name in record_names]
    return read_all(paths, anonymous_columns(_anonymous(table)))


def _anonymous(name: str) -> Table:
    found = codebook_table(name)
    if not found.is_anonymous:
        raise ValueError(f"{name} is not anonymous")
    return found
