"""When the office first had a row: from the first file that said so, replaced since or not."""

import pandas as pd
import pytest
from run.review_story import ReviewStory

from anyuan.period import Month
from anyuan.run.months.first_received import rows_with_receipt
from anyuan.run.months.holdings import REVIEW, read_holdings

PATROL, GATE = (f"S001 | 2024-09-05 | 教育 | {item} | 不到位" for item in ("巡查", "门卫值守"))
FIRST, SECOND = "2024-09-28T09:00:00+08:00", "2024-11-05T09:00:00+08:00"


@pytest.fixture
def story(tmp_path, monkeypatch):
    monkeypatch.setenv("ANYUAN_KEY_FILE", str(tmp_path / "secret" / "key"))
    return ReviewStory(tmp_path)


def received(story, month="2024-11", **how):
    """Return when each duty's row was first received, and what it says."""
    held = read_holdings(story.workspace, story.casebook, Month.parse(month), question=REVIEW)
    rows = rows_with_receipt(held, "inspections", **how)
    return {
        item: (f"{at:%m-%d %H:%M}", found)
        for item, at, found in rows[["item", "recorded_at", "found"]].itertuples(index=False)
    }


def test_a_row_is_of_the_file_that_brought_it_in_local_time(story):
    story.inspected("2024-09", PATROL, at=FIRST)
    assert received(story) == {"patrol": ("09-28 09:00", "absent")}


def test_a_file_that_replaces_it_does_not_make_a_row_newer(story):
    story.inspected("2024-09", PATROL, at=FIRST)
    story.inspected("2024-09", PATROL, GATE, at=SECOND)
    assert received(story) == {
        "patrol": ("09-28 09:00", "absent"),
        "gate_manned": ("11-05 09:00", "absent"),
    }


def test_what_is_said_otherwise_is_new_and_by_its_number_it_is_not(story):
    story.inspected("2024-09", PATROL, at=FIRST)
    story.inspected("2024-09", PATROL.replace("不到位", "到位"), at=SECOND)
    assert received(story) == {"patrol": ("11-05 09:00", "met")}
    assert received(story, by=["school_code", "item"]) == {"patrol": ("09-28 09:00", "met")}


def test_what_a_file_no_longer_says_is_gone(story):
    story.inspected("2024-09", PATROL, GATE, at=FIRST)
    story.inspected("2024-09", PATROL, at=SECOND)
    assert set(received(story)) == {"patrol"}


def test_of_one_entry_in_files_of_two_months_the_newest_stands(story):
    story.inspected("2024-09", PATROL, at=FIRST)
    story.inspected("2024-10", PATROL.replace("不到位", "部分到位"), at=SECOND)
    assert received(story) == {"patrol": ("11-05 09:00", "partly")}
    assert received(story, "2024-09") == {"patrol": ("09-28 09:00", "absent")}


def test_without_a_file_there_is_a_typed_frame(story):
    held = read_holdings(story.workspace, story.casebook, Month(2024, 11), question=REVIEW)
    rows = rows_with_receipt(held, "inspections")
    assert rows.empty
    assert pd.api.types.is_datetime64_any_dtype(rows["recorded_at"])
