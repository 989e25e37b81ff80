"""Workers make runs; one that dies is replaced, and none outlives its batch."""

import os
import signal
import subprocess

import psutil
import pytest
from run.month_home import NOTEBOOK, make_small_month, run_child

from anyuan.run.batch.batch import run_month
from anyuan.run.batch.outcome import DONE

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kills by POSIX signals")


@pytest.fixture
def small(tmp_path, monkeypatch):
    monkeypatch.setenv("ANYUAN_HOME", str(tmp_path / "home"))
    return make_small_month(tmp_path / "home", n_units=0)


def failing_in(small, unit, how):
    small.write_notebook(f'if unit == "{unit}":\n    {how}')


def test_a_kernel_that_is_killed_in_run_7_of_20_fails_that_run_alone(small):
    small.plan(19)
    failing_in(small, "U07", "import signal; os.kill(os.getpid(), signal.SIGKILL)")
    outcomes = run_month(small.batch(n_workers=2))
    bad = {o.spec.key: o.failure.kind for o in outcomes if o.failure}
    assert bad == {"U07": "kernel_died"}
    assert sum(o.state == DONE for o in outcomes) == 19
    runs = small.manifest()["runs"]
    name = f"casework/{NOTEBOOK}/U07"
    assert runs[name]["state"] == "failed" and runs[name]["page"] == ""
    assert sorted(r["state"] for r in runs.values()) == ["failed", *["published"] * 19]
    assert not small.places.final(name).exists()
    kept = small.places.folder / "failed" / name
    assert (kept / "failure.json").is_file()
    text = (kept / "executed.ipynb").read_text(encoding="utf-8")
    assert "运行失败" in text


def test_a_worker_that_is_killed_is_replaced_and_the_batch_goes_on(small):
    small.plan(3)
    small.write_notebook(
        'if unit == "U02":\n    (home / "waiting").write_text("x")\n    time.sleep(600)'
    )
    script = """
import threading, time, psutil
from anyuan.run.batch.batch import run_month
def kill():
    while not (small.root / "waiting").exists():
        time.sleep(0.05)
    for process in psutil.Process().children(recursive=True):
        if process.pid in workers():
            process.kill()
def workers():
    import multiprocessing
    return [p.pid for p in multiprocessing.active_children()]
threading.Thread(target=kill, daemon=True).start()
for outcome in run_month(small.batch()):
    print(outcome.spec.key, outcome.state, outcome.failure.kind if outcome.failure else "-")
"""
    said, _ = run_child(small, script, stdout=subprocess.PIPE, text=True).communicate()
    assert said.split("\n")[:-1] == [
        "county done -", "U01 done -", "U02 failed worker_died", "U03 done -",
    ]  # fmt: skip
    kept = small.places.folder / "failed" / "casework" / NOTEBOOK / "U02"
    assert (kept / "failure.json").is_file()


def family_of(pid):
    return psutil.Process(pid).children(recursive=True)


def wait_for(path, process):
    while not path.exists():
        assert process.poll() is None, "the batch ended before its notebook began"
        psutil.wait_procs([psutil.Process(process.pid)], timeout=0.05)


WAITING = '(home / "waiting").write_text("x")\ntime.sleep(600)'
BATCH = """
from anyuan.run.batch.batch import run_month
try:
    run_month(small.batch(n_workers=2))
except BaseException as error:
    print(type(error).__name__, getattr(error, "exit_code", ""))
"""


def test_a_worker_that_dies_between_two_runs_fails_none(small):
    small.plan(2)
    killed = []

    def tell(told):
        if told.kind == "finished" and not killed:
            family = psutil.Process().children(recursive=True)
            killed.extend(p for p in family if p.ppid() != os.getpid())
            for worker in killed:
                worker.kill()
            psutil.wait_procs(killed, timeout=10)

    outcomes = run_month(small.batch(tell=tell))
    assert killed and {o.state for o in outcomes} == {DONE}


def test_when_the_batch_is_killed_its_workers_and_kernels_end_by_themselves(small):
    small.plan(1)
    small.write_notebook(WAITING)
    batch = run_child(small, BATCH)
    wait_for(small.root / "waiting", batch)
    family = family_of(batch.pid)
    assert len(family) > 2
    batch.send_signal(signal.SIGKILL)
    batch.wait()
    _, alive = psutil.wait_procs(family, timeout=10)
    assert [p for p in alive if p.status() != psutil.STATUS_ZOMBIE] == []
    small.write_notebook()
    assert {o.state for o in run_month(small.batch())} == {DONE}


def test_ctrl_c_ends_the_batch_cleanly_and_the_next_call_goes_on(small):
    small.plan(2)
    small.write_notebook(f'if unit == "U02":\n    {WAITING.replace(chr(10), chr(10) + "    ")}')
    one = BATCH.replace("n_workers=2", "n_workers=1")
    batch = run_child(small, one, stdout=subprocess.PIPE, text=True)
    wait_for(small.root / "waiting", batch)
    family = family_of(batch.pid)
    batch.send_signal(signal.SIGINT)
    said, _ = batch.communicate()
    assert said.split() == ["BatchStopped", "130"]
    _, alive = psutil.wait_procs(family, timeout=10)
    assert [p for p in alive if p.status() != psutil.STATUS_ZOMBIE] == []
    runs = {name: run["state"] for name, run in small.manifest()["runs"].items()}
    assert runs.pop(f"casework/{NOTEBOOK}/U02") == "missing"
    assert set(runs.values()) == {"published"}
    assert not (small.places.folder / ".lock").exists()
    assert not (small.places.folder / ".staging").exists()
