"""The offices open the incidents' cases at their moments, begin the reviews and ask for fixes."""

from pathlib import Path

import pytest

from anyuan import clock, keys
from anyuan.casebook import Casebook, read_people
from anyuan.cases import CaseLedger
from anyuan.codebook import case_kind, factors
from anyuan.rehearsal.incident_desk import FIX, INCIDENT
from anyuan.rehearsal.incident_life import IncidentLife
from anyuan.rehearsal.incident_scenarios import moment_of, scenarios
from anyuan.rehearsal.incidents import incidents_of

PEOPLE = read_people(Path(__file__).parents[2] / "params" / "people.yaml")
BEGUN, END = "2024-05-01T00:00:00+08:00", "2025-01-31T00:00:00+08:00"


@pytest.fixture(scope="module")
def world(incident_world):
    return incident_world


def begin(folder, at=BEGUN):
    keys.create_key_file()
    return Casebook.create(folder / "casework" / "demo", at=clock.from_text(at))


@pytest.fixture(scope="module")
def casebook(world, tmp_path_factory):
    casebook = begin(tmp_path_factory.mktemp("life"))
    life = IncidentLife(casebook, world, PEOPLE)
    assert life.work_until(clock.from_text(END)) > 60
    return casebook


def cases_of(casebook, kind, **when):
    known = when.get("as_of"), when.get("known_at")
    return {c.subject: c for c in CaseLedger(casebook, case_kind(kind)).as_known(*known).values()}


def test_every_incident_has_a_case_under_review_from_its_flash_report_on(world, casebook):
    cases = cases_of(casebook, INCIDENT)
    assert set(cases) == {one.incident_no for one in scenarios()}
    for one in scenarios():
        case = cases[one.incident_no]
        assert case.status == "reviewing"
        assert case.fields["school_code"] == incidents_of(world).sites[one.incident_no].code
        assert moment_of(case.fields["happened_at"]) == one.happened_at
        assert case.steps[0].recorded_at == moment_of(one.raw["desk"][0]["at"]).replace(
            tzinfo=clock.CHINA
        )


def test_what_the_panel_judged_is_what_the_key_takes_for_its_verdict(casebook):
    for number, case in cases_of(casebook, INCIDENT).items():
        judged = {one["duty"]: one["verdict"] for one in case.entries("judgement")}
        one = next(s for s in scenarios() if s.incident_no == number)
        assert judged == one.expected["judged"] and judged


def test_causes_are_conditions_of_the_codebook_at_their_levels_and_say_why_it_made_sense(casebook):
    causes = [c for case in cases_of(casebook, INCIDENT).values() for c in case.entries("cause")]
    assert {cause["cause_level"] for cause in causes} == {"direct", "management", "system"}
    for cause in causes:
        assert cause["cause_level"] in factors()[cause["factor"]].levels
        assert cause["sensible_then"]


def test_every_fix_of_a_review_says_how_it_will_be_tested(casebook):
    fixes = [c for c in cases_of(casebook, FIX).values() if c.fields["source"] == "review"]
    wanted = [(one.incident_no, fix) for one in scenarios() for fix in one.raw["fixes"]]
    assert len(fixes) == len(wanted)
    for number, fix in wanted:
        case = next(
            c for c in fixes
            if (c.fields["incident_no"], c.fields["duty_code"]) == (number, fix["duty"])
        )  # fmt: skip
        assert case.fields["closure_test"] == fix["closure_test"]
        status = "verified" if "verified_on" in fix else "done" if "done_on" in fix else "assigned"
        assert case.status == status
        last = case.steps[-1]
        if status == "verified":
            assert last.body["approver"] != last.actor


def test_some_fixes_were_asked_for_and_open_before_the_incident(casebook):
    for one in scenarios():
        at = one.happened_at.replace(tzinfo=clock.CHINA)
        open_then = cases_of(casebook, FIX, as_of=one.happened_at.date(), known_at=at)
        duties = {c.fields.get("duty_code") for c in open_then.values() if c.status == "assigned"}
        asked = [i for kind, _, i in one.expected["before"] if kind == "corrective_action"]
        assert set(asked) <= duties


def test_nothing_is_written_twice_and_moments_never_run_backwards(world, casebook):
    head = casebook.chain_head()
    assert IncidentLife(casebook, world, PEOPLE).work_until(clock.from_text(END)) == 0
    assert casebook.chain_head() == head and casebook.verify().is_ok
    recorded = casebook.events()["recorded_at"].tolist()
    assert recorded == sorted(recorded)


def test_what_a_demo_begins_too_late_for_is_written_at_its_first_moment(world, tmp_path):
    late = begin(tmp_path, "2024-10-01T09:00:00+08:00")
    life = IncidentLife(late, world, PEOPLE)
    life.work_until(clock.from_text("2024-10-02T00:00:00+08:00"))
    cases = cases_of(late, INCIDENT)
    assert set(cases) == {"SJ2024-01", "SJ2024-02"}
    for case in cases.values():
        assert clock.civil_date(case.steps[0].recorded_at).isoformat() == "2024-10-01"
        assert case.steps[0].day < clock.civil_date(case.steps[0].recorded_at)


def test_work_stops_at_the_moment_that_is_asked_for(world, tmp_path):
    casebook = begin(tmp_path)
    life = IncidentLife(casebook, world, PEOPLE)
    life.work_until(clock.from_text("2024-09-12T10:20:00+08:00"))
    assert not cases_of(casebook, INCIDENT)
    life.work_until(clock.from_text("2024-09-12T10:20:01+08:00"))
    assert set(cases_of(casebook, INCIDENT)) == {"SJ2024-01"}
