"""The answer key: whose row is which, and what is true of every child at each month's end."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from anyuan.paths import private_dir, replacing
from anyuan.period import Month
from anyuan.rehearsal.bullying_key import write_bullying_key
from anyuan.rehearsal.deliveries import (
    BULLYING,
    DROPOUT,
    FORMS,
    REVIEW,
    draft_month,
    place_of,
    row_keys,
)
from anyuan.rehearsal.facts import MONTHS
from anyuan.rehearsal.form_deliveries import write_form_key
from anyuan.rehearsal.incident_key import write_incident_key
from anyuan.rehearsal.knowable import is_knowable, is_verified
from anyuan.rehearsal.returns import find_returns, returns_by_month
from anyuan.rehearsal.truth import find_transitions, judge_all
from anyuan.rehearsal.world import World


def write_answer_key(
    world: World, months: Sequence[Month], folder: Path, questions: Sequence[str] = (DROPOUT,)
) -> Path:
    """Write rows, status, transitions and cases (.parquet) for some months; return the folder.

    rows: file_name, sheet ("" for .csv), row (first line 1), table, period, person, error.
    status: one row a child and month. transitions: person, month, transition. cases: who came
    back, is staying or left again, by month (see `returns.returns_by_month`), of the children who
    stood out of school at the end of one of these months. The questions of bullying, of reviews and
    of the forms add their own files (see `bullying_key.write_bullying_key`,
    `incident_key.write_incident_key` and `form_deliveries.write_form_key`), before these.
    """
    private_dir(folder)
    places = [place_of(month) for month in months]
    if BULLYING in questions:
        write_bullying_key(world, places, folder)
    if REVIEW in questions:
        write_incident_key(world, places, folder)
    if FORMS in questions:
        write_form_key(world, range(max(places) + 1), folder)
    judged = judge_all(world)
    frames = {
        "rows": pd.concat([rows_of_month(world, place) for place in places], ignore_index=True),
        "status": pd.concat(
            [status_of_month(world, place, judged[place]) for place in places], ignore_index=True
        ),
        "transitions": transitions_of(world, judged, months),
        "cases": returns_by_month(world, find_returns(world, judged, min(places)), places),
    }
    for name, frame in frames.items():
        with replacing(folder / f"{name}.parquet") as part:
            frame.to_parquet(part, index=False)
    return folder


def rows_of_month(world: World, place: int) -> pd.DataFrame:
    """Return the month's row keys: those of the writing, else composed anew."""
    month = MONTHS[place]
    if str(month) not in world.written:
        keys = [row_keys(world, draft, month) for draft in draft_month(world, place)]
        world.written[str(month)] = pd.concat(keys, ignore_index=True)
    return world.written[str(month)]


def status_of_month(world: World, place: int, now: pd.DataFrame) -> pd.DataFrame:
    """Return each child's truth at a month's end.

    Columns person, month, status, first_absent_on, counted_days, reason, township, school_code,
    grade, is_ex_poverty, is_migrant, is_left_behind, is_registered, is_on_roll, is_verified,
    is_knowable (some file received by then tells of it).
    """
    children, school = world.children, world.school[:, place]
    codes = world.schools["school_code"].to_numpy(dtype=object)
    grade = world.grade[:, place]
    on_roll = world.on_roll[:, place]
    return pd.DataFrame(
        {
            "person": children["person"],
            "month": str(MONTHS[place]),
            "status": now["status"],
            "first_absent_on": now["first_absent_on"],
            "counted_days": now["counted_days"],
            "reason": now["reason"],
            "township": children["township"].astype("str"),
            "school_code": pd.Series(np.where(on_roll, codes[school], None), dtype="str"),
            "grade": pd.Series(np.where(on_roll, grade.astype(str), None), dtype="str"),
            "is_ex_poverty": children["is_ex_poverty"].astype(bool),
            "is_migrant": children["is_migrant"].astype(bool),
            "is_left_behind": children["is_left_behind"].astype(bool),
            "is_registered": world.in_register[:, place],
            "is_on_roll": on_roll,
            "is_verified": is_verified(world, place, now),
            "is_knowable": is_knowable(world, place, now),
        }
    )


def transitions_of(
    world: World, judged: list[pd.DataFrame], months: Sequence[Month]
) -> pd.DataFrame:
    """Return person, month, transition for some months (the county's first month has none)."""
    found = find_transitions(world, judged)
    found = found[found["month"].isin([str(m) for m in months])].reset_index(drop=True)
    person = world.children["person"].to_numpy()[found["child"].to_numpy(dtype="int64")]
    return found.assign(person=pd.Series(person, dtype="str"))[["person", "month", "transition"]]
