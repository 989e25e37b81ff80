"""What the newest inspection before an incident says of a standing measure, to the day."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from review.log_rows import DAY, inspections

from anyuan.review.standing import judge_standing, judge_tested, newest_before


def standing(text, days=180):
    return judge_standing(newest_before(inspections(text), DAY), DAY, days)


def alarm_tests(text):
    return judge_tested(newest_before(inspections(text), DAY), DAY, 31)


@pytest.mark.parametrize(
    ("day", "verdict"),
    [
        ("2024-10-15", "no_record"),
        ("2024-10-14", "met"),
        ("2024-04-18", "met"),
        ("2024-04-17", "no_record"),
    ],
)
def test_an_inspection_counts_from_the_day_before_to_so_many_days_before(day, verdict):
    assert standing(f"patrol | {day} | met").verdict == verdict


@pytest.mark.parametrize(
    ("day", "found", "verdict"),
    [
        ("2024-10-14", "met", "met"),
        ("2024-09-14", "met", "met"),
        ("2024-09-13", "met", "late"),
        ("2024-09-13", "absent", "late"),
        ("2024-09-14", "absent", "not_met"),
        ("2024-10-15", "met", "no_record"),
        ("2024-10-14", "not_checked", "no_record"),
    ],
)
def test_a_test_must_be_newer_and_an_older_one_is_late(day, found, verdict):
    assert alarm_tests(f"alarm_test | {day} | {found}").verdict == verdict


def test_the_newest_holds_and_one_that_did_not_look_is_none():
    text = (
        "patrol | 2024-09-01 | met\npatrol | 2024-10-01 | absent\npatrol | 2024-10-10 | not_checked"
    )
    assert standing(text) == ("not_met", "2024年10月1日教育检查不到位")


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        (("met", "absent"), "unclear"),
        (("met", "partly"), "unclear"),
        (("partly", "absent"), "not_met"),
        (("met", "met"), "met"),
        (("met", "not_checked"), "met"),
    ],
)
def test_two_of_one_day_must_say_the_same_and_partly_and_absent_both_say_not_met(found, verdict):
    first, second = found
    text = f"patrol | 2024-10-10 | {first} | education\npatrol | 2024-10-10 | {second} | police"
    assert standing(text).verdict == verdict


def test_the_words_tell_who_found_what_on_which_day_and_what_lies_too_far_back():
    text = "patrol | 2024-10-10 | met | education\npatrol | 2024-10-10 | absent | police"
    assert standing(text).evidence == "2024年10月10日公安检查不到位、教育检查到位，同日检查结果不一"
    old = standing("patrol | 2024-01-10 | met").evidence
    assert old == "事发前180天内没有检查记录，最近一次：2024年1月10日教育检查到位"
    late = alarm_tests("alarm_test | 2024-08-01 | met | police").evidence
    assert late == "事发前31天内没有测试，最近一次：2024年8月1日公安检查到位"
    assert standing("").evidence == "事发前没有检查记录"
    assert alarm_tests("").evidence == "事发前没有测试记录"


ROWS = st.lists(
    st.tuples(
        st.just("patrol"),
        st.sampled_from(["2024-04-17", "2024-09-13", "2024-10-01", "2024-10-14", "2024-10-15"]),
        st.sampled_from(["met", "partly", "absent", "not_checked"]),
        st.sampled_from(["education", "police"]),
    ),
    max_size=6,
)


@settings(max_examples=40)
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_what_comes_on_the_day_or_later_changes_nothing(rows, random):
    text = "\n".join(" | ".join(row) for row in rows)
    seen = inspections(text)
    mixed = seen.iloc[random.sample(range(len(seen)), len(seen))]
    before = seen[seen["inspected_on"] < pd.Timestamp(DAY)]
    for judge in (judge_standing, judge_tested):
        told = [judge(newest_before(one, DAY), DAY, 31) for one in (seen, mixed, before)]
        assert told[0] == told[1] == told[2]
