"""When a notebook is run in a fork, when not, and that no fork outlives its parent."""

import gc
import os
import signal
import subprocess
import sys
import threading
import time
import tomllib
from pathlib import Path

import psutil
import pytest
from papermill.engines import papermill_engines
from run.executed_pairs import execute_by, write_notebook

from anyuan.run.engine import papermill_engine
from anyuan.run.engine.papermill_engine import can_fork, why_stock
from anyuan.run.engine.papermill_entry import EntryEngine

forking = pytest.mark.skipif(not can_fork(), reason="nothing is forked on this system")


@pytest.fixture(autouse=True)
def nothing_told(monkeypatch):
    """Let each test see only its own notes."""
    monkeypatch.setattr(papermill_engine, "_told", {})


@forking
def test_a_quiet_process_is_forked():
    assert why_stock("python3") == ""


@forking
def test_a_process_with_another_thread_at_work_is_not_forked():
    over = threading.Event()
    thread = threading.Thread(target=over.wait)
    thread.start()
    try:
        assert why_stock("python3") == "本进程另有 1 个线程，不宜复制进程"
    finally:
        over.set()
        thread.join()
    assert why_stock("python3") == ""


class LastWords:
    """Garbage that only the collector finds, and that then speaks."""

    def __init__(self):
        self.itself = self

    def __del__(self):
        sys.stderr.write("the parent's last words\n")


@forking
def test_what_the_parent_had_yet_to_throw_away_says_nothing_in_a_notebook(tmp_path):
    gc.disable()
    try:
        LastWords()
        source = write_notebook(tmp_path / "in.ipynb", ["import gc\ngc.collect()\nNone"])
        ended, book = execute_by("anyuan", source, tmp_path / "out.ipynb")
    finally:
        gc.enable()
    assert ended == ""
    assert book["cells"][0]["outputs"] == []


@forking
def test_a_kernel_of_another_language_is_left_to_papermill():
    assert why_stock("ir") == "笔记本用的不是 python3 内核"


def test_a_system_without_forks_falls_back_to_the_stock_engine_and_says_so(tmp_path, monkeypatch):
    monkeypatch.delattr(os, "fork", raising=False)
    source = write_notebook(tmp_path / "in.ipynb", ["import os", "print(os.getppid())"])
    ended, book = execute_by("anyuan", source, tmp_path / "out.ipynb")
    assert ended == ""
    assert [o["text"] for o in book["cells"][1]["outputs"]] == [f"{os.getpid()}\n"]
    assert papermill_engine.notes() == ("本系统不能复制进程",)


def test_papermill_finds_the_engine_by_name_and_by_entry_point():
    assert papermill_engines.get_engine("anyuan") is papermill_engine.ForkedEngine
    project = Path(__file__).parents[3] / "pyproject.toml"
    points = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["entry-points"]
    name = f"{EntryEngine.__module__}:{EntryEngine.__name__}"
    assert points["papermill.engine"] == {"anyuan": name}
    assert EntryEngine.nb_language({"metadata": {}}, "python") == "python"


@forking
def test_the_entry_point_runs_notebooks_in_a_process_that_knows_no_engine_yet(tmp_path):
    source = write_notebook(tmp_path / "in.ipynb", ["import os; print(os.getppid())"])
    code = (
        "from anyuan.run.engine.papermill_entry import EntryEngine\n"
        "import os, sys, papermill\n"
        "from papermill.engines import papermill_engines\n"
        "papermill_engines.register('entered', EntryEngine)\n"
        "book = papermill.execute_notebook(*sys.argv[1:], engine_name='entered')\n"
        "assert book.cells[0].outputs[0].text == f'{os.getpid()}\\n', book.cells[0].outputs\n"
    )
    command = [sys.executable, "-c", code, str(source), str(tmp_path / "out.ipynb")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr


@forking
def test_what_a_notebook_started_ends_with_it(tmp_path):
    cells = [
        "import subprocess\n"
        "started = subprocess.Popen(['sleep', '600'], stdout=subprocess.DEVNULL)\nstarted.pid"
    ]
    source = write_notebook(tmp_path / "in.ipynb", cells)
    _, book = execute_by("anyuan", source, tmp_path / "out.ipynb")
    pid = int("".join(book["cells"][0]["outputs"][0]["data"]["text/plain"]))
    assert _ends(pid, 5)


WORKER = """
import sys, papermill
from anyuan.run.engine import papermill_engine
papermill.execute_notebook(*sys.argv[1:], engine_name="anyuan", progress_bar=False)
"""
# `busy` holds the interpreter, so no thread of the notebook's process can look after the parent.
LOOPS = {"idle": "time.sleep(600)", "busy": "sum(range(10**14))"}


@forking
@pytest.mark.parametrize("loop", LOOPS)
def test_a_notebook_ends_soon_after_its_worker_was_killed(loop, tmp_path):
    told = tmp_path / "pid"
    begin = f"import os, pathlib, time\npathlib.Path({str(told)!r}).write_text(str(os.getpid()))"
    source = write_notebook(tmp_path / "in.ipynb", [begin, LOOPS[loop]])
    command = [sys.executable, "-c", WORKER, str(source), str(tmp_path / "out.ipynb")]
    worker = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        limit = time.monotonic() + 60
        while not (told.is_file() and told.read_text(encoding="utf-8")):
            assert time.monotonic() < limit, "the notebook did not begin"
            time.sleep(0.05)
        pid = int(told.read_text(encoding="utf-8"))
        assert psutil.pid_exists(pid)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    assert _ends(pid, 5)


def _ends(pid: int, seconds: float) -> bool:
    try:
        psutil.Process(pid).wait(seconds)
    except psutil.NoSuchProcess:
        return True
    except psutil.TimeoutExpired:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    return True
