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


def test_what_stands_where_there_is_no_name_is_no_name():
    rows = pd.DataFrame(
        {
            "record_key": ["a", "b", "c"],
            "name": ["张伟", "未取名", "/"],
            "guardian_name": ["无", "不详", "李四"],
            "former_name": ["暂无", "曾用名：毛毛、张炜", None],
        },
        dtype="str",
    )
    keys = match_keys(rows)
    assert keys["name_s"].fillna("").tolist() == ["张伟", "", ""]
    assert keys["guardian_s"].fillna("").tolist() == ["", "", "李四"]
    assert keys["former_s"].fillna("").tolist() == ["", "毛毛", ""]
    assert keys["guardian_blur"].fillna("").tolist() == ["", "", "lisi"]


def test_a_second_name_in_brackets_is_a_former_name_where_there_is_none():
    rows = pd.DataFrame(
        {
            "record_key": ["a", "b"],
            "name": ["张伟（张炜）", "张伟(毛毛)"],
            "former_name": [None, "张玮"],
        },
        dtype="str",
    )
    keys = match_keys(rows)
    assert keys["name_s"].tolist() == ["张伟", "张伟"]
    assert keys["name_key"].tolist() == ["张伟(张炜)", "张伟(毛毛)"]
    assert keys["former_s"].tolist() == ["张炜", "张玮"]


@pytest.mark.parametrize(
    ("phone", "key"),
    [
        ("13935812345", "13935812345"),
        ("+86 139-3581-2345", "13935812345"),
        ("0358-7222345", "03587222345"),
        ("13888888888", None),
        ("00000000000", None),
        ("13012345678", None),
        ("110", None),
    ],
)
def test_a_telephone_that_only_fills_the_field_is_none(phone, key):
    rows = pd.DataFrame({"record_key": ["a"], "guardian_phone": [phone]}, dtype="str")
    found = match_keys(rows)["phone"].item()
    assert (found if pd.notna(found) else None) == key


def test_a_number_that_is_someone_elses_is_marked(read_records):
    rows = read_records("""
        key name id            birth_on   sex
        x1  张伟 20120304-001  2012-03-04 male
        x2  张伟 20120304-001  2015-07-08 male
        x3  张伟 20120304-001  -          female
        x4  张伟 20120304-001~ 2015-07-08 male
        x5  张伟 -             2015-07-08 male
    """)
    keys = match_keys(rows)
    assert keys["is_foreign"].tolist() == [False, True, True, False, False]
    assert keys["is_foreign"].dtype == "bool"


def test_without_rows_there_are_no_keys():
    empty = pd.DataFrame({"record_key": [], "name": []}, dtype="str")
    assert match_keys(empty).empty
