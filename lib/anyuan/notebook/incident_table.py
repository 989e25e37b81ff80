"""How a table of a review's own panel is made: a meeting's page refuses it."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from anyuan.protected import ProtectedTable
from anyuan.review.citing import tell_day

# No decision of the county lists this kind's exemption.
PANEL_KIND = "incident_casework"
# How the numbers of a panel's table come about.
_TOLD = "取自复盘个案的登记、事件记录和各台账；时刻和天数由登记的时间相减。"
JOINED, LISTED = ";", "、"


def panel_table(
    page, name: str, rows: Sequence[Mapping[str, Any]], words: Mapping[str, str], **how
) -> ProtectedTable:
    """Return a table of rows, each with a `label` (what stands in the first column).

    words: headings by column. how: title, row_label; keys (of the rows, else their numbers);
    types (dtypes by column), units.
    """
    keys = list(how.get("keys") or map(str, range(1, len(rows) + 1)))
    frame = pd.DataFrame([{k: row.get(k) for k in words} for row in rows], keys, list(words))
    return page.run.table(
        name,
        frame.astype(dict.fromkeys(words, object) | how.get("types", {})),
        PANEL_KIND,
        title=how["title"],
        row_label=how["row_label"],
        row_names={key: row["label"] for key, row in zip(keys, rows, strict=True)},
        column_names=words,
        units=how.get("units", {}),
        derived_from=how.get("derived_from", _TOLD),
    )


def tell_moment(at: pd.Timestamp | None) -> str:
    """Return a moment as a page prints it, without its year: 9月12日07:42; "" for none."""
    return "" if pd.isna(at) else f"{at.month}月{at.day}日{at:%H:%M}"


def tell_since(at: pd.Timestamp | None) -> str:
    """Return since when something was known: a day where it begins at midnight, else a moment."""
    if pd.isna(at):
        return "何时知道没有记录"
    return f"{tell_day(at) if at == at.normalize() else tell_moment(at)}起"


def listed(codes: str | Sequence[str], labels: Mapping[str, str]) -> str:
    """Return codes (a list, or joined by ;) in words, "" for none."""
    codes = codes.split(JOINED) if isinstance(codes, str) else codes
    return LISTED.join(labels[code] for code in codes if code)
