"""What the bullying month is loaded from: the newest of each school, and nothing of one pupil."""

import random

import pytest
from run.bullying_story import HOUSE, OTHER_PILOT, PILOT, SCHOOLS, Story

from anyuan.errors import ShownError
from anyuan.run.bullying_units import list_schools

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


def test_without_a_list_of_schools_there_is_no_page(tmp_path, monkeypatch):
    monkeypatch.setenv("ANYUAN_KEY_FILE", str(tmp_path / "secret" / "key"))
    with pytest.raises(ShownError) as caught:
        Story(tmp_path).load("2024-09", known_at=None)
    assert caught.value.code == "files_missing"


@pytest.mark.parametrize("code", ["S999", "S006"])
def test_a_school_that_is_not_listed_and_a_kindergarten_have_no_page(story, code):
    with pytest.raises(ShownError) as caught:
        story.load("2024-09", code)
    assert caught.value.code == "unknown_school"


def test_a_later_round_stands_for_now_and_an_earlier_month_does_not_know_it(story):
    head = "school_code | round | item | answer | answered_on"
    story.receive("mechanism_survey", "2024-05", f"{head}\nS001 | 摸底 | 3 | 无 | 2024-05-28")
    story.receive("mechanism_survey", "2024-06", f"{head}\nS001 | 自查整改 | 3 | 有 | 2024-06-25")

    def item_three(month):
        now = story.load(month, PILOT).standing_now
        return now.loc[(now["school_code"] == PILOT) & (now["item"] == "3"), "answer"].item()

    assert (item_three("2024-05"), item_three("2024-09")) == ("absent", "present")


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


def test_pages_are_made_for_pilots_and_for_whoever_sent_a_file_or_has_a_case(story):
    story.receive("pupil_survey", "2024-09", answers("S003", 30))
    found = list_schools(story.load("2024-09").holdings, HOUSE, {"S005", "S001", "S999"})
    assert found == {"pilot_school": [PILOT, OTHER_PILOT], "school_with_data": ["S003", "S005"]}


def test_a_file_serves_for_as_many_months_as_the_codebook_says(story):
    places = "school_code | place | place_name | place_type\nS001 | P1 | 操场 | 操场"
    story.receive("places", "2024-05", places)
    assert str(story.load("2024-09", PILOT).newest_file("places")[PILOT]) == "2024-05"
    story.receive("schools", "2025-06", SCHOOLS)
    assert story.load("2025-06", PILOT).newest_file("places") == {}
