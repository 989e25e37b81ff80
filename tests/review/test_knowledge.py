"""Who knew what, and since when: nothing that was learnt later is ever shown as known."""

from datetime import datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from review.drawn import EVENTFUL_LOGS, MINUTES
from review.log_rows import DAY, accounts, log_frame

from anyuan import records
from anyuan.codebook import table
from anyuan.review.accounts import read_accounts
from anyuan.review.knowledge import as_seen_by, knowable, learnt

HEADING = "event | party | learnt_by | learnt_at | logged_at\n"
PARTIES = ("school", "police", "education", "family")


def at(clock):
    return datetime.fromisoformat(f"{DAY.isoformat()}T{clock}")


def since(frame, *columns):
    """Return {columns: since when, a clock time or ""} of a frame with known_from."""
    times = ["" if pd.isna(t) else f"{t:%H:%M}" for t in frame["known_from"]]
    keys = frame[list(columns)].itertuples(index=False, name=None)
    return {key if len(key) > 1 else key[0]: t for key, t in zip(keys, times, strict=True)}


class TestWhoKnows:
    @pytest.mark.parametrize(
        ("learnt_at", "logged_at", "named", "keeper"),
        [
            ("14:10", "15:00", "14:10", "15:00"),
            ("-", "15:00", "15:00", "15:00"),
            ("14:10", "-", "14:10", "14:10"),
            ("-", "-", "", ""),
        ],
    )
    def test_who_is_named_knows_when_told_and_the_keeper_when_it_was_logged(
        self, learnt_at, logged_at, named, keeper
    ):
        told = accounts(f"{HEADING}detected | school | education | {learnt_at} | {logged_at}")
        assert since(learnt(told), "party") == {"school": keeper, "education": named}

    @pytest.mark.parametrize(("learnt_at", "logged_at"), [("14:10", "15:00"), ("15:00", "14:10")])
    def test_who_is_both_named_and_keeper_knows_from_the_earlier(self, learnt_at, logged_at):
        told = accounts(f"{HEADING}detected | school | school | {learnt_at} | {logged_at}")
        assert since(learnt(told), "party") == {"school": "14:10"}

    def test_several_are_named_at_once(self):
        told = accounts(f"{HEADING}detected | police | school;family | 14:10 | 14:30")
        assert since(learnt(told), "party") == {
            "school": "14:10",
            "police": "14:30",
            "family": "14:10",
        }

    def test_with_nobody_named_the_keeper_alone_knows(self):
        told = accounts(f"{HEADING}detected | police | - | 14:10 | 14:30")
        assert since(learnt(told), "party") == {"police": "14:30"}


class TestAsSeen:
    TEXT = f"""{HEADING.strip()}
detected | school | - | - | 14:30
police_called | police | school | 14:10 | 14:05
stopped | school | police | - | -
"""

    def seen(self, party, clock):
        return list(as_seen_by(accounts(self.TEXT), party, at(clock))["event"])

    def test_an_account_is_seen_from_its_minute_on_and_not_before(self):
        assert self.seen("school", "14:09") == []
        assert self.seen("school", "14:10") == ["police_called"]
        assert self.seen("school", "14:30") == ["detected", "police_called"]

    def test_what_nobody_dated_is_never_seen(self):
        assert self.seen("police", "23:59") == ["police_called"]

    def test_a_party_that_no_account_names_sees_nothing(self):
        assert self.seen("medical", "23:59") == []

    def test_rows_keep_their_place_so_that_a_view_can_be_viewed_again(self):
        told = accounts(self.TEXT)
        view = as_seen_by(told, "school", at("14:10"))
        assert list(view.index) == [1]
        assert list(as_seen_by(view, "police", at("14:10")).index) == [1]


class TestKnowable:
    def test_an_event_is_knowable_from_the_earliest_account_denials_too(self):
        told = accounts(
            "event | at | party | logged_at\ndetected | 14:02 | school | 15:00\n"
            "detected | 没有 | school | 14:20\ndetected | 14:03 | school | -"
        )
        assert since(knowable(told), "event", "event_no", "party") == {
            ("detected", 1, "school"): "14:20"
        }

    def test_who_knows_of_an_event_but_not_since_when_is_listed_without_a_moment(self):
        told = accounts(f"{HEADING}detected | school | family | - | -")
        assert since(knowable(told), "party") == {"school": "", "family": ""}

    def test_the_second_of_a_kind_is_known_apart(self):
        told = accounts("event | event_no | logged_at\nstopped | - | 14:20\nstopped | 2 | 14:40")
        assert since(knowable(told), "event_no") == {1: "14:20", 2: "14:40"}


def test_without_accounts_nobody_knows_anything_in_the_same_types():
    nothing = read_accounts(records.empty_frame(table("incident_log")), 10)
    something = accounts(f"{HEADING}detected | school | family | 14:10 | -")
    for ask in (learnt, knowable, lambda told: as_seen_by(told, "school", at("14:10"))):
        assert ask(nothing).empty
        assert ask(nothing).dtypes.equals(ask(something).dtypes)


@settings(max_examples=40)
@given(EVENTFUL_LOGS, MINUTES, MINUTES)
def test_knowledge_only_grows_and_holds_nothing_learnt_later(rows, one, other):
    told = read_accounts(log_frame(rows), 10)
    early, late = sorted((at(one), at(other)))
    known = learnt(told).set_index(["account", "party"])["known_from"]
    for party in PARTIES:
        first, second = (as_seen_by(told, party, moment) for moment in (early, late))
        assert set(first.index) <= set(second.index)
        assert all(known[row, party] <= early for row in first.index)
        unseen = told.index.difference(first.index)
        assert not any(known.get((row, party), pd.NaT) <= early for row in unseen)


@settings(max_examples=40)
@given(EVENTFUL_LOGS, st.data())
def test_one_more_account_never_makes_knowledge_later(rows, data):
    more = rows + [data.draw(st.sampled_from(rows)) | {"logged_at": data.draw(MINUTES)}]
    before, after = (
        knowable(read_accounts(log_frame(one), 10)).set_index(["event", "event_no", "party"])
        for one in (rows, more)
    )
    told = before["known_from"].dropna()
    assert set(before.index) <= set(after.index)
    assert (after.loc[told.index, "known_from"] <= told).all()


@settings(max_examples=20)
@given(EVENTFUL_LOGS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing_that_is_known(rows, random):
    mixed = random.sample(rows, len(rows))
    pd.testing.assert_frame_equal(
        *(knowable(read_accounts(log_frame(one), 10)) for one in (rows, mixed))
    )
