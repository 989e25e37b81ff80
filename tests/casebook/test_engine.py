"""Transactions: one writer after another, all or nothing, faults told to people."""

import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pandas as pd
import pytest
from sqlalchemy import event as hook
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from anyuan.casebook import Casebook, engine
from anyuan.errors import ShownError


def dump(workspace):
    with closing(sqlite3.connect(workspace / "casebook.db")) as connection:
        return list(connection.iterdump())


def test_the_casebook_is_in_the_mode_that_survives_a_power_cut(book):
    with engine.writing(book.engine) as connection:
        asked = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked]
    assert found == ["wal", 2, 1, 5000]


def test_a_reader_cannot_write(book):
    with pytest.raises(Exception, match="readonly"), engine.reading(book.engine) as connection:
        connection.exec_driver_sql("INSERT INTO person VALUES (1, 1, 'a', 'P1')")


def test_a_reader_sees_one_state_while_others_write(book, at):
    with engine.reading(book.engine) as connection:
        count = text("SELECT count(*) FROM event")
        before = connection.scalar(count)
        book.append_event("noted", {}, actor="E01", at=at())
        assert connection.scalar(count) == before
    assert len(book.events()) == before + 1


def test_a_second_writer_is_told_in_words_and_stores_nothing(book, at):
    impatient = engine.make_engine(book.engine.url, busy_ms=20)
    before = book.chain_head()
    with (
        engine.writing(book.engine),
        pytest.raises(ShownError) as caught,
        engine.writing(impatient),
    ):
        pytest.fail("two writers at once")
    assert caught.value.code == "casebook_busy"
    assert book.chain_head() == before


def test_a_read_then_a_write_in_one_transaction_is_never_overtaken(book):
    """The count is read and written back by eight threads at once; a lost update would show."""
    with engine.writing(book.engine) as connection:
        connection.exec_driver_sql("INSERT INTO 'case' VALUES ('c', 'test', '0', '{}', 1)")

    def add_one(_):
        with engine.writing(book.engine) as connection:
            n = int(connection.scalar(text('SELECT status FROM "case"')))
            connection.execute(text('UPDATE "case" SET status = :n'), {"n": str(n + 1)})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add_one, range(200)))
    assert book.cases()[0].status == "200"


def test_writers_at_once_share_one_chain(book, at):
    def note(n):
        return book.append_event("noted", {"n": n}, actor="E01", at=at())

    with ThreadPoolExecutor(8) as pool:
        given = sorted(pool.map(note, range(60)))
    assert given == list(range(2, 62))
    assert book.verify().is_ok


@pytest.mark.parametrize("save", ["file", "persons", "pin"])
def test_whichever_statement_fails_the_casebook_is_as_before(
    book, workspace, at, entry, issue, save
):
    def act():
        if save == "file":
            # an earlier moment, so that the clock's own event is part of the save
            book.record_file(entry(), [issue, issue], actor="E01", at=at(-2))
        elif save == "persons":
            frame = pd.DataFrame({"record_key": ["a", "b"], "person_id": ["P1", "P2"]})
            book.assign_persons(frame, actor="system", at=at())
        else:
            book.set_pin("E01", "246810", actor="E01", at=at())

    before = dump(workspace)
    seen, fail_at = [], 0

    def fail(_connection, _cursor, statement, *_):
        if statement.startswith("PRAGMA"):
            return
        seen.append(statement)
        if len(seen) == fail_at:
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = sqlite3.SQLITE_IOERR
            raise error

    hook.listen(book.engine, "before_cursor_execute", fail)
    hook.listen(book.engine, "commit", lambda _: fail(None, None, "COMMIT"))
    while True:
        seen.clear()
        fail_at += 1
        try:
            act()
        except (ShownError, sqlite3.OperationalError):
            assert dump(workspace) == before
            continue
        break
    assert fail_at >= 5
    assert dump(workspace) != before
    assert Casebook.open(workspace).verify().is_ok


@pytest.mark.parametrize(
    ("errorcode", "code"),
    [
        (sqlite3.SQLITE_FULL, "casebook_disk"),
        (sqlite3.SQLITE_IOERR_WRITE, "casebook_disk"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "casebook_busy"),
        (sqlite3.SQLITE_CORRUPT, "casebook_damaged"),
        (sqlite3.SQLITE_NOTADB, "casebook_damaged"),
    ],
)
def test_what_the_database_reports_is_told_in_words(book, errorcode, code):
    def fail(*_):
        error = sqlite3.OperationalError("…")
        error.sqlite_errorcode = errorcode
        raise error

    hook.listen(book.engine, "do_connect", fail)
    with pytest.raises(ShownError) as caught, engine.reading(book.engine):
        pytest.fail("connected")
    assert caught.value.code == code


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
import pandas as pd
from anyuan import clock
from anyuan.casebook import Casebook
from anyuan.errors import ShownError

book = Casebook.open(Path(sys.argv[1]))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
keys = [f"{n:032x}" for n in range(20_000)]
frame = pd.DataFrame({"record_key": keys, "person_id": keys})
try:
    book.assign_persons(frame, actor="system", at=clock.from_text("2024-09-02"))
except ShownError as error:
    print(error.code)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="RLIMIT_FSIZE is a POSIX thing")
def test_a_full_disk_is_told_by_name_and_what_was_there_stays(book, workspace):
    before = book.chain_head()
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(workspace)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.strip() == "casebook_disk"
    assert book.chain_head() == before
    assert book.verify().is_ok
    book.append_event("noted", {}, actor="E01", at=book.last_recorded_at())


def test_no_message_of_the_database_holds_a_value(book):
    number = "110101201503070026"
    insert = text("INSERT INTO nowhere VALUES (:id)")
    with (
        pytest.raises(OperationalError, match="no such table") as caught,
        engine.writing(book.engine) as connection,
    ):
        connection.execute(insert, {"id": number})
    assert number not in str(caught.value)


def test_a_plain_copy_of_a_live_casebook_lacks_what_our_readers_see(book, workspace, tmp_path, at):
    """Why a backup is not a copy: the newest rows lie in the log until it is written back."""
    with book.engine.connect() as reader:
        reader.exec_driver_sql("SELECT count(*) FROM event").scalar()
        book.append_event("noted", {}, actor="E01", at=at())
        shutil.copy(workspace / "casebook.db", tmp_path / "copy.db")
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("SELECT count(*) FROM event").fetchone() == (1,)
    assert len(book.events()) == 2
