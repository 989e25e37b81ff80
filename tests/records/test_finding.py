"""Where rows stand is found by their keys; a file that is gone is told as reading it would."""

import pytest

from anyuan import records
from anyuan.errors import ShownError

TABLE = "household_register"
FIRST, SECOND = "2024-08-aaaaaaaa", "2024-09-bbbbbbbb"


@pytest.fixture
def kept(tmp_path, rows):
    records.write(tmp_path, TABLE, FIRST, rows.head(2))
    records.write(tmp_path, TABLE, SECOND, rows.tail(2))
    return tmp_path


def test_each_place_of_a_row_is_found(kept, rows):
    first, both, _ = rows["record_key"]
    found = records.find_records(kept, TABLE, [FIRST, SECOND], [first, both, "elsewhere"])
    places = sorted(zip(found["record_key"], found["record_name"], strict=True))
    assert places == sorted([(first, FIRST), (both, FIRST), (both, SECOND)])


@pytest.mark.parametrize("names", [[], [FIRST]])
def test_without_files_or_keys_nothing_is_found(kept, names):
    found = records.find_records(kept, TABLE, names, [])
    assert list(found.columns) == ["record_key", "record_name"] and found.empty


def test_a_file_that_is_gone_is_told(kept, rows):
    records.record_path(kept, TABLE, FIRST).unlink()
    with pytest.raises(ShownError) as told:
        records.find_records(kept, TABLE, [FIRST, SECOND], list(rows["record_key"]))
    assert told.value.code == "record_missing"


def test_the_rows_of_some_keys_alone_are_read(kept, rows):
    first, both, _ = rows["record_key"]
    read = records.read(kept, TABLE, [FIRST, SECOND], [both])
    assert read["record_key"].tolist() == [both, both]
    assert read.dtypes.equals(records.read(kept, TABLE, [FIRST, SECOND]).dtypes)
    assert records.read(kept, TABLE, [FIRST], []).empty
    assert first not in set(read["record_key"])
