"""Only the file that was submitted is signed, by each agency's own hand."""

import pytest
from cases.incident_story import (
    PAGE,
    PAGE_SHA,
    REVIEW,
    ledger_of,
    on_day,
    open_incident,
    send_for_signature,
)
from desk.incident_county import make_incident_county, the_case

from anyuan.casebook import read_people
from anyuan.cases import open_file
from anyuan.errors import ShownError
from anyuan.run.casework.signing import require_submitted, sign_page, submit_page
from anyuan.run.opened import open_workspace

CASE = "S2024-0001"


@pytest.fixture
def opened(tmp_path):
    make_incident_county(tmp_path)
    return open_workspace("demo", tmp_path)


@pytest.fixture
def people(opened):
    return read_people(opened.root / "params" / "people.yaml")


@pytest.fixture
def submitted(opened):
    send_for_signature(ledger_of(opened.casebook), the_case(opened))
    return opened


def refused(act, *words):
    with pytest.raises(ShownError) as told:
        act(*words)
    return told.value.code


def test_the_three_sign_and_who_is_lacking_is_told(submitted, people):
    told = [sign_page(submitted, CASE, PAGE, people[code]) for code in ("P02", "E02", "L02")]
    assert [one.lacking for one in told] == [("教育局", "政法委"), ("政法委",), ()]
    assert {one.page_sha for one in told} == {PAGE_SHA}
    entries = the_case(submitted).entries("signature")
    assert [one["agency"] for one in entries] == ["police", "education", "political_legal"]


def test_a_submitted_page_is_kept_with_the_case_and_is_what_is_signed(opened, people):
    ledger_of(opened.casebook).move(the_case(opened), "begin_review", REVIEW, on_day(16))
    case = submit_page(opened, CASE, ("briefing.html", PAGE), people["E01"])
    assert case.status == "joint" and case.fields["page_sha"] == PAGE_SHA
    sign_page(opened, CASE, PAGE, people["P02"])
    (kept,) = the_case(opened).files
    assert open_file(opened.workspace, kept.sha256) == PAGE and kept.name == "briefing.html"


def test_the_page_of_another_incident_is_not_submitted(opened, people):
    ledger_of(opened.casebook).move(the_case(opened), "begin_review", REVIEW, on_day(16))
    page = ("briefing.html", PAGE.replace(b"2024-001", b"2024-002"))
    assert refused(submit_page, opened, CASE, page, people["E01"]) == "page_of_another"
    assert the_case(opened).status == "reviewing" and not the_case(opened).files


def test_a_page_submitted_by_its_hash_is_kept_once_somebody_signs(submitted, people):
    for code in ("P02", "E02"):
        sign_page(submitted, CASE, PAGE, people[code])
    assert [one.sha256 for one in the_case(submitted).files] == [PAGE_SHA]


def test_one_byte_more_is_another_file(submitted, people):
    assert refused(sign_page, submitted, CASE, PAGE + b" ", people["E02"]) == "page_differs"
    assert the_case(submitted).entries("signature") == []


def test_what_was_not_submitted_cannot_be_signed(opened, people):
    assert refused(sign_page, opened, CASE, PAGE, people["E02"]) == "not_submitted"
    assert refused(require_submitted, opened, "S2024-0009", PAGE) == "case_unknown"


def test_a_revised_page_must_be_submitted_again(submitted, people):
    ledger = ledger_of(submitted.casebook)
    ledger.move(the_case(submitted), "revise", {"why": "时间线有一处不准"}, on_day(26))
    assert refused(sign_page, submitted, CASE, PAGE, people["E02"]) == "not_submitted"


def test_no_agency_signs_twice_and_no_analyst_signs(submitted, people):
    sign_page(submitted, CASE, PAGE, people["E02"])
    assert refused(sign_page, submitted, CASE, PAGE, people["E03"]) == "signed_already"
    assert refused(sign_page, submitted, CASE, PAGE, people["L01"]) == "wrong_approver"


def test_another_incident_has_another_page(submitted, people):
    ledger = ledger_of(submitted.casebook)
    other = send_for_signature(ledger, open_incident(ledger, incident_no="2024-002"), "c" * 64)
    assert refused(sign_page, submitted, other.case_id, PAGE, people["E02"]) == "page_differs"
