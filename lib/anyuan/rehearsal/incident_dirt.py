"""The bad rows of the county's lists of inspections and letters, each told in the answer key."""

from datetime import date

import pandas as pd

from anyuan.rehearsal.draws import stream
from anyuan.rehearsal.facts import MONTHS
from anyuan.rehearsal.words import words

BAD = ("bad_cell", "column", "issue")


def spoil_rows(seed: int, name: str, place: int, rows: pd.DataFrame) -> pd.DataFrame:
    """Return a table's rows of a month with its bad rows put in, and which they are.

    A bad row is a copy of a good one about another school than an incident's: nothing that should
    be received is lost with it. Of each kind a month has one; a month without rows has none.
    """
    others = rows.index[rows["incident_no"].isna()]
    for kind, entry in words("incident_dirt").items():
        if entry["table"] != name or str(MONTHS[place]) not in entry["months"] or others.empty:
            continue
        k = int(stream(seed, "incident dirt", kind, place).integers(0, len(others)))
        copy = rows.loc[[others[k]]].astype(object)
        if "day" in entry:
            copy[entry["column"]] = date.fromisoformat(entry["day"])
        elif "text" in entry:
            copy[entry["column"]] = entry["text"]
        elif not entry["code"].startswith("repeated"):
            copy[entry["column"]] = None
        copy = copy.assign(error=kind, bad_cell=kind, column=entry["column"], issue=entry["code"])
        rows = pd.concat([rows, copy], ignore_index=True)
    return rows
