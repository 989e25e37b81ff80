"""A month of return-to-school casework: who stood where at a month's end, who bears a name."""

from notebooks.return_story import LIVES, facts, tell_cases

from anyuan.notebook.return_named import home_unit, name_case
from anyuan.period import Month


def stages(cases, found):
    return sorted(filter(None, (found.stage(case) for case in cases)))


def test_each_months_end_shows_the_cases_as_they_stood_then():
    found = facts(tell_cases({"placed": LIVES["placed"], "late": LIVES["late"]}), "2024-11")
    ends = found.at_month_ends()
    assert list(ends) == [Month(2024, 9), Month(2024, 10), Month(2024, 11)]
    assert stages(ends[Month(2024, 9)], found) == ["to_return", "to_return"]
    assert stages(ends[Month(2024, 10)], found) == ["back", "to_return"]


def test_a_case_opened_later_is_not_yet_at_an_earlier_months_end():
    found = facts(tell_cases({"late": LIVES["late"], "verifying": LIVES["verifying"]}))
    assert [len(cases) for cases in found.at_month_ends().values()] == [1, 2]


def test_without_cases_there_are_no_month_ends_and_nothing_moved():
    found = facts({})
    assert found.at_month_ends() == {}
    assert len(found.moved("return")) == 0
    assert found.open_cases() == []


def test_the_steps_of_a_month_begin_on_its_first_day_and_end_on_the_day_of_the_figures():
    cases = tell_cases({"again": LIVES["again"]})
    assert len(facts(cases, "2024-10").moved("return")) == 1
    assert len(facts(cases, "2024-09").moved("return")) == 0
    assert len(facts(cases, "2024-11").moved("return")) == 0


def test_a_child_whose_row_stands_no_longer_is_said_to_have_none():
    found = facts(tell_cases({"late": LIVES["late"]}))
    assert name_case(found, "R2024-0001") == "R2024-0001 赵示例"
    found.children["name"] = None
    assert name_case(found, "R2024-0001") == "R2024-0001 （来源行已撤）"


def test_a_child_belongs_to_its_school_else_to_its_township():
    places = {"b": {"township": "T02"}, "c": {}}
    found = facts(tell_cases(dict.fromkeys("abc", LIVES["late"]), places))
    assert [home_unit(found, case) for case in found.cases.values()] == [
        "甲小学",
        "太和桥街道",
        "未登记单位",
    ]
