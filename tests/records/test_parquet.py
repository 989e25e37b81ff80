"""Record files: written once, whole, read-only, and never shown when damaged."""

import os

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from anyuan import records
from anyuan.codebook import table
from anyuan.errors import ShownError
from anyuan.records.content import content_digest, sealed

REGISTER = table("household_register")
NAME = "2024-09-0123abcd"


def code_of(caught):
    return caught.value.code


def test_what_was_written_is_read_back_alike(tmp_path, rows):
    path = records.write(tmp_path, "household_register", NAME, rows)
    assert path == tmp_path / "records" / "household_register" / f"{NAME}.parquet"
    read = records.read(tmp_path, "household_register", [NAME])
    pd.testing.assert_frame_equal(read, records.as_record_frame(REGISTER, rows))


def test_records_follow_one_another_in_the_order_given(tmp_path, rows):
    records.write(tmp_path, "household_register", "2024-09-aaaaaaaa", rows.head(1))
    records.write(tmp_path, "household_register", "2024-09-bbbbbbbb", rows.tail(2))
    names = ["2024-09-bbbbbbbb", "2024-09-aaaaaaaa"]
    read = records.read(tmp_path, "household_register", names)
    assert read["row"].tolist() == [4, 6, 3]
    assert read.index.tolist() == [0, 1, 2]


def test_what_stands_in_columns_is_given_once_and_without_nulls(tmp_path, rows):
    named = rows.assign(name=["甲", None, "甲"], guardian_name=["乙", "丙", None])
    records.write(tmp_path, "household_register", NAME, named)
    columns = ["name", "guardian_name", "younger_than_the_file"]
    found = records.read_distinct(tmp_path, "household_register", [NAME, NAME], columns)
    assert found == {"甲", "乙", "丙"}
    assert records.read_distinct(tmp_path, "household_register", [], columns) == set()
    with pytest.raises(ShownError) as caught:
        records.read_distinct(tmp_path, "household_register", ["2024-09-ffffffff"], columns)
    assert code_of(caught) == "record_missing"


def test_no_records_give_an_empty_typed_frame(tmp_path):
    read = records.read(tmp_path, "household_register", [])
    pd.testing.assert_frame_equal(read, records.empty_frame(REGISTER))


def test_a_file_without_rows_is_a_record_too(tmp_path):
    empty = records.empty_frame(table("attendance_return"))
    records.write(tmp_path, "attendance_return", NAME, empty)
    pd.testing.assert_frame_equal(records.read(tmp_path, "attendance_return", [NAME]), empty)


def test_writing_the_same_again_changes_nothing(tmp_path, rows):
    path = records.write(tmp_path, "household_register", NAME, rows)
    before = path.stat().st_mtime_ns, path.read_bytes()
    records.write(tmp_path, "household_register", NAME, rows)
    assert (path.stat().st_mtime_ns, path.read_bytes()) == before


def test_other_rows_under_the_same_name_are_refused(tmp_path, rows):
    path = records.write(tmp_path, "household_register", NAME, rows)
    before = path.read_bytes()
    with pytest.raises(ShownError) as caught:
        records.write(tmp_path, "household_register", NAME, rows.head(2))
    assert code_of(caught) == "record_differs"
    assert path.read_bytes() == before


@pytest.mark.skipif(os.name != "posix", reason="modes are a POSIX thing")
def test_a_record_file_is_read_only_for_its_owner(tmp_path, rows):
    path = records.write(tmp_path, "household_register", NAME, rows)
    assert path.stat().st_mode & 0o777 == 0o400


def test_a_frame_that_breaks_the_contract_leaves_no_file(tmp_path, rows):
    with pytest.raises(ValueError, match="period"):
        records.write(tmp_path, "household_register", NAME, rows.drop(columns="period"))
    assert not list(tmp_path.rglob("*.parquet"))


@pytest.mark.parametrize("name", ["../x", "", "a/b", "/etc/x", "a\\b", "con", "二〇二四"])
def test_a_record_name_never_leaves_its_folder(tmp_path, rows, name):
    with pytest.raises(ShownError) as caught:
        records.write(tmp_path, "household_register", name, rows)
    assert code_of(caught) == "bad_code"


def test_a_table_outside_the_codebook_is_a_fault_of_the_program(tmp_path, rows):
    with pytest.raises(KeyError):
        records.write(tmp_path, "released_prisoners", NAME, rows)


def test_a_missing_record_is_said_not_skipped(tmp_path):
    with pytest.raises(ShownError) as caught:
        records.read(tmp_path, "household_register", [NAME])
    assert code_of(caught) == "record_missing"


def test_a_flipped_bit_anywhere_in_the_data_is_found(tmp_path, rows):
    path = records.write(tmp_path, "household_register", NAME, rows)
    whole = path.read_bytes()
    expected = records.as_record_frame(REGISTER, rows)
    path.chmod(0o600)
    silent = []
    for place in range(0, len(whole), 23):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        try:
            read = records.read(tmp_path, "household_register", [NAME])
        except ShownError as error:
            assert error.code == "record_damaged"
            continue
        if not read.equals(expected):
            silent.append(place)
    assert silent == []


def test_a_column_younger_than_the_file_is_null(tmp_path, rows):
    path = records.write(tmp_path, "household_register", NAME, rows)
    older = pq.read_table(path).drop_columns(["former_name", "address"])
    path.chmod(0o600)
    pq.write_table(sealed(older), path)
    read = records.read(tmp_path, "household_register", [NAME])
    assert list(read) == list(records.record_columns(REGISTER))
    assert read["address"].isna().all()


def test_held_rows_lie_apart_and_may_be_derived_again(tmp_path, rows):
    held = rows.assign(held_code="id_check")
    path = records.write_held(tmp_path, "household_register", NAME, held)
    assert path.is_relative_to(tmp_path / "derived" / "held")
    records.write_held(tmp_path, "household_register", NAME, held.head(1))
    read = records.read_held(tmp_path, "household_register", ["2024-08-00000000", NAME])
    assert read["held_code"].tolist() == ["id_check"]
    assert not (tmp_path / "records").exists()


def test_no_held_rows_give_an_empty_typed_frame(tmp_path):
    read = records.read_held(tmp_path, "household_register", [NAME])
    assert list(read) == [*records.record_columns(REGISTER), "held_code"]
    assert len(read) == 0


def test_the_digest_of_all_records_changes_with_any_of_them(tmp_path, rows):
    empty = records.records_digest(tmp_path)
    records.write(tmp_path, "household_register", NAME, rows)
    one = records.records_digest(tmp_path)
    assert one != empty
    assert records.records_digest(tmp_path) == one
    records.write(tmp_path, "household_register", "2024-10-0123abcd", rows)
    assert records.records_digest(tmp_path) != one


def test_the_digest_of_rows_does_not_hang_on_how_they_are_cut_into_chunks():
    whole = pa.table(
        {"a": ["", "甲", None, "bc"], "b": [1, None, 3, 4], "c": [True, None, False, True]}
    )
    cut = pa.concat_tables([whole.slice(0, 1), whole.slice(1, 2), whole.slice(3), whole.slice(4)])
    assert content_digest(cut) == content_digest(whole)


@pytest.mark.parametrize(
    "other",
    [
        {"a": ["x", None], "b": [1, 0]},
        {"a": ["x", ""], "b": [1, None]},
        {"a": ["", "x"], "b": [1, None]},
        {"a": ["x", None], "c": [1, None]},
        {"a": ["x", None], "b": [True, None]},
        {"b": [1, None], "a": ["x", None]},
        {"a": ["x"], "b": [1]},
    ],
)
def test_any_other_content_has_another_digest(other):
    rows = pa.table({"a": ["x", None], "b": [1, None]})
    assert content_digest(pa.table(other)) != content_digest(rows)
