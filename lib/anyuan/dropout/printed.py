"""In which printed numbers does each child stand: the county's figures and their splits.

A number has a key: `out_of_school` for a county figure, `by_township.140100` for a row of a split.
The splits are those of `breakdowns`, child by child.
"""

import pandas as pd

from anyuan.codebook import County
from anyuan.dropout.breakdowns import group_members, split_rows
from anyuan.dropout.headcount import COUNTY_FIGURES

# Doubt does not move what is printed of itself; `by_group` has the children of poverty lists.
_APART = ("undecided", "held", "ex_poverty")


def printed_numbers(people: pd.DataFrame, county: County) -> pd.DataFrame:
    """Return which numbers each person is in: booleans, index as given, a column a key."""
    figures = {name: holds(people) for name, holds in COUNTY_FIGURES.items() if name not in _APART}
    for name, values in split_rows(people, county.townships).items():
        for value in sorted(values.unique()):
            figures[f"{name}.{value}"] = (values == value).reindex(people.index, fill_value=False)
    for group, ids in group_members(people).items():
        figures[f"by_group.{group}"] = people.index.isin(ids)
    return pd.DataFrame(figures, index=people.index, dtype=bool)
