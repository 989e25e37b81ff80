"""The head of the facts moves with every fact and with nothing else."""

from datetime import datetime, timedelta

import pytest

from anyuan import clock, keys
from anyuan.casebook import Casebook
from anyuan.casebook.chain import GENESIS

START = datetime(2024, 9, 1, 8, 0, tzinfo=clock.CHINA)


@pytest.fixture
def book(tmp_path):
    if not keys.key_path().exists():
        keys.create_key_file()
    return Casebook.create(tmp_path / "demo", at=START)


def test_looking_and_coming_in_are_no_facts(book):
    before, chain = book.facts_head(), book.chain_head()
    book.record_access(["r1"], "核对", case_id="C1", actor="E01", at=START)
    book.set_pin("E01", "482915", actor="E01", at=START)
    book.check_pin("E01", "482915", at=START)
    assert book.facts_head() == before
    assert book.chain_head() != chain


def test_a_clock_that_was_set_back_is_none_but_what_was_recorded_then_is(book):
    before = book.facts_head()
    book.record_access(
        ["r1"], "核对", case_id="C1", actor="E01", at=START - timedelta(hours=1)
    )  # fmt: skip
    assert book.facts_head() == before
    book.append_event("noted", {}, actor="E01", at=START - timedelta(hours=2))
    assert book.facts_head() == book.chain_head() != before


def test_it_is_that_of_a_moment(book):
    before = book.facts_head()
    book.append_event("noted", {}, actor="E01", at=START + timedelta(days=1))
    assert book.facts_head(START) == before
    assert book.facts_head(START - timedelta(days=1)) == GENESIS
