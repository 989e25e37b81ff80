"""A kernel may be built before the fork: neither its process nor a notebook can tell."""

import subprocess
import sys

import pytest
from run.awkward_cells import AWKWARD
from run.executed_pairs import execute_by, write_notebook

from anyuan.run.engine import forked_kernel, papermill_engine

pytestmark = pytest.mark.skipif(
    not papermill_engine.can_fork(), reason="nothing is forked on this system"
)

# In a process of its own: pytest has what a shell sets.
UNTOUCHED = """
import builtins, os, sys, threading, warnings
from IPython import get_ipython
from anyuan.run.engine.forked_kernel import build_ahead

def state():
    hooks = (sys.stdout, sys.stderr, sys.displayhook, sys.excepthook)
    names = [hasattr(sys, "ps1"), hasattr(builtins, "display"), hasattr(builtins, "__IPYTHON__")]
    running = [t.name for t in threading.enumerate()]
    places = sys.modules["__main__"], list(sys.path), dict(os.environ)
    return places, hooks, names, list(warnings.filters), running, get_ipython()

before = state()
build_ahead()
after = state()
assert after == before, (before, after)
assert get_ipython() is None
sys.stdout.write("untouched")
"""


def test_a_process_that_builds_a_kernel_ahead_stays_as_it_was():
    done = subprocess.run(
        [sys.executable, "-c", UNTOUCHED], capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stdout) == (0, "untouched"), done.stderr


@pytest.fixture
def ahead(monkeypatch):
    """Build a kernel ahead, for this test alone; let kernels watch what is printed past Python."""
    monkeypatch.delenv("PYTEST_CURRENT_TEST", raising=False)
    monkeypatch.setattr(forked_kernel, "_AHEAD", [])
    before = papermill_engine.notes()
    yield forked_kernel.build_ahead
    assert papermill_engine.notes() == before, "the stock engine was asked"


@pytest.mark.parametrize("name", AWKWARD)
def test_an_awkward_notebook_ends_alike_in_a_kernel_built_ahead(name, tmp_path, ahead):
    source = write_notebook(tmp_path / "in.ipynb", AWKWARD[name])
    anew = execute_by("anyuan", source, tmp_path / "anew.ipynb")
    assert anew[0].startswith("DeadKernelError") == (name in ("os_exit", "killed"))
    ahead()
    assert execute_by("anyuan", source, tmp_path / "ahead.ipynb") == anew
