"""One small county for all tests of this folder, and one of its months on the disk."""

import pytest

from anyuan.period import Month
from anyuan.rehearsal import build_county, write_month

SEPTEMBER = Month(2024, 9)


@pytest.fixture(scope="session")
def world():
    return build_county(seed=11, n_children=1500)


@pytest.fixture(scope="session")
def september(world, tmp_path_factory):
    """The deliveries of September 2024."""
    return write_month(world, SEPTEMBER, tmp_path_factory.mktemp("september"))
