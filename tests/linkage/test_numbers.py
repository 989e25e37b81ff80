from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyuan.linkage.numbers import (
    explain_birth,
    is_foreign,
    is_temporary_student_no,
    list_repairs,
    number_in_student_no,
)
from anyuan.resident_id import check_character, parse_id

BORN = date(2012, 3, 14)


def number(born_on: date = BORN, sequence: int = 11) -> str:
    first17 = f"141182{born_on:%Y%m%d}{sequence:03d}"
    return first17 + check_character(first17)


NUMBERS = st.builds(
    number, st.dates(date(2005, 1, 1), date(2019, 12, 31)), st.integers(min_value=1, max_value=999)
)


@given(NUMBERS, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_repaired(whole, place, step):
    digit = str((int(whole[place]) + step) % 10)
    typed = whole[:place] + digit + whole[place + 1 :]
    assert whole in [repair.number for repair in list_repairs(typed)]


@given(NUMBERS, st.integers(0, 15))
def test_two_neighbours_exchanged_are_repaired(whole, place):
    typed = whole[:place] + whole[place + 1] + whole[place] + whole[place + 2 :]
    if typed != whole:
        assert (whole, "swap") in list_repairs(typed)


@given(NUMBERS, st.integers(0, 17))
def test_a_digit_left_out_is_repaired(whole, place):
    typed = whole[:place] + whole[place + 1 :]
    assert (whole, "missing") in list_repairs(typed)


@given(NUMBERS, st.integers(1, 17), st.sampled_from("0123456789"))
def test_a_digit_too_many_is_repaired(whole, place, digit):
    typed = whole[:place] + digit + whole[place:]
    assert (whole, "extra") in list_repairs(typed)


@given(NUMBERS)
def test_the_old_form_and_a_spreadsheets_noughts_are_repaired(whole):
    if whole[6:8] == "20":
        assert (whole, "converted") in list_repairs(whole[:6] + whole[8:17])
    typed = whole[:15] + "000"
    if not parse_id(typed).is_valid:
        assert whole in [repair.number for repair in list_repairs(typed)]


@given(
    st.text(alphabet="0123456789xX１２ ", max_size=20), st.dates(date(2009, 1, 1), date(2018, 1, 1))
)
def test_every_repair_is_valid_and_says_the_rows_own_birthday_and_sex(text, born_on):
    for repair in list_repairs(text, born_on=born_on, sex="male"):
        parsed = parse_id(repair.number)
        assert (parsed.is_valid, parsed.born_on, parsed.sex) == (True, born_on, "male")


@given(NUMBERS)
def test_a_valid_number_needs_no_repair_in_whatever_script(whole):
    wide = whole.translate({ord(d): 0xFF10 + int(d) for d in "0123456789"})
    assert list_repairs(whole) == list_repairs(whole.lower()) == list_repairs(wide) == []


def test_the_birthday_leaves_few_of_the_possible_numbers():
    typed = number()[:16] + "9" + number()[17:]
    every, fitting = list_repairs(typed), list_repairs(typed, born_on=BORN)
    assert (number(), "digit") in fitting
    assert len(fitting) < len(every)
    assert list_repairs(typed, born_on=BORN + timedelta(days=900)) == []
    wrong_month = number()[:10] + "95" + number()[12:]
    assert list_repairs(wrong_month, born_on=BORN) == []  # two digits are no single slip


@pytest.mark.parametrize("text", ["", "护照E12345", "1.41182E+17", "1234", "14118220120314"])
def test_what_is_no_number_has_no_repair(text):
    assert list_repairs(text) == []


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("2012-03-14", "2012-03-14", "same"),
        ("2012-03-15", "2012-02-23", "lunar"),
        ("2012-01-22", "2011-12-29", "lunar"),
        ("2012-01-22", "2012-12-29", "lunar"),  # the lunar day, the civil year
        ("2012-03-04", "2012-04-03", "swapped"),
        ("2012-03-14", "2012-03-15", "slip"),
        ("2012-03-14", "2013-03-14", "slip"),
        ("2012-03-14", "2012-03-24", "slip"),
        ("2012-03-14", "2021-03-14", "slip"),
        ("2012-03-31", "2012-04-01", "slip"),
        ("2012-03-14", "2015-07-08", ""),
        ("1980-03-14", "1985-07-08", ""),
    ],
)
def test_why_two_dates_may_be_one_birthday(one, other, why):
    first, second = date.fromisoformat(one), date.fromisoformat(other)
    assert explain_birth(first, second) == why
    assert explain_birth(second, first) == why


@pytest.mark.parametrize(
    ("born_on", "sex", "expected"),
    [
        (BORN, "male", False),
        (BORN, "female", False),  # the birthday is right: the sex is the slip
        (date(2012, 3, 24), "male", False),
        (date(2012, 3, 24), "female", True),
        (date(2012, 2, 22), "male", False),  # the lunar day
        (date(2009, 8, 30), "male", True),
        (None, "male", False),
        (None, "female", True),
        (None, None, False),
    ],
)
def test_a_number_is_someone_elses_by_the_rows_own_words(born_on, sex, expected):
    assert is_foreign(number(), born_on, sex) is expected


def test_only_a_formal_student_number_holds_an_identity_number():
    assert number_in_student_no("g" + number().lower()) == number()
    assert number_in_student_no("L" + number()) is None
    assert number_in_student_no("J141182201203140113") is None
    assert number_in_student_no(number()) is None
    assert is_temporary_student_no("l" + number()[:15])
    assert not is_temporary_student_no("G" + number())
