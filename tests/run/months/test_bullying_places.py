"""The map of a term: exposure of its school days, and the risk that a roster is held against."""

import pytest
from run.bullying_files import places, register, timetable
from run.bullying_story import PILOT, SCHOOLS, Story

LATE = {"at": "2024-10-05T09:00:00+08:00", "school": PILOT}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    root = tmp_path_factory.mktemp("map")
    patch = pytest.MonkeyPatch()
    patch.setenv("ANYUAN_KEY_FILE", str(root / "secret" / "key"))
    story = Story(root)
    story.send("schools", "2024-05", SCHOOLS)
    story.send("places", "2024-09", places(PILOT))
    story.send("timetable", "2024-09", timetable(PILOT))
    story.send("bullying_register", "2024-09", register(PILOT, 14), **LATE)
    yield story.receive_sent().load("2024-09", PILOT)
    patch.undo()


def test_exposure_is_the_pupils_there_on_the_school_days_of_the_term(made):
    cells = made.map.cells
    stairs = cells[(cells["place"] == "P02") & (cells["slot"] == "break")]
    # 60 pupils for half an hour; September 2024 has 19 school days that are no weekend (2–30,
    # without 16–17 September, the Mid-Autumn holiday).
    assert stairs["exposure"].sum() == 60 * 0.5 * 19


def test_every_case_is_on_the_map_or_says_why_not(made):
    counted = made.map.counted
    assert len(counted.placed) + len(counted.unplaced) == len(made.term_table) == 14
    assert counted.unplaced["reason"].notna().all()


def test_the_risk_of_a_week_is_the_rate_times_the_hours(made):
    risk, fit = made.map.risk, made.map.fit.cells.set_index(["place", "slot"])
    row = risk[(risk["place"] == "P02") & (risk["slot"] == "break") & (risk["weekday"] == "mon")]
    expected = fit.loc[("P02", "break"), "rate"] * 60 * 0.5 / 1000
    assert row["expected"].item() == pytest.approx(expected)
    assert (risk["low"] <= risk["expected"]).all()
    assert made.map.risk_draws.shape[1] == len(risk)
