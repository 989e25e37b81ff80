"""Things that wait for each other, in an order."""

import pytest

from anyuan.errors import ShownError
from anyuan.run.plans.order import in_order


def test_each_stands_behind_those_that_it_waits_for():
    line = in_order({"meeting": ["a", "b"], "b": ["a"], "a": []})
    assert line == ["a", "b", "meeting"]


def test_a_ring_is_refused_and_named():
    with pytest.raises(ShownError, match="a ← b ← a|b ← a ← b"):
        in_order({"a": ["b"], "b": ["a"]})
