"""Which sources of duties could not be confirmed?"""

import pytest

from anyuan.codebook import duties
from anyuan.codebook.duty_sources import unconfirmed_sources


def test_a_source_that_was_not_read_is_told_once_with_what_it_lacks():
    found = unconfirmed_sources(["gate_manned", "patrol", "tell_guardians"])
    assert found == {"《中小学、幼儿园安全防范要求》（GB/T 29315-2022）": "条号未能核对"}


def test_every_note_stands_in_a_clause_too():
    clauses = "".join(duty.clause for duty in duties().values())
    for title, note in unconfirmed_sources(duties()).items():
        assert title in clauses and f"（{note}）" in clauses


def test_an_unknown_duty_is_refused():
    with pytest.raises(KeyError):
        unconfirmed_sources(["dig_a_moat"])
