from datetime import date

import numpy as np
import pytest

from anyuan.rehearsal import build_county
from anyuan.rehearsal.facts import MONTHS, SEPTEMBER, Exclusion
from anyuan.rehearsal.knowable import is_knowable
from anyuan.rehearsal.truth import (
    OUT_OF_SCHOOL,
    SUSPECTED,
    find_transitions,
    is_valid,
    judge_all,
    judge_month,
    latest_absences,
    status_by_days,
)


@pytest.fixture(scope="module")
def judged(world):
    return judge_all(world)


@pytest.mark.parametrize(
    ("days", "status"),
    [
        (6, "in_school_here"),
        (7, "suspected_dropout"),
        (29, "suspected_dropout"),
        (30, "dropped_out"),
    ],
)
def test_days_decide_what_an_absence_is(world, days, status):
    assert status_by_days(days, date(2024, 9, 30), world.book) == status


def test_the_status_of_a_pupil_away_follows_from_its_counted_days(world, judged):
    for place, now in enumerate(judged):
        as_of = MONTHS[place].last_day
        away = 0
        for child, spell in latest_absences(world, as_of).items():
            status = now["status"].iat[child]
            if spell.is_open(as_of) and status in ("dropped_out", "suspected_dropout"):
                days = world.county.calendar.counted_days(spell.first_absent_on, as_of)
                assert now["counted_days"].iat[child] == days
                assert (status == "dropped_out") == (days >= 30)
                away += 1
        assert away > 5


def test_a_month_end_has_tens_of_children_out_of_school_at_full_size():
    world = build_county(n_children=45_000)
    for place, month in enumerate(MONTHS):
        status = judge_month(world, place)["status"].value_counts()
        assert 30 <= status["never_enrolled"] + status["dropped_out"] <= 65, month
        assert 10 <= status["suspected_dropout"] <= 125, month


def test_who_finished_grade_six_and_came_nowhere_is_suspected_in_september_only(world, judged):
    gap = np.flatnonzero(
        (world.grade[:, 0] == 6)
        & ~world.on_roll[:, SEPTEMBER]
        & judged[SEPTEMBER]["first_absent_on"].notna().to_numpy()
    )
    assert len(gap)
    assert set(judged[SEPTEMBER]["status"].iloc[gap]) == {"suspected_dropout"}
    still_off = gap[~world.on_roll[gap, SEPTEMBER + 1]]
    assert "dropped_out" in set(judged[SEPTEMBER + 1]["status"].iloc[still_off])
    assert judged[SEPTEMBER]["counted_days"].iloc[gap[0]] == 25


def test_every_child_out_of_school_can_be_known_from_some_file(world, judged):
    for place, now in enumerate(judged):
        out = now["status"].isin(OUT_OF_SCHOOL).to_numpy()
        assert out.sum() >= 10
        assert is_knowable(world, place, now)[out].all()


def test_what_cannot_be_known_is_only_what_a_school_hides(world, judged):
    hidden = {a.child for a in world.facts.absences if a.is_hidden}
    seen = 0
    for place, now in enumerate(judged):
        suspected = (now["status"] == SUSPECTED).to_numpy()
        unknown = set(np.flatnonzero(suspected & ~is_knowable(world, place, now)))
        assert unknown <= hidden
        seen += len(unknown)
    assert seen


def test_openings_comings_and_leavings_give_the_closing(world, judged):
    moves = find_transitions(world, judged)
    assert MONTHS[0] not in set(moves["month"])
    for place in range(1, len(MONTHS)):
        mine = moves[moves["month"] == str(MONTHS[place])]
        came = mine["transition"].isin(["new", "re_dropout", "exclusion_lapsed"]).sum()
        opening = judged[place - 1]["status"].isin(OUT_OF_SCHOOL).sum()
        closing = judged[place]["status"].isin(OUT_OF_SCHOOL).sum()
        assert opening + came - (len(mine) - came) == closing
    # August adds nothing: nobody is absent from a school that is closed.
    assert not (moves["month"] == "2024-08").any()


@pytest.mark.parametrize(
    ("change", "holds"),
    [
        ({}, True),
        ({"document_no": None}, False),
        ({"approver": None}, False),
        ({"approved_on": None}, False),
        ({"expires_on": None}, False),
        ({"expires_on": date(2024, 9, 29)}, False),
        ({"expires_on": date(2024, 9, 30)}, True),
        ({"starts_on": date(2024, 10, 1)}, False),
        ({"kind": "missing"}, False),
        ({"kind": "missing", "approver": "汾阳市公安局"}, True),
        ({"kind": "deceased", "expires_on": None}, True),
    ],
)
def test_an_exclusion_holds_only_with_every_paper_and_in_its_time(world, change, holds):
    entry = {
        "child": 0,
        "kind": "suspended",
        "listed_from": 0,
        "starts_on": date(2024, 3, 1),
        "expires_on": date(2025, 2, 28),
        "document_no": "休示00001号",
        "approver": "汾阳市教育局",
        "approved_on": date(2024, 2, 20),
    }
    assert is_valid(Exclusion(**(entry | change)), date(2024, 9, 30), world.book) is holds
