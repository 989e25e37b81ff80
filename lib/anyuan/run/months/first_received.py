"""When did the office first have what a row says? Files, those replaced since too, with rows."""

from collections.abc import Sequence

import pandas as pd

from anyuan import records
from anyuan.clock import CHINA
from anyuan.run.months.holdings import Holdings

_SAME = ("record_key",)
_AT = "datetime64[us]"


def rows_with_receipt(
    holdings: Holdings, name: str, *, by: Sequence[str] = _SAME, covers: str | None = None
) -> pd.DataFrame:
    """Return the rows of one table over its standing files, with `recorded_at` (local, no zone).

    That is when the first file came, replaced since or not, that had a row of the same `by`: by its
    record_key a row that says the same in all columns. covers: only the files of one school. Of
    rows with one number (`unique` of the table) in files of several months the newest file's
    stands.
    """
    files = holdings.casebook.files(holdings.known_at)
    files = files[(files["table"] == name) & (files["record_name"] != "")]
    standing = set(holdings.files_of(name)["record_name"])
    if covers is not None:
        files = files[files["covers"] == covers]
    parts = [_read(holdings, name, row) for row in files.to_dict("records")]
    if not parts:
        return _read_none(holdings, name)
    told = pd.concat(parts, ignore_index=True)
    first = told.groupby(list(by), dropna=False)["recorded_at"].transform("min")
    told = told.assign(recorded_at=first.astype(_AT))
    told = told[told["file"].isin(standing)].sort_values("period", kind="stable")
    unique = list(holdings.tables[name].unique)
    if unique:
        told = told.drop_duplicates(unique, keep="last")
    return told.drop(columns="file").reset_index(drop=True)


def _read(holdings: Holdings, name: str, file: dict) -> pd.DataFrame:
    rows = records.read(holdings.workspace, name, [file["record_name"]])
    at = file["recorded_at"].tz_convert(CHINA).tz_localize(None)
    return rows.assign(file=file["record_name"], recorded_at=at)


def _read_none(holdings: Holdings, name: str) -> pd.DataFrame:
    rows = records.read(holdings.workspace, name, [])
    return rows.assign(recorded_at=pd.Series(dtype=_AT))
