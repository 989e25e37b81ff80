"""Small rehearsal counties in project folders of their own, each with its key.

One of them is made once for a whole run of the tests; each file of tests gets a copy to spoil.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest

from anyuan.casebook import Casebook
from anyuan.codebook import read_county
from anyuan.period import Month
from anyuan.rehearsal.deliveries import QUESTIONS
from anyuan.rehearsal.demo import DemoOrder, make_demo
from anyuan.run.batch.guard import guarding
from anyuan.run.months.dropout_month import load_dropout_month
from anyuan.run.plans.params import MODELS

HOME = Path(__file__).parents[2]
N_CHILDREN = 1500
AUTUMN = (Month(2024, 8), Month(2024, 9), Month(2024, 10))
N_IN_AUTUMN = 400


def make_home(folder: Path, only: str = "") -> Path:
    """Copy what a project folder needs: params and notebooks; runs of one notebook `only`."""
    for part in ("params", "notebooks"):
        shutil.copytree(HOME / part, folder / part)
    leave_only(folder, only)
    return folder


def leave_only(folder: Path, only: str) -> None:
    """Plan no run of any notebook but one; "" leaves all."""
    for notebook in MODELS if only else ():
        if notebook != only:
            text = f'notebook: {notebook}\ntitle: 标题\ntimeout_seconds: "60"\nruns: []\n'
            (folder / "params" / f"{notebook}.yaml").write_text(text, encoding="utf-8")


def make_county(root: Path, *months: str, n_children: int = N_CHILDREN) -> Path:
    """Make and receive months of a small county; return the workspace."""
    workspace = root / "casework" / "demo"
    order = DemoOrder(workspace, root, tuple(map(Month.parse, months)), n_children)
    assert make_demo(order)
    return workspace


def autumn_county(temporary: pytest.TempPathFactory, only: str = "") -> Path:
    """Return a project folder of the file's own: three months of every question's files received,
    linked and worked. All workers of a run share the making."""
    # a worker's own folder lies in the run's
    shared = temporary.getbasetemp()
    shared = shared.parent if shared.name.startswith("popen-") else shared
    kept = shared / "autumn"
    with guarding(shared / "autumn.guard"):
        if not kept.exists():
            made = make_home(shared / "autumn.making")
            with living_in(made):
                order = DemoOrder(
                    made / "casework" / "demo", made, AUTUMN, N_IN_AUTUMN, questions=QUESTIONS
                )
                assert make_demo(order)
            made.rename(kept)
    root = temporary.mktemp("home")
    shutil.copytree(kept, root, dirs_exist_ok=True)
    leave_only(root, only)
    return root


@contextmanager
def living_in(root: Path) -> Iterator[Path]:
    """Point the program at a project folder and the key that lies in it, while the block runs.

    A folder without a key gets the same one every time: the children's codes, and with them the
    order of the rows, follow from it.
    """
    key = root / "secret" / "key"
    if not key.exists():
        key.parent.mkdir(mode=0o700, parents=True)
        key.touch(mode=0o600)
        key.write_text("0123456789abcdef" * 4, encoding="ascii")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANYUAN_HOME", str(root))
        patch.setenv("ANYUAN_KEY_FILE", str(key))
        yield root


def one_away(people: pd.DataFrame, day: str) -> str:
    """Return a child on a roll and away of whom nobody but the school spoke from a day on.

    Only the school's word keeps this one counted, so that its return on the day ends it.
    """
    is_away = (people["status"] == "dropped_out") & people["on_roll"] & people["is_away"]
    spoke = people["case_said_on"].ge(day) | people["surveyed_on"].ge(day)
    return people[is_away & ~spoke].index[0]


def load(workspace: Path, month: str, **how):
    """Load the dropout question of a month."""
    county = read_county(HOME / "params" / "county.yaml")
    casebook = Casebook.open(workspace)
    book = county.rule_book()
    return load_dropout_month(workspace, casebook, county, book, month=Month.parse(month), **how)
