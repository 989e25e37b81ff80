"""The rows of the bullying question's other tables: places, hours, rosters, cameras, surveys."""

from collections.abc import Callable
from datetime import date

import pandas as pd

from anyuan.rehearsal.bullying import Bullying
from anyuan.rehearsal.bullying_rosters import make_cameras, make_walking_times
from anyuan.rehearsal.bullying_sites import PILOT, Site, term_of
from anyuan.rehearsal.bullying_survey import handed_out, make_responses, survey_months
from anyuan.rehearsal.draws import stream
from anyuan.rehearsal.facts import MONTHS
from anyuan.rehearsal.words import words

# A list is sent at the start of a term, and a changed roster when it changes.
LIST_MONTHS = ("2024-05", "2024-09")
_ONCE = "2024-05"
CHANGED = "2024-11"


def places_rows(seed: int, truth: Bullying, place: int, site: Site) -> pd.DataFrame:
    """Return a school's list of places."""
    names = ["place", "place_name", "place_type", "building", "floor"]
    rows = [(p.code, p.name, p.type, p.building, p.floor) for p in truth.places[site.code]]
    return _of_school(pd.DataFrame(rows, columns=names, dtype=object), site)


def timetable_rows(seed: int, truth: Bullying, place: int, site: Site) -> pd.DataFrame:
    """Return a school's hours, with who is where."""
    frame = truth.timetables[site.code, term_of(place)].drop(columns=["minutes", "place_type"])
    return _of_school(frame.assign(weekdays=[";".join(days) for days in frame["weekdays"]]), site)


def roster_rows(seed: int, truth: Bullying, place: int, site: Site) -> pd.DataFrame:
    """Return a school's roster; from the month of the change on, a pilot's changed one."""
    rosters = truth.changed if str(MONTHS[place]) >= CHANGED else truth.rosters
    return _of_school(rosters[site.code].drop(columns=["slot", "minutes"]), site)


def cameras_rows(seed: int, truth: Bullying, place: int, site: Site) -> pd.DataFrame:
    """Return a school's cameras, the broken ones too, with the day of their last test."""
    frame = make_cameras(seed, site, truth.places[site.code])
    days = stream(seed, "camera tests", site.code).integers(1, 28, len(frame))
    tested = [date(MONTHS[place].year, MONTHS[place].number, int(day)) for day in days]
    return _of_school(frame.assign(tested_on=tested), site)


def walking_rows(seed: int, truth: Bullying, place: int, site: Site) -> pd.DataFrame:
    """Return how long it takes from one place of a school to another."""
    return _of_school(make_walking_times(seed, site, truth.places[site.code]), site)


def response_rows(seed: int, truth: Bullying, place: int, site: Site) -> pd.DataFrame:
    """Return a school's answered questionnaires of a month of the survey."""
    month = str(MONTHS[place])
    known = truth.survey
    true = known[(known["school_code"] == site.code) & (known["month"] == month)].iloc[0].to_dict()
    rates = truth.rates
    rates = rates[(rates["school_code"] == site.code) & (rates["term"] == true["term"])]
    return _of_school(make_responses(seed, site, rates, true), site)


def handout_rows(seed: int, truth: Bullying, place: int) -> pd.DataFrame:
    """Return how many questionnaires each asked school handed out, by grade."""
    month = str(MONTHS[place])
    term = survey_months()[month]
    surveyed_on = date.fromisoformat(words("bullying_survey")["days"][month])
    rows = [
        (site.code, str(grade), surveyed_on, n)
        for site in truth.asked
        for grade, n in handed_out(site, term).items()
    ]
    names = ["school_code", "grade", "surveyed_on", "n_handed_out"]
    return pd.DataFrame(rows, columns=names, dtype=object).assign(child=-1, error="")


def mechanism_rows(seed: int, truth: Bullying, place: int) -> pd.DataFrame:
    """Return the answers on arrangements that come in a month's file, by school, round and item."""
    mine = truth.answers[truth.answers["file_month"] == str(MONTHS[place])]
    return mine.drop(columns=["file_month", "is_false"]).astype(object).assign(child=-1, error="")


SchoolRows = Callable[[int, Bullying, int, Site], pd.DataFrame]
SCHOOL_ROWS: dict[str, SchoolRows] = {
    "places": places_rows,
    "timetable": timetable_rows,
    "duty_roster": roster_rows,
    "cameras": cameras_rows,
    "walking_times": walking_rows,
    "pupil_survey": response_rows,
}
COUNTY_ROWS: dict[str, Callable[[int, Bullying, int], pd.DataFrame]] = {
    "mechanism_survey": mechanism_rows,
    "survey_handouts": handout_rows,
}


def senders(truth: Bullying, name: str, place: int) -> list[Site]:
    """Return the schools that send a list in a month."""
    month = str(MONTHS[place])
    if name in ("places", "timetable", "duty_roster") and month in LIST_MONTHS:
        return truth.asked
    if name == "duty_roster" and month == CHANGED:
        return [site for site in truth.asked if site.role == PILOT]
    if name == "cameras" and month == _ONCE:
        return truth.asked
    if name == "walking_times" and month == _ONCE:
        measured = (PILOT, *words("bullying_rosters")["walked_by"])
        return [site for site in truth.asked if site.role in measured]
    if name == "pupil_survey" and month in survey_months():
        return [site for site in truth.asked if handed_out(site, survey_months()[month])]
    return []


def has_county_file(truth: Bullying, name: str, place: int) -> bool:
    """Whether a file that speaks for the county comes in a month."""
    month = str(MONTHS[place])
    if name == "survey_handouts":
        return month in survey_months()
    return bool((truth.answers["file_month"] == month).any())


def _of_school(frame: pd.DataFrame, site: Site) -> pd.DataFrame:
    frame = frame.drop(columns="school_code", errors="ignore")
    frame.insert(0, "school_code", site.code)
    return frame.astype(object).assign(child=-1, error="")
