"""After preload a process has no thread, and its forks can use every library that runs use."""

import os
import subprocess
import sys

import pytest

from anyuan.run.engine.papermill_engine import can_fork

pytestmark = pytest.mark.skipif(not can_fork(), reason="nothing is forked on this system")

# In a process of its own: what pytest has imported before would not be imported by preload.
FORKS = """
import os, sys, threading, traceback
from anyuan.run.engine.warm import preload
preload()
assert [t.name for t in threading.enumerate()] == ["MainThread"], threading.enumerate()

def use():
    import duckdb, numpy, pandas, pyarrow, pyarrow.compute
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    frame = pandas.DataFrame({"a": range(1000)})
    assert numpy.ones((300, 300)).dot(numpy.ones((300, 300)))[0, 0] == 300
    held = pyarrow.Table.from_pandas(frame)
    assert pyarrow.compute.sum(held["a"]).as_py() == 499500
    assert duckdb.connect().execute("select sum(a) from held").fetchone()[0] == 499500
    figure = Figure(); FigureCanvasAgg(figure); figure.add_subplot().plot([1, 2])
    figure.canvas.draw()

for n in range(50):
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            use()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    assert os.waitpid(pid, 0)[1] == 0, n
assert threading.active_count() == 1
sys.stdout.write("50 forks")
"""


def test_fifty_forks_of_a_warm_process_use_its_libraries_and_end():
    done = subprocess.run(
        [sys.executable, "-c", FORKS], capture_output=True, text=True, timeout=240, check=False
    )
    assert (done.returncode, done.stdout) == (0, "50 forks"), done.stderr


def test_a_font_that_is_not_to_be_had_is_left_for_a_page_to_tell_of():
    script = "from anyuan.run.engine.warm import preload; preload(); print('warm')"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"ANYUAN_FONT": "没有这种字体"},
        capture_output=True,
        encoding="utf-8",
        timeout=240,
        check=False,
    )
    assert (done.returncode, done.stdout.strip()) == (0, "warm"), done.stderr
