"""The headcount split by township, stage, sex, reason, groups and school."""

from dropout.story import count, county, evidence

from anyuan import dropout
from anyuan.dropout import build_ledgers

STORY = evidence(
    schools="school_code | school_name | kind | township\nS1 | 示例小学 | primary | T03",
    household="""
    name | sex    | township
    甲   | male   | T01
    乙   | female | T01
    丙   | male   | T02
    """,
    roll="""
    name | sex  | grade | is_migrant | township
    乙   | female | 6   | 否         | -
    丁   | -      | 8   | 是         | -
    """,
    attendance="""
    name | first_absent_on | reason
    乙   | 2024-05-06      | work
    丁   | 2024-05-06      | work
    """,
    ex_poverty="name\n甲",
)
PEOPLE = count(STORY).people


def test_by_township_names_all_and_puts_a_migrant_at_its_school():
    table = dropout.by_township(PEOPLE, county())
    assert len(table) == 14
    assert table["out_of_school"].to_dict() | {"T01": 2, "T02": 1, "T03": 1} == (
        table["out_of_school"].to_dict()
    )
    assert table.loc["T01"].tolist() == [1, 1, 2]


def test_by_stage_tells_who_never_came_from_who_left():
    assert dropout.by_stage(PEOPLE)["out_of_school"].to_dict() == {
        "none": 2,
        "primary": 1,
        "junior": 1,
    }


def test_by_sex_keeps_the_unknown_apart():
    table = dropout.by_sex(PEOPLE)["out_of_school"].to_dict()
    assert table == {"male": 2, "female": 1, "unknown": 1}


def test_by_reason_keeps_the_codebook_order():
    table = dropout.by_reason(PEOPLE)
    assert table["out_of_school"].to_dict() == {"work": 2, "unknown": 2}


def test_by_group_counts_a_child_in_each_of_its_groups():
    table = dropout.by_group(PEOPLE)["out_of_school"].to_dict()
    assert table == {"ex_poverty": 1, "migrant": 1, "left_behind": 0}


def test_by_school_names_the_school():
    table = dropout.by_school(PEOPLE, STORY.schools)
    assert table.loc["S1"].tolist() == ["示例小学", 2, 0]


def test_the_three_ledgers_hold_each_child_where_it_belongs():
    ledgers = build_ledgers(PEOPLE)
    assert {k: len(v) for k, v in ledgers.items()} == {
        "of_age": 4,
        "suspected": 0,
        "dropped_out": 4,
    }
