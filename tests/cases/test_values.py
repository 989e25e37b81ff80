"""What was typed becomes the value that is kept, or is refused with what was expected."""

import pytest

from anyuan.cases import read_value, read_values
from anyuan.codebook import case_kind
from anyuan.errors import ShownError

FIELDS = case_kind("return_to_school").fields


@pytest.mark.parametrize(
    "typed",
    [
        "2024-09-01",
        "2024-9-1",
        "2024.9.1",
        "2024/09/01",
        "2024年9月1日",
        "20240901",
        "２０２４－９－１",
    ],
)
def test_a_day_is_read_as_hands_write_it(typed):
    assert read_value(FIELDS["target_on"], typed) == "2024-09-01"


@pytest.mark.parametrize(
    "typed", ["明天", "9-1", "2024-02-30", "2024-13-1", "24年9月1日", "2024-9"]
)
def test_what_is_no_day_or_lacks_its_year_is_refused(typed):
    with pytest.raises(ValueError, match="2024-09-01 的样子"):
        read_value(FIELDS["target_on"], typed)


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("out_kind", "辍学", "dropped_out"),
        ("out_kind", "", ""),
        ("measures", ["入户走访", "home_visit"], ["home_visit"]),
        ("measures", [], []),
        ("is_attending", "是", "true"),
        ("owner_government", " 示例乡长 ", "示例乡长"),
    ],
)
def test_words_become_codes_and_blanks_go(name, typed, kept):
    assert read_value(FIELDS[name], typed) == kept


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        ("out_kind", "逃学", "失学、辍学"),
        ("is_attending", "也许", "“是”或“否”"),
        ("grade", "13", "一年级"),
    ],
)
def test_a_word_outside_its_list_is_told_with_the_list(name, typed, told):
    with pytest.raises(ValueError, match=told):
        read_value(FIELDS[name], typed)


def test_of_several_fields_all_that_is_wrong_is_told_at_once():
    kind = case_kind("return_to_school")
    given = {"target_on": "明天", "out_kind": "逃学", "owner_government": "长" * 121}
    with pytest.raises(ShownError) as told:
        read_values(kind, given)
    assert all(FIELDS[name].label in str(told.value) for name in given)
