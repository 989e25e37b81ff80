"""How likely, in words and as a number: a pair that is still asked about is never certain."""

import pytest

from anyuan.desk.view import tell_chance


@pytest.mark.parametrize(
    ("probability", "number", "words"),
    [
        (1.0, "99% 以上", "很可能是同一人"),
        (0.994, "99% 以上", "很可能是同一人"),
        (0.9, "90%", "很可能是同一人"),
        (0.89, "89%", "较可能是同一人"),
        (0.5, "50%", "两可之间"),
        (0.29, "29%", "较可能不是同一人"),
        (0.01, "1%", "很可能不是同一人"),
        (0.004, "不足 1%", "很可能不是同一人"),
        (0.0, "不足 1%", "很可能不是同一人"),
    ],
)
def test_a_probability_is_told_in_words_and_never_as_certain(probability, number, words):
    told = tell_chance(probability)
    assert (told["number"], told["words"]) == (number, words)


def test_a_pair_that_is_no_longer_in_doubt_has_none():
    assert tell_chance(None) is None
