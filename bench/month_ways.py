"""Four ways to make a month's runs, each giving (wall seconds, processor seconds, what else).

Processor seconds are of all processes that a way uses, user and system.
"""

import ast
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path

import nbconvert
import nbformat
import papermill
import psutil

from anyuan import clock
from anyuan.period import Month
from anyuan.run.batch.pool import WorkerPool
from anyuan.run.batch.worker import Task, Workplace
from anyuan.run.engine.warm import preload
from anyuan.run.months.at_hand import keep_at_hand
from anyuan.run.opened import open_workspace
from anyuan.run.plans.plan import RunSpec
from anyuan.run.results.marks import RUN_DIR

N_PROCESSES = 2
RUNS_A_TURN = 12


@dataclass
class Spent:
    """What a way took for `n_runs` runs; `cores` leaves out getting ready (processes, imports)."""

    n_runs: int
    wall: float
    cores: float
    failed: list[str] = field(default_factory=list)
    resident: list[float] = field(default_factory=list)

    def each(self) -> float:
        """Processor seconds of one run."""
        return self.cores / self.n_runs


def in_turns(specs: list[RunSpec], root: Path, known_at: str) -> tuple[Spent, Spent]:
    """Our engine in the batch's workers, and plain functions, a few runs each by turns.

    By turns, since a machine that others use too may be half as fast a minute later. The first run
    of each process only warms it up: processor seconds are counted from there on, wall seconds from
    the very beginning.
    """
    warm_up, rest = specs[:N_PROCESSES], specs[N_PROCESSES:]
    ours, plain = (Spent(len(rest), 0.0, 0.0) for _ in range(2))
    preload()
    with (
        _elsewhere(),
        _functions(warm_up, root, plain) as call,
        _workers_of(warm_up, root, known_at, ours) as work,
    ):
        for at in range(0, len(rest), RUNS_A_TURN):
            part = rest[at : at + RUNS_A_TURN]
            work(part)
            call(part)
    return ours, plain


@contextmanager
def _workers_of(
    warm_up: list[RunSpec], root: Path, known_at: str, spent: Spent
) -> Iterator[Callable[[list[RunSpec]], None]]:
    """Page and receipt included; resident: MB of the workers together after each run."""
    inputs = {"known_at": known_at, "facts_head": "", "asked_known_at": "", "chain_head": ""}
    began = time.perf_counter()
    with (
        tempfile.TemporaryDirectory() as name,
        WorkerPool(N_PROCESSES, Workplace(Path(name))) as pool,
    ):
        places = (Path(name) / str(n) for n in count())

        def make(some: list[RunSpec]) -> None:
            waiting = list(some)
            while waiting or pool.tasks:
                while waiting and pool.has_room:
                    place = next(places)
                    place.mkdir()
                    given = waiting.pop(0), root, place
                    pool.give(Task(*given, "bench", inputs, {}, "0" * 64))
                for task, made in pool.finished(1.0):
                    spent.resident.append(sum(p.memory_info().rss for p in _workers()) / 1e6)
                    if made.failure is not None:
                        spent.failed.append(f"{task.spec.name}: {made.failure}")

        make(warm_up)
        spent.resident.clear()
        spent.wall = time.perf_counter() - began
        yield lambda some: _add(spent, make, some, _workers())


def _add(spent: Spent, work: Callable, some: list[RunSpec], processes: list) -> None:
    """Do some runs, and add what they took."""
    began, before = time.perf_counter(), _processor(processes)
    work(some)
    spent.wall += time.perf_counter() - began
    spent.cores += _processor(processes) - before


def by_threads(specs: list[RunSpec], root: Path, n_threads: int = 4) -> Spent:
    """Stock papermill and nbconvert in this process, several threads."""
    spent = Spent(len(specs), 0.0, 0.0)

    def run(spec: RunSpec) -> None:
        with tempfile.TemporaryDirectory() as name:
            out = Path(name) / "out.ipynb"
            try:
                book = papermill.execute_notebook(
                    str(notebook_of(spec, root)),
                    str(out),
                    parameters=spec.parameters,
                    kernel_name="python3",
                    progress_bar=False,
                )
                nbconvert.HTMLExporter().from_notebook_node(book)
            except Exception as error:
                spent.failed.append(f"{spec.name}: {type(error).__name__}")

    with _elsewhere(), warnings.catch_warnings(), ThreadPoolExecutor(n_threads) as threads:
        warnings.simplefilter("ignore")
        began, before = time.perf_counter(), _own()
        list(threads.map(run, specs))
        spent.wall, spent.cores = time.perf_counter() - began, _own() - before
    return spent


def by_shell(specs: list[RunSpec], root: Path) -> Spent:
    """The commands papermill and jupyter nbconvert, one after the other."""
    spent = Spent(len(specs), 0.0, 0.0)
    began, before = time.perf_counter(), _own()
    for spec in specs:
        with tempfile.TemporaryDirectory() as name:
            given = [x for k, v in spec.parameters.items() for x in ("-r", k, v)]
            source = str(notebook_of(spec, root))
            first = [sys.executable, "-m", "papermill", source, "out.ipynb", "-k", "python3"]
            then = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "html", "out.ipynb"]
            for command in ([*first, "--no-progress-bar", *given], then):
                done = subprocess.run(command, cwd=name, capture_output=True, check=False)
                if done.returncode:
                    spent.failed.append(f"{spec.name}: {command[2]}")
                    break
    spent.wall, spent.cores = time.perf_counter() - began, _own() - before
    return spent


@contextmanager
def _functions(
    warm_up: list[RunSpec], root: Path, spent: Spent
) -> Iterator[Callable[[list[RunSpec]], None]]:
    """The notebooks' code in plain Python: figures, tables, files, no page, no notebook.

    In as many processes at once as the batch has workers, since a processor whose neighbour works
    too does less in a second. They have at hand what workers have.
    """
    began = time.perf_counter()
    with multiprocessing.get_context("fork").Pool(N_PROCESSES) as pool:
        pids = [child.pid for child in multiprocessing.active_children()]
        processes = [psutil.Process(pid) for pid in pids]
        pool.starmap(_warm_up, [(spec, root) for spec in warm_up], chunksize=1)
        spent.wall = time.perf_counter() - began

        def call(some: list[RunSpec]) -> None:
            said = pool.starmap(_run_plainly, [(spec, root) for spec in some], chunksize=1)
            spent.failed += [one for one in said if one]

        yield lambda some: _add(spent, call, some, processes)


def _warm_up(spec: RunSpec, root: Path) -> None:
    """Get a process ready; each waits for the others, or one would take the runs of two."""
    opened, given = open_workspace(spec.parameters["workspace"], root), spec.parameters
    keep_at_hand(opened, Month.parse(given["month"]), clock.from_text(given["known_at"]))
    _run_plainly(spec, root)
    here = Path(f"ready-{os.getpid()}")
    here.touch()
    while len(list(here.parent.glob("ready-*"))) < N_PROCESSES:
        time.sleep(0.1)


def _run_plainly(spec: RunSpec, root: Path) -> str:
    """Run a notebook's code; return what went wrong, "" for nothing.

    What a cell ends with is made into its output as a notebook would, or no chart would be drawn.
    """
    names = {"__name__": "__main__"}
    with tempfile.TemporaryDirectory() as folder:
        os.environ[RUN_DIR] = folder
        try:
            for is_parameters, body, last in _compiled(notebook_of(spec, root)):
                exec(body, names)
                if is_parameters:
                    names |= spec.parameters
                shown = eval(last, names) if last is not None else None
                for way in ("_repr_mimebundle_", "_repr_html_"):
                    if hasattr(shown, way):
                        getattr(shown, way)()
                        break
        except Exception as error:
            return f"{spec.name}: {type(error).__name__}: {error}"
        finally:
            os.environ.pop(RUN_DIR)
    return ""


def notebook_of(spec: RunSpec, root: Path) -> Path:
    """Return where the run's notebook lies."""
    return root / "notebooks" / f"{spec.notebook}.ipynb"


@cache
def _compiled(path: Path) -> list[tuple[bool, object, object]]:
    cells = []
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type != "code":
            continue
        tree = ast.parse(cell.source)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        cells.append(
            (
                "parameters" in cell.metadata.get("tags", []),
                compile(tree, cell.id, "exec"),
                compile(ast.Expression(last.value), cell.id, "eval") if last else None,
            )
        )
    return cells


class _elsewhere(tempfile.TemporaryDirectory):
    """A folder in which the process stands meanwhile: runs write beside themselves."""

    def __enter__(self) -> Path:
        self._back = Path.cwd()
        folder = Path(super().__enter__())
        os.chdir(folder)
        return folder

    def __exit__(self, *details: object) -> None:
        os.chdir(self._back)
        super().__exit__(*details)


def _workers() -> list[psutil.Process]:
    """Return the batch's workers: children of this process's fork server."""
    return [w for server in psutil.Process().children() for w in server.children()]


def _processor(processes: list[psutil.Process]) -> float:
    times = [p.cpu_times() for p in processes]
    return sum(t.user + t.system + t.children_user + t.children_system for t in times)


def _own() -> float:
    """Return the processor seconds of this process and of all children that have ended."""
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(u.ru_utime + u.ru_stime for u in map(resource.getrusage, who))
