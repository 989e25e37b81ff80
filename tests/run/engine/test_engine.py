"""Whether a notebook really finished is told by its end mark, never by papermill's own marks."""

import json
import os

import nbformat
import pytest

from anyuan.run.engine import papermill_engine
from anyuan.run.engine.engine import engine_notes, execute
from anyuan.run.engine.papermill_engine import can_fork
from anyuan.run.plans.plan import RunSpec
from anyuan.run.results.receipt import is_intact, read_receipt, write_receipt

FINISH = """
import json, os, pathlib
path = pathlib.Path(os.environ["ANYUAN_RUN_DIR"]) / "figures.json"
path.write_text(json.dumps({"end_mark": "complete", "month": month, "figures": []}))
"""


def run(tmp_path, *cells, timeout=60):
    book = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "x", "language": "python"}}
    )
    first = nbformat.v4.new_code_cell('month = "x"', id="parameters")
    first.metadata["tags"] = ["parameters"]
    book.cells = [first] + [
        nbformat.v4.new_code_cell(source, id=f"cell-{n}") for n, source in enumerate(cells)
    ]
    source = tmp_path / "book.ipynb"
    nbformat.write(book, source)
    folder = tmp_path / "run"
    folder.mkdir(exist_ok=True)
    spec = RunSpec("book", "county", "meeting", "试", timeout, {"month": "0123"})
    return execute(spec, source, folder), folder, spec


def test_a_run_that_writes_its_end_mark_has_finished_and_its_zeros_are_kept(tmp_path):
    failure, folder, spec = run(tmp_path, FINISH)
    assert failure is None
    assert '"0123"' in (folder / "figures.json").read_text(encoding="utf-8")
    assert str(tmp_path) not in (folder / "executed.ipynb").read_text(encoding="utf-8")
    write_receipt(folder, spec, {}, "f" * 64, "r1")
    receipt = read_receipt(folder)
    assert is_intact(folder, receipt)
    (folder / "executed.ipynb").write_text("{}", encoding="utf-8")
    assert not is_intact(folder, receipt)


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("raise ValueError('王小明 14118220120304001X')", "failed"),
        ("import sys; sys.exit(1)", "failed"),
        ("import os; os._exit(1)", "kernel_died"),
        ("pass", "no_end_mark"),
    ],
)
def test_a_run_that_does_not_is_a_failure_of_its_kind(tmp_path, cell, kind):
    failure, _, _ = run(tmp_path, cell)
    assert failure.kind == kind
    assert "14118220120304001X" not in failure.message
    assert "王小明" not in failure.message


def test_a_cell_that_runs_too_long_is_a_timeout(tmp_path):
    failure, folder, _ = run(tmp_path, "print('so far')", "while True: pass", timeout=3)
    assert (failure.kind, failure.cell) == ("timeout", "cell-1")
    assert "so far" in (folder / "executed.ipynb").read_text(encoding="utf-8")


def test_a_failing_cell_is_named(tmp_path):
    failure, _, _ = run(tmp_path, "x = 1", "1 / 0")
    assert failure.cell == "cell-1"


def test_no_receipt_is_no_receipt(tmp_path):
    assert read_receipt(tmp_path) == {}
    assert not is_intact(tmp_path, {})


def test_of_a_run_whose_process_dies_the_cells_so_far_are_kept_without_paths(tmp_path):
    failure, folder, _ = run(tmp_path, "print('so far')", "import os; os._exit(1)")
    assert (failure.kind, failure.cell) == ("kernel_died", "cell-1")
    kept = (folder / "executed.ipynb").read_text(encoding="utf-8")
    assert "so far" in kept
    assert str(tmp_path) not in kept


CHANNELS = """
import json, os, pathlib
from ipykernel.connect import get_connection_info
about = get_connection_info(unpack=True)
folder = pathlib.Path(about["ip"]).parent
told = {"transport": about["transport"], "mode": oct(folder.stat().st_mode & 0o777)}
told |= {"beside": sorted(p.name for p in folder.iterdir())}
(pathlib.Path(os.environ["ANYUAN_RUN_DIR"]) / "channels.json").write_text(json.dumps(told))
"""


@pytest.mark.skipif(os.name != "posix", reason="elsewhere kernels talk over encrypted TCP")
def test_the_channels_of_a_stock_run_are_its_own_and_nothing_of_them_stays(tmp_path, monkeypatch):
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setenv("ANYUAN_ENGINE", "stock")
    (here / "kernel-ipc-1").write_text("another run's", encoding="utf-8")
    failure, folder, _ = run(tmp_path, CHANNELS, FINISH)
    assert failure is None
    told = json.loads((folder / "channels.json").read_text(encoding="utf-8"))
    assert (told["transport"], told["mode"]) == ("ipc", "0o700")
    assert len(told["beside"]) == 5
    assert [path.name for path in here.iterdir()] == ["kernel-ipc-1"]


LISTENING = """
import os, pathlib, psutil
here = psutil.Process()
met = [str(c.laddr) for c in here.net_connections("inet")]
path = pathlib.Path(os.environ["ANYUAN_RUN_DIR"]) / "sockets.txt"
path.write_text(" ".join([str(here.ppid()), *met]))
"""


@pytest.mark.skipif(not can_fork(), reason="nothing is forked on this system")
def test_a_forked_run_is_a_child_of_this_process_and_opens_no_socket(tmp_path):
    failure, folder, _ = run(tmp_path, LISTENING, FINISH)
    assert failure is None
    assert (folder / "sockets.txt").read_text(encoding="utf-8").split() == [str(os.getpid())]


def test_that_the_stock_engine_was_asked_for_is_told_once(tmp_path, monkeypatch, caplog):
    monkeypatch.setenv("ANYUAN_ENGINE", "stock")
    monkeypatch.setattr(papermill_engine, "_told", {})
    for _ in range(2):
        failure, _, _ = run(tmp_path, FINISH)
        assert failure is None
    assert engine_notes() == ("环境变量 ANYUAN_ENGINE 指定使用 papermill 自带的执行方式",)
    assert len([r for r in caplog.records if r.name == "anyuan"]) == 1


@pytest.mark.parametrize("text", [None, "{", "[]"], ids=["missing", "torn", "no notebook"])
def test_a_notebook_that_cannot_be_read_fails_its_run_and_not_its_worker(tmp_path, text):
    source, folder = tmp_path / "book.ipynb", tmp_path / "run"
    folder.mkdir()
    if text is not None:
        source.write_text(text, encoding="utf-8")
    spec = RunSpec("book", "county", "meeting", "试", 60, {"month": "0123"})
    assert execute(spec, source, folder).kind == "failed"


def test_what_was_executed_and_cannot_be_written_fails_its_run_and_not_its_worker(tmp_path):
    (tmp_path / "run" / "executed.ipynb").mkdir(parents=True)
    failure, _, _ = run(tmp_path, FINISH)
    assert failure.kind == "failed"
