import pandas as pd
import pytest

from anyuan.linkage.normalise import fold_village, match_keys


def test_keys_of_a_plain_row(read_records):
    rows = read_records("""
        key name id           sex  birth_on   guardian_name guardian_phone   township village
        h1  張偉 20120315-011 male 2012-03-15 李四          +86-13900000001  T01      甲村委会
    """)
    keys = match_keys(rows).iloc[0]
    assert keys["name_key"] == "張偉"
    assert keys["name_s"] == "张伟"
    assert keys["sound"] == "zhangwei"
    assert keys["phone"] == "13900000001"
    assert keys["village"] == "甲"
    assert keys["lunar"] == pd.Timestamp("2012-02-23")
    assert keys["rid"] == keys["rid_any"] == rows["resident_id"].item()


def test_birthday_and_sex_come_from_a_valid_number_where_they_are_missing(read_records):
    rows = read_records("""
        key name id            birth_on   sex
        x1  张伟 20120304-001  -          -
        x2  李娜 20130405-002  2013-04-06 -
        x3  王芳 20130405-004~ -          -
        x4  赵云 -             -          female
    """)
    keys = match_keys(rows)
    assert keys["birth"].dt.strftime("%Y%m%d").tolist()[:2] == ["20120304", "20130406"]
    assert keys["birth"].isna().tolist() == [False, False, True, True]
    assert keys["sex"].fillna("").tolist() == ["male", "female", "", "female"]


@pytest.mark.parametrize(
    ("given", "any_", "short"),
    [
        ("14118220120304001", "14118220120304001", None),  # one digit lost
        ("141182120304001", None, "141182120304001"),
        ("１４１１８２１２０３０４００１", None, "141182120304001"),
        ("1.41182E+17", None, None),
        ("护照E12345", None, None),
        ("１４１１８２２０１２０３０４００１５", "141182201203040015", None),
    ],
)
def test_numbers_that_are_not_valid(given, any_, short):
    rows = pd.DataFrame({"record_key": ["x1"], "resident_id_given": [given]}, dtype="str")
    keys = match_keys(rows).iloc[0]
    assert pd.isna(keys["rid"])
    assert (keys["rid_any"] if pd.notna(keys["rid_any"]) else None) == any_
    assert (keys["rid_short"] if pd.notna(keys["rid_short"]) else None) == short


def test_student_numbers_are_folded():
    rows = pd.DataFrame(
        {"record_key": ["a", "b", "c"], "student_no": ["g14118220120304001x ", "L1", pd.NA]},
        dtype="str",
    )
    assert match_keys(rows)["student_no"].fillna("").tolist() == ["G14118220120304001X", "L1", ""]


@pytest.mark.parametrize(
    ("village", "key"),
    [
        ("东关村", "东关"),
        ("东关村民委员会", "东关"),
        ("和平社区居委会", "和平"),
        ("村", "村"),
        (" ", None),
    ],
)
def test_villages(village, key):
    assert fold_village(village) == key


def test_missing_columns_count_as_null():
    keys = match_keys(pd.DataFrame({"record_key": ["x1"], "name": ["张伟"]}, dtype="str"))
    assert keys["name_s"].item() == "张伟"
    assert keys[["birth", "rid", "student_no", "guardian_s"]].isna().all(axis=None)
