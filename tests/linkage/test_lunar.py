from datetime import date, timedelta

import pytest

from anyuan.linkage.lunar import lunar_as_civil, lunar_months


@pytest.mark.parametrize(
    ("civil", "written"),
    [
        ("2012-01-23", "2012-01-01"),  # first day of the year of the dragon
        ("2012-01-22", "2011-12-29"),  # the eve
        ("2012-03-15", "2012-02-23"),
        ("2014-09-08", "2014-08-15"),  # mid-autumn
        ("2024-02-10", "2024-01-01"),
        ("2012-05-21", "2012-04-01"),  # first day of the repeated fourth month
        ("2012-04-21", "2012-04-01"),
    ],
)
def test_lunar_date_of_a_civil_day(civil, written):
    assert lunar_as_civil(date.fromisoformat(civil)) == date.fromisoformat(written)


def test_the_thirtieth_of_a_second_month_has_no_civil_form():
    days = [date(2009, 1, 1) + timedelta(days=n) for n in range(3000)]
    assert None in [lunar_as_civil(day) for day in days]


def test_outside_the_table_there_is_none():
    assert lunar_as_civil(date(1980, 1, 1)) is None


def test_every_month_follows_on_the_one_before():
    months = lunar_months()
    for (first, _, _, days), (following, *_) in zip(months, months[1:], strict=False):
        assert first + timedelta(days=days) == following
