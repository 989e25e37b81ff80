import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyuan.linkage.keystrokes import is_code_slip, is_key_slip, neighbours

SYLLABLES = st.text(alphabet="abeghilmnouwxyz", min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("wei", "qei"),
        ("lei", "kei"),
        ("min", "nin"),
        ("xia", "xai"),
        ("jian", "jan"),
        ("xue", "xe"),
    ],
)
def test_one_slip_of_the_finger(left, right):
    assert is_key_slip(left, right)
    assert is_key_slip(right, left)


@pytest.mark.parametrize(
    ("left", "right"),
    [("wei", "wei"), ("wei", "pei"), ("an", "n"), ("li", "lin"), ("jin", "jing"), ("hao", "yu")],
)
def test_what_no_slip_of_the_finger_explains(left, right):
    assert not is_key_slip(left, right)
    assert not is_key_slip(right, left)


@given(SYLLABLES, SYLLABLES)
def test_the_order_of_two_syllables_does_not_matter(left, right):
    assert is_key_slip(left, right) == is_key_slip(right, left)


def test_neighbours_are_mutual():
    assert neighbours()["g"] == set("tyfhvb")
    for letter, near in neighbours().items():
        assert all(letter in neighbours()[other] for other in near)


def test_five_stroke_codes_one_key_apart():
    assert is_code_slip("翟", "怜") == is_code_slip("怜", "翟") is True
    assert not is_code_slip("伟", "强")
    assert not is_code_slip("伟", "?")
