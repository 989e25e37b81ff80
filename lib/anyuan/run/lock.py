"""One batch a month at a time: who holds the month, and since when?"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from anyuan import clock
from anyuan.errors import ShownError

LOCK = ".lock"


@contextmanager
def hold_month(outputs: Path, month: str) -> Iterator[None]:
    """Hold a month's outputs while the block runs.

    Raises ShownError `run_in_progress`, naming holder and age, while a living process of this
    machine holds it. A holder that was killed no longer counts, whatever number its process had.
    """
    path = outputs / month / LOCK
    path.parent.mkdir(parents=True, exist_ok=True)
    mine = {"pid": os.getpid(), "born": _born(os.getpid()), "at": clock.to_text(clock.now())}
    while not _create(path, json.dumps(mine)):
        holder = _holder(path)
        if holder and _born(holder["pid"]) == holder["born"]:
            age = (clock.now() - clock.from_text(holder["at"])).total_seconds()
            raise ShownError(
                f"{month} 正由进程 {holder['pid']} 运行，已 {age / 60:.1f} 分钟。",
                code="run_in_progress",
                next_step="请等它结束后再运行。",
            )
        with suppress(FileNotFoundError):
            path.unlink()
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def _create(path: Path, text: str) -> bool:
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    return True


def _holder(path: Path) -> dict | None:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # gone meanwhile, or its writer was killed before it wrote
        return None


def _born(pid: int) -> float | None:
    try:
        return psutil.Process(pid).create_time()
    except psutil.Error:
        return None
