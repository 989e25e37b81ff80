"""The survey of a term as numbers of groups: the newest of each school, never of a few pupils."""

import random

import pytest
from run.bullying_story import HOUSE, OTHER_PILOT, PILOT, SCHOOLS, Story

LEVELS = ("没有", "一两次", "每月两三次", "大约每周一次")


def answers(school, n, grades=("七年级", "八年级"), seed=1):
    """Return n questionnaires of a school; about one pupil in five is bullied."""
    draw = random.Random(seed)
    head = (
        "school_code | response_no | grade | bullied_often | physical | place_types | slots | told"
    )
    lines = [
        " | ".join(
            (
                *(school, str(k + 1), draw.choice(grades)),
                *(draw.choices(LEVELS, (6, 2, 1, 1))[0] for _ in range(2)),
                *("厕所", "课间", "老师"),
            )
        )
        for k in range(n)
    ]
    return "\n".join([head, *lines])


@pytest.fixture
def story(tmp_path, monkeypatch):
    monkeypatch.setenv("ANYUAN_KEY_FILE", str(tmp_path / "secret" / "key"))
    return Story(tmp_path).receive("schools", "2024-05", SCHOOLS)


def test_the_survey_of_the_term_speaks_and_else_that_of_the_term_before(story):
    story.receive("pupil_survey", "2024-06", answers("S001", 60))
    facts = story.load("2024-09", PILOT)
    assert facts.survey.term == HOUSE.calendar.terms[0]
    story.receive("pupil_survey", "2024-09", answers("S002", 40, ("五年级",)))
    facts = story.load("2024-09", PILOT)
    assert facts.survey.term == HOUSE.calendar.terms[1]
    assert facts.survey.schools == {OTHER_PILOT}


def test_a_second_survey_of_a_term_takes_the_place_of_the_first(story):
    story.receive("pupil_survey", "2024-09", answers("S001", 60))
    story.receive("pupil_survey", "2024-11", answers("S001", 45))
    whole = story.load("2024-11", PILOT).survey.whole
    assert set(whole["n_answered"].dropna()) == {45}


def test_no_number_of_the_survey_is_of_fewer_pupils_than_the_threshold(story):
    story.receive("pupil_survey", "2024-09", answers("S001", 60))
    story.receive("pupil_survey", "2024-09", answers("S004", 4, ("五年级",)))
    survey = story.load("2024-09").survey
    for frame in (survey.by_school, survey.by_band_of_school, survey.by_band, survey.whole):
        shown = frame[frame["is_shown"]]
        assert shown["n_valid"].min() >= HOUSE.disclosure.threshold
        hidden = frame.loc[~frame["is_shown"], ["n_answered", "n_bullied", "rate"]]
        assert hidden.isna().all(axis=None)
    assert "response_no" not in {
        c for f in vars(survey).values() for c in getattr(f, "columns", ())
    }
    few = survey.by_school[survey.by_school["school_code"] == "S004"]
    assert len(few) and not few["is_shown"].any()
