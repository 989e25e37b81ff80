"""How long it took between two events, beside the limit; the cases of each are in tests/spec."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from review.drawn import EVENTFUL_LOGS, MINUTES
from review.log_rows import DAY, events, intervals, log, log_frame

from anyuan import records
from anyuan.codebook import RuleBook, incident_intervals, table
from anyuan.errors import ShownError
from anyuan.review.accounts import find_events, read_accounts
from anyuan.review.intervals import measure_intervals


def at(text, code="to_police", on=DAY):
    return intervals(log(text, on), on).set_index("interval").loc[code]


def test_every_interval_has_its_row_in_the_order_of_the_code_list():
    found = intervals(log("event | at\ndetected | 14:02"))
    assert list(found["interval"]) == list(incident_intervals())


def test_without_events_nothing_is_on_record_in_the_same_types():
    nothing = intervals(records.empty_frame(table("incident_log")))
    assert set(nothing["verdict"]) == {"no_record"}
    assert nothing["low"].isna().all() and not nothing["is_conflicting"].any()
    something = intervals(log("event | at\ndetected | 14:02\npolice_called | 14:03"))
    assert nothing.dtypes.equals(something.dtypes)


def test_only_the_first_of_a_kind_is_measured():
    text = "event | event_no | at\ndetected | - | 14:00\npolice_called | 2 | 14:01"
    assert at(text)["verdict"] == "no_record"
    assert at(text + "\npolice_called | 1 | 14:09")["low"] == 9


def test_whether_a_disputed_end_was_in_time_nobody_can_say_and_the_dispute_is_told():
    found = at("event | at\ndetected | 14:00\npolice_called | 14:03\npolice_called | 没有")
    assert found["verdict"] == "unclear" and found["low"] == 3
    assert "两处记录有无不一" in found["evidence"]


def test_a_conflict_at_either_end_is_told():
    start = at("event | at\ndetected | 14:00\ndetected | 14:01\npolice_called | 14:03")
    end = at("event | at\ndetected | 14:00\npolice_called | 14:02\npolice_called | 14:03")
    assert start["is_conflicting"] and end["is_conflicting"]
    other = at("event | at\ndetected | 14:00\ndetected | 14:01", "police_response")
    assert not other["is_conflicting"]


def test_the_end_denied_is_not_met_only_where_something_is_owed():
    text = "event | at\nbegan | 14:00\nstopped | 没有\ndetected | 14:00\npolice_called | 没有"
    assert at(text)["verdict"] == "not_met"
    assert pd.isna(at(text, "to_stop")["verdict"])
    assert "制止：值班日志第2条 记为没有。" in at(text, "to_stop")["evidence"]


def test_the_words_name_both_events_the_minutes_and_the_limit():
    told = (
        "event | at | source\ndetected | 约14:02 | camera_index\npolice_called | 14:20 | alarm_log"
    )
    assert at(told)["evidence"] == (
        "发现：监控索引第1条 约14:02。报警：报警记录第2条 14:20。相隔8至28分钟，时限5分钟。"
    )
    assert at(told, "to_head")["evidence"].endswith("报告校长：没有记录。")
    backwards = at("event | at\ndetected | 14:02\npolice_called | 14:00")["evidence"]
    assert backwards.endswith("相隔-2分钟，时限5分钟，先后与应有的相反，请核对。")
    no_rule = at("event | at\nbegan | 14:02\nstopped | 14:09", "to_stop")["evidence"]
    assert no_rule.endswith("相隔7分钟，未见时限规定。")


def test_the_rules_asked_for_are_remembered_as_used():
    book = RuleBook()
    measure_intervals(events(log("event | at\ndetected | 14:02")), book, DAY)
    assert {one.key for one in book.used()} == {
        interval.within for interval in incident_intervals().values() if interval.within
    }


def test_a_setting_of_the_county_that_cannot_be_read_is_not_taken_for_no_limit():
    with pytest.raises(ShownError, match="不可用"):
        RuleBook({"review.alarm_minutes": "快"})


def test_a_limit_not_yet_in_force_is_none():
    text = "event | at\ndetected | 14:00\npolice_called | 14:30"
    before, after = (at(text, on=day) for day in (date(2021, 5, 31), date(2021, 6, 1)))
    assert pd.isna(before["limit"]) and pd.isna(before["verdict"])
    assert (after["limit"], after["verdict"]) == (5, "late")


@settings(max_examples=40)
@given(EVENTFUL_LOGS, st.data())
def test_the_range_holds_every_difference_of_minutes_from_both_events(rows, data):
    found = events(log_frame(rows)).set_index("event")
    measured = intervals(log_frame(rows)).set_index("interval")
    for interval in incident_intervals().values():
        row = measured.loc[interval.code]
        if pd.isna(row["low"]):
            ends = [found["low"].get(code, pd.NaT) for code in (interval.start, interval.end)]
            assert any(pd.isna(end) for end in ends)
            continue
        start, end = (_point(found.loc[code], data) for code in (interval.start, interval.end))
        assert row["low"] <= (end - start) // timedelta(minutes=1) <= row["high"]


def _point(event, data):
    width = int((event["high"] - event["low"]) // timedelta(minutes=1))
    return event["low"] + timedelta(minutes=data.draw(st.integers(0, width)))


@settings(max_examples=60)
@given(EVENTFUL_LOGS, st.data())
def test_a_wider_account_never_turns_late_into_met(rows, data):
    told = read_accounts(log_frame(rows), 10)
    timed = list(told.index[told["low"].notna()])
    if not timed:
        return
    row = data.draw(st.sampled_from(timed))
    earlier, later = (timedelta(minutes=data.draw(st.integers(0, 60))) for _ in range(2))
    wider = told.copy()
    wider.loc[row, "low"] -= earlier
    wider.loc[row, "high"] += later
    before, after = (
        measure_intervals(find_events(one), RuleBook(), DAY)["verdict"] for one in (told, wider)
    )
    swapped = (before == "late") & (after == "met") | (before == "met") & (after == "late")
    assert not swapped.any()


@settings(max_examples=20)
@given(MINUTES, MINUTES, st.integers(0, 3))
def test_whether_an_exact_time_is_met_hangs_on_its_minutes_alone(start, end, hour):
    rows = log(f"event | at\ndetected | {start}\npolice_called | {14 + hour}{end[2:]}")
    minutes = 60 * hour + int(end[3:]) - int(start[3:])
    found = intervals(rows).set_index("interval").loc["to_police"]
    assert (found["low"], found["high"]) == (minutes, minutes)
    assert found["verdict"] == ("met" if minutes <= 5 else "late")
    assert found["is_backwards"] == (minutes < 0)
