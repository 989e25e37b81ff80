"""Backup and restore: opened, counted and verified before called done; every flipped bit found."""

import os
import shutil
import sqlite3
import threading
from contextlib import closing

import pandas as pd
import pytest

from anyuan import records
from anyuan.casebook import Casebook, backup, check_backup, restore
from anyuan.codebook import table
from anyuan.errors import ShownError
from anyuan.paths import write_text


@pytest.fixture
def filled(book, workspace, entry, issue, at):
    """A workspace with one received file: its original, its rows, its casework."""
    original = workspace / "inbox" / "2024-09" / "aaaaaaaa.xlsx"
    original.parent.mkdir(parents=True)
    original.write_bytes(b"made up" * 500)
    original.chmod(0o400)
    write_text(workspace / "workspace.yaml", 'name: demo\nis_rehearsal: "true"\n')
    vocabulary = table("attendance_return")
    records.write(
        workspace, "attendance_return", "2024-09-aaaaaaaa", records.empty_frame(vocabulary)
    )
    (workspace / "derived").mkdir()
    (workspace / "derived" / "scores.txt").write_text("can be rebuilt", encoding="utf-8")
    book.record_file(entry(table="attendance_return"), [issue], actor="E01", at=at(1))
    frame = pd.DataFrame({"record_key": ["r1", "r2"], "person_id": ["P1", "P2"]})
    book.assign_persons(frame, actor="system", at=at(2))
    return book


def code_of(call):
    with pytest.raises(ShownError) as caught:
        call()
    return caught.value.code


def test_a_backup_holds_the_casebook_the_originals_and_the_records(filled, workspace, tmp_path, at):
    head = filled.anchor()
    report = backup(workspace, tmp_path / "usb", actor="E01", at=at(3))
    names = {p.relative_to(report.path).as_posix() for p in report.path.rglob("*") if p.is_file()}
    assert names == {
        "casebook.db",
        "workspace.yaml",
        "manifest.json",
        "inbox/2024-09/aaaaaaaa.xlsx",
        "records/attendance_return/2024-09-aaaaaaaa.parquet",
    }
    assert report.anchor == head
    assert report.counts["person"] == 2
    assert report.path.name == "demo-20240901T033000"
    assert [p.name for p in (tmp_path / "usb").iterdir()] == [report.path.name]
    assert check_backup(report.path).counts == report.counts


def test_that_a_backup_was_made_is_itself_recorded(filled, workspace, tmp_path, at):
    report = backup(workspace, tmp_path / "usb", actor="E01", at=at(3))
    event = filled.events(kind="backed_up").iloc[0]
    assert event["actor"] == "E01"
    assert event["body"]["anchor"] == report.anchor


@pytest.mark.skipif(os.name != "posix", reason="modes are a POSIX thing")
def test_a_backup_is_for_its_owner_only_and_holds_no_key(filled, workspace, tmp_path, key_file, at):
    report = backup(workspace, tmp_path / "usb", actor="E01", at=at(3))
    assert report.path.stat().st_mode & 0o777 == 0o700
    assert (report.path / "casebook.db").stat().st_mode & 0o777 == 0o600
    key = key_file.read_text(encoding="ascii").strip()
    for path in report.path.rglob("*"):
        assert path.is_dir() or key.encode() not in path.read_bytes()


def test_what_was_restored_is_what_was_backed_up(filled, workspace, tmp_path, at):
    frames = (filled.files(), filled.persons(), filled.issues())
    anchor = filled.anchor()
    made = backup(workspace, tmp_path / "usb", actor="E01", at=at(3))
    shutil.rmtree(workspace)
    report = restore(made.path, workspace, actor="E02", at=at(4))
    again = Casebook.open(workspace)
    for before, after in zip(frames, (again.files(), again.persons(), again.issues()), strict=True):
        pd.testing.assert_frame_equal(before, after)
    assert again.verify(anchor).is_ok
    assert again.events()["kind"].tolist()[-1] == "restored"
    assert report.counts == made.counts
    assert len(records.read(workspace, "attendance_return", ["2024-09-aaaaaaaa"])) == 0
    assert (workspace / "inbox/2024-09/aaaaaaaa.xlsx").read_bytes() == b"made up" * 500
    assert not list(tmp_path.rglob(".part-*"))


@pytest.mark.skipif(os.name != "posix", reason="modes are a POSIX thing")
def test_a_restored_workspace_has_its_modes_and_its_log(filled, workspace, tmp_path, at):
    made = backup(workspace, tmp_path / "usb", actor="E01", at=at(3))
    other = workspace.parent / "drill"
    other.mkdir()
    restore(made.path, other, actor="E02", at=at(4))
    modes = {
        name: (other / name).stat().st_mode & 0o777
        for name in (".", "casebook.db", "inbox/2024-09/aaaaaaaa.xlsx")
    }
    assert modes == {".": 0o700, "casebook.db": 0o600, "inbox/2024-09/aaaaaaaa.xlsx": 0o400}
    with Casebook.open(other).engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_a_workspace_that_is_not_empty_is_never_restored_over(filled, workspace, tmp_path, at):
    made = backup(workspace, tmp_path / "usb", actor="E01", at=at(3))
    before = filled.chain_head()
    assert code_of(lambda: restore(made.path, workspace, actor="E02", at=at(4))) == (
        "workspace_not_empty"
    )
    assert filled.chain_head() == before


def test_a_flipped_bit_in_any_file_of_a_backup_stops_the_restoring(filled, workspace, tmp_path, at):
    made = backup(workspace, tmp_path / "usb", actor="E01", at=at(3))
    target = tmp_path / "casework" / "drill"
    for path in [p for p in made.path.rglob("*") if p.is_file()]:
        whole = path.read_bytes()
        path.chmod(0o600)
        for place in (0, len(whole) // 3, len(whole) // 2, len(whole) - 2):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            refused = code_of(lambda: restore(made.path, target, actor="E02", at=at(4)))
            assert refused == "backup_damaged", (path.name, place)
            assert not target.exists()
        path.write_bytes(whole)
    check_backup(made.path)


@pytest.mark.parametrize("change", ["missing", "added", "forged"])
def test_files_missing_added_or_listed_by_a_stranger_are_found(
    filled, workspace, tmp_path, key_file, at, change
):
    made = backup(workspace, tmp_path / "usb", actor="E01", at=at(3))
    if change == "missing":
        (made.path / "inbox/2024-09/aaaaaaaa.xlsx").unlink()
    elif change == "added":
        (made.path / "inbox/more.xlsx").write_bytes(b"x")
    else:
        key_file.write_text("ab" * 32 + "\n", encoding="ascii")
    assert code_of(lambda: check_backup(made.path)) == "backup_damaged"


def test_a_folder_that_is_no_backup_is_said_to_be_none(tmp_path, key_file):
    assert code_of(lambda: check_backup(tmp_path)) == "not_a_backup"


def test_a_casebook_that_was_tampered_with_is_not_backed_up(filled, workspace, tmp_path, at):
    with closing(sqlite3.connect(workspace / "casebook.db")) as connection:
        connection.execute("DROP TRIGGER person_no_update")
        connection.execute("UPDATE person SET person_id = 'P9' WHERE record_key = 'r1'")
        connection.commit()
    refused = code_of(lambda: backup(workspace, tmp_path / "usb", actor="E01", at=at(3)))
    assert refused == "backup_damaged"
    assert list((tmp_path / "usb").iterdir()) == []


def test_a_record_file_that_the_casebook_names_and_the_disk_lacks_is_found(
    filled, workspace, tmp_path, at
):
    shutil.rmtree(workspace / "records")
    refused = code_of(lambda: backup(workspace, tmp_path / "usb", actor="E01", at=at(3)))
    assert refused == "backup_damaged"
    assert list((tmp_path / "usb").iterdir()) == []


def test_a_link_that_points_elsewhere_is_not_followed(filled, workspace, tmp_path, at):
    (tmp_path / "secret.txt").write_text("x", encoding="utf-8")
    try:
        (workspace / "inbox" / "link.xlsx").symlink_to(tmp_path / "secret.txt")
    except OSError:
        pytest.skip("this system makes no links")
    refused = code_of(lambda: backup(workspace, tmp_path / "usb", actor="E01", at=at(3)))
    assert refused == "backup_damaged"


def test_half_written_files_are_left_out(filled, workspace, tmp_path, at):
    (workspace / "inbox" / ".part-1234.xlsx").write_bytes(b"half")
    made = backup(workspace, tmp_path / "usb", actor="E01", at=at(3))
    assert not list(made.path.rglob(".part-*"))


def test_two_backups_of_one_second_do_not_touch_each_other(filled, workspace, tmp_path, at):
    made = backup(workspace, tmp_path / "usb", actor="E01", at=at(3))
    again = code_of(lambda: backup(workspace, tmp_path / "usb", actor="E01", at=at(3)))
    assert again == "backup_exists"
    check_backup(made.path)


def test_a_destination_that_cannot_be_written_is_told_in_words(filled, workspace, tmp_path, at):
    (tmp_path / "usb").write_text("a file, not a folder", encoding="utf-8")
    refused = code_of(lambda: backup(workspace, tmp_path / "usb", actor="E01", at=at(3)))
    assert refused == "disk_fault"


def test_backups_under_writes_all_open_and_hold_what_was_there_at_the_start(
    filled, workspace, tmp_path, at
):
    stop = threading.Event()

    def write():
        n = 0
        while not stop.is_set():
            keys = [f"w{n}-{k}" for k in range(20)]
            frame = pd.DataFrame({"record_key": keys, "person_id": keys})
            filled.assign_persons(frame, actor="system", at=at(5))
            n += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for n in range(4):
            at_least = len(filled.persons())
            made = backup(workspace, tmp_path / "usb", actor="E01", at=at(6 + n))
            assert made.counts["person"] >= at_least
            assert check_backup(made.path).counts == made.counts
    finally:
        stop.set()
        writer.join()
    assert filled.verify(made.anchor).is_ok
