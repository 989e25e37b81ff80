"""The names that no meeting's page may show are those received, read no oftener than needed."""

import getpass

import pytest
from run.release_story import MONTH, make_county

from anyuan.period import Month
from anyuan.records import parquet
from anyuan.run.release.name_register import read_register


@pytest.fixture
def opened(tmp_path):
    return make_county(tmp_path)


def ask(opened):
    """Return the register, and how many files were read for it."""
    before = parquet._checked_rows.cache_info()
    stores = (opened.workspace, opened.casebook, opened.county)
    register = read_register(stores, Month.parse(MONTH), {})
    after = parquet._checked_rows.cache_info()
    return register, after.hits + after.misses - before.hits - before.misses


def test_names_are_read_anew_only_after_something_was_recorded(opened):
    register, n_first = ask(opened)
    assert len(register.names) > 1
    again, n_again = ask(opened)
    assert n_again < n_first and again.names == register.names
    at = opened.casebook.last_recorded_at()
    opened.casebook.append_event("noted", {}, actor="E01", at=at)
    assert ask(opened)[1] == n_first


@pytest.mark.parametrize(
    ("user", "found"), [("li.hua", ["li.hua"]), ("欧阳", ["欧阳"]), ("123", [])]
)
def test_the_computers_user_is_looked_for_unless_a_number_tells_nobody(
    opened, monkeypatch, user, found
):
    monkeypatch.setattr(getpass, "getuser", lambda: user)
    assert list(ask(opened)[0].forbidden) == found
