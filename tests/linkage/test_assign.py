"""Rivals share what is certain: a record has one partner at most."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyuan.linkage.assign import Rivals, Standing, choose, weigh_rivals


def weighed(*edges: tuple[int, int, float]) -> np.ndarray:
    """The probabilities of pairs given as left, right, odds."""
    left, right, odds = (np.array(column) for column in zip(*edges, strict=True))
    return Rivals(left, right).probabilities(odds.astype("float64"))


def counted(*edges: tuple[int, int, float]) -> np.ndarray:
    """The same probabilities by going through every set of pairs that holds together."""
    n, total = len(edges), 0.0
    sums = np.zeros(n)
    for said in itertools.product((False, True), repeat=n):
        mine = np.flatnonzero(said)
        ends = [[edges[place][side] for place in mine] for side in (0, 1)]
        if any(len(set(end)) < len(end) for end in ends):
            continue
        weight = np.prod([edges[place][2] for place in mine])
        total += weight
        sums[mine] += weight
    return sums / total


def test_a_pair_alone_has_the_probability_of_its_odds():
    assert weighed((1, 1, 3.0)) == pytest.approx([0.75])


def test_two_equal_rivals_share():
    p = weighed((1, 1, 1e6), (1, 2, 1e6))
    assert p == pytest.approx([0.5, 0.5], abs=1e-5)


def test_two_pairs_of_equal_children_share_crosswise_and_do_not_swing():
    p = weighed((1, 1, 1e9), (1, 2, 1e9), (2, 1, 1e9), (2, 2, 1e9))
    assert p == pytest.approx([0.5] * 4, abs=1e-6)


_ODDS = st.integers(-12, 12).map(lambda power: 2.0**power)


@given(st.dictionaries(st.tuples(st.integers(0, 2), st.integers(0, 2)), _ODDS, min_size=1))
def test_small_rings_of_rivals_are_weighed_exactly(pairs):
    edges = [(a, b, odds) for (a, b), odds in pairs.items()]
    assert weighed(*edges) == pytest.approx(counted(*edges), abs=1e-3)


def test_a_large_ring_is_weighed_nearly_exactly():
    edges = [(n, (n + step) % 7, 2.0**n) for n in range(7) for step in (0, 1)]
    assert weighed(*edges) == pytest.approx(counted(*edges), abs=0.01)


@given(st.lists(st.integers(-6, 6), min_size=1, max_size=6))
def test_rivals_of_one_record_are_weighed_exactly(powers):
    edges = [(0, right, 2.0**power) for right, power in enumerate(powers)]
    assert weighed(*edges) == pytest.approx(counted(*edges), abs=1e-4)


@given(st.lists(st.integers(-6, 6), min_size=1, max_size=7))
def test_a_chain_of_rivals_is_weighed_exactly(powers):
    # Left and right in turn: 0-0, 1-0, 1-1, 2-1 …: no ring, so that propagation is exact.
    ends = [((n + 1) // 2, n // 2) for n in range(len(powers))]
    edges = [(a, b, 2.0**power) for (a, b), power in zip(ends, powers, strict=True)]
    assert weighed(*edges) == pytest.approx(counted(*edges), abs=1e-3)


def test_the_more_are_settled_and_the_fewer_left_alone_the_likelier_a_pair():
    def chance(n_settled, n_seeking):
        one = [np.array([float(n)]) for n in (n_settled, n_seeking, n_seeking)]
        standing = Standing(*one, seekers=np.array([0]), offered=np.array([0]))
        rivals = Rivals(np.array([0]), np.array([0]))
        return weigh_rivals(rivals, np.array([100.0]), standing)[1][0]

    assert chance(1000, 10) > chance(10, 10) > chance(10, 1000)


def test_the_likelier_pair_is_taken_first_and_each_record_once():
    pairs = Rivals(np.array([1, 1, 2]), np.array([1, 2, 2]))
    taken = choose(pairs, np.array([0.6, 0.9, 0.7]), np.array([True, True, True]))
    assert taken.tolist() == [False, True, False]


def test_ties_go_to_the_earlier_row():
    pairs = Rivals(np.array([2, 1]), np.array([1, 1]))
    assert choose(pairs, np.array([0.5, 0.5]), np.array([True, True])).tolist() == [False, True]


def test_what_is_not_good_is_not_taken():
    pairs = Rivals(np.array([1]), np.array([1]))
    assert not choose(pairs, np.array([0.9]), np.array([False])).any()
