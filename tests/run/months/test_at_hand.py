"""What a worker reads once: what pages read, and no row of what is kept apart."""

import pytest
from run.bullying_story import HOUSE, SCHOOLS, Story

from anyuan.casebook import Casebook
from anyuan.errors import ShownError
from anyuan.period import Month
from anyuan.records import parquet
from anyuan.run.months.at_hand import keep_at_hand
from anyuan.run.months.holdings import EVERY, read_holdings
from anyuan.run.opened import OpenedWorkspace

MONTH = Month(2024, 9)


@pytest.fixture
def story(tmp_path):
    """One list of schools, and the two tables that are kept apart."""
    parquet._checked_rows.cache_clear()
    yield Story(tmp_path).receive("schools", "2024-09", SCHOOLS)
    parquet._checked_rows.cache_clear()


def keep(story, month=MONTH):
    opened = OpenedWorkspace(story.workspace.parent, story.workspace, story.casebook, HOUSE, True)
    keep_at_hand(opened, month, story.casebook.last_recorded_at())


def read_from_disk():
    return parquet._checked_rows.cache_info().misses


def test_what_was_kept_is_not_read_again(story):
    keep(story)
    before = read_from_disk()
    assert before == 1
    holdings = read_holdings(story.workspace, story.casebook, MONTH, question=EVERY)
    assert len(holdings.rows("schools")) == len(SCHOOLS.strip().splitlines()) - 1
    assert read_from_disk() == before


def test_a_file_of_a_later_month_is_left(story):
    keep(story, Month(2024, 8))
    assert read_from_disk() == 0


def test_a_file_that_is_gone_stops_nobody_here_and_is_told_to_who_asks(story):
    (file,) = (story.workspace / "records" / "schools").glob("*.parquet")
    file.unlink()
    keep(story)
    holdings = read_holdings(story.workspace, story.casebook, MONTH, question=EVERY)
    with pytest.raises(ShownError, match="不见了"):
        holdings.rows("schools")


def test_whom_records_speak_of_and_every_case_are_worked_out_once(story):
    keep(story)
    asked = []
    with pytest.MonkeyPatch.context() as patch:
        for name in ("persons", "events"):
            patch.setattr(Casebook, name, lambda *a, **k: asked.append(a))
        facts = story.load("2024-09")
        assert facts.actions == {} and facts.gathered.cases == {}
        assert facts.holdings.person_of.empty
    assert asked == []
