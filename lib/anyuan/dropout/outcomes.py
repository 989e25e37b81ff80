"""Where would a child stand if certain rows were its own?

The one definition: the rows of several persons are put under one person, and the status is worked
out anew from them as for any child. Nothing is added up by rule of thumb.
"""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from anyuan.codebook import RuleBook
from anyuan.dropout.evidence import TELLING, Evidence
from anyuan.dropout.headcount import count_heads
from anyuan.period import SchoolCalendar

_NO_PAIRS = ["person_id", "other_person_id", "other_table"]


def settle_blocks(
    evidence: Evidence,
    blocks: Sequence[tuple[str, ...]],
    book: RuleBook,
    calendar: SchoolCalendar,
) -> pd.DataFrame:
    """Return where each set of persons would stand, were it one child; index 0…n-1.

    Columns as of `settle_statuses`. A set that has no row up to the month is missing. Refused rows
    may still hold a child; open pairs no longer do.
    """
    named = {f"block:{n}": block for n, block in enumerate(blocks)}
    whose = pd.DataFrame(
        [(person, name) for name, block in named.items() for person in block],
        columns=["person_id", "block"],
    ).astype("str")
    frames = {name: _only(getattr(evidence, name), whose) for name in TELLING}
    small = replace(evidence, undecided=pd.DataFrame(columns=_NO_PAIRS), **frames)
    people = count_heads(small, book, calendar).people
    people = people[people.index.isin(set(named))]
    return people.set_axis(people.index.str.removeprefix("block:").astype("int64")).sort_index()


def _only(frame: pd.DataFrame, whose: pd.DataFrame) -> pd.DataFrame:
    """Return the blocks' rows under the blocks' names, in file order, and the newest rows' place.

    What is newest is judged by the whole table (the month's register, each school's last roll): one
    row of each month and school stays in, under a name of its own.
    """
    mine = frame.merge(whose, on="person_id").assign(person_id=lambda rows: rows["block"])
    where = [c for c in ("period", "school_code") if c in frame]
    # Of rows with a day, the earliest: it counts on every day on which any of them does.
    first = frame.sort_values("found_on", kind="stable") if "found_on" in frame else frame
    first = first.drop_duplicates(where)
    first = first.assign(person_id="of the table")
    kept = [part for part in (mine.drop(columns="block"), first) if len(part)]
    return pd.concat(kept, ignore_index=True) if kept else frame
