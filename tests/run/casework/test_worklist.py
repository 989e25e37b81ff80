"""The worklist says what is owed next on each open case, and names nobody."""

from datetime import date

import pytest
from spec.case_questions import tell_story

from anyuan.codebook import case_kind, read_county
from anyuan.run.casework.worklist import COLUMNS, make_worklist

KIND, COUNTY = case_kind("return_to_school"), read_county()
STORIES = {
    "closed": [],
    "planned": [{"move": "persuade", "on": "2024-09-12"}],
    "confirmed": [],
    "excluded": [],
}


@pytest.fixture
def listed():
    cases = [
        tell_story({"begins": begins, "opened_on": "2024-09-10", "story": story})[1]
        for begins, story in STORIES.items()
    ]
    return make_worklist(KIND, cases, date(2024, 9, 20), COUNTY)


def test_the_most_urgent_comes_first_and_what_is_finished_not_at_all(listed):
    assert list(listed.rows.columns) == COLUMNS
    assert listed.rows["status"].tolist() == ["confirmed", "persuading", "excluded"]
    assert listed.rows["step"].tolist() == ["定方案", "入户劝返", ""]
    assert listed.rows["days_left"].tolist()[:2] == [-2, 6]
    assert listed.rows["line"].tolist() == ["education"] * 3
    assert listed.rows["n_persuasions"].tolist() == [0, 1, 0]


def test_what_is_due_within_a_week_and_what_is_overdue_are_counted(listed):
    assert (listed.n_overdue, listed.n_within_week) == (1, 1)


def test_without_cases_it_is_empty():
    empty = make_worklist(KIND, [], date(2024, 9, 20), COUNTY)
    assert list(empty.rows.columns) == COLUMNS
    assert (len(empty.rows), empty.n_overdue, empty.n_within_week) == (0, 0, 0)
