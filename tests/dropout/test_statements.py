"""What cases say moves the count by its day: found at school, confirmed, excluded, taken over."""

from dataclasses import replace

import pytest
from dropout.story import count, evidence, statements

from anyuan.period import Month

HOUSEHOLD = "name\n甲\n乙"
SEPTEMBER = Month(2024, 9)
AWAY = "name | first_absent_on\n甲 | 2024-05-06"


def told(says, month=SEPTEMBER, **tables):
    """A child 甲 who is on the register, with what its case says."""
    return replace(evidence(month, household=HOUSEHOLD, **tables), cases=statements(says))


def stands(says, month=SEPTEMBER, settings=None, **tables):
    return count(told(says, month, **tables), settings).people.loc["甲", "status"]


@pytest.mark.parametrize(
    ("says", "tables", "expected"),
    [
        ("甲 | 2024-09-12 | attending", {}, "attending"),
        ("甲 | 2024-10-12 | attending", {}, "never_enrolled"),
        ("甲 | 2024-09-12 | attending\n甲 | 2024-09-20 | dropped_out", {}, "never_enrolled"),
        ("甲 | 2024-09-12 | dropped_out\n甲 | 2024-09-20 | attending", {}, "attending"),
        ("甲 | 2024-09-12 | attending\n甲 | 2024-09-12 | ", {}, "never_enrolled"),
        ("甲 | 2024-09-12 | handed_over", {}, "handed_over"),
        ("甲 | 2024-09-12 | excluded | 2024-09-30 | suspended", {}, "excluded"),
        ("甲 | 2024-09-12 | excluded | 2024-09-29 | suspended", {}, "never_enrolled"),
        ("甲 | 2024-09-12 | attending", {"roll": "name\n甲", "attendance": AWAY}, "attending"),
        ("甲 | 2024-08-30 | attending", {"roll": "name\n甲", "attendance": AWAY}, "dropped_out"),
        ("甲 | 2024-09-12 | dropped_out", {"roll": "name\n甲"}, "dropped_out"),
        ("甲 | 2024-09-12 | handed_over", {"roll": "name\n甲", "attendance": AWAY}, "handed_over"),
        (
            "甲 | 2024-09-12 | handed_over",
            {"survey": "name | surveyed_on | finding\n甲 | 2024-09-20 | never_enrolled"},
            "never_enrolled",
        ),
    ],
)
def test_the_newest_word_of_a_case_decides(says, tables, expected):
    assert stands(says, **tables) == expected


def test_a_school_that_lists_the_child_again_a_month_later_overrides_its_case():
    away = "name | first_absent_on | period\n甲 | 2024-05-06 | 2024-10"
    roll = "name | period\n甲 | 2024-10"
    assert stands("甲 | 2024-09-12 | attending", Month(2024, 10), roll=roll, attendance=away) == (
        "dropped_out"
    )


def test_who_left_the_roll_after_being_found_at_school_is_counted_again():
    says = "甲 | 2024-09-12 | attending"
    roll = "name | period\n甲 | 2024-09\n乙 | 2024-11"
    household = {"household": "name | period\n甲 | 2024-11\n乙 | 2024-11"}
    story = replace(evidence(Month(2024, 11), roll=roll, **household), cases=statements(says))
    assert count(story).people.loc["甲", "status"] == "dropped_out"


def test_found_at_school_off_our_rolls_holds_for_the_months_of_the_setting():
    says, months = "甲 | 2024-09-12 | attending", "dropout.found_at_school_months"
    assert stands(says, Month(2024, 11), {months: "3"}) == "attending"
    assert stands(says, Month(2024, 12), {months: "3"}) == "never_enrolled"
    assert stands(says, Month(2025, 8)) == "attending"
    assert stands(says, Month(2025, 9)) == "never_enrolled"


def test_who_is_confirmed_is_verified_until_the_case_is_opened_again():
    def is_verified(says):
        return count(told(says)).people.loc["甲", "is_verified"]

    assert is_verified("甲 | 2024-09-12 | never_enrolled")
    assert not is_verified("甲 | 2024-09-12 | never_enrolled\n甲 | 2024-09-20 | ")
    assert not is_verified("甲 | 2024-10-12 | never_enrolled")
    people = count(told("甲 | 2024-09-12 | never_enrolled")).people
    assert not people.loc["乙", "is_verified"]


def test_the_kind_of_a_cases_exclusion_is_told_and_a_lists_own_goes_before_it():
    says = "甲 | 2024-09-12 | excluded | 2025-01-31 | suspended"
    assert count(told(says)).people.loc["甲", "exclusion_kind"] == "suspended"
    listed = (
        "name | kind | document_no | approver | approved_on | expires_on\n"
        "甲 | deferred_entry | 示例〔2024〕1号 | 县教育局 | 2024-08-20 | 2025-08-31"
    )
    people = count(told(says, exclusions=listed)).people
    assert people.loc["甲", "exclusion_kind"] == "deferred_entry"


def test_the_month_before_hears_only_what_was_said_by_then():
    story = told("甲 | 2024-10-12 | attending", Month(2024, 10), roll="name | period\n乙 | 2024-09")
    assert count(story).people.loc["甲", "status"] == "attending"
    before = Month(2024, 9)
    assert count(story.until(before, before.last_day)).people.loc["甲", "status"] == (
        "never_enrolled"
    )
