"""A school's row becomes a case of the casebook: its fields, its steps, once."""

import shutil

import pytest
from desk.bullying_county import OTHER, REPORT, SCHOOL, TODAY, make_bullying_county

from anyuan.cases import CaseLedger, Writer
from anyuan.codebook import case_kind
from anyuan.errors import ShownError
from anyuan.run.casework.new_cases import open_once
from anyuan.run.casework.register_takeover import MATTER, TAKEN_FROM, read_register, take_over_row
from anyuan.run.opened import open_workspace

KIND = case_kind("bullying")
ROW = f"{SCHOOL}-2024-001"
WRITER = Writer("E02", TODAY, TODAY.date())


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    root = tmp_path_factory.mktemp("register")
    make_bullying_county(root)
    return root


@pytest.fixture
def opened(made, tmp_path):
    shutil.copytree(made, tmp_path / "county")
    return open_workspace("demo", tmp_path / "county")


@pytest.fixture
def ledger(opened):
    return CaseLedger(opened.casebook, KIND, opened.county.rule_book())


@pytest.fixture
def row(opened):
    return read(opened)[0][ROW]


def read(opened, on=TODAY):
    return read_register(opened, KIND, opened.county.rule_book(), on.date())


def test_every_row_is_a_case_and_what_is_wrong_with_one_is_told(opened):
    cases, problems = read(opened)
    assert sorted(cases) == [ROW, f"{SCHOOL}-2024-002"]
    assert [one.register_no for one in problems] == ["2024-002"]


def test_what_came_for_a_later_month_is_not_there_yet(opened):
    assert read(opened, TODAY.replace(month=8))[0] == {}


def test_its_fields_steps_and_days_are_the_cases_recorded_now_by_who_took_it(opened, ledger, row):
    case = take_over_row(opened, ledger, row, WRITER)
    assert (case.status, case.fields, case.since) == (row.status, row.fields, row.since)
    assert [(s.kind, s.day) for s in case.steps] == [(s.kind, s.day) for s in row.steps]
    assert {(s.actor, s.recorded_at) for s in case.steps} == {("E02", TODAY)}
    assert case.subject == f"{SCHOOL}:2024-001" and case.steps[0].body[TAKEN_FROM] == ROW
    assert {one.case_id for one in ledger.cases()} == {"B2024-0001", case.case_id}
    assert opened.casebook.verify().is_ok


def test_it_can_be_led_on_like_any_other(opened, ledger, row):
    case = take_over_row(opened, ledger, row, WRITER)
    told = {"determined_on": "2024-10-14", "determination": "horseplay"}
    assert ledger.move(case, "determine", told, WRITER).status == "determined"


def test_an_event_that_has_a_case_already_is_not_taken_over(opened, ledger, row):
    open_once(ledger, REPORT | {"register_no": "2024-001"}, MATTER, WRITER)
    n = len(opened.casebook.events())
    with pytest.raises(ShownError, match="已有 B2024-0002") as told:
        take_over_row(opened, ledger, row, WRITER)
    assert told.value.code == "case_there" and len(opened.casebook.events()) == n


def test_the_same_number_of_another_school_is_another_event(opened, ledger, row):
    elsewhere = REPORT | {"register_no": "2024-001", "school_code": OTHER, "place": ""}
    open_once(ledger, elsewhere, MATTER, WRITER)
    assert take_over_row(opened, ledger, row, WRITER).fields["school_code"] == SCHOOL
