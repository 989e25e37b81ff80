"""A casebook's file: made whole, opened in the right shape only, one transaction at a time."""

import os
from collections.abc import Callable, Hashable
from datetime import datetime
from pathlib import Path
from typing import Any, Self, TypeVar

from anyuan import keys
from anyuan.casebook import chain, engine, migrate
from anyuan.casebook.chain import NewEvent
from anyuan.casebook.kept import Kept
from anyuan.errors import ShownError
from anyuan.paths import private_dir, replacing

T = TypeVar("T")
_KEPT = Kept()


class Store:
    """The casebook's database with its sealing key, without any word about what is in it."""

    def __init__(self, url: engine.URL | str, key: bytes) -> None:
        self.engine = engine.make_engine(url)
        self._key = key

    @classmethod
    def create(cls, workspace: Path, *, at: datetime) -> Self:
        """Make the casebook of a workspace, whole or not at all.

        The workspace folder is made where it is missing (0700). Raises ShownError `casebook_exists`
        where there is one, `no_key` without a key.
        """
        keys.refuse_key_inside(workspace)
        key = keys.purpose_key("chain")
        path = private_dir(workspace) / engine.FILE_NAME
        if path.exists():
            raise ShownError(
                f"工作区 {workspace.name} 已经有办案库。",
                code="casebook_exists",
                next_step="请直接使用，或换一个工作区名称。",
            )
        with replacing(path) as part:
            cls(engine.sqlite_url(part), key).set_up(at=at)
            engine.switch_to_wal(part)
        return cls.open(workspace)

    @classmethod
    def open(cls, workspace: Path) -> Self:
        """Open the casebook of a workspace.

        Raises ShownError `no_casebook`, `no_key` (and the other faults of a key),
        `casebook_damaged`, or `casebook_version` where its shape is not this program's.
        """
        book = cls._unchecked(workspace)
        with engine.reading(book.engine) as connection:
            migrate.check_revision(connection)
        return book

    @classmethod
    def upgrade(cls, workspace: Path) -> Self:
        """Bring a casebook of an older program to the present shape, and open it."""
        with engine.writing(cls._unchecked(workspace).engine) as connection:
            migrate.upgrade(connection)
        return cls.open(workspace)

    def set_up(self, *, at: datetime) -> None:
        """Make the tables in an empty database and record the first event."""
        with engine.writing(self.engine) as connection:
            migrate.upgrade(connection)
            chain.append(connection, self._key, NewEvent("casebook_created", "system", at))

    @classmethod
    def _unchecked(cls, workspace: Path) -> Self:
        path = workspace / engine.FILE_NAME
        if not path.is_file():
            raise ShownError(
                f"工作区 {workspace.name} 还没有办案库。",
                code="no_casebook",
                next_step="请先运行 anyuan init，或检查工作区名称。",
            )
        keys.refuse_key_inside(workspace)
        if os.name == "posix" and path.stat().st_mode & 0o077:
            path.chmod(0o600)
        return cls(engine.sqlite_url(path), keys.purpose_key("chain"))

    def kept(self, asked: Hashable, work_out: Callable[[], T]) -> T:
        """Return what `asked` stands for, worked out anew in this process only after a recording.

        `asked` names all that it rests on besides the casebook. Every caller gets the same object,
        and so does every fork of the process: it may be looked at, never changed.
        """
        return _KEPT.get((self.engine.url, self._read(chain.head)), asked, work_out)

    def _read(self, query: Callable, *arguments: Any) -> Any:
        """Return query(connection, …) on one unchanging state."""
        with engine.reading(self.engine) as connection:
            return query(connection, *arguments)

    def _write(self, record: Callable, new: NewEvent, *arguments: Any) -> Any:
        """Return record(connection, key, new, …); all of it is stored, or nothing."""
        with engine.writing(self.engine) as connection:
            return record(connection, self._key, new, *arguments)
