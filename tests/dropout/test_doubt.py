"""Which children cannot be decided yet, and on what does it hang?"""

import pytest
from dropout.story import count, evidence, rows, status_of

HOUSEHOLD = "name | guardian_name\n甲 | 王大\n乙 | 李二"


def held(name, text):
    return {name: rows(name, text).drop(columns="person_id")}


def test_an_open_pair_with_a_roll_row_keeps_a_child_out_of_the_decided_count():
    story = evidence(
        household=HOUSEHOLD,
        roll="name\n甲\n丙",
        undecided="乙 | 丙 | enrolment_roll\n丙 | 乙 | household_register",
    )
    assert status_of(story, "乙") == "undecided"
    assert status_of(story, "丙") == "attending"


def test_an_open_pair_that_explains_nothing_changes_nothing():
    story = evidence(
        household=HOUSEHOLD,
        roll="name\n甲",
        undecided="乙 | 丁 | ex_poverty_households\n丁 | 乙 | household_register",
    )
    assert status_of(story, "乙") == "never_enrolled"


def test_an_absence_row_that_found_no_child_and_has_an_open_pair_is_undecided():
    story = evidence(
        household="name\n甲",
        roll="name\n甲",
        attendance="name | first_absent_on | resident_id\n申 | 2024-05-06 | 14118220120304001X",
        undecided="申 | 甲 | enrolment_roll\n甲 | 申 | attendance_return",
    )
    assert status_of(story, "申") == "undecided"


@pytest.mark.parametrize(
    "row",
    [
        "name | birth_on\n乙 | 2012-03-04",
        "name | guardian_name | birth_on\n乙 | 李二 | -",
        "name | guardian_name | birth_on\n己 | 李二 | 2012-03-04",
    ],
)
def test_a_refused_roll_row_that_looks_like_the_child_holds_it(row):
    story = evidence(household=HOUSEHOLD, roll="name\n甲", held=held("enrolment_roll", row))
    assert status_of(story, "乙") == "held"


def test_a_refused_roll_row_of_somebody_else_does_not():
    story = evidence(household=HOUSEHOLD, roll="name\n甲", held=held("enrolment_roll", "name\n戊"))
    assert status_of(story, "乙") == "never_enrolled"


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("household_register", "name\n庚"),
        ("attendance_return", "name | first_absent_on\n庚 | -"),
        ("field_survey", "name | finding\n庚 | never_enrolled"),
        ("police_notifications", "name | situation | notice_no\n庚 | dropped_out | 1"),
    ],
)
def test_a_refused_row_that_may_hide_a_child_is_counted_as_held(table, row):
    story = evidence(household="name\n甲", roll="name\n甲", held=held(table, row))
    counted = count(story)
    assert counted.count("held") == 1
    assert counted.count("out_of_school") == 0


def test_a_refused_register_row_of_a_pupil_on_the_roll_is_no_matter():
    story = evidence(
        household="name\n甲", roll="name\n甲\n乙", held=held("household_register", "name\n乙")
    )
    assert count(story).count("held") == 0
