"""What a frame of received rows looks like: which columns, in which order, of which types.

A column of the codebook's table is text (`str`), a date (`datetime64[us]`), a boolean
(`boolean`) or a whole number (`Int64`), with nulls. Texts of a form of their own: codes and
pseudonyms several behind one another, joined by semicolons; a clock_time as 08:05, a moment (of
the civil clock) as 2024-09-05T08:05. A `resident_id` column is three: `resident_id` (18
characters, only when wholly valid), `resident_id_given` (as the file had it) and
`resident_id_problem` (why not valid). Behind them stand the columns of META.
"""

from typing import Any

import pandas as pd

from anyuan.codebook import Table

META = {
    "file_sha8": "str",
    "sheet": "str",
    "row": "int64",
    "period": "str",
    "record_key": "str",
    "doubts": "str",
}
HELD_CODE = "held_code"
_DATE = "datetime64[us]"
_DTYPES = {"date": _DATE, "boolean": "boolean", "integer": "Int64"}
_VALID_ID = r"[0-9]{17}[0-9X]"


def record_columns(table: Table) -> dict[str, str]:
    """Return the columns of a record frame, in order, each with its dtype."""
    columns: dict[str, str] = {}
    for column in table.columns.values():
        columns[column.name] = _DTYPES.get(column.type, "str")
        if column.type == "resident_id":
            columns |= {f"{column.name}_given": "str", f"{column.name}_problem": "str"}
    return columns | META


def anonymous_columns(table: Table) -> dict[str, str]:
    """Return the columns of an anonymous table's frame: none that numbers or places a row."""
    kept = {n: d for n, d in record_columns(table).items() if n not in (*META, table.row_no)}
    return kept | {"period": "str"}


def empty_frame(table: Table) -> pd.DataFrame:
    """Return the record frame of a table with every column typed and no rows."""
    return pd.DataFrame({name: pd.Series(dtype=d) for name, d in record_columns(table).items()})


def as_record_frame(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """Return accepted rows in the order and types of the contract, rows numbered from 0.

    Absent optional columns are added as nulls. Raises ValueError, naming column and reason but no
    value, for an unknown column, a missing required or META column, a value of another type (a
    number is never turned into text), a date with a time of day, a code outside its list, a
    resident_id that is not 18 characters, and a null or repeated record_key.
    """
    typed = _typed(table, frame, record_columns(table))
    keys = typed["record_key"]
    if keys.isna().any() or keys.duplicated().any():
        raise ValueError(f"{table.name}.record_key: null or repeated")
    _check_codes(table, typed)
    return typed


def as_anonymous_frame(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """Return accepted rows without what numbers or places them, in the order of what they say.

    Raises ValueError as `as_record_frame` does.
    """
    columns = anonymous_columns(table)
    rows = as_record_frame(table, frame)[list(columns)]
    return rows.sort_values(list(columns), na_position="first", ignore_index=True)


def as_held_frame(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """Return refused rows in the same form, with `held_code`, the code of the first reason.

    Cells that could not be read are null, and so may record_key be. Raises ValueError as
    `as_record_frame` does, and where held_code is null.
    """
    typed = _typed(table, frame, record_columns(table) | {HELD_CODE: "str"})
    if typed[HELD_CODE].isna().any():
        raise ValueError(f"{table.name}.{HELD_CODE}: null")
    return typed


def _typed(table: Table, frame: pd.DataFrame, columns: dict[str, str]) -> pd.DataFrame:
    unknown = [name for name in frame.columns if name not in columns]
    if unknown or not frame.columns.is_unique:
        raise ValueError(f"{table.name}: columns outside the table, or repeated: {unknown}")
    optional = _optional_columns(table)
    missing = [name for name in columns if name not in frame.columns and name not in optional]
    if missing:
        raise ValueError(f"{table.name}: missing columns {missing}")
    n = len(frame)
    typed = {
        name: _cast(f"{table.name}.{name}", frame[name], dtype)
        if name in frame.columns
        else pd.Series([None] * n, dtype=dtype)
        for name, dtype in columns.items()
    }
    ids = [c.name for c in table.columns.values() if c.type == "resident_id"]
    for name in ids:
        if not typed[name].dropna().str.fullmatch(_VALID_ID).all():
            raise ValueError(f"{table.name}.{name}: not 18 characters")
    return pd.DataFrame(typed)


def _optional_columns(table: Table) -> set[str]:
    names: set[str] = set()
    for column in table.columns.values():
        if not column.is_required:
            names.add(column.name)
            if column.type == "resident_id":
                names |= {f"{column.name}_given", f"{column.name}_problem"}
    return names


def _cast(where: str, values: pd.Series, dtype: str) -> pd.Series:
    values = values.reset_index(drop=True)
    if values.isna().all() and dtype != "int64":
        return pd.Series([None] * len(values), dtype=dtype)
    kind = pd.api.types.infer_dtype(values, skipna=True)
    if dtype == "str":
        wanted: tuple[str, ...] = ("string",)
    elif dtype == "boolean":
        wanted = ("boolean",)
    elif dtype in ("int64", "Int64"):
        wanted = ("integer", "empty")
    else:
        wanted = ("datetime64", "datetime", "date")
    if kind not in wanted:
        raise ValueError(f"{where}: holds {kind}, expected {dtype}")
    if dtype == _DATE:
        return _cast_dates(where, values)
    return values.astype(dtype)


def _cast_dates(where: str, values: pd.Series) -> pd.Series:
    days = pd.to_datetime(values)
    if days.dt.tz is not None:
        raise ValueError(f"{where}: a civil date has no zone")
    days = days.astype(_DATE)
    if not (days.dropna() == days.dropna().dt.normalize()).all():
        raise ValueError(f"{where}: a date with a time of day")
    return days


def _check_codes(table: Table, frame: pd.DataFrame) -> None:
    for column in table.columns.values():
        if column.codes is None or column.type == "boolean":
            continue
        words = frame[column.name].dropna()
        if column.type == "codes":
            words = words.str.split(";").explode()
        if not words.isin(column.codes.labels).all():
            raise ValueError(f"{table.name}.{column.name}: a code outside {column.codes.name}")


def null_columns(n_rows: int, columns: dict[str, str]) -> dict[str, Any]:
    """Return columns of nulls in the given types (for files older than a column)."""
    return {name: pd.Series([None] * n_rows, dtype=dtype) for name, dtype in columns.items()}
