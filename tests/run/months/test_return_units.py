"""Who owes a step, and on whose page a case stands."""

from dataclasses import replace
from datetime import date

import pytest
from spec.case_questions import tell_story

from anyuan.codebook import case_kind, read_county
from anyuan.run.months.return_units import OWED, list_owed, list_units, owing_unit, units_of_case

KIND, COUNTY = case_kind("return_to_school"), read_county()
BOTH = {"school_code": "S001", "township": "T01"}


def case(begins="verifying", fields=BOTH, opened_on="2024-09-10", story=()):
    given = {"begins": begins, "opened_on": opened_on, "fields": fields, "story": list(story)}
    return tell_story(given)[1]


@pytest.mark.parametrize(
    ("line", "fields", "unit"),
    [
        ("government", BOTH, "T01"),
        ("education", BOTH, "S001"),
        ("education", {"township": "T01"}, "T01"),
        ("government", {"school_code": "S001"}, "S001"),
        ("education", {}, "unplaced"),
    ],
)
def test_the_township_owes_on_one_line_and_the_school_on_the_other(line, fields, unit):
    assert owing_unit(case(fields=fields), line) == unit


def test_a_case_stands_on_its_schools_page_and_on_that_of_the_township_that_owes_a_step():
    assert units_of_case(KIND, case("verifying")) == {"S001", "T01"}
    assert units_of_case(KIND, case("confirmed")) == {"S001"}
    assert units_of_case(KIND, case("confirmed", {"township": "T01"})) == {"T01"}


def test_a_finished_case_and_one_without_a_place_stand_on_nobodys_page():
    assert units_of_case(KIND, case("closed")) == frozenset()
    assert units_of_case(KIND, case("confirmed", {})) == frozenset()


def test_what_is_owed_is_listed_with_the_most_urgent_first():
    planned = [{"move": "plan", "on": "2024-09-11", "target_on": "2024-09-20"}]
    owed = list_owed(
        KIND, [case("confirmed", story=planned)], date(2024, 9, 22), COUNTY, COUNTY.rule_book()
    )
    assert list(owed.columns) == OWED
    assert owed["limit"].tolist() == ["target", "persuade"]
    assert owed["days_left"].tolist() == [-2, 3]
    assert owed["unit"].tolist() == ["S001", "S001"]


def test_without_cases_nothing_is_owed():
    owed = list_owed(KIND, [], date(2024, 9, 22), COUNTY, COUNTY.rule_book())
    assert list(owed.columns) == OWED
    assert len(owed) == 0


def test_only_units_with_an_overdue_step_are_behind():
    late, timely = case("verifying"), case("confirmed", {"school_code": "S002"}, "2024-09-20")
    timely = replace(timely, case_id="R2024-0002")
    book = COUNTY.rule_book()

    def lists(day):
        return list_units(KIND, [late, timely], date(2024, 9, day), COUNTY, book)

    every = ["S001", "S002", "T01"]
    assert lists(18) == {"unit_open": every, "unit_behind": []}
    assert lists(22) == {"unit_open": every, "unit_behind": ["S001", "T01"]}
