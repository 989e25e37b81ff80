"""Backup of a workspace, and the way back.

The casebook is copied by SQLite's online backup (a plain copy of a live file loses what is in its
log), then opened, checked and counted; only then is the backup called done. Originals and record
files are copied after it, so the copy never names a file that it lacks. The key is never copied.
"""

import os
import shutil
import sqlite3
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, func, select

from anyuan import clock, keys
from anyuan.casebook import engine as db
from anyuan.casebook import manifest as listing
from anyuan.casebook.casebook import Casebook
from anyuan.casebook.manifest import Manifest, check_files, copy_measured, read_manifest
from anyuan.casebook.schema import metadata, received_file
from anyuan.casebook.verify import verify_casebook
from anyuan.codebook import table as codebook_table
from anyuan.errors import ShownError
from anyuan.paths import private_dir

FOLDERS = ("inbox", "records", "anonymous")
FILES = ("workspace.yaml",)
_ROOM = 1.2  # free space asked for, as a multiple of what is copied


@dataclass(frozen=True)
class BackupReport:
    """A backup that was made, opened and checked: where it lies and what it holds."""

    path: Path
    anchor: str
    n_files: int
    n_bytes: int
    counts: dict[str, int]


@contextmanager
def _disk_told() -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise ShownError(
            f"读写磁盘出错（{type(error).__name__}），没有完成，也没有留下残缺的文件。",
            code="disk_fault",
            next_step="请检查磁盘空间和连接后重试。",
        ) from error


@_disk_told()
def backup(workspace: Path, dest: Path, *, actor: str, at: datetime) -> BackupReport:
    """Copy a workspace into a new folder under `dest`, check the copy, and record that it was made.

    Others may write meanwhile: the copy holds at least what was recorded at the start. Raises
    ShownError `disk_room`, `backup_exists`, `backup_damaged`; a backup that failed leaves nothing.
    """
    book = Casebook.open(workspace)
    counts, anchor = count_rows(book.engine), book.anchor()
    sources = dict(_sources(workspace))
    _check_room(dest, [*sources.values(), workspace / db.FILE_NAME])
    target = dest / f"{workspace.name}-{at.astimezone(clock.CHINA):%Y%m%dT%H%M%S}"
    with _appearing(target) as part:
        copy = part / db.FILE_NAME
        _copy_database(workspace / db.FILE_NAME, copy)
        copied = _check_database(copy, anchor, counts)
        files = {db.FILE_NAME: listing.measure(copy)}
        for name, source in (sources | dict(_sources(workspace))).items():
            files[name] = copy_measured(source, part / name)
        _check_records(copy, files)
        made = Manifest(workspace.name, clock.to_text(at), copied[0], copied[1], files)
        made.write(part)
        check_files(part, read_manifest(part))
    n_bytes = sum(size for size, _ in files.values())
    body = {"anchor": made.anchor, "n_files": len(files), "n_bytes": n_bytes}
    book.append_event("backed_up", body, actor=actor, at=at)
    return BackupReport(target, made.anchor, len(files), n_bytes, made.counts)


@_disk_told()
def check_backup(folder: Path) -> Manifest:
    """Check every byte of a backup and its casebook's chain; return its manifest."""
    made = read_manifest(folder)
    check_files(folder, made)
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / db.FILE_NAME
        copy_measured(folder / db.FILE_NAME, copy)
        _check_database(copy, made.anchor, made.counts)
    return made


@_disk_told()
def restore(
    folder: Path, workspace: Path, *, actor: str = "system", at: datetime | None = None
) -> BackupReport:
    """Put a checked backup in the place of an empty workspace, and record that it was done.

    `at` is now where not given. Raises ShownError `workspace_not_empty`, and what `check_backup`
    raises; nothing is left behind.
    """
    if workspace.exists() and any(workspace.iterdir()):
        raise ShownError(
            f"工作区 {workspace.name} 不是空的，没有恢复，以免覆盖。",
            code="workspace_not_empty",
            next_step="请换一个工作区名称，或先把现有文件夹移走保存。",
        )
    keys.refuse_key_inside(workspace)
    made = check_backup(folder)
    if workspace.exists():
        workspace.rmdir()
    with _appearing(workspace) as part:
        for name, expected in made.files.items():
            if copy_measured(folder / name, part / name) != expected:
                raise listing.damaged(name, "内容与清单不符")
        (part / db.FILE_NAME).chmod(0o600)
        db.switch_to_wal(part / db.FILE_NAME)
        _check_database(part / db.FILE_NAME, made.anchor, made.counts)
    book = Casebook.open(workspace)
    book.append_event("restored", {"anchor": made.anchor}, actor=actor, at=at or clock.now())
    n_bytes = sum(size for size, _ in made.files.values())
    return BackupReport(workspace, made.anchor, len(made.files), n_bytes, made.counts)


def count_rows(engine: Engine) -> dict[str, int]:
    """Return the number of rows of each table of a casebook, at one moment."""
    with db.reading(engine) as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table))
            for table in metadata.sorted_tables
        }


def _sources(workspace: Path) -> Iterator[tuple[str, Path]]:
    for name in FILES:
        if (workspace / name).is_file():
            yield name, workspace / name
    for folder in FOLDERS:
        for path in sorted((workspace / folder).rglob("*")):
            if path.is_symlink():
                raise listing.damaged(path.name, "是指向别处的链接，不予备份")
            if path.is_file() and not path.name.startswith(".part-"):
                yield path.relative_to(workspace).as_posix(), path


def _check_room(dest: Path, sources: list[Path]) -> None:
    dest.mkdir(parents=True, exist_ok=True)
    needed = int(sum(path.stat().st_size for path in sources) * _ROOM)
    free = shutil.disk_usage(dest).free
    if free < needed:
        raise ShownError(
            f"存放备份的磁盘空间不足：需要 {needed >> 20} MB，只剩 {free >> 20} MB。",
            code="disk_room",
            next_step="请清理空间或换一个磁盘。",
        )


@contextmanager
def _appearing(target: Path) -> Iterator[Path]:
    """Give a folder that takes its name only when the block ends well."""
    if target.exists():
        raise ShownError(
            f"{target.name} 已经存在。", code="backup_exists", next_step="请稍候一秒再试。"
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=".part-", dir=target.parent))
    try:
        yield private_dir(part)
        part.rename(target)
    finally:
        shutil.rmtree(part, onerror=_unlock)


def _unlock(remove: Callable[[str], None], path: str, _failure: object) -> None:
    """Remove a read-only file, which Windows refuses at first; a folder already gone is fine."""
    if Path(path).exists():
        Path(path).chmod(stat.S_IRWXU)
        remove(path)


def _copy_database(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, readable from a read-only disk
    if os.name == "posix":
        target.chmod(0o600)


def _check_database(
    path: Path, anchor: str, at_least: dict[str, int]
) -> tuple[str, dict[str, int]]:
    """Open a copied casebook, verify it against an anchor, and return its own anchor and counts."""
    engine = db.make_engine(db.sqlite_url(path))
    report = verify_casebook(engine, keys.purpose_key("chain"), anchor)
    if not report.is_ok:
        raise listing.damaged(path.name, report.message)
    counts = count_rows(engine)
    short = [name for name, n in at_least.items() if name != "case" and counts[name] < n]
    if short:
        raise listing.damaged(path.name, f"行数少于备份开始时（{'、'.join(short)}）")
    return f"{report.n_events}-{report.head[:16]}", counts


def _check_records(database: Path, files: dict[str, tuple[int, str]]) -> None:
    """Every received file with accepted rows has its record file in the backup."""
    c = received_file.c
    query = select(c.table_name, c.record_name).where(c.record_name != "", c.n_accepted > 0)
    with db.reading(db.make_engine(db.sqlite_url(database))) as connection:
        for table, record in connection.execute(query).all():
            folder = "anonymous" if codebook_table(table).is_anonymous else "records"
            name = f"{folder}/{table}/{record}.parquet"
            if name not in files:
                raise listing.damaged(name, "办案库里有记载而文件不在")
