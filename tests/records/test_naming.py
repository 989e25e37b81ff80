"""A row's own name: stable for the same person, apart for others, worthless without the key."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyuan import records
from anyuan.codebook import table

REGISTER, ROLL = table("household_register"), table("enrolment_roll")
KEY = b"k" * 32


def keys_of(frame, vocabulary=REGISTER, key=KEY):
    return records.record_keys(vocabulary, frame, key).tolist()


@pytest.mark.parametrize(
    ("column", "one", "other"),
    [
        ("resident_id_given", "11010120150307002X", "１１０１０１２０１５０３０７００２ｘ"),
        ("resident_id_given", "11010120150307002X", " 110101 20150307002x"),
        ("resident_id_given", "11010120150307002X", "'11010120150307002X"),
        ("name", "艾合麦提·买买提", "艾合麦提•买买提"),
        ("name", "示例甲", "示 例\u200b甲"),
        ("guardian_name", "示例丁", "示例丁　"),
    ],
)
def test_the_same_identity_written_otherwise_has_the_same_key(rows, column, one, other):
    first = rows.head(1).assign(**{column: one})
    assert keys_of(first) == keys_of(first.assign(**{column: other}))


@pytest.mark.parametrize(
    "column", ["name", "sex", "birth_on", "resident_id_given", "guardian_name", "village"]
)
def test_another_identity_has_another_key(rows, column):
    other = pd.Timestamp("2015-03-08") if column == "birth_on" else "另外"
    assert keys_of(rows.head(1)) != keys_of(rows.head(1).assign(**{column: other}))


def test_what_is_not_identity_leaves_the_key_alone(rows):
    moved = rows.assign(sheet="其他", row=[9, 10, 11], period="2024-10", household_no="H9")
    assert keys_of(moved) == keys_of(rows)


def test_a_value_cannot_slip_from_one_field_into_the_next(rows):
    one = rows.head(1).assign(guardian_name="甲乙", village="")
    other = rows.head(1).assign(guardian_name="甲", village="乙")
    assert keys_of(one) != keys_of(other)


def test_a_null_is_the_empty_text(rows):
    one = rows.head(1).assign(village=None, birth_on=pd.NaT)
    other = rows.head(1).assign(village="", birth_on=pd.NaT)
    assert keys_of(one) == keys_of(other)


def test_repeated_rows_of_one_frame_are_numbered_in_file_order(rows):
    twice = pd.concat([rows, rows.head(1), rows.head(1)])
    first = keys_of(rows)[0]
    assert keys_of(twice)[0] == first
    assert keys_of(twice)[3:] == [f"{first}-2", f"{first}-3"]


def test_keys_have_32_hexadecimal_digits_and_the_frames_index(rows):
    keys = records.record_keys(REGISTER, rows.set_index(pd.Index([5, 6, 7])), KEY)
    assert keys.dtype == "str"
    assert keys.index.tolist() == [5, 6, 7]
    assert keys.str.fullmatch("[0-9a-f]{32}").all()


def test_another_key_or_table_gives_unlinkable_names(rows):
    assert not set(keys_of(rows)) & set(keys_of(rows, key=b"j" * 32))
    assert not set(keys_of(rows)) & set(keys_of(rows, vocabulary=table("field_survey")))


def test_a_table_without_identity_is_named_by_all_its_columns():
    frame = pd.DataFrame({"school_code": ["0001", "0002"], "school_name": ["示例小学"] * 2})
    assert len(set(keys_of(frame, table("schools")))) == 2


def test_an_empty_frame_has_no_keys():
    keys = records.record_keys(ROLL, records.empty_frame(ROLL), KEY)
    assert len(keys) == 0
    assert keys.dtype == "str"


@given(st.lists(st.text(max_size=6), min_size=1, max_size=6))
def test_any_text_as_a_name_gets_a_unique_key_within_its_frame(names):
    keys = keys_of(pd.DataFrame({"name": names}), ROLL)
    assert len(set(keys)) == len(names)
