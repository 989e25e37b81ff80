"""How the casebook is reached: one connection for each transaction, writers one after another.

SQLite: WAL, synchronous=FULL, foreign keys, and every writing transaction begins with BEGIN
IMMEDIATE (Python's own default begins late and loses updates in silence). PostgreSQL: a writer
takes one advisory lock, to the same effect. No connection outlives its transaction, so a forked
process shares none.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import NullPool

from anyuan.errors import ShownError

FILE_NAME = "casebook.db"
BUSY_MS = 5000
_LOCK = 0x616E7975616E  # "anyuan": the advisory lock of PostgreSQL
_WRITES = "anyuan_writes"
DAMAGED = "casebook_damaged"
_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}


def sqlite_url(path: Path) -> URL:
    """Return the URL of a casebook in a file."""
    return URL.create("sqlite+pysqlite", database=str(path))


def make_engine(url: URL | str, *, busy_ms: int = BUSY_MS) -> Engine:
    """Return an engine whose error messages hold no values; a writer waits `busy_ms` for others."""
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", partial(_set_up_sqlite, busy_ms))
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", partial(_begin_other, busy_ms))
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees one state of the casebook and cannot change it."""
    with _told(), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection that alone writes; everything in the block is stored, or nothing.

    Raises ShownError `casebook_busy` after waiting five seconds for another writer,
    `casebook_disk` where the disk is full or fails, `casebook_damaged` where the file is.
    """
    with (
        _told(),
        engine.connect().execution_options(**{_WRITES: True}) as connection,
        connection.begin(),
    ):
        yield connection


def _set_up_sqlite(busy_ms: int, connection: sqlite3.Connection, _record) -> None:
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout={busy_ms}")


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get(_WRITES):
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")
        # else REPLACE would delete unseen
        connection.exec_driver_sql("PRAGMA recursive_triggers=ON")
        connection.exec_driver_sql("PRAGMA synchronous=FULL")
        connection.exec_driver_sql("PRAGMA secure_delete=ON")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("PRAGMA query_only=ON")
        connection.exec_driver_sql("BEGIN")


def _begin_other(busy_ms: int, connection: Connection) -> None:
    if connection.get_execution_options().get(_WRITES):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {busy_ms}")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
    else:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        shown = shown_error(error)
        if shown is None:
            raise
        raise shown from None


def shown_error(error: DatabaseError) -> ShownError | None:
    """Return what to tell a person about a database error, or None for a fault of the program."""
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) or _is_lock_timeout(error):
        return ShownError(
            "办案库正被另一个程序写入，等了 5 秒仍未轮到，这次没有保存。",
            code="casebook_busy",
            next_step="请稍候再保存一次；若一直如此，请检查是否有批处理正在运行。",
        )
    if code in _DAMAGE:
        return ShownError(
            "办案库文件已损坏，不能使用。",
            code=DAMAGED,
            next_step="请停止使用，保留现有文件，用 anyuan restore 从备份恢复。",
        )
    if code in _FULL:
        return ShownError(
            "硬盘写不进去（空间已满或读写出错），这次没有保存，原有记录不受影响。",
            code="casebook_disk",
            next_step="请清理硬盘空间或检查硬盘后重试。",
        )
    return None


def _is_lock_timeout(error: DatabaseError) -> bool:
    return isinstance(error, OperationalError) and getattr(error.orig, "sqlstate", "") == "55P03"


def switch_to_wal(path: Path) -> None:
    """Set a SQLite file to write-ahead logging; the file remembers it."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
