"""Which rows are data: totals, notes, nil returns, repeated headings, blank rows."""

import pytest
from intake.made_files import ROLL_HEADING, csv_bytes, roll_row, roll_rows, write_xlsx

from anyuan.codebook import table
from anyuan.intake.grid import Sheet
from anyuan.intake.headings import find_heading, top_rows
from anyuan.intake.layout import lay_out
from anyuan.intake.parsing import parse_file
from anyuan.intake.refusal import Refused

ROLL = table("enrolment_roll")


def layout_of(data, suffix=".csv"):
    sheet = Sheet.of(parse_file(data, suffix)["sheets"][0])
    return lay_out(sheet, find_heading(sheet, ROLL, top_rows(sheet)), ROLL)


def layout_of_rows(outbox, *more, dress=None):
    rows = [*roll_rows(2), *more]
    return layout_of(write_xlsx(outbox / "a.xlsx", rows, dress=dress).read_bytes(), ".xlsx")


def test_rows_below_the_heading_are_data_and_blank_ones_are_counted(outbox):
    layout = layout_of_rows(outbox, [], [" "], roll_row(3))
    assert (layout.data, layout.n_blank) == ([2, 3, 6], 2)


@pytest.mark.parametrize(
    "row, stated",
    [
        (["合计", 2], 2),
        (["合 计", None, "２人"], 2),
        (["合计：2人"], 2),
        (["总计2人"], 2),
        ([None, "共计", "480"], 480),
        (["合计"], None),
    ],
)
def test_a_total_is_no_data_and_says_a_number(outbox, row, stated):
    layout = layout_of_rows(outbox, row)
    assert layout.data == [2, 3]
    assert layout.stated == (None if stated is None else (stated, 4))


@pytest.mark.parametrize(
    "row",
    [
        ["填表人：示例丙　审核人：示例丁"],
        ["审核人：", None, "填表人："],
        ["说明：本表为合成示例数据"],
        ["备注"],
        ["小计", 2],
        ["填报日期 2024-10-01"],
    ],
)
def test_notes_below_are_no_data(outbox, row):
    layout = layout_of_rows(outbox, row)
    assert (layout.data, layout.notes, layout.stated) == ([2, 3], [4], None)


def test_one_text_merged_over_three_columns_is_a_note(outbox):
    def dress(book, sheet):
        sheet.merge_range(4, 0, 4, 4, "本表一式两份")

    assert layout_of_rows(outbox, dress=dress).notes == [4]


def test_a_heading_repeated_on_the_next_page_is_no_data(outbox):
    layout = layout_of_rows(outbox, ROLL_HEADING, roll_row(3))
    assert (layout.data, layout.notes) == ([2, 3, 5], [4])


@pytest.mark.parametrize(
    "row", [["无"], ["本月无"], [None, None, "零报告"], ["1", "无"], ["无", "无"]]
)
def test_a_row_of_nothing_but_nothing_is_nil(outbox, row):
    rows = [*roll_rows(0), row]
    layout = layout_of(write_xlsx(outbox / "a.xlsx", rows).read_bytes(), ".xlsx")
    assert (layout.data, len(layout.nil)) == ([], 1)


@pytest.mark.parametrize("name", ["无", "NA", "null", "注", "合计", "备注"])
def test_a_child_of_any_name_is_data(outbox, name):
    assert layout_of_rows(outbox, roll_row(9, 姓名=name)).data == [2, 3, 4]


def test_a_row_with_a_number_of_identity_is_data_however_short(outbox):
    row = [None] * len(ROLL_HEADING)
    row[2], row[5] = "合计", roll_row(3)[5]
    assert layout_of_rows(outbox, row).data == [2, 3, 4]


def test_a_word_of_notes_inside_a_longer_word_is_data(outbox):
    assert layout_of_rows(outbox, ["说明书", "甲"]).data == [2, 3, 4]


@pytest.mark.parametrize("extra", [1, -1])
def test_a_ragged_row_refuses_a_text_table_and_names_its_line(extra):
    rows = roll_rows(3)
    rows[3] = rows[3] + ["多"] if extra > 0 else rows[3][:-1]
    with pytest.raises(Refused) as refused:
        layout_of(csv_bytes(rows))
    assert refused.value.code == "column_count"
    assert refused.value.detail["row"] == 4
    assert refused.value.detail["found"] - refused.value.detail["wanted"] == extra


def test_one_column_too_many_throughout_refuses_a_text_table():
    rows = roll_rows(3)
    data = csv_bytes([*rows[:2], *(row + ["x"] for row in rows[2:])])
    with pytest.raises(Refused) as refused:
        layout_of(data)
    assert refused.value.detail["n"] == 3


def test_titles_notes_and_totals_of_a_text_table_may_be_short():
    layout = layout_of(csv_bytes([*roll_rows(2), [], ["合计", "2"], ["填表人：示例丙"]]))
    assert (layout.data, layout.stated, layout.n_blank) == ([2, 3], (2, 5), 1)
