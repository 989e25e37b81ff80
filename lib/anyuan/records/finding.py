"""In which record files does a row stand? Asked of their keys alone, without reading a file whole.

Whoever shows what stands there reads the file with `read`, which checks it.
"""

from collections.abc import Collection, Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds

from anyuan.records.parquet import read, record_path

_KEY, _FILE = "record_key", "__filename"


def find_records(
    workspace: Path, table: str, record_names: Sequence[str], keys: Collection[str]
) -> pd.DataFrame:
    """Return where rows of some keys stand: record_key, record_name, one row for each place.

    Raises ShownError as `read` does for a file that is gone or cannot be opened.
    """
    paths = [str(record_path(workspace, table, name)) for name in record_names]
    if not paths or not keys:
        return pd.DataFrame({"record_key": [], "record_name": []}, dtype="str")
    wanted = ds.field(_KEY).isin(list(keys))
    try:
        rows = ds.dataset(paths, format="parquet").to_table(columns=[_KEY, _FILE], filter=wanted)
    except (pa.ArrowException, OSError):
        read(workspace, table, record_names)  # says which file it is, and what to do
        raise
    names = [Path(name).stem for name in rows.column(_FILE).to_pylist()]
    found = pd.DataFrame({"record_key": rows.column(_KEY).to_pylist(), "record_name": names})
    return found.astype("str")
