"""Which open pairs may be one child together, and how likely is it?"""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anyuan.dropout.readings import read_cluster

REGISTER, ROLL, VISIT = ("household", "9"), ("roll", "9"), ("survey", "9")


def places(*tables):
    return [frozenset({table}) for table in tables]


def share_of(readings, e):
    return readings.weights[readings.same[:, e]].sum()


def test_one_pair_is_the_same_with_its_probability():
    readings = read_cluster([(0, 1)], [0.3], places(REGISTER, ROLL))
    assert readings.same.tolist() == [[False], [True]]
    assert readings.weights == pytest.approx([0.7, 0.3])


def test_two_rows_of_one_table_and_month_are_never_one_child():
    readings = read_cluster([(0, 1), (0, 2)], [0.5, 0.4], places(REGISTER, ROLL, ROLL))
    assert [True, True] not in readings.same.tolist()
    assert [share_of(readings, e) for e in (0, 1)] == pytest.approx([0.5, 0.4], abs=1e-4)


def test_one_and_one_make_one():
    edges = [(0, 1), (1, 2), (0, 2)]
    readings = read_cluster(edges, [0.6, 0.6, 0.6], places(REGISTER, ROLL, VISIT))
    assert all(row.count(True) != 2 for row in readings.same.tolist())
    together = [blocks for blocks in readings.blocks if len(blocks) == 1]
    assert together == [((0, 1, 2),)]


def test_rivals_whose_probabilities_sum_to_more_than_one_are_scaled_down():
    readings = read_cluster([(0, 1), (0, 2)], [0.9, 0.6], places(REGISTER, ROLL, ROLL))
    first, second = share_of(readings, 0), share_of(readings, 1)
    assert first + second == pytest.approx(0.999, abs=1e-3)
    assert first / second == pytest.approx(1.5, abs=1e-2)


def test_a_large_cluster_is_drawn_and_keeps_the_probabilities():
    edges = [(n, n + 1) for n in range(16)]
    given_ = [0.2 + 0.03 * (n % 5) for n in range(16)]
    where = places(*([REGISTER, ROLL] * 9)[:17])
    exact = read_cluster(edges, given_, where)
    drawn = read_cluster(edges, given_, where, most=1000)
    assert (exact.is_drawn, drawn.is_drawn) == (False, True)
    for e, p in enumerate(given_):
        assert share_of(drawn, e) == pytest.approx(p, abs=0.01)
        assert share_of(exact, e) == pytest.approx(p, abs=1e-4)
    n_same = exact.weights @ exact.same.sum(axis=1) ** 2
    assert drawn.weights @ drawn.same.sum(axis=1) ** 2 == pytest.approx(n_same, rel=0.05)


def test_the_same_cluster_is_drawn_alike_each_time():
    edges = [(n, n + 1) for n in range(16)]
    where = places(*([REGISTER, ROLL] * 9)[:17])
    once, again = (read_cluster(edges, [0.3] * 16, where, most=100) for _ in range(2))
    assert (once.same == again.same).all()
    assert (once.weights == again.weights).all()


@st.composite
def clusters(draw):
    n = draw(st.integers(2, 5))
    every = [(a, b) for a in range(n) for b in range(a + 1, n)]
    edges = draw(st.lists(st.sampled_from(every), min_size=1, max_size=5, unique=True))
    where = draw(st.lists(st.sampled_from([REGISTER, ROLL, VISIT]), min_size=n, max_size=n))
    edges = [(a, b) for a, b in edges if where[a] != where[b]]
    return edges, places(*where)


@given(clusters(), st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_the_readings_are_just_those_that_hold_together(cluster, seed):
    edges, where = cluster
    p = np.random.default_rng(seed).uniform(0.05, 0.3, len(edges))
    readings = read_cluster(edges, p, where) if edges else None
    if readings is None:
        return
    expected = [said for said in product([False, True], repeat=len(edges)) if holds(said, *cluster)]
    assert sorted(map(tuple, readings.same.tolist())) == sorted(expected)
    assert readings.weights.sum() == pytest.approx(1)


def holds(said, edges, where):
    """Whether the answers, closed under one-and-one-make-one, say what they say and no more."""
    label = list(range(len(where)))
    for _ in where:
        for (a, b), answer in zip(edges, said, strict=True):
            if answer:
                label = [label[a] if of == label[b] else of for of in label]
    blocks = [[where[i] for i, of in enumerate(label) if of == block] for block in set(label)]
    one_each = all(len(set(block)) == len(block) for block in blocks)
    return one_each and all(
        answer == (label[a] == label[b]) for (a, b), answer in zip(edges, said, strict=True)
    )
