"""The bullying files of a small county: received whole, and nothing in them is not in the key."""

from datetime import time

import numpy as np
import pandas as pd
import pytest
from rehearsal.bullying_county import MONTHS, send
from rehearsal.reading import read_rows

from anyuan import records
from anyuan.bullying.register import register_cases
from anyuan.codebook import case_kind
from anyuan.period import Month
from anyuan.records import read_anonymous
from anyuan.rehearsal import build_county, write_answer_key, write_month
from anyuan.rehearsal.bullying import bullying_of
from anyuan.rehearsal.bullying_deliveries import bullying_rows, draft_bullying
from anyuan.rehearsal.bullying_incidents import seasons
from anyuan.rehearsal.bullying_register import register_rows
from anyuan.rehearsal.deliveries import QUESTIONS, place_of


@pytest.fixture(scope="module")
def world():
    return build_county(seed=11, n_children=1500)


@pytest.fixture(scope="module")
def truth(world):
    return bullying_of(world)


@pytest.fixture(scope="module")
def sent(world, tmp_path_factory):
    return send(world, tmp_path_factory.mktemp("bullying"))


@pytest.fixture(scope="module")
def key(world, sent, tmp_path_factory):
    folder = write_answer_key(world, MONTHS, tmp_path_factory.mktemp("key"), QUESTIONS)
    return {path.stem: pd.read_parquet(path) for path in folder.iterdir()}


def rows_of(sent, table):
    files = sent.casebook.current_files(table)
    return records.read(sent.workspace, table, list(files["record_name"]))


def test_every_file_is_received_and_only_the_bad_cells_of_the_key_are_issues(world, sent):
    assert {receipt.status for receipt in sent.receipts} == {"accepted"}
    found = {(r.path.name, i.row, i.code) for r in sent.receipts for i in r.issues}
    keys = pd.concat([bullying_rows(world, place_of(month)) for month in MONTHS])
    bad = keys[keys["bad_cell"] != ""]
    assert found == set(zip(bad["file_name"], bad["row"], bad["issue"], strict=True))
    assert len(set(bad["bad_cell"])) >= 6


def test_every_row_of_a_register_is_an_incident_of_the_key(sent, key):
    incidents = key["bullying_incidents"].set_index("incident_id")
    rows = key["bullying_rows"]
    rows = rows[rows["table"] == "bullying_register"]
    assert len(rows) > 30 and rows["incident_id"].notna().all()
    files = {d.path.name: read_rows(d.path) for d in sent.files("bullying_register")}
    for row in rows.itertuples():
        incident = incidents.loc[row.incident_id]
        assert incident["is_known"] and incident["school_code"] == row.school_code
        assert incident["register_no"] in {str(c) for c in files[row.file_name][row.row - 1]}


def test_a_register_holds_all_that_the_school_knew_by_the_months_end_and_nothing_later(sent, key):
    known = key["bullying_incidents"][lambda f: f["is_known"]]
    rows = rows_of(sent, "bullying_register")
    for delivery in sent.files("bullying_register"):
        month = next(m for m in MONTHS if str(m) == delivery.period)
        term = "2024-05" if month.number < 9 else "2024-09"
        mine = known[(known["school_code"] == delivery.covers) & (known["term"] == term)]
        mine = mine[mine["reported_at"] < pd.Timestamp(month.next().first_day)]
        told = rows[(rows["school_code"] == delivery.covers) & (rows["period"] == str(month))]
        assert sorted(told["register_no"]) == sorted(mine["register_no"])
        assert not (told["determined_on"] > pd.Timestamp(month.last_day)).any()
        assert told.loc[told["determined_on"].isna(), "severity"].isna().all()


def test_what_schools_report_makes_cases_without_objection_but_for_bad_cells(world, sent):
    rows = rows_of(sent, "bullying_register")
    cases, problems = register_cases(rows, case_kind("bullying"), world.book)
    assert len(cases) == len(rows.drop_duplicates(["school_code", "register_no"]))
    keys = pd.concat([bullying_rows(world, place_of(month)) for month in MONTHS])
    bad = keys[(keys["bad_cell"] != "") & keys["table"].eq("bullying_register")]
    suspended = rows["measures"].eq("suspension") & rows["bully_grade"].eq("3")
    allowed = {*bad["school_code"], *rows.loc[suspended, "school_code"]}
    assert {problem.school_code for problem in problems} <= allowed


def test_a_table_grows_from_month_to_month(world, truth):
    may, june = place_of(MONTHS[0]), place_of(MONTHS[1])
    for site in truth.sites:
        first, second = (register_rows(truth, place, site) for place in (may, june))
        assert set(first["register_no"]) <= set(second["register_no"])


def test_silent_schools_report_nothing_of_what_happens_and_say_so(sent, truth, key):
    silent = next(site for site in truth.sites if site.role == "silent")
    mine = key["bullying_incidents"][lambda f: f["school_code"] == silent.code]
    assert len(mine) and not mine["is_known"].any()
    files = [d for d in sent.files("bullying_register") if d.covers == silent.code]
    assert len(files) == len(MONTHS)
    shown = key["survey_truth"].set_index(["school_code", "month"])["prevalence"]
    median = shown.xs("2024-05", level="month").median()
    assert shown[silent.code, "2024-05"] > median


def test_a_school_without_cases_has_none_in_truth(truth, key):
    quiet = next(site for site in truth.sites if site.role == "no_cases")
    shown = key["survey_truth"].set_index("school_code").loc[quiet.code, "prevalence"]
    known = key["bullying_incidents"][lambda f: f["school_code"] == quiet.code]
    assert not known["is_known"].any() and (shown < 0.03).all()


def test_names_stand_only_where_names_may_and_all_are_made_up(world, truth, sent):
    children = world.children.set_index("name")
    people = rows_of(sent, "bullying_people")
    compulsory = {s.code for s in truth.sites if s.kind not in ("senior", "vocational", "special")}
    mine = people[people["school_code"].isin(compulsory)]
    assert len(mine) > 50 and (mine["name"].isin(children.index)).mean() > 0.9
    bad = bullying_rows(world, place_of(MONTHS[0]))
    bad = bad[bad["bad_cell"] == "real_name"]["file_name"]
    names = set(people["name"])
    for delivery in sent.files("bullying_register"):
        cells = {str(c) for row in read_rows(delivery.path) for c in row}
        if delivery.path.name not in set(bad) and delivery.period == "2024-05":
            assert not names & cells


def test_every_file_says_that_it_is_made_up(sent):
    for delivery in sent.deliveries:
        assert "合成示例数据" in "".join(str(c) for row in read_rows(delivery.path) for c in row)


def test_a_places_code_means_the_same_in_every_list_of_a_school(sent):
    places = rows_of(sent, "places")
    known = set(zip(places["school_code"], places["place"], strict=True))
    for table in ("timetable", "duty_roster", "cameras", "walking_times"):
        rows = rows_of(sent, table)
        assert set(zip(rows["school_code"], rows["place"], strict=True)) <= known
    assert places.groupby(["school_code", "period"]).size().between(8, 30).all()


def test_false_claims_are_in_the_files_and_inspections_find_those_that_stand(sent, key):
    rows = rows_of(sent, "mechanism_survey")
    claims = key["mechanism_truth"][lambda f: f["is_false_claim"]]
    said = rows[(rows["round"] == "self_check") & (rows["answer"] == "present")]
    said = set(zip(said["school_code"], said["item"], strict=True))
    june = claims[claims["month"] == "2024-06"]
    assert len(june) and set(zip(june["school_code"], june["item"], strict=True)) <= said
    found = rows[rows["round"] == "inspection"].set_index(["school_code", "item"])["answer"]
    standing = claims[claims["month"] == "2024-09"].set_index(["school_code", "item"])
    checked = found.index.intersection(standing.index)
    assert len(checked) and found[checked].isin(["partly", "absent"]).all()


def test_private_boarding_and_vocational_schools_are_inspected_and_some_others(sent, truth):
    rows = rows_of(sent, "mechanism_survey")
    inspected = set(rows.loc[rows["round"] == "inspection", "school_code"])
    first = {s.code for s in truth.sites if s.is_private or s.is_boarding}
    assert first < inspected < {s.code for s in truth.sites}


def test_the_survey_says_about_what_is_true(sent, key):
    counted = ["few_a_month", "weekly", "several_a_week"]
    files = sent.casebook.current_files("pupil_survey")
    rows = read_anonymous(sent.workspace, "pupil_survey", list(files["record_name"]))
    handouts = rows_of(sent, "survey_handouts")
    asked = handouts.groupby(["school_code", "period"])["n_handed_out"].sum()
    true = key["survey_truth"].set_index(["school_code", "month"])
    for (school, month), mine in rows.groupby(["school_code", "period"]):
        assert len(mine) <= asked[school, month]
        answers = mine["bullied_often"].dropna()
        share, wanted = answers.isin(counted).mean(), true.loc[(school, month), "prevalence"]
        error = np.sqrt(wanted * (1 - wanted) / max(len(answers), 1))
        assert abs(share - wanted) < 4 * error + 0.02


def test_the_pilots_send_a_changed_roster_with_the_same_hours_of_the_same_staff(world, truth):
    november = place_of(Month(2024, 11))
    drafts = list(draft_bullying(world, november, ("duty_roster",)))
    pilots = {site.code for site in truth.sites if site.role == "pilot"}
    assert {draft.covers for draft in drafts} == pilots == set(truth.changed)
    for code in pilots:
        shifts = ["staff_no", "weekday", "starts", "ends"]
        before, after = truth.rosters[code], truth.changed[code]
        assert before[shifts].equals(after[shifts]) and not before.equals(after)
        assert not after.duplicated(["staff_no", "weekday", "starts"]).any()


def test_the_same_world_gives_the_same_bytes_and_other_questions_do_not_disturb_it(tmp_path):
    def bytes_of(folder):
        return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}

    one, two = (build_county(seed=4, n_children=300) for _ in range(2))
    month = MONTHS[0]
    write_month(one, month, tmp_path / "both", QUESTIONS)
    write_month(two, month, tmp_path / "dropout")
    write_month(two, month, tmp_path / "bullying", QUESTIONS[1:])
    apart = bytes_of(tmp_path / "dropout") | bytes_of(tmp_path / "bullying")
    assert bytes_of(tmp_path / "both") == apart


def test_incidents_happen_on_school_days_while_pupils_are_there(world, truth):
    days = {
        day for season in seasons(world.county.calendar) for w in season.days.values() for day in w
    }
    on_campus = truth.incidents[truth.incidents["place"].notna()]
    assert set(on_campus["occurred_on"]) <= days
    for (code, term), mine in on_campus.groupby(["school_code", "term"]):
        hours = truth.timetables[code, term].groupby(["place", "slot"])
        for row in mine.itertuples():
            periods = hours.get_group((row.place, row.slot))
            at = time.fromisoformat(row.occurred_time)
            assert any(
                time.fromisoformat(p.starts) <= at < time.fromisoformat(p.ends)
                and row.weekday in p.weekdays
                for p in periods.itertuples()
            )
