"""What the ledgers say of schools up to a day: the frames that a review asks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

_AT, _TEXT = "datetime64[us]", "str"
SCHOOLS = {"school_code": _TEXT, "school_name": _TEXT, "kind": _TEXT, "is_boarding": "boolean"}
SCHOOLS |= {"n_pupils": "Int64"}
INSPECTIONS = {"school_code": _TEXT, "inspected_on": _AT, "inspected_by": _TEXT, "item": _TEXT}
INSPECTIONS |= {"found": _TEXT, "note": _TEXT, "recorded_at": _AT}
NOTICES = dict.fromkeys(("notice_no", "notice_kind", "issued_by", "issued_to"), _TEXT)
NOTICES |= {"school_code": _TEXT, "item": _TEXT, "issued_on": _AT, "received_on": _AT}
NOTICES |= {"what": _TEXT, "recorded_at": _AT}
MECHANISM = {"school_code": _TEXT, "item": _TEXT, "answer": _TEXT, "round": _TEXT}
MECHANISM |= {"answered_on": _AT, "found_on": _AT, "recorded_at": _AT}
BULLYING = {"case_id": _TEXT, "school_code": _TEXT, "reported_at": _AT, "education_told_at": _AT}
BULLYING |= {"police_told_at": _AT, "recorded_at": _AT}
INCIDENTS = {"incident_no": _TEXT, "school_code": _TEXT, "duty": _TEXT, "on": _AT}
CAMERAS = {"school_code": _TEXT, "camera_no": _TEXT, "works": "boolean", "tested_on": _AT}
CAMERAS |= {"period": _TEXT}
POSTS = dict.fromkeys(("school_code", "weekday", "starts", "ends", "place_type", "period"), _TEXT)


def no_rows(columns: Mapping[str, str]) -> pd.DataFrame:
    """Return a frame of some columns and types without rows."""
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in columns.items()})


def _none_of(columns: Mapping[str, str]) -> pd.DataFrame:
    return field(default_factory=lambda: no_rows(columns))


@dataclass(frozen=True)
class Ledgers:
    """What has come of each ledger; a frame may hold more columns than are named above.

    Days and moments are datetime64[us], local and without zone; `recorded_at` is when the office
    had it. `mechanism`: where each school stands with each item after all rounds, and since which
    day a gap was found (`found_on`). `fixes`: as `fix_table` has them. `incidents`: a duty that a
    review found late or not met, with the incident's day. `cameras`, `posts` (the duty roster):
    each school's newest file, `period` its month. `read_to`: by table the last day for which its
    files speak, of a table that came for single schools the latest of any; a table that is not in
    it never came.
    """

    schools: pd.DataFrame = _none_of(SCHOOLS)
    inspections: pd.DataFrame = _none_of(INSPECTIONS)
    notices: pd.DataFrame = _none_of(NOTICES)
    mechanism: pd.DataFrame = _none_of(MECHANISM)
    bullying: pd.DataFrame = _none_of(BULLYING)
    fixes: pd.DataFrame = field(default_factory=pd.DataFrame)
    incidents: pd.DataFrame = _none_of(INCIDENTS)
    cameras: pd.DataFrame = _none_of(CAMERAS)
    posts: pd.DataFrame = _none_of(POSTS)
    read_to: Mapping[str, date] = field(default_factory=dict)
