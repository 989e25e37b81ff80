"""An axis that is to scale, with cuts: every moment has its place, none changes places."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyuan.briefing.time_axis import BREAK, PAD, TICK_APART, cut_axis

START = datetime.fromisoformat("2024-10-15 16:00")
LEFT, RIGHT = 0.8, 8.4
moments = st.lists(
    st.one_of(st.integers(0, 15), st.integers(0, 600), st.integers(0, 20_000)),
    min_size=1,
    max_size=40,
).map(lambda minutes: [START + timedelta(minutes=m) for m in minutes])


def at(*minutes: int) -> list[datetime]:
    return [START + timedelta(minutes=m) for m in minutes]


@given(moments)
def test_moments_stand_in_their_order_within_the_width(given_moments):
    axis = cut_axis(given_moments, LEFT, RIGHT)
    places = [axis.x(moment) for moment in sorted(set(given_moments))]
    assert all(a < b for a, b in zip(places, places[1:], strict=False))
    assert places[0] >= LEFT and places[-1] <= RIGHT + 1e-6


@given(moments)
def test_the_same_length_is_the_same_time_in_every_stretch(given_moments):
    axis = cut_axis(given_moments, LEFT, RIGHT)
    for stretch in axis.stretches:
        minutes = (stretch.last - stretch.first) / timedelta(minutes=1)
        assert stretch.right - stretch.left == pytest.approx(minutes * axis.per_minute)


@given(moments)
def test_a_cut_has_room_for_its_words_and_nothing_begins_or_ends_in_it(given_moments):
    axis = cut_axis(given_moments, LEFT, RIGHT)
    for cut in axis.breaks:
        assert cut.right - cut.left >= BREAK - 1e-6
        assert not [m for m in given_moments if cut.first < m < cut.last]
        assert cut.left - axis.x(cut.first) == pytest.approx(PAD)


@given(moments)
def test_labels_of_ticks_keep_apart_and_the_first_moment_has_one(given_moments):
    axis = cut_axis(given_moments, LEFT, RIGHT)
    ticks = axis.ticks()
    places = [axis.x(tick) for tick in ticks]
    assert ticks[0] == min(given_moments)
    gaps = zip(places, places[1:], strict=False)
    assert all(b - a >= TICK_APART - 1e-6 for a, b in gaps)


def test_ten_busy_minutes_are_not_pressed_together_by_the_hours_after_them():
    busy = [0, 1, 2, 3, 5, 6, 8, 10]
    axis = cut_axis(at(*busy, 130, 300, 1000), LEFT, RIGHT)
    assert [cut.first for cut in axis.breaks] == at(10, 130, 300)
    assert axis.x(START + timedelta(minutes=10)) - axis.x(START) > (RIGHT - LEFT) * 0.4


def test_events_spread_evenly_over_an_afternoon_are_not_cut():
    assert not cut_axis(at(*range(0, 300, 15)), LEFT, RIGHT).breaks


def test_the_width_is_used():
    for minutes in ([0, 4], [0, 240], [0, 1, 2, 60], [0, 10, 20, 30, 300], [0, 3000, 9000]):
        axis = cut_axis(at(*minutes), LEFT, RIGHT)
        assert axis.stretches[-1].right - axis.stretches[0].left > (RIGHT - LEFT) * 0.35


def test_a_moment_in_a_cut_stands_in_proportion():
    axis = cut_axis(at(0, 1, 2, 3, 1000), LEFT, RIGHT)
    (cut,) = axis.breaks
    middle = axis.x(cut.first + (cut.last - cut.first) / 2)
    assert middle == pytest.approx((cut.left + cut.right) / 2)


@pytest.mark.parametrize("minutes", [-1, 11])
def test_a_moment_outside_the_axis_has_no_place(minutes):
    with pytest.raises(ValueError, match="outside"):
        cut_axis(at(0, 10), LEFT, RIGHT).x(START + timedelta(minutes=minutes))


def test_without_moments_there_is_no_axis():
    with pytest.raises(ValueError, match="no moments"):
        cut_axis([], LEFT, RIGHT)


def test_round_minutes_are_those_of_the_clock_and_not_of_the_first_event():
    axis = cut_axis(at(7, 52), LEFT, RIGHT)
    ticks = axis.ticks()
    assert (ticks[0].minute, ticks[-1].minute) == (7, 52)
    assert len(ticks) > 5 and all(tick.minute % 5 == 0 for tick in ticks[1:-1])
