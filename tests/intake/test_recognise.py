"""Which table and which month a file holds."""

import pytest
from intake.made_files import ROLL_HEADING, roll_rows, write_book, write_xlsx

from anyuan.codebook import table, tables
from anyuan.intake.grid import Sheet
from anyuan.intake.parsing import parse_file
from anyuan.intake.recognise import find_period, months_in, recognise, titles_in
from anyuan.intake.refusal import Refused
from anyuan.period import Month

ABSENT = [c.label for c in tables()["attendance_return"].columns.values()]
SEPTEMBER = Month(2024, 9)


def sheets_of(path):
    return [Sheet.of(raw) for raw in parse_file(path.read_bytes(), path.suffix)["sheets"]]


def book(outbox, **sheets):
    return sheets_of(write_book(outbox / "a.xlsx", sheets))


def refusal(sheets, name="a.xlsx", wanted=None):
    with pytest.raises(Refused) as refused:
        recognise(sheets, name, wanted)
    return refused.value


@pytest.mark.parametrize("name", list(tables()))
def test_every_table_is_known_by_its_own_headings_alone(outbox, name):
    rows = [[c.label for c in tables()[name].columns.values()]]
    assert recognise(book(outbox, S=rows), "a.xlsx").table.name == name


@pytest.mark.parametrize("name", list(tables()))
def test_every_table_is_known_by_its_required_headings_and_title(outbox, name):
    columns = [c.label for c in tables()[name].columns.values() if c.is_required]
    rows = [[f"汾阳市2024年9月{tables()[name].titles[0]}"], columns]
    found = recognise(book(outbox, S=rows), "a.xlsx")
    assert (found.table.name, find_period(found, "a.xlsx", None)) == (name, SEPTEMBER)


def test_a_file_that_is_not_what_was_asked_for_is_refused(outbox):
    refused = refusal(book(outbox, S=roll_rows()), wanted="household_register")
    assert refused.code == "wrong_table"
    assert refused.detail == {"asked": "户籍适龄人口表", "found": "学籍名册"}


def test_a_title_that_its_heading_contradicts_is_refused(outbox):
    refused = refusal(book(outbox, S=roll_rows(title="2024年9月学校名录")))
    assert refused.code == "wrong_table"
    assert refused.detail == {"asked": "学校名录", "found": "学籍名册"}


def test_a_note_that_names_another_table_does_not_confuse(outbox):
    rows = [["2024年9月学籍名册"], ["说明：请与脱贫户适龄儿童名单核对"], *roll_rows()[1:]]
    assert recognise(book(outbox, S=rows), "a.xlsx").table.name == "enrolment_roll"


def test_missing_columns_are_named_with_the_table_they_are_missing_from(outbox):
    refused = refusal(book(outbox, S=[["学籍名册2024年9月"], ["学校代码", "姓名", "性别"]]))
    assert refused.code == "missing_column"
    assert refused.detail["columns"].startswith("学籍号、出生日期、身份证件号、年级")
    half = refusal(book(outbox, S=[ROLL_HEADING[:8]]))
    assert (half.code, half.detail["columns"]) == (
        "missing_column",
        "户口所在地、监护人姓名、监护人电话",
    )
    asked = refusal(book(outbox, S=[ROLL_HEADING[:8]]), wanted="enrolment_roll")
    assert asked.code == "missing_column"


def test_what_is_no_table_of_ours_is_refused(outbox):
    for rows in ([["一月", "二月"], [1, 2]], [["姓名", "性别", "爱好"]], [["只有一格"]]):
        assert refusal(book(outbox, S=rows)).code == "unknown_table"
    assert refusal(book(outbox, S=[["姓名", "性别"]]), wanted="schools").code == "unknown_table"
    assert refusal(book(outbox, S=[], T=[[" "]])).code == "no_data"


def test_a_column_twice_is_refused_with_both_places(outbox):
    refused = refusal(book(outbox, S=[["标题"], [*ROLL_HEADING, "电话"]]))
    assert refused.code == "heading_twice"
    assert (refused.detail["first"], refused.detail["second"]) == ("K2", "L2")


def test_the_sheet_that_holds_the_table_is_used_and_others_are_named(outbox):
    sheets = book(outbox, 说明=[["填表说明"], ["一、……"]], 名册=roll_rows(), 空=[])
    found = recognise(sheets, "a.xlsx")
    assert [part.sheet.name for part in found.parts] == ["名册"]
    assert found.other_sheets == ("说明",)


def test_a_table_over_two_sheets_is_taken_from_both(outbox):
    found = recognise(book(outbox, 一班=roll_rows(2), 二班=roll_rows(3)), "a.xlsx")
    assert [part.sheet.name for part in found.parts] == ["一班", "二班"]


def test_two_tables_in_one_file_are_refused_unless_one_is_asked_for(outbox):
    sheets = book(outbox, 名册=roll_rows(), 月报=[["2024年9月未到校学生月报"], ABSENT])
    assert refusal(sheets).code == "two_tables"
    found = recognise(sheets, "a.xlsx", "attendance_return")
    assert (found.table.name, found.other_sheets) == ("attendance_return", ("名册",))


def test_the_longest_title_counts():
    both = [table("household_register"), table("ex_poverty_households")]
    assert titles_in("脱贫户适龄儿童名单", both) == [table("ex_poverty_households")]
    assert titles_in("没有表名", both) == []


@pytest.mark.parametrize(
    "text, months",
    [
        ("东关示例小学2024年9月学籍名册", [SEPTEMBER]),
        ("2024 年 09 月", [SEPTEMBER]),
        ("２０２４年９月", [SEPTEMBER]),
        ("roll-2024-09-S001.xlsx", [SEPTEMBER]),
        ("202409名册.csv", [SEPTEMBER]),
        ("2024.09.xls", [SEPTEMBER]),
        ("2024—2025学年第一学期", []),
        ("2024-2025学年", []),
        ("填报日期：2024年10月8日", []),
        ("20240930.xlsx", []),
        ("2024-09-30", []),
        ("2024年13月", []),
        ("999999201202290237", []),
    ],
)
def test_months_in_a_text_are_months_and_not_days(text, months):
    assert months_in(text) == months


@pytest.mark.parametrize(
    "title, name, asked, month",
    [
        ("2024年9月学籍名册", "a.xlsx", None, SEPTEMBER),
        ("学籍名册", "学籍名册2024-09.xlsx", None, SEPTEMBER),
        ("学籍名册", "a.xlsx", SEPTEMBER, SEPTEMBER),
        ("2024年9月学籍名册", "2024-09.xlsx", SEPTEMBER, SEPTEMBER),
        ("2024年9月学籍名册", "2024-08.xlsx", None, "wrong_month"),
        ("2024年8月学籍名册", "a.xlsx", SEPTEMBER, "wrong_month"),
        ("学籍名册", "2024-08.xlsx", SEPTEMBER, "wrong_month"),
        ("学籍名册", "a.xlsx", None, "no_month"),
    ],
)
def test_title_file_name_and_the_month_asked_for_must_agree(outbox, title, name, asked, month):
    found = recognise(book(outbox, S=roll_rows(title=title)), name)
    if isinstance(month, Month):
        assert find_period(found, name, asked) == month
    else:
        with pytest.raises(Refused, match=month):
            find_period(found, name, asked)


def test_a_note_with_another_month_does_not_count_beside_the_title(outbox):
    rows = [["报送时间：2024年10月上旬"], *roll_rows()]
    found = recognise(sheets_of(write_xlsx(outbox / "a.xlsx", rows)), "a.xlsx")
    assert find_period(found, "a.xlsx", None) == SEPTEMBER
