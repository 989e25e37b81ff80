"""Where the heading stands: titles and notes above, merged and double headings."""

import pytest
from intake.made_files import ROLL_HEADING, roll_rows, write_xlsx

from anyuan.codebook import table
from anyuan.intake.grid import Sheet
from anyuan.intake.headings import find_heading, top_rows
from anyuan.intake.parsing import parse_file

ROLL = table("enrolment_roll")


def sheet_of(path):
    return Sheet.of(parse_file(path.read_bytes(), path.suffix)["sheets"][0])


def heading_of(path, of=ROLL):
    sheet = sheet_of(path)
    return find_heading(sheet, of, top_rows(sheet))


def test_a_heading_is_found_below_a_title_and_notes(outbox):
    rows = [["标题"], ["填报单位：示例", None, "年级 班级"], [], *roll_rows()[1:]]
    heading = heading_of(write_xlsx(outbox / "a.xlsx", rows))
    assert (heading.first, heading.last) == (3, 3)
    assert heading.columns == {
        "school_code": 0, "student_no": 1, "name": 2, "sex": 3, "birth_on": 4, "resident_id": 5,
        "grade": 6, "class_no": 7, "household_place": 8, "guardian_name": 9, "guardian_phone": 10,
    }  # fmt: skip
    assert (heading.unknown, heading.twice, heading.missing(ROLL)) == ((), (), [])


def test_headings_are_known_by_their_aliases_stars_blanks_and_brackets(outbox):
    words = ["序 号", "*学校标识码", "学 籍 号：", "学生\n姓名★", "性别（男/女）", "出生年月日",
             "身份证号", "就读年级", "班号", "户籍地", "监护人", "电话", "银行卡号"]  # fmt: skip
    heading = heading_of(write_xlsx(outbox / "a.xlsx", [words]))
    assert heading.missing(ROLL) == []
    assert heading.unknown == ("序 号", "银行卡号")


def test_what_only_stands_below_a_group_is_not_the_group(outbox):
    def dress(book, sheet):
        sheet.merge_range("A1:A2", "姓名")
        sheet.merge_range("B1:D1", "监护人")

    rows = [[], [None, "姓名", "关系", "电话"], ["示例甲", "示例乙", "父", "13800000000"]]
    heading = heading_of(write_xlsx(outbox / "a.xlsx", rows, dress=dress))
    assert heading.columns == {"name": 0, "guardian_name": 1, "guardian_phone": 3}
    assert heading.unknown == ("关系",)
    assert heading.twice == ()


def double_heading(book, sheet):
    for place, word in enumerate(ROLL_HEADING[:9]):
        sheet.merge_range(1, place, 2, place, word)
    sheet.merge_range(1, 9, 1, 10, "监护人")
    sheet.write(2, 9, "姓名")
    sheet.write(2, 10, "电话")
    sheet.merge_range(1, 11, 1, 12, "其他")
    sheet.write(2, 11, "备注一")
    sheet.write(2, 12, "民族")


def test_a_merged_heading_of_two_rows_is_read_as_one(outbox):
    rows = [["学籍名册"], [], [], ["S001", None, "示例甲"]]
    heading = heading_of(write_xlsx(outbox / "a.xlsx", rows, dress=double_heading))
    assert (heading.first, heading.last) == (1, 2)
    assert (heading.columns["name"], heading.columns["guardian_name"]) == (2, 9)
    assert heading.columns["guardian_phone"] == 10
    assert heading.unknown == ("其他备注一", "民族") or heading.unknown == (
        "其他备注一",
        "其他民族",
    )


def test_a_column_that_stands_twice_is_told(outbox):
    heading = heading_of(write_xlsx(outbox / "a.xlsx", [[*ROLL_HEADING, "电话"]]))
    assert heading.twice == (("guardian_phone", 10, 11),)
    assert heading.missing(ROLL) == []


def test_missing_columns_are_named(outbox):
    heading = heading_of(write_xlsx(outbox / "a.xlsx", [["学校代码", "姓名", "性别", "年级"]]))
    assert heading.missing(ROLL)[:2] == ["学籍号", "出生日期"]


@pytest.mark.parametrize("rows", [[["一段话"]], [["姓名"]], [["甲", "乙"], ["丙", "丁"]]])
def test_where_there_is_no_heading_none_is_found(outbox, rows):
    assert heading_of(write_xlsx(outbox / "a.xlsx", rows)) is None


def test_a_repeated_heading_is_found_where_it_stands_first(outbox):
    rows = [*roll_rows(2), ROLL_HEADING, *roll_rows(2)[2:]]
    assert heading_of(write_xlsx(outbox / "a.xlsx", rows)).first == 1
