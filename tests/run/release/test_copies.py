"""The list of holders, as typed and as a file."""

import pytest

from anyuan.errors import ShownError
from anyuan.run.release.copies import read_holders


@pytest.mark.parametrize(
    ("typed", "lines", "holders"),
    [
        (["公安局=1", "教育局=2"], [], ["公安局", "教育局", "教育局"]),
        (["公安局"], [], ["公安局"]),
        ([], ["单位,份数", "公安局,2", "", "政法委"], ["公安局", "公安局", "政法委"]),
        ([], ['"文峰街道,分管负责人",1'], ["文峰街道,分管负责人"]),
        (["教育局=1"], ["公安局,1"], ["教育局", "公安局"]),
    ],
)
def test_each_copy_has_a_holder_in_the_order_of_the_list(typed, lines, holders):
    assert read_holders(typed, lines) == holders


@pytest.mark.parametrize(
    ("typed", "lines", "code"),
    [
        ([], [], "no_holders"),
        ([], ["单位,份数"], "no_holders"),
        (["公安局=0"], [], "bad_holders"),
        (["公安局=一"], [], "bad_holders"),
        (["=2"], [], "bad_holders"),
        (["公安局=201"], [], "bad_holders"),
        (["公安局=150", "教育局=150"], [], "no_holders"),
        (["李某13800000000=1"], [], "bad_holders"),
        ([], ["公安局,1", "教育局,两份"], "bad_holders"),
    ],
)
def test_a_list_that_cannot_be_read_is_refused(typed, lines, code):
    with pytest.raises(ShownError) as told:
        read_holders(typed, lines)
    assert told.value.code == code and "13800000000" not in str(told.value)
