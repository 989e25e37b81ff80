"""A made-up workspace with an empty casebook, and one who writes in it."""

from datetime import datetime, timedelta

import pytest

from anyuan import clock, keys
from anyuan.casebook import Casebook
from anyuan.cases import CaseLedger, NewCase, Writer
from anyuan.codebook import case_kind

START = datetime(2024, 9, 10, 9, 0, tzinfo=clock.CHINA)


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.setenv("ANYUAN_KEY_FILE", str(tmp_path / "secret" / "key"))
    keys.create_key_file()
    return tmp_path / "casework" / "demo"


@pytest.fixture
def book(workspace):
    return Casebook.create(workspace, at=START)


@pytest.fixture
def ledger(book):
    return CaseLedger(book, case_kind("return_to_school"))


@pytest.fixture
def writer():
    """Return who writes `n` days after the start."""

    def make(n=0, actor="E01"):
        at = START + timedelta(days=n)
        return Writer(actor, at, clock.civil_date(at))

    return make


@pytest.fixture
def case(ledger, writer):
    """A case of a confirmed dropout."""
    new = NewCase("P0001", "verifying", START.date(), {"school_code": "S003", "grade": "六年级"})
    opened = ledger.open_cases([new], writer())[0]
    fields = {"out_kind": "辍学", "verified_on": "2024-09-10", "verified_how": "入户见到家长"}
    return ledger.move(opened, "confirm", fields, writer())
