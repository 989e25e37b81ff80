"""Where is each child on the last day of the month?"""

import pytest
from dropout.story import count, evidence, status_of

ROLL = """
name | grade
甲   | 6
乙   | 6
"""
HOUSEHOLD = """
name
甲
乙
"""


def test_a_child_on_the_register_and_on_no_roll_has_never_enrolled():
    story = evidence(household=HOUSEHOLD, roll="name\n甲")
    assert status_of(story, "乙") == "never_enrolled"
    assert status_of(story, "甲") == "attending"


@pytest.mark.parametrize(
    ("first_absent_on", "expected"),
    [
        # 17 September ends the mid-autumn holiday: the 18th is the first counted day after it
        ("2024-09-24", "attending"),
        ("2024-09-23", "suspected_dropout"),
        ("2024-09-02", "suspected_dropout"),
        ("2024-07-05", "suspected_dropout"),
        ("2024-07-01", "dropped_out"),
        ("2024-06-28", "dropped_out"),
    ],
)
def test_counted_days_of_absence_decide(first_absent_on, expected):
    story = evidence(
        household=HOUSEHOLD,
        roll=ROLL,
        attendance=f"name | first_absent_on\n甲 | {first_absent_on}",
    )
    assert status_of(story, "甲") == expected


def test_three_readings_of_dropping_out_give_three_answers():
    story = evidence(
        household=HOUSEHOLD, roll=ROLL, attendance="name | first_absent_on\n甲 | 2024-07-02"
    )
    reading = "dropout.dropped_out_reading"
    assert status_of(story, "甲", {reading: "from_first_absence"}) == "suspected_dropout"
    assert status_of(story, "甲", {reading: "consecutive_weeks"}) == "dropped_out"
    assert status_of(story, "甲", {reading: "from_suspected"}) == "suspected_dropout"


def test_a_pupil_who_falls_off_the_list_without_a_return_date_is_still_away():
    story = evidence(
        household=HOUSEHOLD,
        roll=ROLL,
        attendance="name | first_absent_on | period\n甲 | 2024-05-06 | 2024-08",
    )
    assert status_of(story, "甲") == "dropped_out"


def test_a_return_date_brings_a_pupil_back_and_a_later_spell_takes_it_away_again():
    back = """
    name | first_absent_on | returned_on
    甲   | 2024-05-06      | 2024-09-03
    """
    assert status_of(evidence(household=HOUSEHOLD, roll=ROLL, attendance=back), "甲") == "attending"
    again = back + "甲 | 2024-09-05 | -"
    story = count(evidence(household=HOUSEHOLD, roll=ROLL, attendance=again))
    assert story.people.loc["甲", "status"] == "suspected_dropout"
    assert story.people.loc["甲", "has_returned_before"]


def test_a_school_that_says_present_is_not_believed_against_police_or_survey():
    for claim in (
        {"police": "name | situation | notice_no\n甲 | dropped_out | 1"},
        {"survey": "name | finding\n甲 | dropped_out"},
    ):
        people = count(evidence(household=HOUSEHOLD, roll=ROLL, **claim)).people
        assert people.loc["甲", "status"] == "dropped_out"
        assert people.loc["甲", "is_contradicted"]


def test_a_later_visit_that_finds_the_child_in_class_ends_the_claim():
    story = evidence(
        household=HOUSEHOLD,
        roll=ROLL,
        police="name | situation | notice_no\n甲 | dropped_out | 1",
        survey="name | finding | surveyed_on\n甲 | attending | 2024-09-25",
    )
    assert status_of(story, "甲") == "attending"


@pytest.mark.parametrize(
    ("basis", "expected"), [("roll_query", "found_elsewhere"), ("receipt", "handed_over")]
)
def test_a_voucher_of_another_place_takes_a_child_out_of_the_count(basis, expected):
    story = evidence(
        household=HOUSEHOLD,
        roll="name\n甲",
        elsewhere=f"name | basis | studies_at | document_no\n乙 | {basis} | 太原市 | 凭1",
    )
    assert status_of(story, "乙") == expected


def test_what_the_neighbours_say_without_a_voucher_does_not():
    story = evidence(
        household=HOUSEHOLD, roll="name\n甲", survey="name | finding\n乙 | attending_elsewhere"
    )
    assert status_of(story, "乙") == "never_enrolled"


def test_who_left_the_roll_but_not_the_register_is_away_since_the_next_school_day():
    roll = "name | period\n甲 | 2024-09\n乙 | 2024-08"
    people = count(evidence(household=HOUSEHOLD, roll=roll)).people
    assert people.loc["乙", "status"] == "suspected_dropout"
    assert str(people.loc["乙", "first_absent_on"].date()) == "2024-09-02"


def test_who_left_both_registers_at_once_has_moved_away_unless_it_was_absent():
    household = "name | period\n甲 | 2024-09\n乙 | 2024-08"
    roll = "name | period\n甲 | 2024-09\n乙 | 2024-08"
    assert status_of(evidence(household=household, roll=roll), "乙") == "moved_away"
    absent = "name | first_absent_on | period\n乙 | 2024-05-06 | 2024-08"
    story = evidence(household=household, roll=roll, attendance=absent)
    assert status_of(story, "乙") == "dropped_out"


def test_a_counted_child_that_vanishes_from_the_register_stays_counted():
    household = "name | period\n甲 | 2024-09\n乙 | 2024-08"
    assert status_of(evidence(household=household, roll="name\n甲"), "乙") == "never_enrolled"


def test_a_migrant_pupil_is_judged_by_the_roll_alone():
    story = evidence(
        household="name\n甲",
        roll="name | is_migrant\n甲 | 否\n丙 | 是",
        attendance="name | first_absent_on\n丙 | 2024-06-03",
    )
    people = count(story).people
    assert people.loc["丙", "status"] == "dropped_out"
    assert people.loc["丙", "is_migrant"]


def test_a_child_known_to_nobody_but_the_visitor_is_counted():
    story = evidence(
        household="name\n甲", roll="name\n甲", survey="name | finding\n丁 | never_enrolled"
    )
    people = count(story).people
    assert people.loc["丁", "status"] == "never_enrolled"
    assert people.loc["丁", "is_verified"]


def test_children_outside_the_ages_are_out_of_scope():
    story = evidence(household="name | birth_on\n幼 | 2018-09-01\n长 | 2009-08-31\n龄 | 2009-09-01")
    people = count(story).people
    assert dict(people["status"]) == {
        "幼": "out_of_scope",
        "长": "out_of_scope",
        "龄": "never_enrolled",
    }
