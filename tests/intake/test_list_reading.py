"""Which rows of a list say who they are, and what is said of all the others."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake.made_files import csv_bytes, made_id, write_book, write_xls, write_xlsx

from anyuan.codebook import person_list
from anyuan.intake.cells import Rules
from anyuan.intake.list_reading import ListRequest, read_list
from anyuan.intake.messages import file_issue, list_sentence, sentences
from anyuan.intake.nobody import NOT_KEPT
from anyuan.intake.parsing import parse_file
from anyuan.intake.refusal import Refused

HEADING = ["姓名", "身份证号", "出生日期"]


@pytest.fixture
def read(rules):
    """Return a function that reads a file as the left list."""

    def reading(path, sheet="", **headings):
        parsed = parse_file(path.read_bytes(), path.suffix)
        return read_list(parsed, ListRequest("left", rules, sheet, headings))

    return reading


@pytest.fixture
def read_rows(read, outbox):
    """Return a function that writes rows to an .xlsx and reads it as a list."""

    def reading(rows, sheet="", **headings):
        return read(write_xlsx(outbox / "a.xlsx", rows), sheet, **headings)

    return reading


def refused(call, *words, **more):
    with pytest.raises(Refused) as found:
        call(*words, **more)
    issue = file_issue(found.value)
    return found.value.code, issue.expected, issue.next_step


class TestRows:
    def test_a_number_stored_as_a_number_costs_the_cell_and_not_the_row(self, read_rows):
        found = read_rows([HEADING, ["示例甲", 999999201202290230, "2012-02-29"]])
        assert found.numbers == [2]
        assert found.rows.loc[0, ["name", "resident_id", "resident_id_given"]].isna().tolist() == [
            False, True, True,
        ]  # fmt: skip
        (issue,) = found.issues
        assert (issue.code, issue.severity, issue.cell) == ("id_numeric_cell", "cell", "B2")
        assert "整行" not in issue.expected and "重报" not in issue.next_step

    def test_without_a_name_such_a_row_says_nobody_and_both_are_named(self, read_rows):
        found = read_rows([HEADING, [None, 999999201202290230, None], ["示例甲", None, None]])
        assert found.numbers == [3]
        assert [(i.row, i.code) for i in found.issues] == [(2, "nobody"), (2, "id_numeric_cell")]

    def test_a_slip_of_a_number_is_kept_as_a_clue_and_a_wreck_is_not(self, read_rows):
        slip, wreck = made_id()[:-1] + "?", "9.99E+17"
        wrong = made_id()[:17] + ("1" if made_id()[17] != "1" else "2")
        rows = [[None, wrong, None], ["甲示例", wreck, None], ["乙示例", slip, None]]
        found = read_rows([HEADING, *rows])
        assert found.numbers == [2, 3, 4]
        assert found.rows["resident_id"].isna().all()
        assert found.rows["resident_id_given"].isna().tolist() == [False, True, True]

    def test_totals_notes_and_repeated_headings_are_named(self, read_rows):
        rows = [HEADING, ["示例甲", None, "2012-02-29"], HEADING, ["合计", 2], ["制表人：某"]]
        found = read_rows(rows)
        assert (found.n_data, found.n_not_data, found.stated) == (1, 3, 2)
        assert [(i.row, i.code) for i in found.issues] == [(n, "not_data") for n in (3, 4, 5)]

    def test_only_the_columns_that_were_found_are_there(self, read_rows):
        found = read_rows([["学籍号", "备注"], ["G" + made_id(), "x"]])
        assert list(found.rows.columns) == ["student_no"]

    def test_lines_of_a_text_table_are_those_of_the_file(self, read, outbox):
        path = outbox / "a.csv"
        path.write_bytes('姓名,备注\n示例甲,"一\n二"\n示例乙,\n'.encode("gb18030"))
        assert read(path).numbers == [2, 4]


@pytest.mark.parametrize(
    "said",
    ["2012-02-29", "2012/2/29", "2012.2.29", "2012年2月29日", "20120229", "２０１２－０２－２９",
     "2012-02-29 00:00:00", 20120229, date(2012, 2, 29)],
)  # fmt: skip
def test_a_birthday_is_read_in_every_form_that_says_one_day(read, outbox, said):
    def dress(book, sheet):
        if isinstance(said, date):
            sheet.write_datetime(1, 2, said, book.add_format({"num_format": "yyyy-mm-dd"}))

    text = None if isinstance(said, date) else said
    path = write_xlsx(outbox / "a.xlsx", [HEADING, ["示例甲", None, text]], dress=dress)
    assert read(path).rows["birth_on"][0].date() == date(2012, 2, 29)


@pytest.mark.parametrize(
    ("said", "code"),
    [("12.2.29", "date_ambiguous"), ("2012-02", "date_incomplete"), ("2025-01-01", "date_future"),
     ("2013-02-29", "date_impossible"), ("民国101年2月29日", "date_roc"), (40968, "date_serial")],
)  # fmt: skip
def test_a_birthday_that_says_no_day_costs_its_cell(read_rows, said, code):
    found = read_rows([HEADING, ["示例甲", None, said]])
    assert found.rows["birth_on"].isna().all()
    assert [(i.code, i.severity) for i in found.issues] == [(code, "cell")]
    assert "更正" not in found.issues[0].next_step


def test_an_old_workbook_is_read_too(read, outbox):
    rows = [["名单"], HEADING, ["示例甲", made_id(), "2012-02-29"]]
    found = read(write_xls(outbox / "a.xls", rows))
    assert (found.heading_row, found.numbers) == (2, [3])


class TestHeadings:
    def test_a_chosen_heading_stands_for_its_column_alone(self, read_rows):
        rows = [["姓名", "孩子", "电话"], ["家长甲", "示例甲", "13800000000"]]
        found = read_rows(rows, name="孩子", guardian_name="姓名")
        assert list(found.rows["name"]) == ["示例甲"]
        assert list(found.rows["guardian_name"]) == ["家长甲"]

    def test_a_column_may_be_chosen_by_its_letters(self, read_rows):
        rows = [["姓名", "联系电话", "联系电话"], ["示例甲", "13800000001", "13800000002"]]
        assert read_rows(rows).twice == (("guardian_phone", "B1", "C1"),)
        assert "guardian_phone" not in read_rows(rows).rows
        chosen = read_rows(rows, guardian_phone="C")
        assert list(chosen.rows["guardian_phone"]) == ["13800000002"]
        assert chosen.twice == ()

    def test_a_heading_that_looks_like_letters_is_a_heading_first(self, read_rows):
        found = read_rows([["ID", "姓名"], [made_id(), "示例甲"]], resident_id="ID")
        assert found.fields["resident_id"] == ("A", "ID")

    def test_a_field_may_be_left_out(self, read_rows):
        rows = [["姓名", "电话"], ["示例甲", "13800000001"]]
        assert list(read_rows(rows, guardian_phone="").rows.columns) == ["name"]

    def test_the_person_claimed_by_two_columns_is_refused_with_the_way_out(self, read_rows):
        rows = [["姓名", "学生姓名"], ["示例甲", "示例乙"]]
        code, wrong, way_out = refused(read_rows, rows)
        assert (code, "A1" in wrong, "B1" in wrong) == ("person_heading_twice", True, True)
        assert "--left 姓名=A" in way_out
        chosen = read_rows(rows, name="B")
        assert list(chosen.rows["name"]) == ["示例乙"]
        assert (chosen.fields["name"], chosen.unused) == (("B", "学生姓名"), ("姓名",))

    def test_a_chosen_heading_that_is_not_there_is_refused_with_those_seen(self, read_rows):
        rows = [["孩子", "生日"], ["示例甲", "2012-02-29"]]
        code, wrong, _ = refused(read_rows, rows, name="小孩")
        assert code == "heading_unknown"
        assert "小孩" in wrong and "孩子、生日" in wrong

    def test_a_list_without_headings_is_refused_and_nobody_is_quoted(self, read_rows):
        rows = [["示例甲", "男", "2012-02-29"], ["示例乙", "女", "2013-02-28"]]
        code, wrong, way_out = refused(read_rows, rows)
        assert code == "no_person_heading"
        assert "示例甲" not in wrong
        assert "--left" in way_out

    def test_a_person_without_digits_above_others_is_not_taken_for_a_heading(self, outbox, rules):
        rows = [["示例甲", "男", None], ["示例乙", "女", "2013-02-28"]]
        path = write_xlsx(outbox / "a.xlsx", rows)
        sheets = parse_file(path.read_bytes(), ".xlsx")["sheets"]
        with pytest.raises(Refused) as found:
            read_list({"sheets": sheets, "encoding": ""}, ListRequest("left", rules))
        assert "示例甲" not in str(found.value.detail)

    def test_a_heading_of_groups_tells_the_child_from_the_guardian(self, read, outbox):
        def dress(book, sheet):
            sheet.merge_range("A1:F1", "名册")
            sheet.merge_range("A2:B2", "学生信息")
            sheet.merge_range("C2:E2", "监护人基本情况")
            sheet.merge_range("F2:F3", "乡镇")
            sheet.merge_range("F4:F5", "文峰街道")

        rows = [
            [], [], ["姓名", "出生年月日", "姓名", "与学生关系", "联系电话"],
            ["示例甲", "2012-02-29", "家长甲", "父", "13800000000"],
            ["示例乙", "2012-02-28", "家长乙", "母", "13800000001"],
        ]  # fmt: skip
        found = read(write_xlsx(outbox / "a.xlsx", rows, dress=dress))
        letters = {name: place for name, (place, _) in found.fields.items()}
        assert letters == {
            "name": "A", "birth_on": "B", "guardian_name": "C", "guardian_phone": "E",
            "township": "F",
        }  # fmt: skip
        assert (found.heading_row, found.numbers, found.twice) == (3, [4, 5], ())
        assert list(found.rows["township"]) == ["T01", "T01"]

    def test_contacts_above_the_heading_are_not_the_heading(self, read_rows):
        rows = [["联系人", "某某", "联系电话", "13800000000"], ["姓名", "班"], ["示例甲", "一"]]
        found = read_rows(rows)
        assert (found.heading_row, found.numbers) == (2, [3])


class TestSheets:
    def test_the_sheet_that_tells_most_is_taken_and_the_others_are_named(self, read, outbox):
        sheets = {
            "目录": [["说明"]],
            "简表": [["姓名", "性别"], ["示例甲", "男"]],
            "全表": [HEADING, ["示例乙", made_id(), "2012-02-29"]],
        }
        path = write_book(outbox / "a.xlsx", sheets)
        found = read(path)
        assert (found.sheet, found.like_sheets, found.other_sheets) == (
            "全表",
            ("简表",),
            ("目录",),
        )
        assert read(path, "简表").sheet == "简表"
        code, wrong, _ = refused(read, path, "没有")
        assert code == "sheet_unknown" and "目录、简表、全表" in wrong

    def test_a_text_table_has_no_sheet_to_choose(self, read, outbox):
        path = outbox / "a.csv"
        path.write_bytes(csv_bytes([["姓名", "性别"], ["示例甲", "男"]]))
        assert refused(read, path, "Sheet1")[0] == "sheet_unknown"


_CELLS = (
    "示例甲",
    "无",
    "合计",
    "男",
    "",
    "2012-02-29",
    "12.2.29",
    made_id(),
    "姓名",
    "注：",
    "9E+17",
)


@given(st.lists(st.tuples(*[st.sampled_from(_CELLS)] * 3), min_size=1, max_size=12))
def test_every_row_below_the_heading_is_compared_or_named(county, rows):
    rows = [row for row in rows if any(row)]  # blank rows are counted, not named
    parsed = parse_file(csv_bytes([HEADING, *rows]), ".csv")
    try:
        found = read_list(parsed, ListRequest("left", Rules(county, date(2024, 10, 8))))
    except Refused as reason:
        assert reason.code in ("no_rows", "no_usable_rows")
        return
    named = [issue.row for issue in found.issues if issue.severity == "refused"]
    assert sorted([*found.numbers, *named]) == list(range(2, len(rows) + 2))
    assert found.n_data == len(found.numbers) + found.n_refused
    tellers = found.rows[["name", "resident_id_given"]]
    assert tellers.notna().any(axis=1).all()


def test_what_is_said_of_a_list_speaks_of_no_workspace_and_no_sender():
    groups = sentences()
    for code, entry in groups["lists"].items():
        assert code in groups["cells"] or {"wrong", "do"} <= entry.keys()
    received_only = {"blank_required", "school_unknown", "month_form", "month_impossible"}
    received_only |= {"code_unknown", "correction_mismatch", "correction_place"}
    received_only |= {"place_unknown", "before_term", "grade_not_taught", "repeated_no"}
    received_only |= NOT_KEPT | {"event_after_entry", "repeated_entry", "clock_slip"}
    for code in (groups["cells"].keys() | groups["lists"].keys()) - received_only:
        said = "".join(list_sentence(code))
        assert not any(word in said for word in ("重报", "更正", "退回", "收到")), code


def test_a_word_of_a_code_list_is_answered_with_the_words_allowed():
    assert "男" in list_sentence("code_unknown", person_list().columns["sex"])[1]


def test_an_empty_workbook_holds_no_list(read_rows):
    assert refused(read_rows, [[]])[0] == "no_data"
