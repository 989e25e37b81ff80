"""A school without cases is not a good one for that: silent, quiet, or nobody can say."""

import pandas as pd
import pytest

from anyuan.bullying.silent import is_silent, judge_reporting
from anyuan.codebook import code_list

SURVEY = pd.DataFrame(
    [
        ("A", 0.05, 0.04, 0.07),
        ("B", 0.10, 0.08, 0.12),
        ("C", 0.20, 0.15, 0.26),
        ("D", 0.12, 0.09, 0.16),
        ("E", 0.02, 0.01, 0.04),
    ],
    columns=["school_code", "rate", "low", "high"],
).assign(question="bullied_often", is_shown=True)


def verdicts(survey=SURVEY, cases=(), min_schools=3, schools="ABCDEF"):
    found = judge_reporting(dict(cases), survey, schools, min_schools=min_schools)
    assert set(found["verdict"]) <= set(code_list("reporting").labels)
    return dict(zip(found["school_code"], found["verdict"], strict=True))


def test_no_case_and_a_share_surely_above_the_median_is_silent():
    assert verdicts()["C"] == "silent"
    assert verdicts(cases={"C": 1})["C"] == "has_cases"


def test_a_lower_bound_at_the_median_is_not_above_it():
    assert not is_silent(0, 0.10, 0.10)
    assert is_silent(0, 0.1001, 0.10)
    assert not is_silent(1, 0.9, 0.10)


def test_no_case_and_a_survey_wholly_below_the_median_is_quiet():
    assert verdicts()["A"] == "quiet"


def test_no_case_and_a_survey_that_holds_the_median_cannot_say():
    assert verdicts()["D"] == "cannot_say"


def test_neither_cases_nor_a_survey_cannot_say():
    assert verdicts()["F"] == "cannot_say"
    small = SURVEY.assign(is_shown=SURVEY["school_code"] != "C")
    assert verdicts(small)["C"] == "cannot_say"


@pytest.mark.parametrize(("min_schools", "verdict"), [(5, "silent"), (6, "cannot_say")])
def test_a_median_of_too_few_schools_is_none(min_schools, verdict):
    assert verdicts(min_schools=min_schools)["C"] == verdict


def test_forms_are_not_taken_for_the_headline():
    other = SURVEY.assign(question="verbal", low=0.9)
    assert verdicts(pd.concat([SURVEY, other]))["D"] == "cannot_say"


def test_every_school_stands_once_whether_it_was_surveyed_or_not():
    found = judge_reporting({}, SURVEY.iloc[::-1], "FEDCBA", min_schools=3)
    assert list(found["school_code"]) == list("ABCDEF")
    assert found["median"].tolist() == [0.10] * 6
