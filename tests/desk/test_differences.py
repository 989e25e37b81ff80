"""The characters that differ are the ones marked, and no character is lost."""

from hypothesis import given
from hypothesis import strategies as st

from anyuan.desk.differences import mark_differences


def marked(runs):
    return [text for text, differs in runs if differs]


def test_one_wrong_digit_is_one_mark_on_each_side():
    left, right = mark_differences("141182201403081013", "141182201403081213")
    assert marked(left) == ["0"]
    assert marked(right) == ["2"]


def test_two_swapped_digits_are_marked_in_their_places():
    left, right = mark_differences("2014-03-08", "2014-08-03")
    assert [text for text, _ in left] == ["2014-0", "3", "-0", "8"]
    assert marked(right) == ["8", "3"]


def test_a_character_put_in_moves_no_other_mark():
    left, right = mark_differences("阿依古丽·买买提", "阿依古丽买买提")
    assert marked(left) == ["·"]
    assert marked(right) == []


def test_a_blank_is_no_difference():
    assert mark_differences("", "韩思源") == ([], [("韩思源", False)])
    assert mark_differences("", "") == ([], [])


@given(st.text(), st.text())
def test_the_runs_spell_the_texts_and_mark_nothing_in_equal_ones(left, right):
    one, other = mark_differences(left, right)
    assert "".join(text for text, _ in one) == left
    assert "".join(text for text, _ in other) == right
    if left and right:
        assert (not marked(one) and not marked(other)) == (left == right)
    assert marked(mark_differences(left, left)[0]) == []
