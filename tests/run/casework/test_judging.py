"""The order of judging as the desk gets it."""

import pytest
from dropout.facts import WHY, facts_of
from dropout.story import evidence

from anyuan.run.casework.judging import COLUMNS, judging_queue, rank_pairs

REGISTER = "name | township | sex\n甲 | T01 | male\n乙 | T02 | female\n戊 | T03 | male"
ROLL = "name\n甲\n丙\n丁"


@pytest.fixture
def facts():
    return facts_of(
        evidence(
            household=REGISTER,
            roll=ROLL,
            ex_poverty="name\n己",
            pairs="乙 | 丙 | 0.9\n甲 | 己 | 0.5\n戊 | 丁 | 0.6",
        )
    )


def test_the_most_useful_pair_comes_first_and_one_that_moves_nothing_last(facts):
    queue = judging_queue(facts)
    assert list(queue.columns) == COLUMNS
    assert queue["left_key"].tolist() == ["戊", "乙", "甲"]
    assert queue["probability"].tolist() == [0.6, 0.9, 0.5]
    assert set(queue["why"]) == {WHY}
    assert queue["gain"].is_monotonic_decreasing
    assert queue["gain"].iloc[-1] == 0


def test_what_hangs_on_a_pair_is_said_in_the_pages_words(facts):
    moves = judging_queue(facts).set_index("left_key")["moves"]
    assert moves["乙"] == "不在校、失学、未查明、女、从未入学、太和桥"
    assert moves["甲"] == ""


def test_a_pairs_share_of_the_width_is_its_part_of_the_headcounts_variance(facts):
    widths = rank_pairs(facts).set_index("left_key")["width"]
    assert widths["戊"] == pytest.approx(0.24 / 0.33)
    assert widths.sum() == pytest.approx(1)


def test_a_judged_pair_leaves_the_queue_and_the_rest_is_ranked_anew():
    facts = facts_of(
        evidence(
            household="name\n甲\n乙\n戊", roll="name\n甲\n丙", pairs="乙 | 丙 | 0.5\n戊 | 丙 | 0.4"
        )
    )
    assert judging_queue(facts)["gain"].gt(0).tolist() == [True, True]
    after = judging_queue(facts, [("丙", "乙", "same")])
    assert after["left_key"].tolist() == ["戊"]
    assert after["moves"].tolist() == [""]


def test_an_unsure_pair_is_not_asked_again_and_settles_nothing(facts):
    after = judging_queue(facts, [("戊", "丁", "unsure")])
    assert after["left_key"].tolist() == ["乙", "甲"]
    assert after["moves"].iloc[0] == judging_queue(facts).set_index("left_key")["moves"]["乙"]


def test_without_open_pairs_the_queue_is_empty():
    queue = judging_queue(facts_of(evidence(household=REGISTER, roll=ROLL)))
    assert len(queue) == 0
    assert list(queue.columns) == COLUMNS
