"""Intervals of a share where not everybody answered: what they cover, when they have no width."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import hypergeom

from anyuan.bullying.shares import Stratum, pooled_share, share_interval


def test_where_everybody_answered_there_is_no_doubt():
    assert share_interval(Stratum(3, 40, 40)) == (3 / 40, 3 / 40)
    assert pooled_share([Stratum(3, 40, 40), Stratum(1, 10, 10)]) == (4 / 50, 4 / 50, 4 / 50)


@pytest.mark.parametrize(("asked", "answered"), [(12, 9), (40, 30), (90, 80), (300, 200)])
def test_the_interval_of_one_school_covers_at_least_nine_in_ten_whatever_the_truth(asked, answered):
    possible = np.arange(answered + 1)
    bounds = np.array([share_interval(Stratum(int(x), answered, asked)) for x in possible])
    for truth in range(asked + 1):
        covers = (bounds[:, 0] <= truth / asked) & (truth / asked <= bounds[:, 1])
        assert hypergeom.pmf(possible[covers], asked, truth, answered).sum() >= 0.9


def test_the_interval_of_one_school_is_not_much_wider_than_it_must_be():
    school = Stratum(100, 900, 1200)
    low, high = share_interval(school)
    _, wilson_low, wilson_high = pooled_share([school])
    assert high - low < 1.1 * (wilson_high - wilson_low)


def test_where_it_is_not_known_how_many_were_asked_the_interval_is_clopper_and_pearsons():
    assert share_interval(Stratum(8, 100, 0)) == pytest.approx((0.0404, 0.1397), abs=5e-5)
    assert share_interval(Stratum(0, 10, 0))[0] == 0.0
    assert share_interval(Stratum(10, 10, 0))[1] == 1.0


def test_a_school_weighs_by_how_many_it_asked_not_by_how_many_answered():
    share, low, high = pooled_share([Stratum(20, 50, 100), Stratum(0, 100, 100)])
    assert share == pytest.approx(0.2)  # 20/150 of the answers
    assert low < share < high


def test_a_school_without_answers_has_no_weight():
    told = [Stratum(5, 50, 60), Stratum(2, 30, 40)]
    assert pooled_share([*told, Stratum(0, 0, 500)]) == pooled_share(told)


def test_over_many_schools_the_interval_covers_about_nine_in_ten():
    random = np.random.default_rng(20240915)
    n_covered, n_counties = 0, 400
    for _ in range(n_counties):
        asked = random.integers(15, 600, 40)
        bullied = random.binomial(asked, random.beta(4, 36, 40))
        answered = np.maximum(random.binomial(asked, random.uniform(0.5, 0.98, 40)), 1)
        yes = random.hypergeometric(bullied, asked - bullied, answered)
        strata = [Stratum(*map(int, row)) for row in zip(yes, answered, asked, strict=True)]
        _, low, high = pooled_share(strata)
        n_covered += low <= bullied.sum() / asked.sum() <= high
    assert 0.87 <= n_covered / n_counties <= 0.94


@settings(max_examples=60)
@given(st.integers(1, 60), st.data())
def test_an_interval_holds_the_share_that_was_seen_and_nothing_that_is_impossible(asked, data):
    answered = data.draw(st.integers(1, asked))
    yes = data.draw(st.integers(0, answered))
    low, high = share_interval(Stratum(yes, answered, asked))
    nearest = round(yes / answered * asked) / asked
    assert low <= nearest <= high
    assert yes / asked <= low <= high <= (yes + asked - answered) / asked


@pytest.mark.parametrize("wrong", [(0, 0, 5), (3, 2, 5), (1, 6, 5), (-1, 2, 5)])
def test_numbers_that_cannot_be_are_refused(wrong):
    with pytest.raises(ValueError, match="of"):
        share_interval(Stratum(*wrong))
