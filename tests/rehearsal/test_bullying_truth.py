"""The truth of bullying: incidents are drawn as the rates say, and handled mostly in time."""

from collections import Counter

import numpy as np
import pandas as pd
import pytest

from anyuan.bullying.register import register_cases
from anyuan.codebook import case_kind, table
from anyuan.rehearsal import build_county
from anyuan.rehearsal.bullying import bullying_of, make_bullying
from anyuan.rehearsal.bullying_incidents import seasons
from anyuan.rehearsal.bullying_key import incidents_of
from anyuan.rehearsal.bullying_register import register_rows
from anyuan.rehearsal.facts import MONTHS


@pytest.fixture(scope="module")
def world():
    return build_county(seed=12, n_children=8000)


@pytest.fixture(scope="module")
def truth(world):
    return bullying_of(world)


@pytest.fixture(scope="module")
def incidents(truth):
    return incidents_of(truth)


def expected_incidents(world, truth):
    """How many incidents on the campus each cell is expected to have, without the pilots."""
    pilots = {site.code for site in truth.sites if site.role == "pilot"}
    frames = []
    for season in seasons(world.county.calendar):
        cells = truth.rates[truth.rates["term"] == season.term]
        cells = cells[~cells["school_code"].isin(pilots)]
        n_days = cells["weekday"].map({w: len(days) for w, days in season.days.items()})
        frames.append(cells.assign(n=cells["rate"] * cells["pupil_hours"] * n_days / 1000))
    return pd.concat(frames, ignore_index=True), pilots


@pytest.mark.parametrize("by", ["place_type", "slot", "weekday", "school_code"])
def test_incidents_are_as_frequent_as_the_true_rates_say(world, truth, incidents, by):
    cells, pilots = expected_incidents(world, truth)
    happened = incidents[incidents["place"].notna() & (incidents["nature"] == "bullying")]
    happened = happened[~happened["school_code"].isin(pilots)]
    wanted = cells.groupby(by)["n"].sum()
    found = happened[by].value_counts().reindex(wanted.index, fill_value=0)
    assert wanted.sum() > 200
    # Each count is Poisson: four standard errors, and one for the rare.
    assert ((found - wanted).abs() < 4 * np.sqrt(wanted) + 1).all()
    assert abs(found.sum() - wanted.sum()) < 3.5 * np.sqrt(wanted.sum())


def test_pupils_in_a_period_sum_to_those_who_are_there(truth):
    for site in truth.sites:
        timetable = truth.timetables[site.code, "2024-05"]
        lessons = timetable[timetable["slot"] == "lesson"].groupby("starts")["n_pupils"].sum()
        assert (lessons == site.n_pupils("2024-05")).all()
        nights = timetable[timetable["slot"] == "night"]["n_pupils"].sum()
        assert nights == site.n_boarders("2024-05")


def test_what_happens_at_the_gate_is_watched_and_what_happens_in_corners_is_not(truth):
    for code, roster in truth.rosters.items():
        types = {place.code: place.type for place in truth.places[code]}
        watched = Counter(types[place] for place in roster["place"])
        assert watched["gate"] and not watched["corner"] and not watched["toilet"]


def test_a_changed_roster_prevents_where_it_covers(truth):
    for code, change in truth.changes.items():
        gained = change["cover_after"] > change["cover_before"]
        assert (change.loc[gained, "rate_ratio"] < 1).all()
        assert (change.loc[~gained, "rate_ratio"] > 1).all()
        keys = ["place", "slot", "weekday"]
        rates = truth.rates[lambda f, c=code: (f["school_code"] == c) & (f["term"] == "2024-09")]
        both = rates.merge(change[[*keys, "rate_ratio"]], on=keys, how="left")
        risk = both["rate"] * both["pupil_hours"]
        assert (risk * both["rate_ratio"].fillna(1)).sum() < 0.9 * risk.sum()


def test_most_is_handled_in_time_and_some_is_late_or_never_reported(incidents):
    known = incidents[incidents["is_known"]]
    minutes = (known["bullied_told_at"] - known["reported_at"]).dt.total_seconds() / 60
    assert 0.05 < (minutes > 120).mean() < 0.4 and minutes.min() >= 0
    days = (known["determined_on"] - known["committee_on"]).dt.days
    assert 0.03 < (days > 10).mean() < 0.4 and days.min() >= 3
    grave = known[known["severity"].isin(["severe", "unlawful"])]
    assert len(grave) > 5 and grave["education_told_at"].isna().any()
    assert known["appealed_on"].notna().any() and known["archived_on"].isna().any()
    assert {"horseplay", "conflict"} <= set(known["determination"])


def test_what_schools_report_is_legal_but_for_one_suspended_pupil_of_the_third_grade(world, truth):
    last = len(MONTHS) - 1
    frames = [register_rows(truth, place, s) for place in (3, last) for s in truth.sites]
    rows = as_records(pd.concat([f for f in frames if len(f)], ignore_index=True))
    _, problems = register_cases(rows, case_kind("bullying"), world.book)
    suspended = rows["measures"].str.contains("suspension", na=False)
    wrong = rows[suspended & (rows["bully_grade"].astype(int) < 5)]
    assert len(wrong) == 1 and wrong["bully_grade"].iat[0] == "3"
    assert {p.register_no for p in problems} == set(wrong["register_no"])


def as_records(rows):
    """Return register rows in the types in which they would have been received."""
    rows = rows.copy()
    for name, column in table("bullying_register").columns.items():
        if column.type == "moment":
            rows[name] = [
                v.isoformat(timespec="minutes") if pd.notna(v) else None for v in rows[name]
            ]
        if column.type == "date":
            rows[name] = pd.to_datetime(rows[name]).astype("datetime64[us]")
        elif column.type == "boolean":
            rows[name] = rows[name].astype("boolean")
        else:
            rows[name] = rows[name].astype("str")
    return rows.assign(period=rows["register_no"].str[5:8], file_sha8="", row=range(len(rows)))


def test_reports_differ_by_school_and_the_grave_is_heard_of_sooner(truth, incidents):
    bullying = incidents[incidents["nature"] == "bullying"]
    heard = bullying.groupby("school_code")["is_known"].agg(["mean", "size"])
    heard = heard[heard["size"] > 8]["mean"]
    assert heard.max() - heard.min() > 0.3
    grave = bullying["severity"].isin(["severe", "unlawful"])
    assert bullying.loc[grave, "is_known"].mean() > bullying.loc[~grave, "is_known"].mean()


def test_nobody_has_two_parts_in_one_incident_and_pupils_are_of_the_grade(world, truth):
    people = truth.people[truth.people["child"] >= 0]
    assert len(people) > 300 and not people.duplicated(["incident", "child"]).any()
    row = truth.incidents.loc[people["incident"]].reset_index(drop=True)
    place = np.where(row["term"] == "2024-05", 0, 4)
    grade = world.grade[people["child"].to_numpy(), place]
    wanted = np.where(people["role"] == "bullied", row["bullied_grade"], row["bully_grade"])
    assert (grade == wanted).all()


def test_the_same_world_has_the_same_truth_and_the_children_are_untouched(world, truth):
    children = world.children.copy()
    again = make_bullying(world)
    pd.testing.assert_frame_equal(again.incidents, truth.incidents)
    pd.testing.assert_frame_equal(again.survey, truth.survey)
    assert world.children.equals(children)
