"""A return page from stories of cases: no files behind it, the headcount's people made up."""

from dataclasses import replace
from datetime import date

import pandas as pd
from dropout.facts import facts_of
from dropout.story import evidence
from notebooks.empty_casebook import empty_casebook
from spec.case_questions import tell_story

from anyuan.codebook import case_kind, read_county
from anyuan.notebook.return_plans import ReturnPage
from anyuan.notebook.session import Run
from anyuan.period import Month
from anyuan.run.months.return_month import COUNTY, ReturnMonth, list_steps
from anyuan.run.months.return_units import list_owed, units_of_case

KIND, HOUSE = case_kind("return_to_school"), read_county()
SCHOOLS = {"S001": "甲小学", "S002": "乙小学"}
PLACE = {"school_code": "S001", "township": "T01"}
# One case at every stage, by name; the days are chosen so that some are late on 2024-10-31.
PLANNED = [{"move": "plan", "on": "2024-09-12", "target_on": "2024-12-01"}]
VISITED = [*PLANNED, {"move": "persuade", "on": "2024-10-25"}]
BACK = [*PLANNED, {"move": "persuade", "on": "2024-09-20"}, {"move": "return", "on": "2024-10-08"}]
PLACED = [*BACK, {"move": "place", "on": "2024-10-09"}]
LIVES = {
    "verifying": ("verifying", "2024-10-28", []),
    "late": ("confirmed", "2024-09-10", []),
    "planned": ("confirmed", "2024-09-10", PLANNED),
    "visited": ("confirmed", "2024-09-10", VISITED),
    "placed": ("confirmed", "2024-09-10", PLACED),
    "again": ("confirmed", "2024-09-10", [*PLACED, {"move": "drop_again", "on": "2024-10-21"}]),
    "away": ("confirmed", "2024-09-10", [{"move": "hand_over", "on": "2024-10-30"}]),
    "cleared": ("verifying", "2024-10-10", [{"move": "clear", "on": "2024-10-12"}]),
}


def tell_cases(lives=LIVES, places=None):
    """Return cases by case_id, numbered in order; places: fields of a life by its name."""
    found = {}
    for n, (name, (begins, opened_on, story)) in enumerate(lives.items(), start=1):
        fields = (places or {}).get(name, PLACE)
        given = {"begins": begins, "opened_on": opened_on, "story": story, "fields": fields}
        _, case = tell_story(given)
        case_id = f"R2024-{n:04d}"
        found[case_id] = replace(case, case_id=case_id, subject=name)
    return found


def facts(cases, month="2024-10", unit=COUNTY):
    """Return the month's facts of some cases."""
    month = Month.parse(month)
    shown = {n: c for n, c in cases.items() if unit in (COUNTY, *units_of_case(KIND, c))}
    children = pd.DataFrame(index=list(shown), data={"person_id": None, "name": "赵示例"})
    headcount = facts_of(evidence(household="name\n孙一"))
    return ReturnMonth(
        month=month,
        as_of=month.last_day,
        known_at=None,
        unit=unit,
        kind=KIND,
        county=HOUSE,
        cases=cases,
        shown=shown,
        steps=list_steps(shown.values(), month.last_day),
        owed=list_owed(KIND, shown.values(), month.last_day, HOUSE, HOUSE.rule_book()),
        children=children,
        schools=SCHOOLS,
        holdings=None,
        headcount=headcount if unit == COUNTY else None,
    )


def page_of(tmp_path, cases, month="2024-10", level="meeting", unit=COUNTY):
    """Return the page of some cases."""
    run = Run(
        notebook="return_plans",
        parameters={"month": month, "level": level, "as_of": "", "unit": unit},
        county=HOUSE,
        rules=HOUSE.rule_book(),
        workspace=tmp_path,
        casebook=empty_casebook(),
        known_at=None,
        is_rehearsal=True,
    )
    return ReturnPage(run, facts(cases, month, unit))


def returned(n, left=(), back="2024-06-03"):
    """Return lives of n children back on one day; `left`: when the first of them left again."""
    gone = [*left, *[None] * (n - len(left))]
    came = [{"move": "return", "on": back}, {"move": "place", "on": back}]
    return {
        f"back{k}": (
            "confirmed",
            date(2024, 5, 20).isoformat(),
            [*came, *([{"move": "drop_again", "on": day}] if day else [])],
        )
        for k, day in enumerate(gone)
    }
