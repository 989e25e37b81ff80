"""What cases say of children, move by move; what was undone or nobody's says nothing."""

from datetime import date

import pandas as pd
import pytest

from anyuan.casebook import Person
from anyuan.cases import NewCase
from anyuan.codebook import case_kind
from anyuan.run.months.case_facts import _SAYS, KIND, case_statements

PERSON_OF = pd.Series({"row-1": "甲", "row-2": "乙"})
APPROVER = Person("P09", "示例审批人", "education", "教育局", frozenset({"approver"}))


@pytest.fixture
def opened(ledger, writer):
    """A case of 甲's row that is being verified since the first day."""
    return ledger.open_cases([NewCase("row-1", "verifying", writer().today, {})], writer())[0]


@pytest.fixture
def confirm(ledger, writer):
    def confirmed(case, day=5, out_kind="辍学"):
        seen = {"verified_on": writer(day).today.isoformat(), "verified_how": "入户见到家长"}
        return ledger.move(case, "confirm", seen | {"out_kind": out_kind}, writer(day + 1))

    return confirmed


def said(book, known_at=None, person_of=PERSON_OF):
    frame = case_statements(book, person_of, known_at)
    return [(row.person_id, row.said_on.date(), row.says) for row in frame.itertuples(index=False)]


def test_every_move_that_is_listed_is_a_move_of_the_kind():
    assert set(_SAYS) <= set(case_kind(KIND).moves)


def test_a_case_without_moves_says_nothing(book, opened):
    assert said(book) == []


def test_a_confirmation_speaks_from_the_day_on_which_the_child_was_seen(
    book, writer, opened, confirm
):
    confirm(opened)
    assert said(book) == [("甲", writer(5).today, "dropped_out")]
    assert said(book, known_at=writer(5).at) == []


def test_coming_back_and_leaving_again_are_told_in_order(book, ledger, writer, opened, confirm):
    back = ledger.move(
        confirm(opened, out_kind="失学"),
        "return",
        {"returned_on": writer(9).today.isoformat()},
        writer(9),
    )
    again = {"dropped_on": writer(20).today.isoformat(), "reasons": ["dislike_of_study"]}
    ledger.move(back, "drop_again", again, writer(21))
    assert [says for _, _, says in said(book)] == ["never_enrolled", "attending", "dropped_out"]
    assert said(book)[-1][1] == writer(20).today


def test_what_was_undone_was_never_said(book, ledger, writer, opened, confirm):
    ledger.undo([confirm(opened)], writer(6))
    assert said(book) == []


def test_an_exclusion_has_its_kind_and_end_and_a_renewal_keeps_the_kind(
    book, ledger, writer, workspace, opened
):
    def excluded(case, move, until, day, **more):
        case = ledger.attach(case, workspace, (f"{day}.pdf", b"made up"), writer(day))
        fields = {"document_no": "示例〔2024〕1号", "review_on": until, "why": "示例"} | more
        return ledger.move(case, move, fields, writer(day), APPROVER)

    first = excluded(opened, "exclude", "2025-01-31", 2, exclusion_kind="suspended")
    excluded(first, "renew", "2025-06-30", 9)
    told = case_statements(book, PERSON_OF, None)
    assert told["kind"].tolist() == ["suspended", "suspended"]
    assert told["until"].dt.date.tolist() == [date(2025, 1, 31), date(2025, 6, 30)]


def test_a_row_that_is_nobodys_any_more_says_nothing(book, opened, confirm):
    confirm(opened)
    assert said(book, person_of=PERSON_OF.drop("row-1")) == []
