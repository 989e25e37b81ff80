"""What the bullying month is loaded from: the newest of each school, up to the page's month."""

from datetime import date

import pytest
from run.bullying_story import PILOT, SCHOOLS, Story

from anyuan.errors import ShownError


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


def test_a_file_serves_for_as_many_months_as_the_codebook_says(story):
    places = "school_code | place | place_name | place_type\nS001 | P1 | 操场 | 操场"
    story.receive("places", "2024-05", places)
    assert str(story.load("2024-09", PILOT).newest_file("places")[PILOT]) == "2024-05"
    story.receive("schools", "2025-06", SCHOOLS)
    assert story.load("2025-06", PILOT).newest_file("places") == {}


def test_what_a_later_file_tells_of_a_later_day_had_not_happened_yet(story):
    story.receive(
        "bullying_register",
        "2024-09",
        """
        school_code|register_no|reported_at|occurred_on|where_kind|forms|bullied|checked_on
        S001|B1|2024-09-26 10:00|2024-09-26|校内|肢体|A1|2024-10-02
        """,
        at="2024-10-09T09:00:00+08:00",
    )

    def status(as_of):
        (case,) = story.load("2024-09", PILOT, as_of=as_of).gathered.cases.values()
        return case.status

    assert (status(date(2024, 9, 30)), status(date(2024, 10, 5))) == ("reported", "checked")
