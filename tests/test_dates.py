"""Which day a cell says, as one table."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyuan.dates import parse_day, parse_month
from anyuan.period import Month

LEAP = date(2012, 2, 29)
DAYS = {
    "2012-02-29": LEAP,
    "2012-2-29": LEAP,
    "2012/2/29": LEAP,
    "2012.2.29": LEAP,
    "2012.02.29": LEAP,
    "2012年2月29日": LEAP,
    "2012年02月29": LEAP,
    "20120229": LEAP,
    "２０１２-02-29": LEAP,
    "２０１２０２２９": LEAP,
    "2012．2．29": LEAP,
    " 2012-02-29 ": LEAP,
    "2012-02-29\u200b": LEAP,
    "2012-02-29 00:00:00": LEAP,
    "2012/2/29 0:00": LEAP,
    "2012-02-29T00:00:00.000": LEAP,
    "2013-02-29": "date_impossible",
    "2013.2.30": "date_impossible",
    "2012-13-01": "date_impossible",
    "00000000": "date_impossible",
    "20130229": "date_impossible",
    "1012-02-29": "date_range",
    "2012/6": "date_incomplete",
    "2012-06": "date_incomplete",
    "201206": "date_incomplete",
    "2012年6月": "date_incomplete",
    "12/2/29": "date_ambiguous",
    "12-02-29": "date_ambiguous",
    "29/2/2012": "date_ambiguous",
    "02.03.2012": "date_ambiguous",
    "12年2月29日": "date_ambiguous",
    "民国101年2月29日": "date_roc",
    "101-02-29": "date_roc",
    "101/2/29": "date_roc",
    "41333": "date_serial",
    "41333.5": "date_serial",
    "60": "date_serial",
    "2012-02/29": "date_form",
    "2012-02-29 08:30": "date_form",
    "农历二月初八": "date_form",
    "二〇一二年二月二十九日": "date_form",
    "٢٠١٢-02-29": "date_form",
    "不详": "date_form",
    "": "date_form",
}


@pytest.mark.parametrize("text", DAYS)
def test_a_day_is_read_exactly_or_not_at_all(text):
    assert parse_day(text) == DAYS[text]


@pytest.mark.parametrize(
    "text, day",
    [
        ("民国101年2月29日", LEAP),
        ("民国101年2月29", LEAP),
        ("101-02-29", LEAP),
        ("101/2/29", LEAP),
        ("民国101年2月30日", "date_impossible"),
        ("民国一〇一年", "date_form"),
        ("12/2/29", "date_ambiguous"),
    ],
)
def test_years_of_the_republic_are_read_only_when_asked(text, day):
    assert parse_day(text, accept_roc=True) == day


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_form_of_every_day_gives_the_day(day):
    y, m, d = day.year, day.month, day.day
    for text in (
        day.isoformat(), f"{y}/{m}/{d}", f"{y}.{m}.{d}", f"{y}年{m}月{d}日", f"{y}{m:02}{d:02}"
    ):  # fmt: skip
        assert parse_day(text) == day


@given(st.text(max_size=12))
def test_any_text_gives_a_day_or_a_code(text):
    assert isinstance(parse_day(text), date | str)
    assert isinstance(parse_month(text), Month | str)


@pytest.mark.parametrize(
    "text, month",
    [
        ("2018-09", Month(2018, 9)),
        ("2018-9", Month(2018, 9)),
        ("2018/9", Month(2018, 9)),
        ("2018.9", Month(2018, 9)),
        ("201809", Month(2018, 9)),
        ("2018年9月", Month(2018, 9)),
        ("２０１８年９月", Month(2018, 9)),
        ("2018-09-01", Month(2018, 9)),
        ("20180901", Month(2018, 9)),
        ("2018-13", "month_impossible"),
        ("201800", "month_impossible"),
        ("2018-02-30", "month_impossible"),
        ("1018-09", "month_impossible"),
        ("2018", "month_form"),
        ("18-09", "month_form"),
        ("43344", "month_form"),
        ("秋季", "month_form"),
    ],
)
def test_a_month_is_read_exactly_or_not_at_all(text, month):
    assert parse_month(text) == month
