"""Rows are held against one another, the school's places and grades, and the term."""

import pandas as pd
import pytest
from intake.made_files import csv_bytes

from anyuan import records
from anyuan.codebook import table
from anyuan.intake.known import Known

SCHOOLS = [
    ["2024年9月学校名录"],
    ["学校代码", "学校名称", "学校类别", "办学性质", "所在乡镇", "是否寄宿制"],
    ["S001", "示例小学", "小学", "公办", "文峰街道", "否"],
    ["S002", "示例中学", "初中", "公办", "西河乡", "否"],
]
PLACES = [
    ["2024年9月校内地点表"],
    ["学校代码", "地点代码", "地点名称", "地点类别", "楼栋", "楼层"],
    ["S001", "P01", "一楼走廊", "走廊", "教学楼", 1],
    ["S001", "P02", "东侧厕所", "厕所", "教学楼", 1],
]
GOOD = {
    "学校代码": "S001",
    "登记编号": "B1",
    "学校获知时间": "2024-09-10 10:20",
    "报告途径": "家长",
    "发生日期": "2024-09-10",
    "发生时刻": "9:50",
    "校内校外": "校内",
    "地点代码": "P01",
    "欺凌方式": "肢体、言语",
    "被欺凌者代号": "A1",
    "被欺凌者年级": "四年级",
    "欺凌者代号": "B1、B2",
    "欺凌者年级": "五年级",
}
HEADING = [c.label for c in table("bullying_register").columns.values() if c.is_required]


def register(*changes):
    rows = [[(GOOD | change).get(label, "") for label in HEADING] for change in changes]
    return [["2024年9月学生欺凌化解处置工作一张表"], HEADING, *rows]


def column(label):
    return HEADING.index(label)


@pytest.fixture
def receive_here(receive_rows):
    """Return a function that receives a file where schools and places are known."""
    receive_rows(SCHOOLS, "学校名录.xlsx")
    assert receive_rows(PLACES, "校内地点表.xlsx").status == "accepted"
    return receive_rows


def told(receipt):
    return [(i.code, i.severity, i.row, i.column, i.value) for i in receipt.issues]


def test_a_case_is_read_with_its_codes_moments_and_pseudonyms(desk, receive_here):
    receipt = receive_here(register({}))
    assert (receipt.status, receipt.n_accepted, told(receipt)) == ("accepted", 1, [])
    row = records.read(desk.workspace, receipt.table, [receipt.record_name]).iloc[0]
    assert row["forms"] == "physical;verbal"
    assert (row["reported_at"], row["occurred_time"]) == ("2024-09-10T10:20", "09:50")
    assert row["bullies"] == "B1;B2"


@pytest.mark.parametrize(
    ("label", "said", "issue", "kept"),
    [
        ("地点代码", "P99", ("place_unknown", "doubtful", "P99"), ("place", "P99")),
        ("发生日期", "2024-08-30", ("before_term", "doubtful", "2024-08-30"), None),
        ("被欺凌者年级", "八年级", ("grade_not_taught", "cell", "八年级"), ("bullied_grade", None)),
        ("发生时刻", "25:10", ("time_impossible", "cell", "25:10"), ("occurred_time", None)),
        ("发生时刻", "上午", ("time_form", "cell", "上午"), ("occurred_time", None)),
    ],
)
def test_a_cell_that_does_not_fit_is_named_and_the_row_is_used(
    desk, receive_here, label, said, issue, kept
):
    receipt = receive_here(register({label: said}))
    code, severity, value = issue
    assert told(receipt) == [(code, severity, 3, label, value)]
    row = records.read(desk.workspace, receipt.table, [receipt.record_name]).iloc[0]
    assert row["doubts"] == code
    if kept:
        assert row[kept[0]] == kept[1] or (kept[1] is None and pd.isna(row[kept[0]]))


@pytest.mark.parametrize(
    ("label", "said", "code", "value"),
    [
        ("被欺凌者代号", "示例甲", "pseudonym_form", ""),
        ("学校获知时间", "2024-09-10", "moment_form", "2024-09-10"),
        ("学校获知时间", "2024-10-09 8:00", "date_future", "2024-10-09 8:00"),
        ("欺凌方式", "肢体、眼神", "code_unknown", "肢体、眼神"),
    ],
)
def test_a_cell_that_must_be_right_refuses_its_row_and_shows_no_name(
    receive_here, label, said, code, value
):
    receipt = receive_here(register({label: said}))
    assert (receipt.n_refused, told(receipt)) == (1, [(code, "refused", 3, label, value)])


def test_of_two_cases_with_one_number_the_first_stands(receive_here):
    receipt = receive_here(register({}, {"地点代码": "P02"}, {"登记编号": "B2"}))
    assert receipt.n_accepted == 2
    assert told(receipt) == [("repeated_no", "refused", 4, "登记编号", "B1")]


def test_without_a_list_of_places_or_schools_no_place_and_no_grade_is_unknown(receive_rows):
    receipt = receive_rows(register({"地点代码": "P99", "被欺凌者年级": "八年级"}))
    assert told(receipt) == []


def test_a_new_list_of_places_counts_for_the_next_file(desk, receive_here):
    receive_here([*PLACES, ["S001", "P99", "后院", "角落", "", ""]], "校内地点表.xlsx")
    assert told(receive_here(register({"地点代码": "P99"}))) == []
    assert Known.of(desk.workspace, desk.casebook).places("S001") == {"P01", "P02", "P99"}


def test_a_table_of_two_schools_is_refused_with_the_rows(receive_here):
    receipt = receive_here(register({}, {"学校代码": "S002", "登记编号": "B2"}))
    assert (receipt.status, receipt.issues[0].code) == ("refused", "two_schools")
    assert "S002 第 Sheet1!4 行" in receipt.message


def test_a_shift_that_ends_before_it_starts_is_refused(receive_here):
    rows = [
        ["2024年9月值守巡查排班表"],
        ["学校代码", "人员工号", "星期", "开始", "结束", "值守地点代码"],
        ["S001", "W01", "周一", "7:30", "8:00", "P01"],
        ["S001", "W02", "周一", "22:00", "6:00", "P01"],
    ]
    assert told(receive_here(rows)) == [("ends_not_after", "refused", 4, "结束", "06:00")]


SURVEY = ["学校代码", "答卷序号", "年级", "本学期受欺凌频次", "受肢体欺凌频次", "受言语欺凌频次"]
SURVEY += ["受财物欺凌频次", "受社交欺凌频次", "受网络欺凌频次", "在哪里", "在什么时候", "告诉过谁"]


def answers(*rows, heading=SURVEY):
    return [["2024年9月学生欺凌专项调查问卷"], heading, *rows]


def answer(no, grade="四年级", often="没有"):
    return ["S001", no, grade, often, *["没有"] * 5, "教室┋操场", "课间", "老师"]


def test_answers_are_kept_without_number_row_or_order(desk, receive_here):
    receipt = receive_here(answers(answer("9", often="每月两三次"), answer("2")))
    assert (receipt.status, receipt.n_accepted) == ("accepted", 2)
    name = [receipt.record_name]
    kept = records.read_anonymous(desk.workspace, "pupil_survey", name)
    assert kept["bullied_often"].tolist() == ["few_a_month", "never"]
    assert not {"response_no", "row", "sheet", "record_key", "file_sha8"} & set(kept)
    other = receive_here(answers(answer("1"), answer("2", often="每月两三次")), "再来.xlsx")
    again = records.read_anonymous(desk.workspace, "pupil_survey", [other.record_name])
    pd.testing.assert_frame_equal(kept, again)
    assert not (desk.workspace / "records" / "pupil_survey").exists()
    assert not (desk.workspace / "derived" / "held" / "pupil_survey").exists()


def test_a_questionnaire_that_came_twice_and_a_strange_grade_are_named(receive_here):
    receipt = receive_here(answers(answer("1"), answer("1"), answer("2", grade="八年级")))
    assert told(receipt) == [
        ("repeated_no", "refused", 4, "答卷序号", "1"),
        ("grade_not_taught", "cell", 5, "年级", "八年级"),
    ]


def test_what_somebody_answered_in_other_words_is_not_told(receive_here):
    receipt = receive_here(answers(answer("1", often="三班张某天天打我")))
    assert told(receipt) == [("code_unknown", "cell", 3, "本学期受欺凌频次", "")]


@pytest.mark.parametrize("heading", ["姓名", "你的学号", "来自IP", "提交答卷时间", "家长手机号"])
def test_answers_with_a_column_that_tells_who_answered_are_refused_whole(
    desk, receive_here, outbox, receive_one, heading
):
    receipt = receive_here(answers([*answer("1"), "x"], heading=[*SURVEY, heading]))
    assert (receipt.status, receipt.issues[0].code) == ("refused", "not_anonymous")
    assert heading in receipt.message
    path = outbox / "问卷2024-09.csv"
    path.write_bytes(csv_bytes(answers([*answer("1"), "x"], heading=[*SURVEY, heading])[1:]))
    assert receive_one(path).issues[0].code == "not_anonymous"
    assert not (desk.workspace / "anonymous").exists()


def test_a_column_nobody_asked_for_that_tells_nothing_is_left_out(receive_here):
    receipt = receive_here(answers([*answer("1"), "3"], heading=[*SURVEY, "你喜欢体育课吗"]))
    assert (receipt.status, receipt.n_accepted) == ("accepted", 1)


def test_a_case_of_the_holidays_belongs_to_the_term_before_them(receive_here):
    rows = register({"发生日期": "2024-06-20", "学校获知时间": "2024-06-20 10:00"})
    rows[0] = ["2024年8月学生欺凌化解处置工作一张表"]
    assert told(receive_here(rows)) == []
