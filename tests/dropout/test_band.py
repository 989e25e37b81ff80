"""The distribution of a number over what is open, and the band printed beside it."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyuan.dropout import OpenDoubt, band_of, distribution
from anyuan.dropout.weighing import Cluster

KEY = "out_of_school"


def open_doubt(clusters, fixed=0):
    """Return the doubt of clusters given as (weights, values of the number)."""
    made = tuple(
        Cluster(
            (n,),
            np.zeros((len(weights), 1), dtype=bool),
            np.array(weights),
            (KEY,),
            np.array(values).reshape(-1, 1),
            False,
        )
        for n, (weights, values) in enumerate(clusters)
    )
    return OpenDoubt(pd.DataFrame(), {KEY: fixed}, made)


def coin(p):
    return ([1 - p, p], [0, 1])


def by_enumeration(probabilities):
    """Return the weights of 0…n by going through every outcome."""
    found = np.zeros(len(probabilities) + 1)
    for outcome in product([0, 1], repeat=len(probabilities)):
        share = [p if one else 1 - p for p, one in zip(probabilities, outcome, strict=True)]
        found[sum(outcome)] += np.prod(share)
    return found


@given(st.lists(st.floats(0.01, 0.99), max_size=8), st.integers(0, 50))
def test_independent_children_give_the_poisson_binomial(probabilities, fixed):
    found = distribution(open_doubt([coin(p) for p in probabilities], fixed), KEY)
    expected = by_enumeration(probabilities)
    for n, weight in enumerate(expected):
        assert found.at(fixed + n) == pytest.approx(weight, abs=1e-9)
    assert found.mean == pytest.approx(fixed + sum(probabilities))
    assert found.variance == pytest.approx(sum(p * (1 - p) for p in probabilities))


def test_a_cluster_counts_as_a_whole():
    found = distribution(open_doubt([([0.2, 0.5, 0.3], [2, 0, 1]), coin(0.5)], fixed=7), KEY)
    assert [found.at(n) for n in range(6, 11)] == pytest.approx([0, 0.25, 0.4, 0.25, 0.1])


def test_a_number_that_nobody_stands_in_is_nought():
    assert distribution(open_doubt([coin(0.5)]), "by_township.T99").at(0) == 1


@given(st.lists(st.floats(0.01, 0.99), max_size=12), st.sampled_from([80, 90, 95]))
def test_the_band_holds_what_it_says_and_no_shorter_one_does(probabilities, level):
    found = distribution(open_doubt([coin(p) for p in probabilities]), KEY)
    band = band_of(found, level)

    def held(low, high):
        return found.below(high) - found.below(low - 1)

    assert held(band.low, band.high) >= level / 100 - 1e-9
    starts = range(-1, len(probabilities) + 1)
    if band.width:
        assert max(held(n, n + band.width - 1) for n in starts) < level / 100
    assert max(held(n, n + band.width) for n in starts) <= held(band.low, band.high) + 1e-9


def test_without_doubt_the_band_is_the_number():
    band = band_of(distribution(open_doubt([], fixed=41), KEY), 90)
    assert (band.low, band.high, band.width, band.level) == (41, 41, 0, 90)


def test_a_higher_level_gives_no_narrower_band():
    found = distribution(open_doubt([coin(0.4)] * 12), KEY)
    bands = [band_of(found, level) for level in (80, 90, 95)]
    assert [(band.low, band.high) for band in bands] == [(3, 7), (2, 7), (2, 8)]


def test_a_long_sum_keeps_what_may_be_printed_and_forgets_the_rest():
    found = distribution(open_doubt([coin(0.02)] * 500), KEY)
    assert found.mean == pytest.approx(10)
    assert len(found.weights) < 60


def test_bands_of_counties_drawn_from_their_own_probabilities_cover_what_they_say():
    rng = np.random.default_rng(5)
    covered, places = [], []
    for _ in range(400):
        clusters = [_some_cluster(rng) for _ in range(30)]
        found = distribution(open_doubt(clusters, fixed=20), KEY)
        band = band_of(found, 90)
        truth = 20 + sum(int(rng.choice(values, p=weights)) for weights, values in clusters)
        covered.append(band.low <= truth <= band.high)
        places.append(found.below(truth - 1) + rng.random() * found.at(truth))
    assert 0.86 <= np.mean(covered) <= 0.96
    # Kolmogorov's distance of 400 uniform numbers is below 1.63/sqrt(400) in 99 of 100 cases.
    distance = np.abs(np.sort(places) - (np.arange(400) + 0.5) / 400).max()
    assert distance < 1.63 / 20


def _some_cluster(rng):
    if rng.random() < 0.5:
        return coin(rng.uniform(0.1, 0.9))
    weights = rng.dirichlet([2, 2, 1])
    return (weights / weights.sum(), [0, 1, 2])
