"""What each source says, within which minutes, and what several sources say together."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from review.drawn import EVENTFUL_LOGS
from review.log_rows import accounts, events, log, log_frame

from anyuan import records
from anyuan.codebook import code_list, table
from anyuan.review.accounts import find_events, read_accounts


def minutes(frame):
    """Return low and high of each row as clock times, "" where there are none."""
    ends = frame[["low", "high"]].map(lambda at: "" if pd.isna(at) else f"{at:%H:%M}")
    return [tuple(row) for row in ends.itertuples(index=False)]


def event(text, settings=None):
    found = events(log(text), settings=settings)
    assert len(found) == 1
    return found.iloc[0]


class TestAnAccount:
    @pytest.mark.parametrize(
        ("at", "low", "high"),
        [
            ("14:02", "14:02", "14:02"),
            ("约14:02", "13:52", "14:12"),
            ("14:02至14:20", "14:02", "14:20"),
            ("14:02至14:02", "14:02", "14:02"),
            ("14:02至14:01", "", ""),
            ("14:02至", "", ""),
            ("没有", "", ""),
            ("-", "", ""),
        ],
    )
    def test_its_time_is_a_range_of_whole_minutes(self, at, low, high):
        assert minutes(accounts(f"event | at\ndetected | {at}")) == [(low, high)]

    def test_about_reaches_as_far_as_the_rule_says(self):
        assert minutes(accounts("event | at\ndetected | 约14:02", 3)) == [("13:59", "14:05")]

    def test_a_denial_has_no_range_even_with_a_time(self):
        told = accounts("event | says | happened_at\ndetected | not_happened | 14:02")
        assert minutes(told) == [("", "")]
        assert list(told["is_denial"]) == [True]

    def test_a_blank_precision_is_exact_and_a_blank_word_says_that_it_happened(self):
        told = accounts("event | happened_at | happened_until\ndetected | 14:02 | 14:09")
        assert minutes(told) == [("14:02", "14:02")]
        assert not told["is_denial"].any()

    def test_a_blank_number_is_the_first_and_rows_keep_order_and_columns(self):
        rows = log("event | event_no | at\nstopped | 2 | 14:02\nstopped | - | 14:00")
        told = read_accounts(rows.set_axis([7, 3]), 10)
        assert list(told["event_no"]) == [2, 1]
        assert list(told.index) == [0, 1]
        assert list(told["record_key"]) == list(rows["record_key"])

    def test_columns_that_a_file_did_not_have_are_nulls(self):
        optional = [
            one.name for one in table("incident_log").columns.values() if not one.is_required
        ]
        rows = log("event | at\ndetected | 14:02")
        told = read_accounts(rows.drop(columns=optional), 10)
        pd.testing.assert_frame_equal(told[sorted(told)], read_accounts(rows, 10)[sorted(told)])

    def test_accounts_of_two_incidents_are_refused(self):
        rows = log("incident_no | event | at\nX1 | detected | 14:02\nX2 | detected | 14:02")
        with pytest.raises(ValueError, match="several incidents"):
            read_accounts(rows, 10)


class TestAnEvent:
    def test_ranges_that_meet_give_what_they_have_in_common(self):
        found = event("event | at\ndetected | 约14:02\ndetected | 14:10至14:20")
        assert minutes(found.to_frame().T) == [("14:10", "14:12")]
        assert not found["is_conflicting"]

    def test_one_minute_in_common_is_enough(self):
        found = event("event | at\ndetected | 14:00至14:05\ndetected | 14:05至14:09")
        assert minutes(found.to_frame().T) == [("14:05", "14:05")]

    def test_ranges_that_miss_each_other_give_the_whole_span_and_no_average(self):
        found = event("event | at\ndetected | 14:00\ndetected | 14:06\ndetected | 约14:00")
        assert minutes(found.to_frame().T) == [("13:50", "14:10")]
        assert found["is_conflicting"]

    def test_three_that_meet_only_two_by_two_conflict(self):
        text = (
            "event | at\ndetected | 14:00至14:04\ndetected | 14:03至14:08\ndetected | 14:07至14:09"
        )
        found = event(text)
        assert minutes(found.to_frame().T) == [("14:00", "14:09")]
        assert found["is_conflicting"]

    @pytest.mark.parametrize(
        ("times", "is_denied", "is_disputed"),
        [
            (["没有", "没有"], True, False),
            (["没有", "14:02"], False, True),
            (["没有", "-"], False, True),
            (["14:02", "-"], False, False),
        ],
    )
    def test_denials_deny_or_dispute(self, times, is_denied, is_disputed):
        found = event("\n".join(["event | at", *(f"alarm_raised | {at}" for at in times)]))
        assert (found["is_denied"], found["is_disputed"]) == (is_denied, is_disputed)
        assert found["n_accounts"] == 2

    def test_a_denial_moves_no_minute(self):
        found = event("event | at\nalarm_raised | 14:02\nalarm_raised | 没有")
        assert minutes(found.to_frame().T) == [("14:02", "14:02")]

    def test_the_second_of_a_kind_is_an_event_of_its_own(self):
        rows = log("event | event_no | at\nstopped | 2 | 14:20\nstopped | - | 14:02")
        found = events(rows)
        assert list(found["event_no"]) == [1, 2]
        assert not found["is_conflicting"].any()

    def test_events_stand_by_time_those_without_last_and_as_expected(self):
        rows = log(
            "event | at\npolice_called | 14:02\nstopped | -\ndetected | 14:02\nalarm_raised | -\n"
            "sign | 13:00"
        )
        found = list(events(rows)["event"])
        assert found == ["sign", "detected", "police_called", "alarm_raised", "stopped"]


class TestWords:
    def test_an_event_is_told_by_all_its_accounts_and_that_they_differ(self):
        found = event(
            "event | at | source | entry_no\ndetected | 约14:15 | duty_log | 7\n"
            "detected | 14:02 | camera_index | 3"
        )
        assert found["evidence"] == "监控索引第3条 14:02；值班日志第7条 约14:15，两处记录不一"

    def test_only_accounts_with_a_time_are_counted_as_differing(self):
        found = event(
            "event | at\ndetected | 14:00\ndetected | 14:02\ndetected | -\ndetected | 14:09"
        )
        assert found["evidence"].endswith("值班日志第3条 未记时间，3处记录不一")

    def test_a_dispute_is_told(self):
        found = event("event | at\nalarm_raised | 没有\nalarm_raised | 14:02至14:05")
        told = "值班日志第2条 14:02至14:05；值班日志第1条 记为没有，两处记录有无不一"
        assert found["evidence"] == told

    def test_an_open_end_is_told(self):
        assert event("event | at\ndetected | 14:02至")["evidence"].endswith(
            "14:02以后，未记止于何时"
        )

    def test_an_end_before_the_beginning_is_told(self):
        assert event("event | at\ndetected | 14:02至14:00")["evidence"].endswith(
            "14:00（止早于起）"
        )

    def test_days_are_told_where_there_are_several(self):
        rows = log("event | at\ndetected | 23:58\nstopped | 2024-10-16T00:10")
        told = list(events(rows)["evidence"])
        assert told == ["值班日志第1条 10月15日23:58", "值班日志第2条 10月16日00:10"]

    def test_entry_nine_stands_before_ten(self):
        text = "event | at | entry_no\nalarm_raised | 没有 | 10\nalarm_raised | 没有 | 9"
        assert event(text)["evidence"] == "值班日志第9条 记为没有；值班日志第10条 记为没有"


def test_without_rows_everything_is_empty_and_of_the_same_types():
    nothing = read_accounts(records.empty_frame(table("incident_log")), 10)
    something = accounts("event | at\ndetected | 14:02")
    assert nothing.dtypes.equals(something.dtypes)
    assert find_events(nothing).dtypes.equals(find_events(something).dtypes)
    assert find_events(nothing).empty


@settings(max_examples=40)
@given(EVENTFUL_LOGS, st.randoms(use_true_random=False))
def test_an_event_lies_within_its_accounts_whatever_their_order(rows, random):
    rows = log_frame(rows)
    told = read_accounts(rows, 10)
    found = find_events(told)
    mixed = rows.iloc[random.sample(range(len(rows)), len(rows))]
    pd.testing.assert_frame_equal(found, find_events(read_accounts(mixed, 10)))
    assert found["n_accounts"].sum() == len(rows)
    for row in found.itertuples():
        mine = told[(told["event"] == row.event) & told["low"].notna()]
        assert pd.isna(row.low) == pd.isna(row.high) == mine.empty
        if not mine.empty:
            assert mine["low"].min() <= row.low <= row.high <= mine["high"].max()
            inside = (mine["low"] <= row.low) & (row.high <= mine["high"])
            assert inside.all() != row.is_conflicting


def test_every_word_of_the_log_that_a_range_hangs_on_is_known_here():
    assert list(code_list("time_precision").labels) == ["exact", "about", "between"]
    assert list(code_list("entry_says").labels) == ["happened", "not_happened"]
