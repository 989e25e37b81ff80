"""Typed rows of a file's sheets → the frames that the records keep."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from anyuan import records
from anyuan.codebook import Table
from anyuan.errors import Issue
from anyuan.intake.rows import ReadRows

_HELD_CODE = "held_code"


@dataclass(frozen=True)
class Assembled:
    """Accepted and held rows of one file, in the frames of `records`, and the cells' issues."""

    accepted: pd.DataFrame
    held: pd.DataFrame
    issues: tuple[Issue, ...]
    n_doubtful: int

    @property
    def n_rows(self) -> int:
        return len(self.accepted) + len(self.held)


def assemble(
    table: Table, read: Sequence[ReadRows], *, sha8: str, period: str, record_key: bytes
) -> Assembled:
    """Return the rows of all sheets, accepted and held apart, each with its record_key.

    Keys are given over all rows of the file in its order, held ones too: a row keeps its key when a
    correction frees it. A column that the file lacks is null.
    """
    whole = pd.concat([_frame(table, rows, sha8, period) for rows in read], ignore_index=True)
    held_code = whole.pop(_HELD_CODE)
    whole["record_key"] = records.record_keys(table, whole, record_key)
    is_held = held_code.notna()
    accepted = whole[~is_held].reset_index(drop=True)
    held = whole[is_held].assign(**{_HELD_CODE: held_code[is_held]}).reset_index(drop=True)
    issues = tuple(issue for rows in read for issue in rows.issues)
    return Assembled(accepted, held, issues, int((accepted["doubts"] != "").sum()))


def _frame(table: Table, rows: ReadRows, sha8: str, period: str) -> pd.DataFrame:
    """Return one sheet's rows with every column of the contract but record_key, and held_code."""
    n = len(rows.numbers)
    meta = {
        "file_sha8": [sha8] * n,
        "sheet": [rows.sheet] * n,
        "row": list(rows.numbers),
        "period": [period] * n,
        "doubts": [";".join(dict.fromkeys(rows.doubts.get(k, ()))) for k in range(n)],
    }
    values = rows.values | meta
    columns = {
        name: _series(values.get(name, [None] * n), dtype)
        for name, dtype in records.record_columns(table).items()
        if name != "record_key"
    }
    columns[_HELD_CODE] = _series([rows.held.get(k) for k in range(n)], "str")
    return pd.DataFrame(columns)


def _series(values: list, dtype: str) -> pd.Series:
    if dtype == "datetime64[us]":
        return pd.Series(np.array(values, dtype=dtype))  # None becomes NaT
    return pd.Series(values, dtype=dtype)
