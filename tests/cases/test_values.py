"""What was typed becomes the value that is kept, or is refused with what was expected."""

import pytest

from anyuan.cases import read_value, read_values
from anyuan.codebook import case_kind
from anyuan.errors import ShownError

FIELDS = case_kind("return_to_school").fields
INCIDENT = case_kind("incident").fields


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


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("n_dead", "0", "0"),
        ("n_dead", "１２", "12"),
        ("n_dead", "3.0", "3"),
        ("n_dead", 7, "7"),
        ("n_dead", "", ""),
        ("loss_wan", "1,200.50", "1200.5"),
        ("loss_wan", "0.00", "0"),
        ("loss_wan", "999.99", "999.99"),
        ("loss_wan", "012", "12"),
        ("page_sha", f" {'AB' * 32} ", "ab" * 32),
    ],
)
def test_counts_amounts_and_hashes_are_kept_in_one_form(name, typed, kept):
    assert read_value(INCIDENT[name], typed) == kept


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        ("n_dead", "-1", "整数"),
        ("n_dead", "两人", "整数"),
        ("n_dead", "1.5", "整数"),
        ("loss_wan", "-3", "不小于 0"),
        ("loss_wan", "1.234", "两位小数"),
        ("loss_wan", "约十万", "两位小数"),
        ("page_sha", "ab" * 31, "64 位"),
        ("page_sha", "zz" * 32, "64 位"),
    ],
)
def test_what_is_no_count_amount_or_hash_is_refused_with_what_was_expected(name, typed, told):
    with pytest.raises(ValueError, match=told):
        read_value(INCIDENT[name], typed)


def test_only_texts_of_a_kind_that_names_nobody_are_searched_for_numbers():
    number = "13800000000"
    assert read_value(FIELDS["owner_education_phone"], number) == number
    with pytest.raises(ValueError, match="手机号 …0000"):
        read_value(INCIDENT["scene"], f"联系 {number}")


def test_a_message_masks_a_number_wherever_it_was_typed():
    with pytest.raises(ShownError) as told:
        read_values(case_kind("return_to_school"), {"out_kind": "141182201302280026"})
    assert "141182201302280026" not in str(told.value) and "…0026" in str(told.value)
