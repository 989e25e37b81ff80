"""Who is of compulsory school age on a day?"""

from datetime import date

import pandas as pd
import pytest

from anyuan.codebook import RuleBook
from anyuan.dropout.scope import birth_window, cutoff_on, is_in_scope

SEPTEMBER, AUGUST = date(2024, 9, 30), date(2024, 8, 31)


def test_the_cutoff_belongs_to_the_school_year():
    assert cutoff_on(SEPTEMBER, RuleBook()) == date(2024, 8, 31)
    assert cutoff_on(AUGUST, RuleBook()) == date(2023, 8, 31)


@pytest.mark.parametrize(
    ("born_on", "expected"),
    [
        ("2018-09-01", False),
        ("2018-08-31", True),
        ("2009-09-01", True),
        ("2009-08-31", False),
        (None, False),
    ],
)
def test_six_completed_and_fifteen_not_yet(born_on, expected):
    born = pd.to_datetime(pd.Series([born_on]))
    assert is_in_scope(born, SEPTEMBER, RuleBook()).tolist() == [expected]


def test_the_upper_age_is_a_setting():
    first, last = birth_window(SEPTEMBER, RuleBook({"dropout.upper_age": "16"}))
    assert (first, last) == (date(2008, 9, 1), date(2018, 8, 31))


def test_born_on_leap_day_completes_a_year_on_the_first_of_march():
    _, last = birth_window(date(2022, 10, 1), RuleBook({"dropout.cutoff": "02-28"}))
    assert last == date(2016, 2, 28)
