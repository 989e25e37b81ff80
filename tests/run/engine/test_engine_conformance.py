"""Our engine gives the notebook that the stock engine gives; what is put aside before comparing is
told in executed_pairs.

Of the marks of time, papermill's (start, end, duration) and the kernel's are taken out; all else,
tracebacks too, must be the same text.
"""

import pytest
from end_to_end.small_county import autumn_county, living_in
from run.awkward_cells import AWKWARD, ENDLESS
from run.executed_pairs import execute_by, pages_by_both, write_notebook

from anyuan.period import Month
from anyuan.run.batch.batch import Batch, preview_month
from anyuan.run.engine import papermill_engine

pytestmark = pytest.mark.skipif(
    not papermill_engine.can_fork(), reason="nothing is forked on this system"
)
ENGINES = ("anyuan", "stock")


@pytest.fixture(autouse=True)
def without_pytests_mark(monkeypatch):
    """Let kernels watch their file descriptors, which they leave alone where pytest runs."""
    monkeypatch.delenv("PYTEST_CURRENT_TEST", raising=False)
    monkeypatch.setattr(papermill_engine, "_told", {})
    yield
    assert papermill_engine.notes() == (), "the stock engine was compared with itself"


def by_stock_that_answers(source, out):
    """Execute by the stock engine, again when it waits without end for a reply that has come.

    A widget's message that is sent while nbclient waits on the same socket can swallow the sign
    that there is something to read: https://github.com/jupyter/nbclient/issues/312
    """
    for _ in range(5):
        made = execute_by("stock", source, out, execution_timeout=60)
        if not made[0].startswith("CellTimeoutError"):
            break
    return made


@pytest.mark.parametrize("name", AWKWARD)
def test_an_awkward_notebook_ends_alike(name, tmp_path):
    source = write_notebook(tmp_path / "in.ipynb", AWKWARD[name])
    ours = execute_by("anyuan", source, tmp_path / "anyuan.ipynb")
    stock = by_stock_that_answers(source, tmp_path / "stock.ipynb")
    if ours[0].startswith("DeadKernelError"):
        # Whether a dying kernel's word that it begins a cell still comes through is chance.
        for _, book in (ours, stock):
            for cell in book["cells"]:
                del cell["execution_count"]
    assert ours == stock


@pytest.mark.parametrize("name", ENDLESS)
def test_a_cell_without_end_is_cut_off_alike(name, tmp_path):
    source = write_notebook(tmp_path / "in.ipynb", ENDLESS[name])
    ours, stock = (
        execute_by(e, source, tmp_path / f"{e}.ipynb", execution_timeout=4) for e in ENGINES
    )
    # A kernel is interrupted before it is shut down: its last words are read, or they are not. And
    # one that computes in C may not come to say that it begins.
    for _, book in (ours, stock):
        for cell in book["cells"]:
            said = cell["outputs"]
            cell["outputs"] = [one for one in said if one.get("ename") != "KeyboardInterrupt"]
            if name == "endless_in_c":
                del cell["execution_count"]
    assert ours == stock
    assert ours[0].startswith("CellTimeoutError")


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    """A small county's home, its 2024-10 received."""
    with living_in(autumn_county(tmp_path_factory)) as root:
        yield root


def planned(root):
    """Return the month's runs, one for each notebook, level and way of being spread."""
    runs = [spec for spec, _ in preview_month(Batch(root, Month(2024, 10), "demo"))]
    kinds = {(s.notebook, s.level, s.key == "county"): s for s in runs}
    # The meeting's page is drawn from published ones: see end_to_end/test_made_month.
    return [spec for spec in kinds.values() if spec.notebook != "joint_meeting"]


@pytest.mark.slow
def test_every_real_notebook_gives_the_same_page_tables_and_figures(county, tmp_path, monkeypatch):
    specs = planned(county)
    assert {spec.notebook for spec in specs} >= {
        "dropout_headcount",
        "bullying_mapping",
        "incident_review",
    }
    for n, spec in enumerate(specs):
        ours, stock = pages_by_both(spec, county, tmp_path / str(n), monkeypatch)
        assert ours[0] is None and ours == stock, spec.name


CHANGES = """
import builtins, os, sys, warnings
import matplotlib as mpl, numpy as np, pandas as pd
pd.set_option("display.max_rows", 3); mpl.rcParams["lines.linewidth"] = 9
os.chdir("/"); os.environ["ANYUAN_HOME"] = "/nowhere"; sys.path.insert(0, "/nowhere")
builtins.ascii = lambda x: 7; warnings.simplefilter("error"); np.random.seed(1)
"""
LOOKS = (
    "import os, sys, warnings\nimport matplotlib.pyplot as plt\nimport pandas as pd",
    "pd.get_option('display.max_rows'), plt.rcParams['lines.linewidth'], ascii(1)",
    "os.getcwd(), os.environ.get('ANYUAN_HOME'), '/nowhere' in sys.path",
    "warnings.warn('seen')",
    "plt.plot([1, 2, 3])\nNone",
    "pd.DataFrame({'a': range(100)})",
)


def test_a_notebook_after_another_gives_the_bytes_that_it_gives_alone(tmp_path):
    first = write_notebook(tmp_path / "first.ipynb", [CHANGES])
    second = write_notebook(tmp_path / "second.ipynb", LOOKS)
    alone = execute_by("anyuan", second, tmp_path / "alone.ipynb")
    assert execute_by("anyuan", first, tmp_path / "changed.ipynb")[0] == ""
    after = execute_by("anyuan", second, tmp_path / "after.ipynb")
    assert after == alone
    assert alone[0] == ""


def test_random_numbers_differ_from_run_to_run(tmp_path):
    cells = ["import random\nimport numpy as np", "print(random.random(), np.random.rand())"]
    source = write_notebook(tmp_path / "in.ipynb", cells)
    said = [
        execute_by("anyuan", source, tmp_path / f"{n}.ipynb")[1]["cells"][1]["outputs"]
        for n in range(2)
    ]
    assert said[0] != said[1]
