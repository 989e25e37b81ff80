"""Rivals share what is certain: a record has one partner at most."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyuan.linkage.assign import Odds, Standing, choose, weigh_rivals


def odds(*edges: tuple[int, int, float]) -> Odds:
    left, right, values = zip(*edges, strict=True)
    return Odds(np.array(left), np.array(right), np.array(values, dtype="float64"))


def counted(pairs: Odds) -> np.ndarray:
    """The same probabilities by going through every set of pairs that holds together."""
    n, total = len(pairs.odds), 0.0
    sums = np.zeros(n)
    for said in itertools.product((False, True), repeat=n):
        mine = np.flatnonzero(said)
        ends = [pairs.left[mine], pairs.right[mine]]
        if any(len(set(end)) < len(end) for end in ends):
            continue
        weight = pairs.odds[mine].prod()
        total += weight
        sums[mine] += weight
    return sums / total


def test_a_pair_alone_has_the_probability_of_its_odds():
    assert odds((1, 1, 3.0)).probabilities() == pytest.approx([0.75])


def test_two_equal_rivals_share():
    p = odds((1, 1, 1e6), (1, 2, 1e6)).probabilities()
    assert p == pytest.approx([0.5, 0.5], abs=1e-5)


def test_two_pairs_of_equal_children_share_crosswise_and_do_not_swing():
    pairs = odds((1, 1, 1e9), (1, 2, 1e9), (2, 1, 1e9), (2, 2, 1e9))
    assert pairs.probabilities() == pytest.approx([0.5] * 4, abs=1e-3)


@given(st.lists(st.integers(-6, 6), min_size=1, max_size=6))
def test_rivals_of_one_record_are_weighed_exactly(powers):
    pairs = odds(*((0, right, 2.0**power) for right, power in enumerate(powers)))
    assert pairs.probabilities() == pytest.approx(counted(pairs), abs=1e-4)


@given(st.lists(st.integers(-6, 6), min_size=1, max_size=7))
def test_a_chain_of_rivals_is_weighed_exactly(powers):
    # Left and right in turn: 0-0, 1-0, 1-1, 2-1 …: no ring, so that propagation is exact.
    ends = [((n + 1) // 2, n // 2) for n in range(len(powers))]
    pairs = odds(*((a, b, 2.0**power) for (a, b), power in zip(ends, powers, strict=True)))
    assert pairs.probabilities() == pytest.approx(counted(pairs), abs=1e-3)


def test_the_more_are_settled_and_the_fewer_left_alone_the_likelier_a_pair():
    def chance(n_settled, n_seeking):
        one = [np.array([float(n)]) for n in (n_settled, n_seeking, n_seeking)]
        standing = Standing(*one, group=np.array([0]))
        return weigh_rivals(odds((0, 0, 100.0)), standing)[1][0]

    assert chance(1000, 10) > chance(10, 10) > chance(10, 1000)


def test_the_likelier_pair_is_taken_first_and_each_record_once():
    pairs = odds((1, 1, 1.0), (1, 2, 1.0), (2, 2, 1.0))
    taken = choose(pairs, np.array([0.6, 0.9, 0.7]), np.array([True, True, True]))
    assert taken.tolist() == [False, True, False]


def test_ties_go_to_the_earlier_row():
    pairs = odds((2, 1, 1.0), (1, 1, 1.0))
    assert choose(pairs, np.array([0.5, 0.5]), np.array([True, True])).tolist() == [False, True]


def test_what_is_not_good_is_not_taken():
    pairs = odds((1, 1, 1.0))
    assert not choose(pairs, np.array([0.9]), np.array([False])).any()
