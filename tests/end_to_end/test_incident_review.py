"""The reviews of the rehearsal's incidents by the batch, held against the answer key."""

import csv
import os
import re
import stat
from collections import Counter

import pandas as pd
import pytest
from end_to_end.small_county import autumn_county, living_in

from anyuan import clock, records
from anyuan.cases import CaseLedger, Writer
from anyuan.codebook import case_kind, code_list
from anyuan.period import Month
from anyuan.run.batch.batch import Batch, run_month
from anyuan.run.casework.incident_names import read_school_names
from anyuan.run.months.review_month import list_incidents
from anyuan.run.opened import open_workspace

MONTH = Month(2024, 10)
INCIDENTS = ("SJ2024-01", "SJ2024-02", "SJ2024-03")
SURVEYED_ON = "2024-06-28"
# What the panel's page calls people and places by.
ROLES = ("值班教师", "值班副校长", "班主任", "甲学生", "乙学生", "总务主任", "政教主任")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    with living_in(autumn_county(tmp_path_factory, only="incident_review")) as root:
        yield root


@pytest.fixture(scope="module")
def published(home):
    outcomes = run_month(Batch(home, MONTH, "demo", only="incident_review"))
    assert [(o.state, o.failure) for o in outcomes] == [("done", None)] * 2 * len(INCIDENTS)
    return home / "outputs" / str(MONTH)


@pytest.fixture
def key(home):
    folder = home / "casework" / "demo" / "rehearsal" / "answer-key"

    def read(name, incident):
        rows = pd.read_parquet(folder / f"incident_{name}.parquet")
        return rows[rows["incident_no"] == incident]

    return read


def panel(published, incident):
    return published / "casework" / "incident_review" / incident


def rows_of(folder, name):
    """Return a saved table as dicts by heading, without its note."""
    path = folder / "tables" / f"{name}.csv"
    text = path.read_text(encoding="utf-8-sig") if path.is_file() else ""
    return list(csv.DictReader(text.splitlines()))[:-1]


def page(folder):
    return (folder / "briefing.html").read_text(encoding="utf-8")


def codes_of(name):
    return {label: code for code, label in code_list(name).labels.items()}


@pytest.mark.parametrize("incident", INCIDENTS)
def test_every_interval_on_the_page_is_that_of_the_key(published, key, incident):
    codes = codes_of("incident_interval")
    found = {
        codes[row["用时"]]: (row["low"], row["high"], row["verdict"])
        for row in rows_of(panel(published, incident), "timeline_intervals")
    }
    wanted = key("intervals", incident).astype(object).fillna("")
    assert len(found) == len(wanted)
    for row in wanted.to_dict("records"):
        told = tuple(str(row[name]) for name in ("low", "high", "verdict"))
        assert tuple(t.strip("'—") for t in found[row["interval"]]) == told, row["interval"]


@pytest.mark.parametrize("incident", INCIDENTS)
def test_every_verdict_on_the_page_is_that_of_the_key(published, key, incident):
    duties, verdicts = codes_of("duty"), codes_of("duty_verdict")
    found = {
        duties[row["责任事项"].split("：", 1)[1]]: verdicts[row["判断"].split(" ", 1)[1]]
        for name in ("duties", "three_knows")
        for row in rows_of(panel(published, incident), name)
    }
    wanted = key("duties", incident)
    wanted = wanted[wanted["verdict"] != "not_applicable"]
    assert found == dict(zip(wanted["duty"], wanted["verdict"], strict=True))


@pytest.mark.parametrize("incident", INCIDENTS)
def test_what_was_known_before_is_that_of_the_key_and_what_came_later_is_marked(
    published, key, incident
):
    kinds = codes_of("before_kind")
    # What all schools said of their mechanism belongs to the key of bullying, not of incidents; the
    # fixes of its gaps are the program's own.
    rows = [
        (kinds[row["台账"]], row["日期"], row["办公室收到"].startswith("▽"))
        for row in rows_of(panel(published, incident), "before")
        if "欺凌防治机制缺项提出" not in row["内容"]
        and (kinds[row["台账"]], row["日期"]) != ("mechanism", SURVEYED_ON)
    ]
    wanted = key("before", incident)
    days = wanted["on"].dt.strftime("%Y-%m-%d")
    told = Counter(zip(wanted["kind"], days, strict=True))
    assert Counter((kind, on) for kind, on, _ in rows) == told
    known = wanted[wanted["is_received_later"].notna() & (wanted["kind"] != "corrective_action")]
    later = known[known["is_received_later"].astype("bool")]
    assert sum(is_later for kind, _, is_later in rows if kind in ("inspection", "notice")) == len(
        later[later["kind"].isin(["inspection", "notice"])]
    )


def test_the_papers_lie_beside_the_panels_page_and_nowhere_else(published):
    for incident in INCIDENTS:
        folder = panel(published, incident)
        names = {path.name for path in folder.iterdir()}
        papers = {"police_advice.docx", "stability_alert.docx", "incident_review.xlsx"}
        assert papers | {f"{incident}-review_report-v1.docx"} <= names
        meeting = published / "incident_review" / incident
        assert not [p for p in meeting.iterdir() if p.suffix in (".docx", ".xlsx")]
    if os.name == "posix":
        assert stat.S_IMODE(panel(published, INCIDENTS[0]).parent.stat().st_mode) == 0o700


def test_a_meetings_page_tells_no_school_no_role_no_minute_and_no_day(home, published):
    opened = open_workspace("demo", home)
    incidents = list_incidents(opened.casebook, MONTH.last_day, None)
    files = opened.casebook.current_files("schools")
    schools = records.read(opened.workspace, "schools", list(files["record_name"]))
    kinds = code_list("incident_kind").labels
    for incident in INCIDENTS:
        folder = published / "incident_review" / incident
        told = page(folder) + "".join(p.read_text("utf-8-sig") for p in folder.rglob("*.csv"))
        shown = re.sub(r"<footer.*?</footer>|生成于[^<]*", "", told, flags=re.DOTALL)
        day = pd.Timestamp(incidents[incident].fields["happened_at"])
        assert not [name for name in schools["school_name"] if name in told]
        assert not [role for role in ROLES if role in told]
        assert f"{day.month}月{day.day}日" not in told
        assert f"{day:%Y-%m-%d}" not in told
        assert not re.findall(r"(?<![0-9])[0-2][0-9]:[0-5][0-9](?![0-9])", shown)
        assert kinds[incidents[incident].fields["incident_kind"]] not in told
        assert "某校重大案事件复盘" in told


def test_the_index_leads_to_the_meetings_pages_only(published):
    index = (published / "index.html").read_text(encoding="utf-8")
    assert all(f'href="incident_review/{n}/briefing.html"' in index for n in INCIDENTS)
    assert "casework/" not in index


def test_a_childs_name_in_a_lesson_stops_the_meetings_page(home, published):
    before = page(published / "incident_review" / INCIDENTS[0])
    opened = open_workspace("demo", home)
    case = list_incidents(opened.casebook, MONTH.last_day, None)[INCIDENTS[0]]
    names = read_school_names(opened, case.fields["school_code"])
    name = next(one for one in sorted(names) if len(one) == 3)
    ledger = CaseLedger(opened.casebook, case_kind("incident"), opened.county.rule_book())
    at = opened.casebook.last_recorded_at() + pd.Timedelta(seconds=5)
    writer = Writer("E01", clock.from_text(clock.to_text(at)), MONTH.last_day)
    ledger.move(ledger.case(case.case_id), "note_lesson", {"lesson_text": f"{name}的做法"}, writer)
    outcomes = run_month(Batch(home, MONTH, "demo", only="incident_review"))
    states = {o.spec.name: (o.state, o.failure and o.failure.kind) for o in outcomes}
    assert states[f"incident_review/{INCIDENTS[0]}"] == ("failed", "page_leak")
    assert states[f"casework/incident_review/{INCIDENTS[0]}"] == ("done", None)
    assert page(published / "incident_review" / INCIDENTS[0]) == before
