"""What was inspected at all the other schools of the made-up county, and which letters came."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from anyuan.codebook import code_list, table
from anyuan.holidays import Holidays
from anyuan.period import Month
from anyuan.rehearsal.draws import stream
from anyuan.rehearsal.facts import MONTHS
from anyuan.rehearsal.words import words

_KINDERGARTEN = "kindergarten"
_MET, _PARTLY, _ABSENT, _NOT_CHECKED = "met", "partly", "absent", "not_checked"
_SCHOOL = "school"
INSPECTION = [*table("inspections").columns, "file_month"]


def make_inspections(seed: int, schools: pd.DataFrame, holidays: Holidays) -> pd.DataFrame:
    """Return what was looked at in some schools, May 2024 to January 2025, by school and day.

    schools: rows of the county's schools. Columns: those of the table `inspections`, days as dates,
    and file_month. No two rows have the same school, day, inspector and item.
    """
    rows = []
    for school in schools.to_dict("records"):
        days = _Days(seed, school["school_code"], holidays)
        rows += _visits(seed, school, days)
        rows += _tests(seed, school, days)
    sure = list(_sure(seed, schools, holidays))
    since = {(row[0], row[3]): row[1] for row in sure}
    # What is sure is the last that is known of it.
    rows = [r for r in rows if r[1] < since.get((r[0], r[3]), date.max)]
    frame = pd.DataFrame(rows + sure, columns=INSPECTION[:-1], dtype=object)
    frame["file_month"] = [str(Month.of(day)) for day in frame["inspected_on"]]
    keys = ["school_code", "inspected_on", "inspected_by", "item"]
    return frame.drop_duplicates(keys).sort_values(keys, ignore_index=True)


class _Days:
    """Working days of a month for a school, drawn for each purpose."""

    def __init__(self, seed: int, code: str, holidays: Holidays) -> None:
        self._seed, self._code, self._holidays = seed, code, holidays

    def draw(self, month: Month, *purpose: object) -> date:
        """Return a working day of a month."""
        options = [
            day
            for k in range((month.last_day - month.first_day).days + 1)
            if self._holidays.is_workday(day := month.first_day + timedelta(days=k))
        ]
        rng = stream(self._seed, "incident days", self._code, month, *purpose)
        return options[int(rng.integers(0, len(options)))]


def _visits(seed: int, school: Mapping[str, Any], days: _Days) -> Iterator[tuple]:
    lists, code = words("incident_background"), school["school_code"]
    gaps: dict[str, bool] = {}
    for n, visit in enumerate(lists["rounds"]):
        rng = stream(seed, "incident visit", code, n)
        lots = rng.random(3)
        if lots[0] >= float(visit["share"]):
            continue
        on = days.draw(Month.parse(visit["months"][int(lots[1] * 2)]), "visit", n)
        for item in visit["items"]:
            if not _is_asked(item, school):
                continue
            gaps[item] = _has_gap(seed, gaps.get(item), (code, item, n))
            found = _find(rng, gaps[item])
            due = on + timedelta(days=int(lists["days_to_mend"]))
            due = due if found in (_PARTLY, _ABSENT) else None
            yield code, on, visit["by"], item, found, due, _note(rng, found)
            if found in (_PARTLY, _ABSENT) and rng.random() < float(lists["claimed"]):
                first, last = (int(k) for k in lists["claim_after"])
                said = on + timedelta(days=int(rng.integers(first, last + 1)))
                yield code, said, _SCHOOL, item, _MET, None, _note(rng, "claimed")


def _is_asked(item: str, school: Mapping[str, Any]) -> bool:
    lists = words("incident_background")
    if item in lists["boarding_only"] and not school["is_boarding"]:
        return False
    return not (item in lists["not_kindergarten"] and school["kind"] == _KINDERGARTEN)


def _has_gap(seed: int, had: bool | None, which: tuple[str, str, int]) -> bool:
    lists, lot = words("incident_background"), stream(seed, "incident gap", *which).random()
    if had is None:
        return lot < float(lists["gap"].get(which[1], lists["gap"]["usual"]))
    return lot >= float(lists["mended"]) if had else lot < float(lists["lapsed"])


def _find(rng: np.random.Generator, has_gap: bool) -> str:
    lists, lots = words("incident_background"), rng.random(2)
    if lots[0] < float(lists["not_checked"]):
        return _NOT_CHECKED
    if not has_gap:
        return _MET
    return _PARTLY if lots[1] < float(lists["partly"]) else _ABSENT


def _note(rng: np.random.Generator, what: str) -> str | None:
    options = words("incident_background")["notes"][what]
    return options[int(rng.integers(0, len(options)))] or None


def _tests(seed: int, school: Mapping[str, Any], days: _Days) -> Iterator[tuple]:
    tests, code = words("incident_background")["alarm_tests"], school["school_code"]
    rng = stream(seed, "incident alarm tests", code)
    lot, regular = rng.random(), float(tests["regular"])
    if lot >= regular + float(tests["gaps"]):
        return
    for month in MONTHS:
        lots = rng.random(2)
        if lot >= regular and lots[0] < float(tests["left_out"]):
            continue
        found = _ABSENT if lots[1] < float(tests["absent"]) else _MET
        day = days.draw(month, "alarm test")
        yield code, day, tests["by"], tests["item"], found, None, None


def _sure(seed: int, schools: pd.DataFrame, holidays: Holidays) -> Iterator[tuple]:
    """Yield the gaps that are there in every county: of each measure two, of different age."""
    sure = words("incident_background")["sure"]
    for item in sure["items"]:
        fit = [row for row in schools.to_dict("records") if _is_asked(item, row)]
        drawn = stream(seed, "incident sure", item).permutation(len(fit))
        for month, k in zip(sure["found"], drawn, strict=False):
            code = fit[k]["school_code"]
            day = _Days(seed, code, holidays).draw(Month.parse(month), "sure", item)
            yield code, day, sure["by"], item, _ABSENT, None, sure["note"]


def make_notices(seed: int, schools: Sequence[str], holidays: Holidays, n: int) -> pd.DataFrame:
    """Return the letters about some schools (codes), about `n` a month, by day.

    Columns: those of the table `notices`, days as dates, and file_month. The day of receipt
    may lie after the month's end, an answer that came only then is not told of.
    """
    rows = []
    for month in MONTHS:
        for k in range(n):
            rows.append(_notice(seed, schools, _Days(seed, str(k), holidays), (month, k)))
    frame = pd.DataFrame(rows, columns=table("notices").columns, dtype=object)
    frame = frame.sort_values(["issued_on", "notice_no"], ignore_index=True)
    return frame.assign(file_month=[str(Month.of(day)) for day in frame["issued_on"]])


def _notice(seed: int, schools: Sequence[str], days: _Days, which: tuple[Month, int]) -> dict:
    lists, (month, k) = words("incident_background")["notices"], which
    rng = stream(seed, "incident notice", month, k)
    kind = str(rng.choice(list(lists["kinds"]), p=[float(p) for p in lists["kinds"].values()]))
    form = lists["forms"][kind]
    item = lists["items"][int(rng.integers(0, len(lists["items"])))]
    school = schools[int(rng.integers(0, len(schools)))]
    lots = rng.random(3)
    on = days.draw(month, "notice")
    received = _after(rng, on, lists["received_after"])
    replied = _after(rng, on, lists["replied_after"])
    is_last = Month.of(replied) > month
    return {
        "notice_no": form["number"].format(year=month.year, n=month.number * 50 + k),
        "notice_kind": kind,
        "issued_by": form["by"],
        "issued_to": form["to"],
        "school_code": None if lots[0] < float(lists["no_school"][kind]) else school,
        "item": item,
        "issued_on": on,
        "received_on": None if lots[1] < float(lists["not_received"]) else received,
        "reply_due_on": on + timedelta(days=int(lists["reply_days"])),
        "replied_on": None if is_last or lots[2] < float(lists["never_replied"]) else replied,
        "what": form["what"].format(item=code_list("duty").label(item)),
    }


def _after(rng: np.random.Generator, day: date, span: Sequence[str]) -> date:
    first, last = (int(k) for k in span)
    return day + timedelta(days=int(rng.integers(first, last + 1)))
