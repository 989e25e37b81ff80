"""Events: one order, one form, moments as they were, a clock set back recorded."""

import json
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyuan import clock
from anyuan.casebook import Casebook, CaseState, chain
from anyuan.period import Month


def test_events_come_back_as_they_were_appended(book, at):
    body = {"步骤": "家访", "n": 2, "list": ["甲", None, True]}
    seq = book.append_event(
        "visited", body, actor="E01", at=at(1), case_id="C1", occurred_on=date(2024, 8, 31)
    )
    row = book.events(case_id="C1").iloc[0]
    assert (row["seq"], row["kind"], row["actor"], row["body"]) == (seq, "visited", "E01", body)
    assert row["occurred_on"] == pd.Timestamp("2024-08-31")
    assert row["recorded_at"] == at(1)


def test_events_are_found_by_case_by_kind_and_by_what_was_known(book, at):
    book.append_event("opened", {}, actor="E01", at=at(1), case_id="C1")
    book.append_event("opened", {}, actor="E01", at=at(2), case_id="C2")
    book.append_event("closed", {}, actor="E01", at=at(3), case_id="C1")
    assert book.events(case_id="C1")["kind"].tolist() == ["opened", "closed"]
    assert book.events(kind="opened")["case_id"].tolist() == ["C1", "C2"]
    assert book.events(at(2))["seq"].tolist() == [1, 2, 3]
    assert book.events(at(2) - timedelta(microseconds=1))["seq"].tolist() == [1, 2]
    empty = book.events(at(-1))
    assert len(empty) == 0
    assert empty.dtypes.equals(book.events().dtypes)


def test_half_past_midnight_in_china_is_the_same_instant_and_month_when_read_back(book):
    written = datetime(2024, 9, 1, 0, 30, tzinfo=clock.CHINA)
    book.append_event("noted", {}, actor="E01", at=written)
    read = book.events(kind="noted")["recorded_at"].iloc[0].to_pydatetime()
    assert read == written
    assert Month.of(clock.civil_date(read)) == Month(2024, 9)
    assert book.last_recorded_at() == written


def test_a_moment_without_a_zone_is_refused(book):
    naive = datetime(2024, 9, 1, 0, 30)  # noqa: DTZ001 - that is the point
    with pytest.raises(ValueError, match="zone"):
        book.append_event("noted", {}, actor="E01", at=naive)
    with pytest.raises(ValueError, match="zone"):
        book.events(naive)
    assert len(book.events()) == 1


@given(st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2099, 1, 1)))  # noqa: DTZ001
def test_text_order_of_moments_is_time_order(moment):
    one = clock.to_text(moment.replace(tzinfo=UTC))
    later = clock.to_text(moment.replace(tzinfo=UTC) + timedelta(microseconds=1))
    assert len(one) == 27
    assert one < later
    assert clock.from_text(one) == moment.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours_back", "n_clock_events"), [(1, 1), (6 / 60, 1), (5 / 60, 0), (4 / 60, 0), (0, 0)]
)
def test_a_clock_set_back_by_more_than_five_minutes_is_recorded(
    book, at, hours_back, n_clock_events
):
    book.append_event("first", {}, actor="E01", at=at(2))
    book.append_event("second", {}, actor="E01", at=at(2 - hours_back))
    kinds = book.events()["kind"].tolist()
    assert kinds.count("clock") == n_clock_events
    assert kinds[0] == "casebook_created"
    assert [kind for kind in kinds if kind in ("first", "second")] == ["first", "second"]
    assert book.verify().is_ok


def test_a_clock_that_stays_back_is_recorded_once_and_the_latest_moment_stays(book, at):
    book.append_event("first", {}, actor="E01", at=at(8784))
    for n in range(3):
        book.append_event("later", {}, actor="E01", at=at(n))
    assert book.events()["kind"].tolist().count("clock") == 1
    assert book.last_recorded_at() == at(8784)


def test_the_head_changes_with_every_event_and_is_known_by_its_moment(book, at):
    first = book.chain_head()
    book.append_event("noted", {}, actor="E01", at=at(1))
    second = book.chain_head()
    assert len(second) == 64
    assert first != second
    assert book.chain_head(at(0)) == first
    assert book.chain_head(at(-1)) == "0" * 64
    assert book.anchor() == f"2-{second[:16]}"
    assert book.anchor(at(-1)) == "0-" + "0" * 16


def test_the_same_events_under_another_key_have_another_head(book, tmp_path, key_file, at):
    assert book.verify().is_ok
    key_file.write_text("ab" * 32 + "\n", encoding="ascii")
    assert Casebook.create(tmp_path / "other", at=at()).chain_head() != book.chain_head()


@pytest.mark.parametrize(
    ("kind", "actor", "body"),
    [("", "E01", {}), ("noted", "", {}), ("noted", "E01", {"digests": {}})],
)
def test_an_event_needs_kind_and_actor_and_leaves_the_seals_to_the_chain(
    book, at, kind, actor, body
):
    with pytest.raises(ValueError, match="event|belongs"):
        book.append_event(kind, body, actor=actor, at=at())
    assert len(book.events()) == 1


@pytest.mark.parametrize("body", [{"x": float("nan")}, {"x": date(2024, 9, 1)}, {"x": {1, 2}}])
def test_a_body_that_is_not_json_is_refused(book, at, body):
    with pytest.raises((ValueError, TypeError)):
        book.append_event("noted", body, actor="E01", at=at())
    assert len(book.events()) == 1


def test_a_body_has_one_form_whatever_the_order_of_its_keys():
    assert chain.canonical({"b": 1, "a": "甲"}) == chain.canonical({"a": "甲", "b": 1})
    assert json.loads(chain.canonical({"a": "甲"})) == {"a": "甲"}


def test_fields_cannot_slip_into_one_another_under_the_seal():
    fields = (1, None, "ab", None, "t", "c", "{}")
    slipped = (1, None, "a", None, "t", "bc", "{}")
    assert chain.seal(b"k", chain.GENESIS, fields) != chain.seal(b"k", chain.GENESIS, slipped)


def test_the_projection_of_cases_is_replaced_whole(book, at):
    seq = book.append_event("opened", {}, actor="E01", at=at(), case_id="C1")
    states = [CaseState(f"C{n}", "return_to_school", "open", {"步骤": n}, seq) for n in (2, 1)]
    assert book.replace_cases(states) == 2
    assert book.cases() == states[::-1]
    assert book.replace_cases(iter([])) == 0
    assert book.cases() == []
    assert book.verify().is_ok
