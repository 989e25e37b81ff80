"""The names that may not stand on a meeting's page, out of everything that was received."""

import getpass
from collections.abc import Mapping
from pathlib import Path

import pyarrow

from anyuan import records
from anyuan.casebook import Casebook
from anyuan.codebook import County
from anyuan.disclosure import NameRegister, fixed_words
from anyuan.period import Month
from anyuan.run.months.holdings import EVERY, Holdings, read_holdings
from anyuan.run.release.page_exceptions import PageException

USER = "user_name"


def read_register(
    stores: tuple[Path, Casebook, County],
    month: Month,
    exceptions: Mapping[str, PageException],
    *,
    is_current: bool = False,
) -> NameRegister:
    """Return the register for the pages of a month: workspace, casebook and county in `stores`.

    With names of later files too where it is to be current: what a page may show is judged by what
    is known on the day on which it leaves.
    """
    workspace, casebook, county = stores
    holdings = read_holdings(workspace, casebook, month, question=EVERY)
    allowed = fixed_words(county)
    if len(holdings.files_of("schools")):
        allowed |= dict.fromkeys(holdings.rows("schools")["school_name"], "学校名称")
    allowed |= {word: one.why for word, one in exceptions.items()}
    user = _user()
    # built anew only after something was recorded: each page of a batch asks
    return casebook.kept(
        ("names", month, is_current, *sorted((*allowed.items(), *user.items()))),
        lambda: _build(holdings, is_current, allowed, user),
    )


def _build(
    holdings: Holdings, is_current: bool, allowed: Mapping[str, str], user: Mapping[str, str]
) -> NameRegister:
    made = NameRegister.build(_names(holdings, is_current), allowed=allowed, forbidden=user)
    # A worker lives on for a whole month's pages; what reading took is ten times what is kept.
    pyarrow.default_memory_pool().release_unused()
    return made


def _user() -> dict[str, str]:
    """Return the computer's user name as a forbidden word.

    One of digits alone (123) says nobody's name and would stop each page with that number.
    """
    user = getpass.getuser()
    return {} if user.isdigit() else {user: USER}


def _names(holdings: Holdings, is_current: bool) -> set[str]:
    names: set[str] = set()
    received = holdings.casebook.files()
    for t in holdings.tables.values():
        columns = [c.name for c in t.columns.values() if c.type == "name"]
        if not columns:
            continue
        # Past the holdings: a page may not hold the names of a restricted table either, be it that
        # a later file has taken its place.
        standing = received if t.is_restricted or is_current else holdings.files
        files = standing.loc[standing["table"] == t.name, "record_name"]
        names |= records.read_distinct(holdings.workspace, t.name, files[files != ""], columns)
        held = holdings.held_rows(t.name)
        names |= {name for column in columns for name in held[column].dropna()}
    return names
