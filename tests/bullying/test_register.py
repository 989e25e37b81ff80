"""What a school's row may say becomes a case; what it may not is told with row and remedy."""

import pandas as pd
import pytest
from bullying.register_rows import REGISTER, WHOLE, register_frame
from hypothesis import given, settings
from hypothesis import strategies as st

from anyuan.bullying.one_table import one_table
from anyuan.bullying.register import register_cases
from anyuan.cases import fold
from anyuan.codebook import RuleBook, case_kind
from anyuan.records.frames import META

KIND, BOOK = case_kind("bullying"), RuleBook()


def told(*rows: dict[str, str]):
    return register_cases(register_frame(*rows), KIND, BOOK)


def only(*rows: dict[str, str]):
    cases, problems = told(*rows)
    (case,) = cases.values()
    return case, problems


def test_a_report_alone_is_a_case_that_stands_at_the_report():
    case, problems = only({})
    assert (case.case_id, case.status, str(case.opened_on)) == (
        "S001-2024-01",
        "reported",
        "2024-09-05",
    )
    assert problems == []


def test_a_whole_row_is_archived_and_its_steps_have_the_days_of_the_row():
    case, problems = only(WHOLE)
    assert problems == []
    assert case.status == "archived"
    days = {step.body.get("move"): str(step.day) for step in case.steps}
    assert days["determine"] == WHOLE["determined_on"]
    assert days["archive"] == WHOLE["archived_on"]


def test_a_case_of_a_file_can_be_asked_for_as_of_an_earlier_day():
    case, _ = only(WHOLE)
    then = fold(case.case_id, case.steps, as_of=pd.Timestamp("2024-09-19").date())
    assert then.status == "determined"
    assert "told_both_on" not in then.fields


@pytest.mark.parametrize(
    ("row", "status", "code", "words"),
    [
        ({"checked_on": ""}, "reported", "illegal_here", "已接报.*委员会启动调查.*登记初步核查"),
        ({"committee_on": ""}, "checked", "needed_then", "构成欺凌.*委员会启动调查日期.*10号"),
        ({"severity": ""}, "investigating", "needed_then", "认定等次"),
        ({"bullies": ""}, "investigating", "needed_then", "欺凌者代号"),
        ({"determined_on": ""}, "investigating", "field_missing", "认定日期"),
        ({"checked_on": "2024-09-10"}, "checked", "before_last_move", "2024-09-08 早于.*09-10"),
        ({"measures_on": "2024-09-17"}, "determined", "before_last_move", "早于上一步"),
        ({"first_check_on": "2024-10-26"}, "measured", "before_last_move", "2024-10-25 早于"),
        ({"told_both_on": "2024-09-17"}, "measured", "too_early", "告知双方日期.*早于认定日期"),
        ({"is_safe": ""}, "measured", "field_missing", "未再受欺凌"),
        ({"first_check_on": "", "second_check_on": ""}, "measured", "field_missing", "回访日期"),
        ({"measures": ""}, "determined", "field_missing", "教育惩戒措施"),
        (
            {"bully_grade": "四年级", "measures": "训诫"},
            "determined",
            "below_stage",
            "只适用于五年级及以上（.*第十条；起始年级为设置值）.*四年级",
        ),
        (
            {"bully_grade": "九年级", "measures": "开除"},
            "determined",
            "below_stage",
            "只适用于高一及以上（《中华人民共和国义务教育法》第二十七条.*九年级",
        ),
        ({"occurred_on": "2024-09-06"}, "archived", "too_early", "获知时间.*早于发生日期"),
        ({"reviewed_on": "2024-09-21"}, "determined", "field_missing", "复查结论"),
    ],
)
def test_what_a_row_may_not_say_is_told_and_the_case_stands_as_far_as_it_may(
    row, status, code, words
):
    case, problems = only(WHOLE | row)
    assert case.status == status
    assert [one.code for one in problems][:1] == [code]
    assert pd.Series([problems[0].told]).str.contains(words).all(), problems[0].told


def test_a_problem_names_school_number_row_and_what_to_do():
    _, (problem,) = only(WHOLE | {"severity": ""})
    assert (problem.school_code, problem.register_no, problem.row) == ("S001", "2024-01", 3)
    assert "学校 S001 登记编号 2024-01（第 3 行）" in str(problem)
    assert "改正这一行后重报" in str(problem)


def test_one_mistake_is_one_problem_whatever_would_have_followed():
    assert len(only(WHOLE | {"checked_on": ""})[1]) == 1


def test_horseplay_stands_apart_and_needs_no_severity_and_no_measure():
    row = {"checked_on": "2024-09-06", "determined_on": "2024-09-07", "determination": "打闹嬉戏"}
    closing = {"told_both_on": "2024-09-08", "archived_on": "2024-09-09"}
    assert only(row)[0].status == "determined"
    case, problems = only(row | closing)
    assert (case.status, problems) == ("not_bullying", [])


def test_the_newest_file_speaks_for_a_case():
    case, _ = only({"period": "2024-09"}, WHOLE | {"period": "2024-10"})
    assert case.status == "archived"
    case, _ = only(WHOLE | {"period": "2024-10"}, {"period": "2024-09"})
    assert case.status == "archived"


def test_schools_may_number_alike():
    cases, _ = told({}, {"school_code": "S002"}, {"register_no": "2024-02"})
    assert list(cases) == ["S001-2024-01", "S001-2024-02", "S002-2024-01"]


def test_no_rows_are_no_cases():
    assert told() == ({}, [])


def test_an_appeal_after_the_archive_opens_the_case_again():
    row = WHOLE | {"appealed_on": "2024-11-01"}
    case, problems = only(row)
    assert (case.status, problems) == ("measured", [])
    assert "archived_on" not in case.fields


def test_a_determination_after_the_review_is_the_new_one():
    row = {"appealed_on": "2024-09-12", "reviewed_on": "2024-09-15", "appeal_result": "变更"}
    case, problems = only(WHOLE | row)
    assert (case.status, problems) == ("archived", [])
    assert case.fields["appeal_result"] == "changed"


LATER = [name for name in WHOLE if name not in ("occurred_time", "channel", "place")]


@settings(max_examples=40)
@given(
    st.dictionaries(st.sampled_from(LATER), st.just("")),
    st.dictionaries(
        st.sampled_from([name for name in LATER if name.endswith("_on")]),
        st.dates(pd.Timestamp("2024-09-01").date(), pd.Timestamp("2024-12-31").date()).map(str),
        max_size=3,
    ),
    st.sampled_from(["三年级", "五年级", "九年级", "高一"]),
    st.sampled_from(["批评教育", "停课", "开除", "训诫;道歉"]),
)
def test_whatever_a_row_says_it_is_a_case_that_the_law_allows_or_a_problem(
    blank, days, grade, measures
):
    row = WHOLE | {"bully_grade": grade, "measures": measures} | days | blank
    frame = register_frame(row)
    cases, problems = register_cases(frame, KIND, BOOK)
    found = one_table(cases.values()).iloc[0]
    if not problems:
        for name in REGISTER.columns:
            assert pd.isna(found[name]) == pd.isna(frame[name].iloc[0]), name
    taken = set() if pd.isna(found["measures"]) else set(found["measures"].split(";"))
    if taken & {"suspension", "legal_reprimand"}:
        assert int(found["bully_grade"]) >= 5
    if "expulsion" in taken:
        assert int(found["bully_grade"]) >= 10
    if found["status"] == "archived":
        assert found[["first_check_on", "second_check_on", "told_both_on"]].notna().all()


def test_rows_come_in_any_order():
    rows = register_frame(WHOLE, {"register_no": "2024-02"}, {"school_code": "S002"})
    mixed = rows.sample(frac=1, random_state=4)
    assert set(META) <= set(mixed)
    assert register_cases(mixed, KIND, BOOK) == register_cases(rows, KIND, BOOK)
