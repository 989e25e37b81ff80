"""Rows in words, with what an analyst must be told beside a field."""

from desk.doubtful_county import SCHOOL

from anyuan.codebook import read_county
from anyuan.desk.record import read_records, rows_of


def records(loaded):
    rows = rows_of(loaded.facts)
    return rows, read_records(loaded.facts, read_county(), set(rows["record_key"]))


def test_codes_are_put_into_words_and_blanks_stay_blank(loaded):
    rows, found = records(loaded)
    roll = rows[(rows["table"] == "enrolment_roll") & (rows["name"] == "田佳怡")].iloc[0]
    record = found[roll["record_key"]]
    assert record.fields["sex"] == "女"
    assert record.fields["birth_on"] == "2014-02-14"
    assert record.fields["school"] == f"示例小学 {SCHOOL}"
    assert record.fields["township"] == record.fields["former_name"] == ""
    assert record.notes == {}
    assert record.table_label == "学籍名册"


def test_a_slip_in_a_number_and_characters_that_nobody_sees_are_told(loaded):
    rows, found = records(loaded)
    odd = rows[(rows["table"] == "household_register") & (rows["birth_on"] == "2013-04-05")].iloc[0]
    record = found[odd["record_key"]]
    assert record.fields["township"] == "三泉镇"
    assert record.fields["guardian_name"] == "秦国强"
    assert record.notes == {
        "resident_id_given": "校验码不符",
        "name": "含自造字，显示可能不全",
        "guardian_name": "原文含看不见的字符",
    }
