"""The list that goes back to the sender: text only, masked, usable."""

import zipfile
from pathlib import Path

import openpyxl
import pytest
from intake.made_files import made_id, roll_row, roll_rows

from anyuan.errors import Issue
from anyuan.intake import write_issue_workbook
from anyuan.intake.desk import Receipt
from anyuan.intake.messages import cell_sentence, issue_sentence, sentences, severity_word


@pytest.fixture
def receipt(receive_rows):
    bad = roll_row(2, 出生日期="2013.2.30", 年级="十年级", 身份证件号=made_id()[:17] + "0")
    return receive_rows([*roll_rows(1), bad], name="学籍名册.xlsx")


def sheets_of(path):
    book = openpyxl.load_workbook(path)
    return {s.title: [[c.value for c in row] for row in s.iter_rows()] for s in book.worksheets}


def test_the_first_sheet_sums_up_and_the_second_lists(receipt, tmp_path):
    sheets = sheets_of(write_issue_workbook([receipt], tmp_path / "a.xlsx"))
    assert list(sheets) == ["汇总", "问题清单"]
    assert sheets["汇总"][1][:9] == [
        "学籍名册.xlsx", "已接收", "学籍名册", "2024-09", "S001", "2", "1", "1", "0",
    ]  # fmt: skip
    listed = {(row[4], row[5]): row[1] for row in sheets["问题清单"][1:]}
    assert listed[("E4", "出生日期")] == "该格不用"
    assert listed[("G4", "年级")] == "整行退回"


def test_the_list_of_the_casebook_makes_the_same_second_sheet(desk, receipt, tmp_path):
    from_receipts = sheets_of(write_issue_workbook([receipt], tmp_path / "a.xlsx"))
    from_casebook = sheets_of(write_issue_workbook(desk.casebook.issues(), tmp_path / "b.xlsx"))
    assert from_casebook["问题清单"] == from_receipts["问题清单"]
    assert from_casebook["汇总"][1][0] == "学籍名册.xlsx"


def test_no_name_and_no_whole_id_is_in_the_file(receipt, tmp_path):
    path = write_issue_workbook([receipt], tmp_path / "a.xlsx")
    with zipfile.ZipFile(path) as archive:
        whole = b"".join(archive.read(name) for name in archive.namelist())
    assert "示例甲".encode() not in whole
    assert made_id()[:14].encode() not in whole


def hostile(text):
    issue = Issue("id_check", "cell", text, 3, "C3", text, text, text, text)
    path = Path("来件.xlsx")
    return Receipt(path, "accepted", "schools", "2024-09", text, 1, 1, 0, 0, (issue,), text, "")


HOSTILE = ['=HYPERLINK("http://x")', "+1", "-1", "@SUM", "\t=1", "＝1+1", "a\x00b\ud842"]


@pytest.mark.parametrize("text", [*HOSTILE, "名" * 40_000])
def test_every_cell_is_a_text_and_nothing_comes_alive(tmp_path, text):
    path = write_issue_workbook([hostile(text)], tmp_path / "a.xlsx")
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            part = archive.read(name)
            assert b"<f>" not in part
            assert b"hyperlink" not in part
    book = openpyxl.load_workbook(path)
    assert {c.data_type for s in book.worksheets for row in s.iter_rows() for c in row} <= {
        "s",
        "n",
    }
    assert not book.properties.creator


def test_an_empty_list_is_a_file_too(tmp_path):
    assert len(sheets_of(write_issue_workbook([], tmp_path / "a.xlsx"))["问题清单"]) == 1


def test_the_sentence_names_place_value_fault_and_remedy():
    issue = Issue("date_impossible", "cell", "", 17, "E17", "出生日期", "2013.2.30",
                  *cell_sentence("date_impossible"))  # fmt: skip
    assert issue_sentence("学籍名册.xlsx", issue) == (
        "学籍名册.xlsx 第 17 行，“出生日期”：‘2013.2.30’ 不是有效日期，"
        "请写成 2013-02-28 的样子，或登记一条更正"
    )
    assert severity_word(issue) == "该格不用"


@pytest.mark.parametrize("group", ["cells", "files"])
def test_every_sentence_says_what_is_wrong_and_what_to_do(group):
    for code, entry in sentences()[group].items():
        assert entry["wrong"] and entry["do"], code
        assert not entry["wrong"].endswith("。")
