"""The order of pairs, going back, putting off and taking back, without a browser or a store."""

import pytest

from anyuan import clock
from anyuan.desk.pairs import Pair, Standing
from anyuan.desk.queue import Queue
from anyuan.desk.settling import Persons

AT = clock.from_text("2024-10-08T10:00:00+08:00")
PAIRS = [Pair(f"h{n}", f"r{n}", 0.5, "姓名相同") for n in range(4)]
NOBODY = Persons({})


def said(verdict, why="", actor="E01"):
    return Standing(verdict, why, actor, AT)


def take_back(queue):
    pair, verdict, why = queue.undoing()
    queue.undone(said(verdict, why))
    return pair, verdict, why


@pytest.fixture
def queue():
    return Queue(PAIRS, NOBODY, {})


def test_pairs_come_in_the_order_given_and_each_answer_brings_the_next(queue):
    for n, pair in enumerate(PAIRS):
        assert queue.current == pair
        assert (queue.n_judged, queue.n_left) == (n, 4 - n)
        queue.judged(said("same" if n % 2 else "different"))
    assert queue.current is None


def test_what_was_judged_before_does_not_come_again_and_unsure_comes_last():
    queue = Queue(PAIRS, NOBODY, {PAIRS[0].key: said("unsure"), PAIRS[1].key: said("same")})
    assert [p.left_key for p in queue.left()] == ["h2", "h3", "h0"]
    assert queue.is_unsure(PAIRS[0].key)
    assert queue.n_unsure == 1


def test_a_pair_judged_unsure_comes_again_in_this_sitting_only_when_asked_for(queue):
    for _ in PAIRS:
        queue.judged(said("unsure"))
    assert queue.current is None
    assert queue.n_left == 4
    queue.forward()
    assert queue.current == PAIRS[0]


def test_a_pair_put_off_comes_after_all_others(queue):
    queue.forward()
    for n in (1, 2, 3):
        assert queue.current == PAIRS[n]
        queue.judged(said("different"))
    assert queue.current == PAIRS[0]


def test_taking_a_first_answer_back_opens_the_pair_again_in_its_place(queue):
    queue.judged(said("same"))
    assert take_back(queue) == (PAIRS[0], "unsure", "撤销")
    assert queue.current == PAIRS[0]
    assert not queue.is_unsure(PAIRS[0].key)
    assert queue.left()[0] == PAIRS[0]
    assert (queue.n_judged, queue.n_unsure, queue.n_left) == (0, 0, 4)
    queue.judged(said("different"))
    assert queue.current == PAIRS[1]


def test_a_withdrawn_answer_is_open_for_the_next_sitting_too():
    queue = Queue(PAIRS, NOBODY, {PAIRS[0].key: said("unsure", "撤销")})
    assert queue.current == PAIRS[0]


def test_taking_a_second_answer_back_restores_the_first_with_its_reason():
    queue = Queue(PAIRS, NOBODY, {PAIRS[0].key: said("unsure", "待电话核实")})
    for _ in range(3):
        queue.judged(said("same"))
    assert queue.current == PAIRS[0]
    queue.judged(said("same"))
    pair, verdict, why = take_back(queue)
    assert (pair, verdict) == (PAIRS[0], "unsure")
    assert why.startswith("撤销") and why.endswith("待电话核实")
    assert queue.is_unsure(PAIRS[0].key)


def test_answers_are_taken_back_one_after_the_other_and_no_further(queue):
    queue.judged(said("same"))
    queue.judged(said("different"))
    assert take_back(queue)[0] == PAIRS[1]
    assert take_back(queue)[0] == PAIRS[0]
    assert queue.undoing() is None
    assert queue.n_judged == 0


def test_going_back_shows_earlier_pairs_and_an_answer_there_returns_to_the_open_ones(queue):
    queue.judged(said("same"))
    queue.judged(said("same"))
    assert queue.back() and queue.back()
    assert queue.current == PAIRS[0]
    assert not queue.back()
    queue.judged(said("different"))
    assert queue.standing[PAIRS[0].key].verdict == "different"
    assert queue.current == PAIRS[2]
    assert queue.back()
    assert queue.current == PAIRS[0]


def test_going_forward_again_leaves_everything_as_it_was(queue):
    queue.judged(said("same"))
    queue.back()
    queue.forward()
    assert queue.current == PAIRS[1]
    assert queue.n_left == 3


def test_pairs_of_earlier_sittings_can_be_gone_back_to():
    earlier = Pair("h9", "r9")
    queue = Queue(PAIRS, NOBODY, {earlier.key: said("same")}, [earlier])
    assert queue.current == PAIRS[0]
    assert queue.n_judged == 1
    assert queue.back()
    assert queue.current == earlier


def test_a_choice_leaves_out_the_others_without_losing_them(queue):
    queue.choose(lambda pair: pair.left_key in ("h2", "h3"))
    assert queue.current == PAIRS[2]
    queue.judged(said("same"))
    queue.judged(said("same"))
    assert queue.current is None
    assert queue.n_left == 2
    queue.choose(lambda pair: True)
    assert queue.current == PAIRS[0]


def test_an_answer_that_settles_others_takes_them_from_the_list():
    persons = Persons({"h1": "A", "r1": "B", "r1b": "B", "r3": "C"})
    pairs = [Pair("h1", "r1"), Pair("h1", "r1b"), Pair("h1", "r3")]
    queue = Queue(pairs, persons, {})
    queue.judged(said("same"))
    assert queue.current == pairs[2]
    assert queue.n_settled == 1
    take_back(queue)
    assert queue.n_settled == 0
    assert queue.n_left == 3


def test_what_others_judged_meanwhile_does_not_come_any_more(queue):
    queue.learn({PAIRS[1].key: said("same", actor="P01"), ("x", "y"): said("same")})
    queue.judged(said("same"))
    assert queue.current == PAIRS[2]
    assert queue.n_judged == 2


def test_the_order_may_change_while_pairs_are_judged(queue):
    queue.judged(said("same"))
    queue.reorder([Pair("h3", "r3", 0.5, "", 2.0, "不在校"), PAIRS[1]])
    assert queue.current == PAIRS[1]
    queue.judged(said("same"))
    assert queue.current.moves == "不在校"
    queue.judged(said("same"))
    assert queue.current == PAIRS[2]
