"""What a written text says: a time, a moment, a code, pseudonyms."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyuan.written import parse_clock_time, parse_code, parse_moment, parse_pseudonyms


@pytest.mark.parametrize(
    "text",
    ["2024-09-05T08:05", "2024-9-5 8:05", "2024年9月5日 8时5分", "２０２４－９－５　８：０５"],
)
def test_a_moment_is_read_as_hands_and_programs_write_it(text):
    assert parse_moment(text).isoformat() == "2024-09-05T08:05:00"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2024-09-05", "moment_form"),
        ("08:05", "moment_form"),
        ("2024-09-05 24:10", "time_impossible"),
        ("2024-02-30 08:05", "date_impossible"),
        ("9月5日 8:05", "date_form"),
    ],
)
def test_a_text_that_says_no_moment_says_why(text, code):
    assert parse_moment(text) == code


@pytest.mark.parametrize(
    ("text", "time"), [("8:05", "08:05"), ("下午3点", "15:00"), ("25:00", "time_impossible")]
)
def test_a_time_of_day(text, time):
    assert parse_clock_time(text) == time


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.times())
def test_every_moment_as_it_is_kept_is_read_back(day, time):
    kept = f"{day}T{time:%H:%M}"
    assert parse_moment(kept).isoformat(timespec="minutes") == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("A1", "A1"),
        ("a1、B12；c003", "A1;B12;C003"),
        ("A1,A1", "A1"),
        ("Ａ１", "A1"),
        ("示例甲", None),
        ("A1、示例甲", None),
        ("A1234", None),
        ("AB1", None),
        ("", None),
    ],
)
def test_pseudonyms_are_letters_with_up_to_three_digits_and_nothing_else(text, kept):
    assert parse_pseudonyms(text) == kept


@pytest.mark.parametrize(
    ("text", "kept"), [("C-2F", "C-2F"), ("２０２４－０１", "2024-01"), ("操场", None), ("", None)]
)
def test_a_code_is_ascii(text, kept):
    assert parse_code(text) == kept
