"""A ledger opens in Excel with every text as text and nothing about who made it."""

import zipfile
from datetime import UTC, date, datetime

import openpyxl
import pandas as pd
import pytest

from anyuan.briefing import WorkbookMeta, ledger_workbook
from anyuan.errors import ShownError

META = WorkbookMeta("台账", "截至 2024-09-30", datetime(2024, 10, 8, 1, tzinfo=UTC), True)
NASTY = ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "＝1+1", "https://example.org", "_x0041_", "1E5"]


def frame():
    return pd.DataFrame(
        {
            "姓名": [*NASTY],
            "证件号码": ["141182201203040019"] * len(NASTY),
            "天数": range(len(NASTY)),
            "出生日期": pd.to_datetime(["2012-03-04"] * len(NASTY)),
            "住校": pd.array([True, False, None, True, True, True, True, True], dtype="boolean"),
            "大数": [10**17 + 1] * len(NASTY),
            "比例": [0.25] * len(NASTY),
        }
    )


def written(tmp_path, sheets=None, meta=META):
    path = ledger_workbook(sheets or {"不在校名单": frame()}, tmp_path / "ledger.xlsx", meta)
    return path, openpyxl.load_workbook(path)


def test_every_text_comes_back_as_text(tmp_path):
    _, book = written(tmp_path)
    rows = list(book["不在校名单"].iter_rows(min_row=5))
    assert [row[0].value for row in rows] == NASTY
    assert {row[0].data_type for row in rows} == {"s"}
    assert {(row[1].value, row[1].data_type) for row in rows} == {("141182201203040019", "s")}
    assert rows[0][5].value == "100000000000000001"


def test_numbers_dates_and_booleans_have_their_types(tmp_path):
    _, book = written(tmp_path)
    row = list(book["不在校名单"].iter_rows(min_row=5))[2]
    assert row[2].value == 2 and row[3].value == pd.Timestamp("2012-03-04")
    assert row[4].value is None and row[6].value == 0.25
    assert book["不在校名单"]["E5"].value == "是" and book["不在校名单"]["E6"].value == "否"


def test_no_formula_no_link_no_maker(tmp_path):
    path, book = written(tmp_path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode("utf-8") for name in archive.namelist()}
    assert not any("<f>" in text or "<hyperlink" in text for text in parts.values())
    core = parts["docProps/core.xml"]
    assert "<dc:creator></dc:creator>" in core or "<dc:creator/>" in core
    assert "2024-10-08T09:00:00Z" in core
    assert str(tmp_path) not in "".join(parts.values())


def test_the_sheet_is_made_for_reading_and_printing(tmp_path):
    _, book = written(tmp_path)
    sheet = book["不在校名单"]
    assert sheet["A1"].value == "台账：不在校名单"
    assert sheet["A2"].value == "截至 2024-09-30 · 共 8 行 · 个案级 · 含个人或个案信息 · 仅限经办人"
    assert "合成示例数据" in sheet["A3"].value
    assert sheet.freeze_panes == "A5"
    assert sheet.print_title_rows == "$4:$4"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.column_dimensions["B"].width > 18


def test_a_real_ledger_has_no_mark_of_rehearsal(tmp_path):
    meta = WorkbookMeta("台账", "", META.made_at, is_rehearsal=False, is_casework=False)
    _, book = written(tmp_path, meta=meta)
    assert book["不在校名单"]["A3"].value == "姓名"
    assert book["不在校名单"]["A2"].value == "共 8 行"


def test_a_text_wider_than_its_column_has_the_height_it_needs(tmp_path):
    long = pd.DataFrame({"说明": ["短", "很长的说明" * 20, "两\n行"]})
    _, book = written(tmp_path, {"长": long})
    heights = [book["长"].row_dimensions[n].height for n in (5, 6, 7)]
    assert heights[0] is None
    assert heights[1] >= 15 * 200 / 36
    assert heights[2] == 30


def test_marked_cells_are_coloured_and_no_others(tmp_path):
    path = ledger_workbook(
        {"名单": frame()}, tmp_path / "ledger.xlsx", META, {"名单": {(0, 1), (2, 3)}}
    )
    sheet = openpyxl.load_workbook(path)["名单"]
    coloured = {
        cell.coordinate
        for row in sheet.iter_rows(min_row=5)
        for cell in row
        if cell.fill.fill_type == "solid"
    }
    assert coloured == {"B5", "D7"}


def test_an_empty_ledger_still_has_its_heading(tmp_path):
    _, book = written(tmp_path, {"空": frame().head(0)})
    assert [c.value for c in book["空"][4]][:2] == ["姓名", "证件号码"]


def test_plain_dates_and_moments_are_written_as_chinese_days(tmp_path):
    days = pd.DataFrame({"日": [date(2024, 9, 1), datetime(2024, 9, 1, 20, tzinfo=UTC)]})
    _, book = written(tmp_path, {"日": days})
    assert [book["日"][f"A{n}"].value for n in (5, 6)] == [
        pd.Timestamp("2024-09-01"),
        pd.Timestamp("2024-09-02 04:00"),
    ]


def test_a_text_that_excel_would_cut_is_refused(tmp_path):
    with pytest.raises(ShownError) as refused:
        written(tmp_path, {"长": pd.DataFrame({"说明": ["长" * 32_768]})})
    assert refused.value.code == "text_too_long"
    assert not (tmp_path / "ledger.xlsx").exists()


@pytest.mark.parametrize("name", ["", "a/b", "x" * 32, "甲:乙", "'甲"])
def test_a_bad_sheet_name_is_a_mistake(tmp_path, name):
    with pytest.raises(ValueError, match="sheet"):
        written(tmp_path, {name: frame()})


def test_the_same_ledger_gives_the_same_bytes(tmp_path):
    one, _ = written(tmp_path)
    first = one.read_bytes()
    two, _ = written(tmp_path)
    assert two.read_bytes() == first
