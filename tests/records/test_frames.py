"""The contract of a record frame: which columns, which types, and what is refused."""

from datetime import date

import pandas as pd
import pytest

from anyuan import records
from anyuan.codebook import table, tables

REGISTER = table("household_register")


@pytest.mark.parametrize("name", sorted(tables()))
def test_an_empty_frame_of_every_table_keeps_the_contract(name):
    frame = records.empty_frame(table(name))
    assert len(frame) == 0
    assert [str(t) for t in frame.dtypes] == list(records.record_columns(table(name)).values())
    pd.testing.assert_frame_equal(records.as_record_frame(table(name), frame), frame)


def test_a_resident_id_is_three_columns():
    names = list(records.record_columns(REGISTER))
    at = names.index("resident_id")
    assert names[at : at + 3] == ["resident_id", "resident_id_given", "resident_id_problem"]


def test_columns_are_put_in_order_and_absent_optional_ones_are_null(rows):
    shuffled = rows[rows.columns[::-1]]
    typed = records.as_record_frame(REGISTER, shuffled)
    assert list(typed) == list(records.record_columns(REGISTER))
    assert typed["former_name"].isna().all()
    assert typed["former_name"].dtype == "str"


def test_names_and_ids_stay_exactly_as_given(rows):
    name = "艾合麦提·买买提\u200b 𠮷"
    typed = records.as_record_frame(REGISTER, rows.assign(name=[name, " 甲 ", "null"]))
    assert typed["name"].tolist() == [name, " 甲 ", "null"]
    assert typed["resident_id_given"][0] == "11010120150307002x"


def test_rows_are_numbered_from_zero_whatever_index_came_in(rows):
    typed = records.as_record_frame(REGISTER, rows.set_index(pd.Index([7, 7, 9])))
    assert typed.index.tolist() == [0, 1, 2]
    assert typed["row"].tolist() == [3, 4, 6]


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("household_no", [1, 2, 3]),
        ("name", ["甲", 1.0, "乙"]),
        ("resident_id", [1.1010120150307e17, None, None]),
        ("resident_id", ["11010120150307002x", None, None]),
        ("resident_id", ["1101", None, None]),
        ("birth_on", ["2015-03-07", "2016-01-01", "2014-12-31"]),
        ("birth_on", pd.to_datetime(["2015-03-07 08:00"] * 3)),
        ("birth_on", pd.to_datetime(["2015-03-07", "2016-01-01", "2014-12-31"], utc=True)),
        ("sex", ["男", "female", None]),
        ("row", [1.5, 2.0, 3.0]),
        ("row", [1, None, 3]),
        ("row", ["1", "2", "3"]),
        ("record_key", ["a", "a", "b"]),
        ("record_key", ["a", None, "b"]),
    ],
)
def test_a_value_that_breaks_the_contract_is_refused_without_being_shown(rows, column, values):
    with pytest.raises(ValueError, match=f"household_register.{column}") as caught:
        records.as_record_frame(REGISTER, rows.assign(**{column: values}))
    assert "11010120150307002" not in str(caught.value)


def test_dates_may_come_as_civil_dates(rows):
    days = [date(2015, 3, 7), None, date(2014, 12, 31)]
    typed = records.as_record_frame(REGISTER, rows.assign(birth_on=days))
    assert typed["birth_on"].dtype == "datetime64[us]"
    assert typed["birth_on"].isna().tolist() == [False, True, False]


def test_booleans_keep_their_nulls():
    schools = table("schools")
    frame = records.empty_frame(schools)
    made = {name: ["x"] for name in frame.columns}
    made |= {"kind": [None], "ownership": [None], "row": [2], "is_boarding": [None]}
    typed = records.as_record_frame(schools, pd.DataFrame(made))
    assert typed["is_boarding"].dtype == "boolean"
    assert typed["is_boarding"].isna().all()
    typed = records.as_record_frame(schools, pd.DataFrame(made | {"is_boarding": [True]}))
    assert typed["is_boarding"].tolist() == [True]
    with pytest.raises(ValueError, match="is_boarding"):
        records.as_record_frame(schools, pd.DataFrame(made | {"is_boarding": [1]}))


@pytest.mark.parametrize("missing", ["name", "period", "record_key", "resident_id_given"])
def test_a_missing_column_is_refused(rows, missing):
    with pytest.raises(ValueError, match=missing):
        records.as_record_frame(REGISTER, rows.drop(columns=missing))


def test_a_column_outside_the_table_is_refused(rows):
    with pytest.raises(ValueError, match="bank_card"):
        records.as_record_frame(REGISTER, rows.assign(bank_card="6222"))


def test_held_rows_need_their_reason_but_no_key(rows):
    held = rows.assign(held_code="id_check", record_key=None, birth_on=pd.NaT)
    typed = records.as_held_frame(REGISTER, held)
    assert list(typed)[-1] == "held_code"
    assert typed["record_key"].isna().all()
    with pytest.raises(ValueError, match="held_code"):
        records.as_held_frame(REGISTER, held.assign(held_code=[None, "a", "b"]))
