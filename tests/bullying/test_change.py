"""Two rates compared exactly: against sums gone through by hand, and against simulation."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from anyuan.bullying.change import Period, compare_rates

COUNTS = st.integers(0, 30)
EXPOSURES = st.floats(10, 1000)
LEVELS = st.sampled_from([90, 95])


def split_chances(n, share):
    """Return the chances of 0…n later cases of n, term by term."""
    return [math.comb(n, x) * share**x * (1 - share) ** (n - x) for x in range(n + 1)]


@given(COUNTS, COUNTS, EXPOSURES, EXPOSURES)
def test_p_is_twice_the_smaller_tail_of_the_split(before, after, first, second):
    found = compare_rates(Period(before, first), Period(after, second))
    chances = split_chances(before + after, second / (first + second))
    tail = min(sum(chances[: after + 1]), sum(chances[after:]))
    assert found.p == pytest.approx(min(1, 2 * tail), abs=1e-9)


@given(COUNTS, COUNTS, EXPOSURES, EXPOSURES, LEVELS)
def test_the_ends_of_the_interval_are_where_a_tail_is_all_that_may_err(
    before, after, first, second, level
):
    found = compare_rates(Period(before, first), Period(after, second), level=level)
    error = (1 - level / 100) / 2

    def tails(ratio):
        chances = split_chances(before + after, ratio * second / (first + ratio * second))
        return sum(chances[: after + 1]), sum(chances[after:])

    if after:
        assert tails(found.low)[1] == pytest.approx(error, rel=1e-6)
    else:
        assert found.low == 0
    if before:
        assert tails(found.high)[0] == pytest.approx(error, rel=1e-6)
    else:
        assert found.high == math.inf
    if found.ratio is not None:
        assert found.low <= found.ratio <= found.high


@given(COUNTS, COUNTS, EXPOSURES, EXPOSURES, LEVELS)
def test_a_change_is_told_just_where_p_is_small(before, after, first, second, level):
    found = compare_rates(Period(before, first), Period(after, second), level=level)
    assert (found.verdict != "cannot_say") == (found.p < 1 - level / 100)
    if found.verdict == "risen":
        assert after / second > before / first
    if found.verdict == "fallen":
        assert after / second < before / first


@given(COUNTS, COUNTS, EXPOSURES, EXPOSURES)
def test_backwards_in_time_the_ratio_turns_over(before, after, first, second):
    there = compare_rates(Period(before, first), Period(after, second))
    back = compare_rates(Period(after, second), Period(before, first))
    assert there.p == pytest.approx(back.p)
    turned = {"risen": "fallen", "fallen": "risen", "cannot_say": "cannot_say"}
    assert back.verdict == turned[there.verdict]
    if there.low:
        assert back.high == pytest.approx(1 / there.low)


@pytest.mark.parametrize(
    ("before", "after", "verdict", "reason"),
    [
        (0, 0, "cannot_say", "no_cases"),
        (1, 0, "cannot_say", "may_be_chance"),
        (5, 0, "cannot_say", "may_be_chance"),
        (6, 0, "fallen", ""),  # 1/64 in each tail is less than 2.5 %
        (0, 6, "risen", ""),
        (3, 9, "cannot_say", "may_be_chance"),
        (3, 12, "risen", ""),
    ],
)
def test_few_cases_say_nothing(before, after, verdict, reason):
    found = compare_rates(Period(before, 95), Period(after, 95))
    assert (found.verdict, found.reason) == (verdict, reason)


def test_at_ninety_percent_five_to_none_is_a_fall():
    assert compare_rates(Period(5, 95), Period(0, 95), level=90).verdict == "fallen"


def test_changed_reporting_says_nothing_of_any_counts():
    found = compare_rates(Period(40, 95), Period(2, 95), is_reporting_changed=True)
    assert (found.verdict, found.reason) == ("cannot_say", "reporting_changed")
    assert found.high < 1  # the figures stand; only the word is withheld


@pytest.mark.parametrize(("first", "second"), [(0, 95), (95, 0), (0, 0)])
def test_without_exposure_there_is_no_rate(first, second):
    found = compare_rates(Period(3, first), Period(3, second))
    assert (found.verdict, found.reason) == ("cannot_say", "no_exposure")
    assert (found.ratio, found.low, found.high) == (None, 0, math.inf)


def told(before, ratio, exposures, verdict):
    """Return how often a change of a true rate is called so, summed over both counts."""
    first, second = exposures
    top = before * 4 + 40
    m = before * ratio * second / first
    earlier, later = poisson.pmf(range(top), before), poisson.pmf(range(int(top * (1 + m))), m)
    chance = 0.0
    for x, p in enumerate(earlier):
        for y, q in enumerate(later[: int(m * 3 + 40)]):
            if p * q > 1e-7:
                found = called(x, y, exposures)
                chance += p * q * (found == verdict)
    return chance


def called(before, after, exposures):
    share = exposures[1] / sum(exposures)
    chances = split_chances(before + after, share)
    if 2 * sum(chances[after:]) < 0.05:
        return "risen"
    return "fallen" if 2 * sum(chances[: after + 1]) < 0.05 else "cannot_say"


@pytest.mark.parametrize(("n", "exposures"), [(4, (95, 95)), (9, (60, 95)), (14, (95, 40))])
def test_the_least_change_is_told_in_four_of_five(n, exposures):
    found = compare_rates(Period(n, exposures[0]), Period(n, exposures[1]))
    assert told(n, found.least_rise, exposures, "risen") == pytest.approx(0.8, abs=1e-3)
    if found.least_fall is not None:
        assert told(n, found.least_fall, exposures, "fallen") == pytest.approx(0.8, abs=1e-3)
    else:
        assert told(n, 0.0, exposures, "fallen") < 0.8


def test_of_few_cases_no_fall_could_have_been_seen():
    found = compare_rates(Period(4, 95), Period(1, 95))
    assert found.least_fall is None and found.least_rise > 3


def test_more_cases_see_smaller_changes():
    found = [compare_rates(Period(n, 95), Period(n, 95)) for n in (5, 20, 80, 320)]
    assert all(a.least_rise > b.least_rise > 1 for a, b in pairwise(found))
    assert all(a.least_fall < b.least_fall < 1 for a, b in pairwise(found[1:]))


def test_equal_rates_are_seldom_called_changed():
    chances = poisson.pmf(range(14), 4)
    wrong = sum(
        chances[a] * chances[b]
        for a in range(14)
        for b in range(14)
        if compare_rates(Period(a, 95), Period(b, 95)).verdict != "cannot_say"
    )
    assert 0 < wrong < 0.05


@pytest.mark.parametrize(
    ("before", "after", "level"),
    [
        (Period(-1, 95), Period(0, 95), 95),
        (Period(0, 95), Period(0, -1), 95),
        (Period(0, 95), Period(0, 95), 100),
    ],
)
def test_impossible_numbers_are_refused(before, after, level):
    with pytest.raises(ValueError, match="out of range"):
        compare_rates(before, after, level=level)
