"""A receiving desk over a made-up workspace, and a parser that all tests of this room share."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from intake.made_files import roll_rows, write_xlsx

from anyuan import clock, keys
from anyuan.casebook import Casebook
from anyuan.codebook import read_county
from anyuan.intake import ReceivingDesk, receive
from anyuan.intake.cells import Rules
from anyuan.intake.child import Parser

COUNTY = Path(__file__).parents[2] / "params" / "county.yaml"
RECEIVED_AT = datetime(2024, 10, 8, 9, 0, tzinfo=clock.CHINA)


@pytest.fixture(scope="session")
def county():
    return read_county(COUNTY)


@pytest.fixture
def rules(county):
    return Rules(county, clock.civil_date(RECEIVED_AT))


@pytest.fixture(scope="session")
def parser():
    with Parser() as parser:
        yield parser


@pytest.fixture
def desk(tmp_path, county, monkeypatch):
    monkeypatch.setenv("ANYUAN_KEY_FILE", str(tmp_path / "secret" / "key"))
    keys.create_key_file()
    workspace = tmp_path / "casework" / "example"
    book = Casebook.create(workspace, at=datetime(2024, 9, 1, tzinfo=clock.CHINA))
    return ReceivingDesk(workspace, book, county, "system", RECEIVED_AT, keys.purpose_key("record"))


@pytest.fixture
def outbox(tmp_path):
    """Return the folder of a sender."""
    folder = tmp_path / "outbox"
    folder.mkdir()
    return folder


@pytest.fixture
def plain_xlsx(outbox):
    """Return a good roll of three children."""
    return write_xlsx(outbox / "学籍名册2024-09.xlsx", roll_rows())


@pytest.fixture
def receive_one(desk):
    """Return a function that receives one file, the desk changed as asked."""

    def receiving(path, **changed):
        return receive([path], desk=replace(desk, **changed))[0]

    return receiving


@pytest.fixture
def receive_rows(outbox, receive_one):
    """Return a function that writes rows to an .xlsx and receives it."""

    def receiving(rows, name="来件.xlsx", **changed):
        return receive_one(write_xlsx(outbox / name, rows), **changed)

    return receiving
