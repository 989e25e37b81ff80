"""One small county for all tests of this folder, and one of its months on the disk."""

import pytest
from rehearsal.incident_county import N_CHILDREN, send_incidents

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


@pytest.fixture(scope="session")
def incident_world():
    """A county large enough for every incident to happen at the school that was meant."""
    return build_county(seed=11, n_children=N_CHILDREN)


@pytest.fixture(scope="session")
def sent(incident_world, tmp_path_factory):
    """The files of the review question, received, with the mechanism survey that it also asks."""
    return send_incidents(incident_world, tmp_path_factory.mktemp("incidents"))
