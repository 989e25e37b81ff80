"""The one table of a school as it stands at a month's end, and who its pseudonyms are."""

from datetime import date, datetime, time

import pandas as pd

from anyuan.rehearsal.bullying import Bullying
from anyuan.rehearsal.bullying_handling import STEPS
from anyuan.rehearsal.bullying_people import pseudonyms
from anyuan.rehearsal.bullying_sites import Site, term_of
from anyuan.rehearsal.facts import MONTHS
from anyuan.rehearsal.words import words

_AS_IS = (
    *("school_code", "register_no", "reported_at", "channel", "where_kind", "place", "forms"),
    *("is_repeated", "occurred_on"),
)
# What is only known once something else was done.
_KNOWN_WITH = {
    "is_extended": "committee_on",
    "determination": "determined_on",
    "severity": "determined_on",
    "measures": "measures_on",
    "support": "measures_on",
    "is_safe": "first_check_on",
    "appeal_result": "reviewed_on",
}


def register_rows(truth: Bullying, place: int, site: Site) -> pd.DataFrame:
    """Return the rows of a school's one table at the end of a month, in the codebook's columns.

    Every incident of the term that the school had heard of by then, by its number; what had not
    been done yet is blank. In the holidays it is the table of the term that is over. `child` is the
    row of the incident.
    """
    end = datetime.combine(MONTHS[place].last_day, time.max)
    known = truth.incidents
    known = known[(known["school_code"] == site.code) & (known["term"] == term_of(place))]
    known = known[known["is_known"] & (known["reported_at"] <= end)].sort_values("register_no")
    frame = pd.DataFrame({name: known[name].astype(object) for name in _AS_IS})
    frame["occurred_time"] = known["occurred_time"].where(known["is_time_known"], None)
    frame["bullied_grade"] = known["bullied_grade"].astype(int).astype(str)
    frame["bully_grade"] = known["bully_grade"].astype(int).astype(str)
    for part in words("bullying_incidents")["letters"]:
        n = known[part] if part in known else pd.Series(1, index=known.index)
        frame[part] = [pseudonyms(part, int(k)) for k in n]
    done = truth.handling.loc[known.index].assign(severity=known["severity"])
    for name in (*STEPS, "severity"):
        by = _KNOWN_WITH.get(name, name)
        is_done = [_is_by(value, end) for value in done[by]]
        frame[name] = done[name].where(is_done, None)
    return frame.astype(object).assign(child=known.index, error="")


def people_rows(truth: Bullying, people: pd.DataFrame, place: int, site: Site) -> pd.DataFrame:
    """Return who the pseudonyms of a school's table are; `child` is a row of `people`."""
    shown = register_rows(truth, place, site).set_index("child")["register_no"]
    mine = people[people["incident"].isin(shown.index)]
    frame = mine[["code", "role", "name", "sex", "class_no", "guardian_name", "guardian_phone"]]
    number = mine["incident"].map(shown)
    frame = frame.assign(school_code=site.code, register_no=number, child=mine.index, error="")
    return frame.astype(object)


def _is_by(value: date | datetime | None, end: datetime) -> bool:
    if value is None or pd.isna(value):
        return False
    return value <= end if isinstance(value, datetime) else value <= end.date()
