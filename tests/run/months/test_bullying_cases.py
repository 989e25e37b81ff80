"""Every case once: the desk's where both know it, and what a register no longer says."""

from datetime import date

import pytest
from run.bullying_files import REGISTER, register
from run.bullying_story import PILOT, SCHOOLS, Story

from anyuan import clock
from anyuan.cases import CaseLedger, NewCase, Writer
from anyuan.codebook import case_kind

AUTUMN = {"at": "2024-11-05T09:00:00+08:00"}


@pytest.fixture
def story(tmp_path, monkeypatch):
    monkeypatch.setenv("ANYUAN_KEY_FILE", str(tmp_path / "secret" / "key"))
    story = Story(tmp_path)
    story.send("schools", "2024-05", SCHOOLS)
    story.send("bullying_register", "2024-09", register(PILOT, 4), school=PILOT, **AUTUMN)
    return story


def opened_at_desk(story, number):
    at = clock.from_text("2024-11-06T09:00:00+08:00")
    fields = {
        "school_code": PILOT,
        "register_no": number,
        "reported_at": "2024-09-11T08:00",
        "occurred_on": "2024-09-11",
        "where_kind": "on_campus",
        "forms": ["verbal"],
        "bullied": "A1",
    }
    new = NewCase(f"{PILOT}:{number}", "reported", date(2024, 9, 11), fields)
    ledger = CaseLedger(story.casebook, case_kind("bullying"))
    return ledger.open_cases([new], Writer("E01", at, at.date()))[0]


def numbers(facts):
    return sorted(facts.term_table["register_no"])


def test_a_row_of_the_register_is_a_case_of_the_term(story):
    facts = story.receive_sent().load("2024-09", PILOT)
    assert numbers(facts) == ["B24-001", "B24-002", "B24-003", "B24-004"]
    assert list(facts.gathered.vanished["register_no"]) == []


def test_cases_are_gathered_once_and_rest_on_the_same_rules_for_whoever_asks(story):
    story.receive_sent()
    first, again = story.load("2024-09", PILOT), story.load("2024-09", PILOT)
    assert again.gathered is first.gathered
    assert first.book is not again.book
    assert again.book.used() == first.book.used()


def test_where_the_desk_has_the_same_number_its_case_stands(story):
    story.receive_sent()
    case = opened_at_desk(story, "B24-002")
    table = story.load("2024-09", PILOT).term_table.set_index("register_no")
    assert table.loc["B24-002", "case_id"] == case.case_id
    assert len(table) == 4


def test_a_case_that_only_the_desk_knows_counts_too(story):
    story.receive_sent()
    opened_at_desk(story, "B24-009")
    assert "B24-009" in numbers(story.load("2024-09", PILOT))


def test_a_case_missing_from_the_next_register_still_counts_and_is_named(story):
    shorter = register(PILOT, 4).splitlines()
    story.send("bullying_register", "2024-10", "\n".join([*shorter[:2], *shorter[3:]]), **AUTUMN)
    facts = story.receive_sent().load("2024-10", PILOT)
    assert len(facts.term_table) == 4
    assert list(facts.gathered.vanished["register_no"]) == ["B24-002"]


def test_what_was_reported_after_the_day_of_the_page_is_not_yet_known(story):
    facts = story.receive_sent().load("2024-09", PILOT, as_of=date(2024, 9, 2))
    assert all(day <= "2024-09-02" for day in facts.term_table["reported_at"].astype(str).str[:10])


def test_an_empty_register_gives_no_case_and_the_table_its_columns(tmp_path, monkeypatch):
    monkeypatch.setenv("ANYUAN_KEY_FILE", str(tmp_path / "secret" / "key"))
    story = Story(tmp_path).receive("schools", "2024-05", SCHOOLS)
    story.receive("bullying_register", "2024-09", REGISTER, school=PILOT)
    facts = story.load("2024-09", PILOT)
    assert facts.term_table.empty
    assert facts.clocks.empty
