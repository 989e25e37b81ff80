"""The process that makes runs: notebook, page, receipt, one after the other, until its pipe closes.

It ends by itself, with all that it started, as soon as the batch that started it is gone.
"""

import gc
import importlib
import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

import psutil

from anyuan import clock
from anyuan.errors import ShownError
from anyuan.period import Month
from anyuan.run.batch.outcome import DISK_FULL
from anyuan.run.batch.workplace import Workplace
from anyuan.run.engine.engine import RunFailure, engine_notes, execute
from anyuan.run.engine.forked_kernel import build_ahead
from anyuan.run.engine.papermill_engine import can_fork
from anyuan.run.months.at_hand import keep_at_hand
from anyuan.run.opened import open_workspace
from anyuan.run.plans.plan import RunSpec
from anyuan.run.release.page import make_page
from anyuan.run.results.marks import OUTPUTS
from anyuan.run.results.receipt import write_receipt
from anyuan.run.results.space import takes_more

_FULL = "磁盘已满，或超出了本账户可写的大小。"


@dataclass(frozen=True)
class Task:
    """One run to be made in `folder`: with which grounds, and for which batch."""

    spec: RunSpec
    root: Path
    folder: Path
    run_id: str
    inputs: Mapping[str, Any]
    basis: Mapping[str, Any]
    fingerprint: str


@dataclass(frozen=True)
class Made:
    """What a worker says of a task; `seconds` of wall time; `notes`: why runs had no fork."""

    failure: RunFailure | None
    started_at: str
    seconds: float
    notes: tuple[str, ...] = ()


def serve(connection: Connection, place: Workplace) -> None:
    """Make what comes through the pipe and say what became of it; return when the pipe closes."""
    os.environ.clear()
    os.environ.update(place.environment)
    os.environ[OUTPUTS] = str(place.outputs.resolve())
    os.chdir(place.folder)
    logging.getLogger("anyuan").setLevel(logging.ERROR)  # the batch tells its workers' notes once
    _leave_the_terminal()
    threading.Thread(target=_end_with_the_batch, daemon=True).start()
    # imported here: it loads everything, which the batch's own process can do without
    importlib.import_module("anyuan.run.engine.warmed")
    if can_fork():
        build_ahead()
    is_ready = False
    while True:
        try:
            task = connection.recv()
        except (EOFError, OSError):
            return
        if not is_ready:
            given = task.spec.parameters
            with suppress(Exception):  # the run says what is wrong
                opened = open_workspace(given["workspace"], task.root)
                moment = Month.parse(given["month"]), clock.from_text(task.inputs["known_at"])
                keep_at_hand(opened, *moment, as_of=given.get("as_of", ""))
            _settle()
            is_ready = True
        try:
            connection.send(make_run(task))
        except BrokenPipeError:
            return


def _settle() -> None:
    """Give back what reading needed, and keep collectors of forks off what stays."""
    # imported here: the batch's own process does without
    from pyarrow import default_memory_pool

    default_memory_pool().release_unused()
    gc.collect()
    gc.freeze()


def make_run(task: Task) -> Made:
    """Execute the notebook, draw the page and write the receipt, all in the task's folder."""
    started_at, began = clock.to_text(clock.now()), time.monotonic()
    # All pages of a batch show what was known at one moment.
    pinned = task.spec.parameters | {"known_at": task.inputs["known_at"]}
    spec = replace(task.spec, parameters=pinned)
    notebook = task.root / "notebooks" / f"{spec.notebook}.ipynb"
    failure = execute(spec, notebook, task.folder)
    if failure is None:
        failure = _finish(task, spec, started_at, began)
    if failure is not None and failure.message == OSError.__name__ and not takes_more(task.folder):
        failure = RunFailure(DISK_FULL, failure.cell, _FULL)
    return Made(failure, started_at, round(time.monotonic() - began, 2), engine_notes())


def _finish(task: Task, spec: RunSpec, started_at: str, began: float) -> RunFailure | None:
    try:
        make_page(spec, task.folder, task.root)
        write_receipt(
            task.folder,
            spec,
            task.inputs,
            task.fingerprint,
            task.run_id,
            basis=dict(task.basis),
            facts_head=task.inputs["facts_head"],
            asked_known_at=task.inputs["asked_known_at"],
            started_at=started_at,
            seconds=round(time.monotonic() - began, 2),
            engine_notes=list(engine_notes()),
        )
    except ShownError as error:
        return RunFailure(error.code, "", error.message)
    except OSError:
        return RunFailure("failed", "", OSError.__name__)
    except Exception as error:  # whatever a page may raise: the batch goes on
        return RunFailure("failed", "", type(error).__name__)
    return None


def _leave_the_terminal() -> None:
    # Ctrl-C is the batch's to answer: it tells what is done, and ends its workers itself.
    if os.name == "posix":
        os.setsid()
    else:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _end_with_the_batch() -> None:
    """Wait until the batch's process is gone, then end with all kernels."""
    batch = multiprocessing.parent_process()
    if batch is None:
        return
    wait([batch.sentinel])
    for child in psutil.Process().children(recursive=True):
        child.kill()
    os._exit(1)
