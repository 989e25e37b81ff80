"""Long lists, page by page."""

import pytest

from anyuan.desk.paging import cut_page, tell_page


@pytest.mark.parametrize(
    "n, page, shown, number",
    [
        (0, 0, [], 0),
        (5, 0, [0, 1], 0),
        (5, 2, [4], 2),
        (5, 9, [4], 2),
        (4, 2, [2, 3], 1),
        (5, -1, [0, 1], 0),
    ],
)
def test_a_page_is_the_nearest_there_is(n, page, shown, number):
    assert cut_page(range(n), page, 2) == (shown, number)


def test_an_empty_list_has_one_page():
    assert tell_page(0, 0, 12, "份") == {"n": 0, "of": 1, "text": "共 0 份"}
    assert tell_page(1, 13, 12, "份")["of"] == 2
