"""A made-up workspace with a key outside it, and the moments at which things are recorded."""

from datetime import datetime, timedelta

import pytest

from anyuan import clock, keys
from anyuan.casebook import Casebook, FileEntry
from anyuan.errors import Issue

START = datetime(2024, 9, 1, 0, 30, tzinfo=clock.CHINA)


@pytest.fixture
def key_file(tmp_path, monkeypatch):
    monkeypatch.setenv("ANYUAN_KEY_FILE", str(tmp_path / "secret" / "key"))
    return keys.create_key_file()


@pytest.fixture
def workspace(tmp_path, key_file):
    return tmp_path / "casework" / "demo"


@pytest.fixture
def book(workspace):
    return Casebook.create(workspace, at=START)


@pytest.fixture
def at():
    """Return the moment `n` hours after the start."""
    return lambda n=0: START + timedelta(hours=n)


@pytest.fixture
def entry():
    """Return a made-up school's roll of September, as received with the given bytes."""

    def make(letter="a", **fields):
        given = {
            "sha256": letter * 64,
            "name": "示例小学名册.xlsx",
            "table": "enrolment_roll",
            "period": "2024-09",
            "covers": "0001",
            "record_name": f"2024-09-{letter * 8}",
            "n_rows": 10,
            "n_accepted": 9,
            "n_refused": 1,
            "n_blank": 0,
            "control_total": 10,
            "dropped_columns": ("银行卡号",),
            "encoding": "",
        }
        return FileEntry(**(given | fields))

    return make


@pytest.fixture
def issue():
    return Issue("id_check", "cell", "Sheet1", 3, "C3", "resident_id", "…002X", "18 位", "请核对")
