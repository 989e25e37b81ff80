"""A cell of a received original, and whether another value may stand in it."""

import pytest
from desk.intake_county import HOSTILE, bad_roll_rows, make_intake_county, write_bad_roll
from intake.made_files import write_xlsx

from anyuan.casebook import Casebook
from anyuan.codebook import read_county, table
from anyuan.errors import ShownError
from anyuan.intake.grid import Cell
from anyuan.run.intake.correcting import object_to, open_original, show_masked
from anyuan.run.intake.receiving import open_receiving, receive_files


@pytest.fixture(scope="module")
def received(tmp_path_factory):
    """A desk that has received the bad roll."""
    root = tmp_path_factory.mktemp("correcting")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANYUAN_KEY_FILE", str(root / "secret" / "key"))
        workspace = make_intake_county(root / "county")
        county = read_county(root / "county" / "params" / "county.yaml")
        desk = open_receiving(workspace, Casebook.open(workspace), county, actor="system")
        receive_files([write_bad_roll(root)], desk)
        yield desk


@pytest.fixture(scope="module")
def cells(received):
    return open_original(_sha(received), "enrolment_roll", received)


def _sha(desk):
    return desk.casebook.files()["sha256"].iloc[-1]


def _column(name):
    return table("enrolment_roll").columns[name]


def test_a_row_is_told_cell_by_cell_with_what_the_original_says(cells):
    row = {cell.column.name: cell for cell in cells.row("Sheet1", 4)}
    assert list(row) == [name for name in table("enrolment_roll").columns if name in row]
    assert (row["sex"].address, row["sex"].was) == ("D4", HOSTILE)
    assert (row["birth_on"].address, row["birth_on"].was) == ("E4", "2012-02-29")


def test_names_are_not_shown_and_numbers_only_by_their_end(cells):
    row = {cell.column.name: cell.shown for cell in cells.row("Sheet1", 5)}
    number = bad_roll_rows()[4][5]
    assert row["name"] == "（4 个字，不显示）"
    assert row["guardian_name"] == "（3 个字，不显示）"
    assert row["resident_id"] == f"…{number[-4:]}" and number not in str(row.values())
    assert row["birth_on"] == "2012-02-30"


def test_a_number_that_is_a_number_is_told_as_such(cells):
    row = {cell.column.name: cell for cell in cells.row("Sheet1", 3)}
    assert row["resident_id"].shown == "数字"
    assert float(row["resident_id"].was) == bad_roll_rows()[2][5]


@pytest.mark.parametrize("place", [("Sheet1", 99), ("别的表", 3)])
def test_a_row_that_is_not_there_has_no_cells(cells, place):
    assert cells.row(*place) == []


@pytest.mark.parametrize(
    "column, text",
    [
        ("birth_on", "2012-02-29"),
        ("sex", "女"),
        ("sex", ""),
        ("guardian_phone", "0358-7222333"),
        ("class_no", "<b>1</b>班"),
    ],
)
def test_a_value_that_the_column_reads_may_stand(received, column, text):
    assert object_to(text, _column(column), received) is None


@pytest.mark.parametrize(
    "column, text, is_final, said",
    [
        ("birth_on", "2012-02-30", True, "不是有效日期"),
        ("birth_on", "2999-01-01", True, "晚于收到文件的日期"),
        ("resident_id", "999999201202290039", True, "校验码不符"),
        ("guardian_phone", "没有", True, "不是电话号码"),
        ("name", " ", True, "必填而未填"),
        ("class_no", "1\x07班", True, "控制字符"),
        ("name", "示\ue123例", False, "自造字"),
        ("student_no", "20240001", False, "不是学籍号的样子"),
    ],
)
def test_what_the_column_has_against_a_value_is_told(received, column, text, is_final, said):
    objection = object_to(text, _column(column), received)
    assert objection.is_final is is_final and said in objection.wrong


def test_a_blank_and_odd_characters_are_told_as_such():
    assert show_masked(Cell("t", " "), _column("name")) == "（空）"
    assert show_masked(Cell("t", "示\ue123例"), _column("name")) == "（3 个字，不显示，含 U+E123）"


def test_an_original_that_is_gone_is_told(received):
    with pytest.raises(ShownError) as caught:
        open_original("0" * 64, "enrolment_roll", received)
    assert caught.value.code == "inbox_missing"


def test_an_original_of_another_table_is_told_and_not_guessed_at(received, tmp_path):
    path = write_xlsx(tmp_path / "x.xlsx", [["甲", "乙"], ["1", "2"]])
    receive_files([path], received)
    with pytest.raises(ShownError, match="认不出"):
        open_original(_sha(received), "enrolment_roll", received)
