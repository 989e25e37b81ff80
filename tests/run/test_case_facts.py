"""Who was confirmed in a case counts as verified, as of the day and as known then."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from dropout.story import count, evidence

from anyuan.cases import NewCase
from anyuan.run.case_facts import verified_persons

PERSON_OF = pd.Series({"row-1": "甲", "row-2": "乙"})


@pytest.fixture
def confirmed(ledger, writer):
    """A case of 甲's row, confirmed five days after its opening."""
    opened = ledger.open_cases([NewCase("row-1", "verifying", writer().today, {})], writer())[0]
    fields = {
        "out_kind": "辍学",
        "verified_on": writer(5).today.isoformat(),
        "verified_how": "入户见到家长",
    }
    return ledger.move(opened, "confirm", fields, writer(6))


def test_who_was_confirmed_in_a_case_is_verified(book, confirmed):
    assert verified_persons(book, PERSON_OF, date(2024, 9, 30), None) == {"甲"}


def test_before_the_day_of_confirmation_or_before_it_was_known_nobody_is(book, writer, confirmed):
    assert verified_persons(book, PERSON_OF, date(2024, 9, 14), None) == frozenset()
    assert verified_persons(book, PERSON_OF, date(2024, 9, 30), writer(5).at) == frozenset()


def test_who_came_back_stays_verified_and_who_is_verified_anew_does_not(
    book, ledger, writer, confirmed
):
    returned = ledger.move(
        confirmed, "return", {"returned_on": writer(9).today.isoformat()}, writer(9)
    )
    assert verified_persons(book, PERSON_OF, date(2024, 9, 30), None) == {"甲"}
    back = ledger.undo([returned], writer(9))[0]
    assert ledger.undo([back], writer(9, "E01"))[0].status == "verifying"
    assert verified_persons(book, PERSON_OF, date(2024, 9, 30), None) == frozenset()


def test_a_row_that_is_nobodys_any_more_verifies_nobody(book, confirmed):
    assert verified_persons(book, PERSON_OF.drop("row-1"), date(2024, 9, 30), None) == frozenset()


def test_the_headcount_counts_the_verified_of_cases_beside_those_of_the_survey():
    told = {"household": "name\n甲\n乙\n丙", "survey": "name | finding\n乙 | never_enrolled"}
    people = count(evidence(**told)).people
    assert set(people.index[people["is_verified"]]) == {"乙"}
    people = count(replace(evidence(**told), verified=frozenset({"甲"}))).people
    assert set(people.index[people["is_verified"]]) == {"甲", "乙"}
