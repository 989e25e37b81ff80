"""The level of an incident: more harm never makes it lighter. Each boundary: spec/incident."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyuan.codebook import code_list, incident_level, level_rule

GRAVEST_FIRST = list(code_list("incident_level").labels)
COUNTS = st.integers(0, 200)
LOSSES = st.none() | st.decimals(0, 20000, places=2)


@given(COUNTS, COUNTS, LOSSES, st.integers(0, 3), st.integers(0, 3))
def test_more_harm_never_makes_an_incident_lighter(n_dead, n_hurt, loss, more_dead, more_hurt):
    level = incident_level(n_dead, n_hurt, loss)
    graver = incident_level(n_dead + more_dead, n_hurt + more_hurt, (loss or 0) + 500)
    assert GRAVEST_FIRST.index(graver) <= GRAVEST_FIRST.index(level)


@given(COUNTS, COUNTS, LOSSES)
def test_the_level_is_the_gravest_of_what_each_number_gives_alone(n_dead, n_hurt, loss):
    alone = [incident_level(n_dead, 0), incident_level(0, n_hurt), incident_level(0, 0, loss)]
    assert incident_level(n_dead, n_hurt, loss) == min(alone, key=GRAVEST_FIRST.index)


def test_a_loss_as_a_float_is_taken_as_it_is_written():
    assert incident_level(0, 0, 999.99) == incident_level(0, 0, Decimal("999.99")) == "ordinary"


def test_without_a_day_the_newest_thresholds_count():
    assert incident_level(3, 0) == incident_level(3, 0, on=max(level_rule().values))
    assert incident_level(3, 0, on=date(2024, 9, 5)) == "serious"


def test_less_than_nobody_is_refused():
    with pytest.raises(ValueError, match="no fewer than none"):
        incident_level(-1, 0)
