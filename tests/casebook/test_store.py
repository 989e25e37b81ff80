"""Making, opening and upgrading a casebook; no key, no entry."""

import os
import sqlite3
from contextlib import closing

import pytest

from anyuan.casebook import Casebook
from anyuan.errors import ShownError


def test_a_new_casebook_is_whole_private_and_has_its_first_event(book, workspace):
    assert [p.name for p in workspace.iterdir()] == ["casebook.db"]
    if os.name == "posix":
        assert workspace.stat().st_mode & 0o777 == 0o700
        assert (workspace / "casebook.db").stat().st_mode & 0o777 == 0o600
    assert book.events()["kind"].tolist() == ["casebook_created"]
    assert book.verify().is_ok


def test_the_log_files_of_an_open_casebook_are_private_too(book, workspace, at):
    with book.engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1 FROM event").all()
        book.append_event("noted", {}, actor="E01", at=at())
        modes = {p.name: p.stat().st_mode & 0o777 for p in workspace.iterdir()}
    assert "casebook.db-wal" in modes
    if os.name == "posix":
        assert set(modes.values()) == {0o600}


def test_a_casebook_is_never_made_over_another(book, workspace, at):
    with pytest.raises(ShownError) as caught:
        Casebook.create(workspace, at=at())
    assert caught.value.code == "casebook_exists"
    assert book.verify().is_ok


def test_without_a_key_nothing_is_made_and_nothing_opens(book, workspace, key_file, at, tmp_path):
    key_file.unlink()
    for use in (
        lambda: Casebook.open(workspace),
        lambda: Casebook.create(tmp_path / "other", at=at()),
    ):
        with pytest.raises(ShownError) as caught:
            use()
        assert caught.value.code == "no_key"
    assert not (tmp_path / "other").exists()


def test_a_key_inside_the_workspace_is_refused(book, workspace, key_file, monkeypatch):
    inside = workspace / "key"
    inside.write_bytes(key_file.read_bytes())
    inside.chmod(0o600)
    monkeypatch.setenv("ANYUAN_KEY_FILE", str(inside))
    with pytest.raises(ShownError) as caught:
        Casebook.open(workspace)
    assert caught.value.code == "key_inside"


def test_a_workspace_without_a_casebook_is_said_to_be_so(tmp_path, key_file):
    with pytest.raises(ShownError) as caught:
        Casebook.open(tmp_path)
    assert caught.value.code == "no_casebook"
    assert not (tmp_path / "casebook.db").exists()


@pytest.mark.parametrize(
    "content", [b"not a database" * 100, b"SQLite format 3\0" + b"\xff" * 4096]
)
def test_a_file_that_is_no_casebook_is_said_to_be_damaged(workspace, key_file, content):
    workspace.mkdir(parents=True)
    (workspace / "casebook.db").write_bytes(content)
    with pytest.raises(ShownError) as caught:
        Casebook.open(workspace)
    assert caught.value.code == "casebook_damaged"


def test_an_empty_database_is_not_taken_for_a_casebook_until_upgraded(workspace, key_file):
    workspace.mkdir(parents=True)
    with closing(sqlite3.connect(workspace / "casebook.db")) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    with pytest.raises(ShownError) as caught:
        Casebook.open(workspace)
    assert caught.value.code == "casebook_version"
    assert len(Casebook.upgrade(workspace).events()) == 0


def test_upgrading_a_casebook_of_today_changes_nothing(book, workspace):
    head = book.chain_head()
    assert Casebook.upgrade(workspace).chain_head() == head


def test_a_mode_that_had_become_too_wide_is_narrowed_at_opening(book, workspace):
    if os.name != "posix":
        pytest.skip("modes are a POSIX thing")
    (workspace / "casebook.db").chmod(0o644)
    Casebook.open(workspace)
    assert (workspace / "casebook.db").stat().st_mode & 0o777 == 0o600
