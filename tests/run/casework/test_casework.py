"""The casework step opens what the month calls for, once, and follows the row it came from."""

import pytest
from dropout.facts import facts_of
from dropout.story import evidence

from anyuan.casebook import Person
from anyuan.cases import NewCase
from anyuan.run.casework.casework import take_casework_step

REGISTER = "name\n甲\n乙\n丙"
ROLL = "name\n乙\n丙"
AWAY = "name | first_absent_on\n丙 | 2024-09-18"
# The rows of the register from which their cases are opened.
ROW_OF_JIA, ROW_OF_BING = "household_register-5", "household_register-7"


@pytest.fixture
def facts():
    return facts_of(evidence(household=REGISTER, roll=ROLL, attendance=AWAY))


def take(facts, ledger, writer, n=30):
    return take_casework_step(facts, ledger, at=writer(n).at)


def test_a_counted_child_is_to_be_verified_and_a_suspected_one_is_suspected(facts, ledger, writer):
    done = take(facts, ledger, writer)
    assert done.opened == ("R2024-0001", "R2024-0002")
    found = {case.subject: case for case in ledger.cases()}
    assert {subject: case.status for subject, case in found.items()} == {
        ROW_OF_JIA: "verifying",
        ROW_OF_BING: "suspected",
    }
    assert found[ROW_OF_BING].fields["first_absent_on"] == "2024-09-18"
    assert found[ROW_OF_JIA].fields["found_by"] == "headcount"
    assert {str(case.opened_on) for case in found.values()} == {"2024-09-30"}


def test_the_route_of_the_plan_and_the_polices_finding_are_written_down(ledger, writer):
    found = "name | situation | current_place | notice_no\n甲 | dropped_out | 陕西省榆林市 | 1"
    take(facts_of(evidence(household=REGISTER, roll=ROLL, police=found)), ledger, writer)
    case = next(one for one in ledger.cases() if one.subject == ROW_OF_JIA)
    assert (case.fields["found_by"], case.fields["route"]) == ("police", "both")


def test_a_second_run_writes_nothing(facts, ledger, writer, book):
    take(facts, ledger, writer)
    head = book.chain_head()
    done = take(facts, ledger, writer)
    assert (done.opened, done.reopened, done.lapsed, done.aged_out) == ((), (), (), ())
    assert book.chain_head() == head


def test_a_child_who_has_a_case_gets_no_second_one_whoever_its_row_belongs_to(
    facts, ledger, writer
):
    ledger.open_cases([NewCase(ROW_OF_JIA, "watch", facts.as_of, {})], writer())
    assert take(facts, ledger, writer).opened == ("R2024-0002",)
    assert {case.subject for case in ledger.cases()} == {ROW_OF_JIA, ROW_OF_BING}


def test_who_was_found_at_school_and_is_counted_again_is_verified_again(facts, ledger, writer):
    opened = ledger.open_cases(
        [NewCase(ROW_OF_JIA, "verifying", writer(-20).today, {})], writer(-20)
    )[0]
    fields = {"verified_on": writer(-15).today.isoformat(), "verified_how": "在校见到本人"}
    ledger.move(opened, "clear", fields, writer(-15))
    done = take(facts, ledger, writer)
    assert done.reopened == (opened.case_id,)
    case = ledger.case(opened.case_id)
    assert (case.status, case.round) == ("verifying", 2)
    assert "2024年9月" in case.fields["why"]


def test_who_was_found_at_school_within_the_month_is_left_alone(facts, ledger, writer):
    opened = ledger.open_cases([NewCase(ROW_OF_JIA, "verifying", writer(2).today, {})], writer(2))[
        0
    ]
    fields = {"verified_on": writer(3).today.isoformat(), "verified_how": "在校见到本人"}
    ledger.move(opened, "clear", fields, writer(3))
    assert take(facts, ledger, writer).reopened == ()


def test_an_exclusion_past_its_day_of_review_is_at_an_end(facts, ledger, writer, workspace):

    opened = ledger.open_cases([NewCase(ROW_OF_JIA, "verifying", writer(1).today, {})], writer(1))[
        0
    ]
    opened = ledger.attach(opened, workspace, ("诊断书.pdf", b"made up"), writer(1))
    fields = {
        "exclusion_kind": "suspended",
        "document_no": "示例〔2024〕1号",
        "review_on": "2024-09-29",
        "why": "示例",
    }
    approver = Person("E02", "示例乙", "education", "教育局", frozenset({"approver"}))
    ledger.move(opened, "exclude", fields, writer(2), approver)
    assert take(facts, ledger, writer).lapsed == (opened.case_id,)
    assert ledger.case(opened.case_id).status == "verifying"


def test_the_case_of_a_child_who_is_not_of_school_age_any_more_is_at_an_end(ledger, writer):
    register = "name | birth_on\n甲 | 2005-03-04\n乙 | 2012-03-04"
    facts = facts_of(evidence(household=register))
    opened = ledger.open_cases(
        [NewCase(f"household_register-{n}", "verifying", writer().today, {}) for n in (5, 6)],
        writer(),
    )
    assert take(facts, ledger, writer).aged_out == (opened[0].case_id,)
    assert [ledger.case(one.case_id).status for one in opened] == ["aged_out", "verifying"]
