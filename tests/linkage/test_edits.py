from hypothesis import given
from hypothesis import strategies as st

from anyuan.linkage.edits import edit_distance, is_one_swap

WORDS = st.text(alphabet="12345", max_size=24)


def count_slowly(left, right):
    before = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        row = [i]
        for j, b in enumerate(right, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (a != b)))
        before = row
    return before[-1]


@given(WORDS, WORDS)
def test_bit_vectors_count_what_the_table_counts(left, right):
    assert edit_distance(left, right) == count_slowly(left, right)


@given(WORDS, st.integers(0, 22))
def test_two_neighbours_exchanged_are_one_swap(word, place):
    if place + 1 < len(word) and word[place] != word[place + 1]:
        swapped = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        assert is_one_swap(word, swapped)
        assert is_one_swap(swapped, word)
    assert not is_one_swap(word, word)


def test_what_is_no_swap():
    assert not is_one_swap("12", "123")
    assert not is_one_swap("123", "321")
    assert not is_one_swap("12", "13")
