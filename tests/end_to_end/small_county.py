"""A small rehearsal county in a project folder of its own, made once for a file of tests."""

import shutil
from pathlib import Path

from anyuan.casebook import Casebook
from anyuan.codebook import read_county
from anyuan.period import Month
from anyuan.rehearsal.demo import DemoOrder, make_demo
from anyuan.run.dropout_month import load_dropout_month
from anyuan.run.params import MODELS

HOME = Path(__file__).parents[2]
N_CHILDREN = 1500


def make_home(folder: Path, only: str = "") -> Path:
    """Copy what a project folder needs: params and notebooks; runs of one notebook `only`."""
    for part in ("params", "notebooks"):
        shutil.copytree(HOME / part, folder / part)
    for notebook in MODELS if only else ():
        if notebook != only:
            text = f'notebook: {notebook}\ntitle: 标题\ntimeout_seconds: "60"\nruns: []\n'
            (folder / "params" / f"{notebook}.yaml").write_text(text, encoding="utf-8")
    return folder


def make_county(root: Path, *months: str, n_children: int = N_CHILDREN) -> Path:
    """Make and receive months of a small county; return the workspace."""
    workspace = root / "casework" / "demo"
    order = DemoOrder(workspace, root, tuple(map(Month.parse, months)), n_children)
    assert make_demo(order)
    return workspace


def load(workspace: Path, month: str, **how):
    """Load the dropout question of a month."""
    county = read_county(HOME / "params" / "county.yaml")
    casebook = Casebook.open(workspace)
    book = county.rule_book()
    return load_dropout_month(workspace, casebook, county, book, month=Month.parse(month), **how)
