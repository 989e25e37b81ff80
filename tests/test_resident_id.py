"""Identity numbers as they really arrive. Every number here is made up."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyuan.resident_id import ResidentId, check_character, mask_id, normalise_id, parse_id

FIRST17 = "14118220140307123"
GOOD = FIRST17 + check_character(FIRST17)
WITH_X = "14118220150511068X"


@st.composite
def numbers(draw) -> str:
    """Draw a valid number of a child."""
    born_on = draw(st.dates(date(2006, 1, 1), date(2020, 12, 31)))
    place, order = draw(st.integers(110101, 659010)), draw(st.integers(1, 999))
    first17 = f"{place}{born_on:%Y%m%d}{order:03d}"
    return first17 + check_character(first17)


def test_a_valid_number_says_birth_and_sex():
    assert parse_id(GOOD) == ResidentId(GOOD)
    assert parse_id(GOOD).born_on == date(2014, 3, 7)
    assert parse_id(GOOD).sex == "male"
    assert parse_id(WITH_X).is_valid
    assert parse_id(WITH_X).sex == "female"


@pytest.mark.parametrize(
    ("first17", "character"),
    [
        # the worked examples that come with the standard's method
        ("11010519491231002", "X"),
        ("44052418800101001", "4"),
    ],
)
def test_the_check_character_is_that_of_the_standard(first17, character):
    assert check_character(first17) == character


@pytest.mark.parametrize(
    "typed",
    [
        "14118220150511068x",
        "１４１１８２２０１５０５１１０６８Ｘ",
        "１４１１８２２０１５０５１１０６８ｘ",
        " 14118220150511068X ",
        "\u00a014118220150511068X\u00a0",
        "\u300014118220150511068X\u3000",
        "141182 20150511 068X",
        "\u200b14118220150511068X",
        "\ufeff14118220150511068X",
        "'14118220150511068X",
        "\u2018\u201914118220150511068X",
        "14118220150511068\u2169",
        "14118220150511068\u2179",
        "14118220150511068X\t",
    ],
)
def test_ways_of_typing_one_number_are_one_number(typed):
    assert parse_id(typed) == ResidentId(WITH_X)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("1.40121E+17", "id_scientific"),
        ("1.40E+17", "id_scientific"),
        ("1.41182e+17", "id_scientific"),
        ("14118220150511068х", "id_charset"),  # Cyrillic
        ("14118220150511068×", "id_charset"),
        ("14118220150511068✕", "id_charset"),
        ("١٤١١٨٢٢٠١٥٠٥١١٠٠٨X", "id_charset"),  # Arabic-Indic digits match \d
        ("14118220150511068A", "id_charset"),
        ("X4118220150511008X", "id_charset"),
        ("无", "id_charset"),
        ("1411822015051100", "id_length"),
        ("14118220150511068", "id_length"),
        ("1411822015051106811", "id_length"),
    ],
)
def test_what_is_no_number_is_refused_without_a_guess(typed, problem):
    assert parse_id(typed) == ResidentId(None, problem)


def test_fifteen_digits_with_an_impossible_date_are_refused():
    assert parse_id("141182850229123").problem == "id_date"


def test_fifteen_digits_make_a_candidate_that_is_no_key():
    found = parse_id("141182850511008")
    first17 = "14118219850511008"

    assert found.problem == "converted_15"
    assert found.number == first17 + check_character(first17)
    assert not found.is_valid


@pytest.mark.parametrize(
    ("date_part", "order"),
    [
        ("20130229", "123"),
        ("20131301", "123"),
        ("20130431", "123"),
        ("20130000", "123"),
        ("00000000", "123"),
        ("20140307", "000"),
    ],
)
def test_an_impossible_date_or_order_is_refused(date_part, order):
    first17 = "141182" + date_part + order
    assert parse_id(first17 + check_character(first17)).problem == "id_date"


def test_a_birth_after_the_file_is_refused():
    assert parse_id(GOOD, not_after=date(2014, 3, 7)).is_valid
    assert parse_id(GOOD, not_after=date(2014, 3, 6)).problem == "id_date"


@pytest.mark.parametrize("place", ["000000", "330113", "999999"])
def test_the_place_is_no_reason_to_refuse(place):
    first17 = place + "20140307123"
    assert parse_id(first17 + check_character(first17)).is_valid


@pytest.mark.parametrize("problem", ["id_check", "id_date"])
def test_a_slip_keeps_its_number_for_comparison_but_not_as_a_key(problem):
    wrong = GOOD[:-1] + ("0" if GOOD[-1] != "0" else "1")
    first17 = "14118220130229123"
    typed = {"id_check": wrong, "id_date": first17 + check_character(first17)}[problem]

    found = parse_id(typed)

    assert (found.number, found.problem, found.is_valid) == (typed, problem, False)


@given(numbers())
def test_every_valid_number_is_accepted(number):
    assert parse_id(number) == ResidentId(number)


@given(numbers())
def test_every_single_wrong_digit_is_seen(number):
    for place in range(18):
        for digit in "0123456789X" if place == 17 else "0123456789":
            if digit != number[place]:
                assert not parse_id(number[:place] + digit + number[place + 1 :]).is_valid


@given(numbers())
def test_every_swap_of_neighbours_is_seen(number):
    for i in range(17):
        swapped = number[:i] + number[i + 1] + number[i] + number[i + 2 :]
        if swapped != number:
            assert not parse_id(swapped).is_valid


@given(st.text(max_size=24))
def test_folding_twice_is_folding_once(text):
    assert normalise_id(normalise_id(text)) == normalise_id(text)


@given(st.text(max_size=24))
def test_no_text_whatever_breaks_the_reader(text):
    found = parse_id(text)
    assert found.is_valid == (found.problem is None)
    assert found.number is not None or found.problem


@given(numbers())
def test_a_masked_number_shows_its_last_four_and_no_more(number):
    assert mask_id(number) == "…" + number[-4:]
    assert number[:14] not in mask_id(number)


@pytest.mark.parametrize(
    ("text", "shown"), [("1234", "…"), ("", "…"), ("12345", "…2345"), (" 1234 ", "…")]
)
def test_a_short_text_is_masked_whole(text, shown):
    assert mask_id(text) == shown
