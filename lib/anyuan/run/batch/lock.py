"""One batch a month at a time: who holds the month, since when, and is the holder alive?

The holder is written into a file beside the month's pages (process, its birth, machine, moment). A
holder of this machine is alive as long as its process is. Of another machine nobody can tell from
here: its file is touched while it works, and only after a long silence may somebody take over.
"""

import json
import os
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psutil

from anyuan import clock
from anyuan.errors import ShownError
from anyuan.run.batch.guard import guarding

LOCK = ".lock"
GUARD = ".lock-guard"
# After how much silence a month may be taken over from another machine (signs come every minute).
SILENCE = timedelta(minutes=10)
BEAT_SECONDS = 60.0
# Of what /proc/<pid>/stat says behind the name of the program: ticks from boot to start.
_STARTED_AT = 19


@contextmanager
def hold_month(
    outputs: Path, month: str, *, take_over: bool = False
) -> Iterator[Callable[[], None]]:
    """Hold a month's outputs while the block runs; give a function that shows signs of life.

    Raises ShownError `run_in_progress`, naming holder and age, while a living process of this
    machine holds it, or any of another machine; the latter gives way to `take_over` after ten
    minutes without a sign. A holder of this machine that was killed no longer counts, whatever
    number its process had.
    """
    folder = outputs / month
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / LOCK
    mine = json.dumps(_me())
    with guarding(folder / GUARD):  # whoever finds a dead holder removes that one and no other
        holder = _holder(path)
        if holder is not None and _stands(path, holder, take_over):
            raise _refusal(path, month, holder)
        path.write_text(mine, encoding="utf-8", newline="\n")
    try:
        yield lambda: _beat(path, mine, month)
    finally:
        with guarding(folder / GUARD):
            if _read(path) == mine:
                path.unlink()


def _me() -> dict:
    return {
        "pid": os.getpid(),
        "born": _born(os.getpid()),
        "host": socket.gethostname(),
        "at": clock.to_text(clock.now()),
    }


def _stands(path: Path, holder: dict, take_over: bool) -> bool:
    if holder["host"] == socket.gethostname():
        return _born(holder["pid"]) == holder["born"]
    return not (take_over and _silence(path) >= SILENCE)


def _refusal(path: Path, month: str, holder: dict) -> ShownError:
    age = (clock.now() - clock.from_text(holder["at"])).total_seconds() / 60
    if holder["host"] == socket.gethostname():
        return ShownError(
            f"{month} 正由进程 {holder['pid']} 运行，已 {age:.1f} 分钟。",
            code="run_in_progress",
            next_step="请等它结束后再运行。",
        )
    minutes = _silence(path).total_seconds() / 60
    wait = SILENCE.total_seconds() / 60
    return ShownError(
        f"{month} 正由计算机 {holder['host']} 的进程 {holder['pid']} 运行，已 {age:.1f} 分钟，"
        f"最近一次动静在 {minutes:.1f} 分钟前。",
        code="run_in_progress",
        next_step=f"请等它结束；若已在那台计算机上确认它不在运行，待 {wait:.0f} 分钟没有动静后"
        "加 --take-over 接手。",
    )


def _silence(path: Path) -> timedelta:
    """Return for how long a lock was not touched, both moments by the clock of its disk."""
    with tempfile.NamedTemporaryFile(prefix=".part-", dir=path.parent) as now:
        seconds = os.fstat(now.fileno()).st_mtime - path.stat().st_mtime
    return timedelta(seconds=max(seconds, 0))


def _beat(path: Path, mine: str, month: str) -> None:
    """Show a sign of life. Who was silent for so long that another took over goes no further."""
    if _read(path) != mine:
        raise ShownError(
            f"{month} 已由另一个进程接手，本次运行停止。",
            code="taken_over",
            next_step="请等那个进程结束后再运行。",
        )
    os.utime(path)


def _holder(path: Path) -> dict | None:
    """Return who holds the month; None for nobody, and where a lock was never written whole."""
    try:
        found = json.loads(_read(path))
        return {name: found[name] for name in ("pid", "born", "host", "at")}
    except (ValueError, KeyError, TypeError):
        return None


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def _born(pid: int) -> str | None:
    """Return what tells a process from a later one of the same number, None if there is none."""
    try:
        # On Linux psutil counts from the wall clock, which may be set while the process lives.
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        told = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
        return f"{boot} {told[_STARTED_AT].decode('ascii')}"
    except OSError:
        pass
    try:
        return str(psutil.Process(pid).create_time())
    except psutil.Error:
        return None
