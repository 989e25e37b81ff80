"""In which order do judgements narrow the printed numbers most?"""

import numpy as np
import pandas as pd
import pytest
from dropout.story import doubt, evidence
from hypothesis import given
from hypothesis import strategies as st

from anyuan.dropout import OpenDoubt, distribution, order_pairs
from anyuan.dropout.weighing import Cluster

REGISTER = "name\n甲\n乙\n戊"


def order(story):
    """Return the pairs of a story as 左右, in the order of judging, with their worth."""
    left = doubt(story)
    ends = left.pairs["left_key"] + left.pairs["right_key"]
    return [(ends[worth.pair], worth) for worth in order_pairs(left)]


def test_the_pair_nearest_to_even_comes_first_among_equals():
    story = evidence(
        household=REGISTER, roll="name\n甲\n丙\n丁", pairs="乙 | 丙 | 0.9\n戊 | 丁 | 0.6"
    )
    assert [ends for ends, _ in order(story)] == ["戊丁", "乙丙"]


def test_a_pair_that_moves_no_number_comes_last_however_doubtful():
    story = evidence(
        household=REGISTER,
        roll="name\n甲\n丙\n戊",
        ex_poverty="name\n己",
        pairs="甲 | 己 | 0.5\n乙 | 丙 | 0.99",
    )
    (first, worth), (last, nothing) = order(story)
    assert (first, last) == ("乙丙", "甲己")
    assert worth.gain > 0
    assert (nothing.gain, nothing.moves) == (0, ())


def test_the_headcount_goes_before_its_splits():
    story = evidence(
        household=REGISTER,
        roll="name\n甲\n丙",
        ex_poverty="name\n己",
        pairs="戊 | 己 | 0.5\n乙 | 丙 | 0.9",
    )
    found = order(story)
    assert [ends for ends, _ in found] == ["乙丙", "戊己"]
    assert found[1][1].moves == ("by_group.ex_poverty",)
    assert found[1][1].headline == 0


def test_the_second_of_two_rivals_is_worth_what_the_first_leaves_open():
    story = evidence(
        household="name\n甲\n乙", roll="name\n甲\n丙\n丁", pairs="乙 | 丙 | 0.6\n乙 | 丁 | 0.3"
    )
    (first, one), (second, two) = order(story)
    assert (first, second) == ("乙丙", "乙丁")
    # Out of school with 0.1: variance 0.09; told 丙 is another, 0.25 x 0.75 in 0.4 of the cases.
    assert one.headline == pytest.approx(0.09 - 0.4 * 0.25 * 0.75, abs=1e-3)
    assert two.headline == pytest.approx(0.4 * 0.25 * 0.75, abs=1e-3)


def test_the_whole_variance_is_gone_when_all_is_judged():
    story = evidence(
        household="name\n甲\n乙\n戊",
        roll="name\n甲\n丙\n丁",
        pairs="乙 | 丙 | 0.5\n乙 | 丁 | 0.4\n戊 | 丁 | 0.5",
    )
    variance = distribution(doubt(story), "out_of_school").variance
    assert sum(worth.headline for _, worth in order(story)) == pytest.approx(variance)


@given(st.lists(st.floats(0.02, 0.98), min_size=1, max_size=9))
def test_a_judgement_takes_the_pairs_own_variance_where_all_are_independent(probabilities):
    found = _independent(tuple(round(p, 3) for p in probabilities))
    for worth in order_pairs(found):
        p = found.pairs["probability"].iat[worth.pair]
        assert worth.headline == pytest.approx(p * (1 - p))
    gains = [worth.gain for worth in order_pairs(found)]
    assert gains == sorted(gains, reverse=True)


def test_ranked_anew_after_a_judgement_the_pair_is_worth_nothing():
    found = _independent((0.5, 0.4))
    after = found.judged("l0", "r0", is_same=True)
    assert [worth.pair for worth in order_pairs(after)] == [1, 0]
    assert order_pairs(after)[1].gain == 0
    assert distribution(after, "out_of_school").variance == pytest.approx(0.24)


def _independent(probabilities):
    """Return the doubt of children who each have one candidate and nothing in common."""
    from_scratch = [
        Cluster(
            (n,),
            np.array([[False], [True]]),
            np.array([1 - p, p]),
            ("out_of_school",),
            np.array([[1], [0]]),
            False,
        )
        for n, p in enumerate(probabilities)
    ]
    pairs = pd.DataFrame(
        {
            "left_key": [f"l{n}" for n in range(len(probabilities))],
            "right_key": [f"r{n}" for n in range(len(probabilities))],
            "probability": probabilities,
        }
    )
    return OpenDoubt(pairs, {"out_of_school": 3}, tuple(from_scratch))
