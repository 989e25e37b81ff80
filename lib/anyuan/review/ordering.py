"""The order in which a review's rows stand: codes as their lists have them, entry 9 before 10."""

from functools import cache

import pandas as pd

from anyuan.codebook import code_list

_LISTS = {"source": "log_source", "event": "incident_event", "party": "party"}


def place_of(column: pd.Series) -> pd.Series:
    """Return what a column is sorted by (the `key` of `sort_values`), by the column's name."""
    if column.name in _LISTS:
        return column.map(_places(_LISTS[column.name]))
    return column.str.zfill(20) if column.name == "entry_no" else column


@cache
def _places(name: str) -> dict[str, int]:
    return {code: n for n, code in enumerate(code_list(name).labels)}
