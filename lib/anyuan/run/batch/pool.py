"""A few long-lived worker processes, and what they say; one that dies is replaced.

with WorkerPool(2, Workplace(outputs)) as pool:
    pool.give(task); done = pool.finished(timeout)
"""

import multiprocessing
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Self

import psutil

from anyuan.run.batch.outcome import WORKER_DIED
from anyuan.run.batch.worker import Made, Task
from anyuan.run.batch.worker_start import LOADED_FIRST, start
from anyuan.run.batch.workplace import Workplace
from anyuan.run.engine.engine import RunFailure

_DIED = "生成简报的进程中途退出（可能内存不足，或被系统、他人终止）。"


class _Worker:
    """One process with the pipe to it and the task that it has."""

    def __init__(self, context: multiprocessing.context.BaseContext, place: Workplace) -> None:
        ours, theirs = context.Pipe()
        self.connection: Connection = ours
        # Not a daemon: a daemon may have no children of its own, and a worker has kernels.
        self.process: BaseProcess = context.Process(
            target=start, args=(theirs, place), name="anyuan-worker", daemon=False
        )
        self.process.start()
        theirs.close()
        self.task: Task | None = None

    def end(self) -> None:
        """End the process with all that it started."""
        self.connection.close()
        try:
            process = psutil.Process(self.process.pid)
            family = [*process.children(recursive=True), process]
        except psutil.NoSuchProcess:
            family = []
        for one in family:
            try:
                one.kill()
            except psutil.NoSuchProcess:
                continue
        self.process.join()


class WorkerPool:
    """Workers that are started when the first task comes, and ended with the block."""

    def __init__(self, n_workers: int, place: Workplace) -> None:
        self._n, self._place = n_workers, place
        can = multiprocessing.get_all_start_methods()
        method = "forkserver" if "forkserver" in can else "spawn"
        self._context = multiprocessing.get_context(method)
        if method == "forkserver":
            self._context.set_forkserver_preload(list(LOADED_FIRST))
        self._workers: list[_Worker] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.end()
        self._workers = []

    @property
    def has_room(self) -> bool:
        """Whether a task can be given now."""
        return sum(w.task is not None for w in self._workers) < self._n

    @property
    def tasks(self) -> list[Task]:
        """The tasks under way."""
        return [w.task for w in self._workers if w.task is not None]

    def give(self, task: Task) -> None:
        """Give a task to an idle worker, a new one where there is none."""
        worker = next((w for w in self._workers if w.task is None), None)
        if worker is not None and not worker.process.is_alive():  # it died idle, of no run
            worker.end()
            self._workers.remove(worker)
            worker = None
        if worker is None:
            worker = _Worker(self._context, self._place)
            self._workers.append(worker)
        worker.task = task
        try:
            worker.connection.send(task)
        except OSError:  # it died idle: `finished` finds it, and the run is said to have failed
            return

    def finished(self, timeout: float) -> list[tuple[Task, Made]]:
        """Return the tasks that came to an end, waiting at most so many seconds for the first."""
        busy = {w.connection: w for w in self._workers if w.task is not None}
        sentinels = {w.process.sentinel: w for w in busy.values()}
        ready = wait([*busy, *sentinels], timeout)
        ended = []
        for worker in {id(w): w for r in ready if (w := busy.get(r) or sentinels[r])}.values():
            ended.append((worker.task, self._said(worker)))
        return ended

    def _said(self, worker: _Worker) -> Made:
        try:
            made = worker.connection.recv() if worker.connection.poll() else None
        except (EOFError, OSError):
            made = None
        if made is None:
            worker.end()
            self._workers.remove(worker)
            return Made(RunFailure(WORKER_DIED, "", _DIED), "", 0.0)
        worker.task = None
        return made
