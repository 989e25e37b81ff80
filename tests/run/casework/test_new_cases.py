"""A matter has one case, whoever asks, and whatever else was opened at the same moment."""

import pytest

from anyuan import clock
from anyuan.cases import CaseLedger, NewCase, Writer
from anyuan.codebook import case_kind, read_county
from anyuan.errors import ShownError
from anyuan.run.casework.new_cases import matter_of, open_once, subject_of

AT = clock.from_text("2024-10-14T09:00:00+08:00")
BY = Writer("E01", AT, AT.date())
MATTER = ("source", "school_code", "duty")
GAP = {"source": "mechanism", "school_code": "3141181001", "duty": "5", "gap": "没有应急预案"}


@pytest.fixture
def fixes(book):
    return CaseLedger(book, case_kind("corrective_action"), read_county().rule_book())


def test_its_subject_is_what_its_fields_say(fixes):
    case = open_once(fixes, GAP, MATTER, BY)
    assert (case.subject, case.status) == ("mechanism:3141181001:5", "opened")


def test_a_second_case_is_refused_with_the_number_of_the_first_closed_or_not(fixes):
    first = open_once(fixes, GAP, MATTER, BY)
    with pytest.raises(ShownError, match=f"已有 {first.case_id}（待落实责任人）"):
        open_once(fixes, GAP, MATTER, BY)
    other = open_once(fixes, GAP | {"duty": "6"}, MATTER, BY)
    assert other.case_id != first.case_id


def test_one_that_somebody_else_opened_under_another_subject_is_found_by_its_fields(fixes):
    new = NewCase("elsewhere", "opened", BY.today, GAP)
    (first,) = fixes.open_cases([new], BY)
    with pytest.raises(ShownError, match=first.case_id):
        open_once(fixes, GAP, MATTER, BY)


def test_where_a_field_is_not_given_each_is_a_matter_of_its_own(fixes):
    decided = {"source": "inspection", "gap": "西门值守"}
    assert matter_of(decided, MATTER) == ""
    assert subject_of(decided, MATTER) != subject_of(decided, MATTER)
    cases = [open_once(fixes, decided, MATTER, BY) for _ in range(2)]
    assert len({case.case_id for case in cases}) == 2


def test_of_two_at_the_same_moment_the_second_takes_the_next_number(fixes, monkeypatch):
    """Between looking for a free number and taking it, somebody else takes it."""
    free, raced = CaseLedger.free_numbers, []

    def numbers(ledger, year):
        found = [next(free(ledger, year))]
        if not raced:
            raced.append(True)
            open_once(fixes, GAP | {"duty": "6"}, MATTER, BY)
        return iter(found)

    monkeypatch.setattr(CaseLedger, "free_numbers", numbers)
    case = open_once(fixes, GAP, MATTER, BY)
    assert case.case_id.endswith("-0002") and len(fixes.cases()) == 2


def test_what_may_not_be_opened_so_is_refused_as_the_engine_says(fixes):
    with pytest.raises(ShownError, match="还缺：缺什么"):
        open_once(fixes, {"source": "inspection"}, MATTER, BY)
