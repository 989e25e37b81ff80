"""The workbook of a comparison, opened as an office clerk would."""

from dataclasses import replace

import openpyxl
import pandas as pd
import pytest
from run.awkward_lists import ID_4, ID_11, NUMBER_6, SLIP_9
from run.matching.test_list_matching import awkward, found  # noqa: F401 - fixtures

from anyuan.errors import ShownError
from anyuan.run.matching import match_workbook
from anyuan.run.matching.match_notes import warnings_of
from anyuan.run.matching.match_workbook import match_sheets, write_match_workbook

SHEETS = ["相同", "待判定", "左表未匹配", "右表未匹配", "未采用的行", "说明"]


@pytest.fixture(scope="module")
def book(found, tmp_path_factory):  # noqa: F811
    path = write_match_workbook(found, tmp_path_factory.mktemp("out") / "pairs.xlsx")
    return openpyxl.load_workbook(path)


def table_of(sheet):
    """Return the rows below the heading by the headings of row 3."""
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_there_is_a_sheet_for_every_question(book):
    assert book.sheetnames == SHEETS
    assert {sheet.freeze_panes for sheet in book} == {"A4"}


def test_pairs_stand_side_by_side_with_numbers_as_text(book):
    (row,) = [row for row in table_of(book["相同"]) if row["左·行"] == 4]
    assert (row["右·行"], row["左·姓名"], row["右·姓名"]) == (6, "单小雨", "单小雨")
    assert (row["左·身份证号"], row["左·性别"], row["左·乡镇街道"]) == (ID_4, "女", "文峰街道")
    assert row["左·出生日期"] == pd.Timestamp("2012-02-29")
    assert row["依据"] and row["规则"] and 0 <= row["同一人的概率"] <= 1


def test_every_pair_is_in_one_of_two_sheets_and_says_what_differs(book, found):  # noqa: F811
    rows = table_of(book["相同"]) + table_of(book["待判定"])
    assert len(rows) == len(found.pairs)
    differing = {row["左·行"]: row["不同的项"] for row in rows}
    assert differing[9] == "身份证号"
    assert differing[10] == "姓名"
    assert differing[6] is None


def test_what_differs_is_coloured(found):  # noqa: F811
    sheets, marks = match_sheets(found)
    for name, marked in marks.items():
        for row, place in marked:
            heading = sheets[name].columns[place]
            assert heading.partition("·")[2] in sheets[name]["不同的项"][row].split("、")
    assert sum(map(len, marks.values())) > 0


def test_rows_left_over_keep_their_numbers_in_the_file(book):
    assert [(r["行"], r["姓名"], r["身份证号"]) for r in table_of(book["左表未匹配"])] == [
        (11, "赵独一", ID_11)
    ]
    assert [(r["行"], r["姓名"]) for r in table_of(book["右表未匹配"])] == [(7, "陈只此")]


def test_every_row_and_cell_that_was_not_used_is_listed_rows_first(book):
    rows = table_of(book["未采用的行"])
    assert [(r["表"], r["行"], r["单元格"], r["处理"]) for r in rows] == [
        ("左表", 7, None, "整行没有比对"),
        ("左表", 12, None, "整行没有比对"),
        ("左表", 13, None, "整行没有比对"),
        ("右表", 9, None, "整行没有比对"),
        ("左表", 6, "E6", "该格没有采用"),
        ("左表", 8, "E8", "该格没有采用"),
        ("左表", 8, "H8", "该格没有采用"),
        ("左表", 9, "E9", "该格没有采用"),
    ]
    assert all(r["问题"] and r["请这样处理"] for r in rows)
    shown = str(rows)
    assert SLIP_9 not in shown and str(NUMBER_6) not in shown and "…" + SLIP_9[-4:] in shown


def test_the_notes_say_what_was_read_and_what_to_do(book):
    notes = {r["项目"]: (r["左表"], r["右表"]) for r in table_of(book["说明"])}
    assert notes["文件"] == ("入户名单.xlsx", "在校名单.csv")
    assert notes["工作表"] == ("名单", "（文本，gb18030）")
    assert notes["姓名 取自"] == ("B 列“儿童姓名”", "A 列“学生姓名”")
    assert notes["没有用到的表头"] == ("序号、备注", "就读学校")
    assert notes["也像名单、没有读的工作表"] == ("旧名单", "无")
    assert notes["数据行"] == ("8", "8")
    assert notes["整行没有比对"] == ("1", "1")
    assert notes["未匹配的行"] == ("1", "1")
    assert "怎样判定" in notes and "接下来" in notes


def test_long_sentences_have_room(book):
    sheet = book["说明"]
    (row,) = [n for n in range(4, sheet.max_row + 1) if sheet.cell(n, 1).value == "怎样判定"]
    assert sheet.row_dimensions[row].height >= 30


def test_warnings_name_the_option_that_helps(found):  # noqa: F811
    assert "旧名单" in warnings_of(found, "left")[0]
    assert "--sheet-left" in warnings_of(found, "left")[0]
    assert warnings_of(found, "right") == []
    doubled = replace(
        found.right, twice=(("guardian_phone", "E1", "F1"),), stated=9, fields={"name": ("A", "x")}
    )
    said = warnings_of(replace(found, right=doubled), "right")
    assert "--right 监护人电话=E" in said[0]
    assert "9" in said[1] and "8" in said[1]
    assert "姓名" in said[2]


def test_more_pairs_than_a_sheet_holds_are_refused(found, tmp_path, monkeypatch):  # noqa: F811
    monkeypatch.setattr(match_workbook, "_MOST_ROWS", 2)
    with pytest.raises(ShownError) as refused:
        write_match_workbook(found, tmp_path / "pairs.xlsx")
    assert refused.value.code == "too_many_pairs"
    assert "parquet" in refused.value.next_step
