"""More, fewer, or nobody can say: never better or worse."""

import pytest
from run.bullying_files import answers, mechanism, register
from run.bullying_story import HOUSE, PILOT, SCHOOLS, Story

from anyuan.notebook.bullying import BullyingPage
from anyuan.notebook.session import Run

LATE = {"at": "2024-10-05T09:00:00+08:00"}


@pytest.fixture
def told(tmp_path, monkeypatch):
    """Return how a school's two terms compare: cases in March, cases in September."""
    monkeypatch.setenv("ANYUAN_KEY_FILE", str(tmp_path / "secret" / "key"))

    def make(before, after, rounds=(), is_surveyed=False):
        story = Story(tmp_path)
        story.send("schools", "2024-05", SCHOOLS)
        spring = register(PILOT, before, "2024-03").replace("B24-", "A24-")
        story.send("bullying_register", "2024-06", spring, school=PILOT)
        story.send("bullying_register", "2024-09", register(PILOT, after), school=PILOT, **LATE)
        for month, spoken, day in rounds:
            story.send("mechanism_survey", month, mechanism(spoken, day))
        if is_surveyed:
            story.send("pupil_survey", "2024-09", answers(PILOT, 30))
        facts = story.receive_sent().load("2024-09", PILOT)
        parameters = {"month": "2024-09", "level": "casework", "as_of": "", "school": PILOT}
        run = Run(
            notebook="bullying_mapping",
            parameters=parameters,
            county=HOUSE,
            rules=HOUSE.rule_book(),
            workspace=story.workspace,
            casebook=story.casebook,
            known_at=facts.known_at,
            is_rehearsal=True,
        )
        return BullyingPage(run, facts).change

    return make


def shown(table):
    return {
        row.key: [cell.shown for cell in line]
        for row, line in zip(table.rows, table.cells, strict=True)
    }


def test_many_more_in_fewer_days_have_risen(told):
    change = told(4, 12)
    assert change.finding.startswith("登记的率比上学期上升，为上学期的")
    periods = shown(change.periods)
    assert (periods["before"][0], periods["after"][0]) == ("4", "12")
    assert int(periods["before"][1]) > int(periods["after"][1]) > 0


def test_two_cases_more_may_be_chance_and_the_least_that_could_be_seen_is_told(told):
    change = told(4, 2)
    assert change.finding == "与上学期比看不出变化，差别可能只是偶然"
    ratios = shown(change.ratios)
    assert float(ratios["least_rise"][0]) > 1
    assert "不等于欺凌少了" in change.reading().record()["text"]


def test_none_in_both_terms_is_no_change_that_anybody_can_see(told):
    change = told(0, 0)
    assert change.finding == "两个学期都没有登记，看不出变化"
    assert shown(change.ratios)["high"] == ["不封顶"]


def test_what_was_in_place_before_does_not_forbid_the_comparison(told):
    change = told(
        4, 12, rounds=(("2024-05", "摸底", "2024-05-28"), ("2024-09", "督导检查", "2024-09-12"))
    )
    assert change.finding.startswith("登记的率比上学期上升")


def test_where_pupils_were_asked_for_the_first_time_more_cases_are_not_compared(told):
    change = told(4, 12, is_surveyed=True)
    assert change.finding == "报告的办法在两个学期之间变了，登记多少不能比较"
