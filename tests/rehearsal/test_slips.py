from datetime import date

import numpy as np
import pytest

from anyuan.rehearsal.lunar import lunar_birthday
from anyuan.rehearsal.slips import (
    dot_name,
    dress_name,
    dress_number,
    slip_birthday,
    slip_name,
    slip_number,
    temporary_no,
)
from anyuan.resident_id import parse_id
from anyuan.text import fold_name

NUMBER, OTHER = "141182201203040014", "141182201405060027"


@pytest.fixture
def rng():
    return np.random.default_rng(1)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("id_missing", None),
        ("id_numeric", 141182201203040014),
        ("id_cut", "141182201203040000"),
        ("id_of_another", OTHER),
        ("id_15", "141182120304001"),
    ],
)
def test_numbers_go_wrong_as_they_do_in_life(kind, expected, rng):
    assert slip_number(kind, NUMBER, OTHER, rng) == expected


@pytest.mark.parametrize("kind", ["id_mistyped", "id_transposed"])
def test_a_mistyped_number_keeps_its_length_and_fails_the_check(kind, rng):
    good = "14118220120304" + "001"
    from anyuan.resident_id import check_character

    number = good + check_character(good)
    for _ in range(50):
        wrong = slip_number(kind, number, OTHER, rng)
        assert len(wrong) == 18 and sorted(wrong) != [] and wrong != number
        assert parse_id(wrong).problem in ("id_check", "id_date")


@pytest.mark.parametrize(
    ("kind", "name", "possible"),
    [
        ("name_homophone", "王欣", {"王" + c for c in "心新鑫馨昕歆忻"}),
        ("name_traditional", "李国伟", {"李国偉"}),
        ("name_lookalike", "赵晨", {"赵晟"}),
        ("name_homophone", "单丶", {"山丶"}),
        ("name_homophone", "丶丶", {"丶丶"}),
    ],
)
def test_names_go_wrong_by_sound_by_shape_or_by_old_form(kind, name, possible, rng):
    assert {slip_name(kind, name, None, rng) for _ in range(40)} <= possible


def test_a_used_name_is_the_former_one_or_a_small_one(rng):
    assert slip_name("name_used", "王子轩", "王大鹏", rng) == "王大鹏"
    small = slip_name("name_used", "王子轩", None, rng)
    assert small[0] == "王" and small != "王子轩"


@pytest.mark.parametrize(
    ("kind", "day", "expected"),
    [
        ("birthday_swapped", date(2012, 3, 4), date(2012, 4, 3)),
        ("birthday_swapped", date(2012, 3, 24), date(2012, 3, 23)),
        ("birthday_swapped", date(2012, 5, 5), date(2012, 5, 4)),
        ("birthday_swapped", date(2012, 1, 1), date(2012, 1, 2)),
        ("birthday_lunar", date(2012, 1, 23), date(2012, 1, 1)),
        ("birthday_lunar", date(2012, 1, 22), date(2011, 12, 29)),
    ],
)
def test_birthdays_go_wrong(kind, day, expected):
    assert slip_birthday(kind, day) == expected


@pytest.mark.parametrize(
    ("day", "lunar"),
    [
        (date(2009, 5, 24), date(2009, 5, 1)),
        (date(2009, 6, 23), date(2009, 5, 1)),
        (date(2018, 9, 24), date(2018, 8, 15)),
        (date(2007, 2, 17), None),
        (date(2010, 3, 30), date(2010, 2, 15)),
    ],
)
def test_days_of_the_farmers_calendar(day, lunar):
    assert lunar_birthday(day) == lunar


def test_a_day_that_our_calendar_lacks_has_no_written_form():
    # The second month may have a 29th and a 30th day, February has not.
    missing = [
        date.fromordinal(n)
        for n in range(date(2008, 2, 7).toordinal(), date(2018, 12, 31).toordinal())
        if lunar_birthday(date.fromordinal(n)) is None
    ]
    assert missing and all(day.month in (3, 4) for day in missing)


@pytest.mark.parametrize("kind", ["lower_x", "full_width", "apostrophe", "blanks"])
def test_a_badly_dressed_number_is_still_the_same_number(kind, rng):
    number = "11010519491231002X"
    dressed = dress_number(kind, number, rng)
    assert dressed != number and parse_id(dressed).number == number


@pytest.mark.parametrize("kind", ["name_spaced", "name_invisible"])
@pytest.mark.parametrize("name", ["王强", "欧阳子轩"])
def test_a_badly_dressed_name_is_still_the_same_name(kind, name):
    dressed = dress_name(kind, name)
    assert dressed != name and fold_name(dressed) == fold_name(name)


def test_every_dot_folds_to_one_name(rng):
    name = "艾力·艾山"
    dotted = {dot_name(name, 0.1, rng) for _ in range(200)}
    assert len(dotted) > 8 and {fold_name(d) for d in dotted} == {fold_name(name)}


def test_temporary_numbers_say_that_they_are(rng):
    assert parse_id(temporary_no("L", NUMBER, rng)[1:]).is_valid
    number = temporary_no("J", NUMBER, rng)
    assert number[0] == "J" and len(number) == 19
