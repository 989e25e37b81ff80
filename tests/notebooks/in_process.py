"""Run a notebook's own cells in this process: its real classes and its real close, no kernel."""

import ast
import json
import os
from contextlib import contextmanager
from pathlib import Path

import nbformat

from anyuan.briefing.blocks import Block
from anyuan.run.plans.plan import RunSpec
from anyuan.run.results.marks import RUN_DIR
from anyuan.run.results.receipt import write_receipt

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


def run_cells(notebook, folder, **parameters):
    """Run every cell; write what `close` writes, and executed.ipynb; return the cells' names."""
    nb = nbformat.read(NOTEBOOKS / f"{notebook}.ipynb", as_version=4)
    names = {}
    folder.mkdir(parents=True, exist_ok=True)
    with _surroundings(folder):
        for cell in nb.cells:
            if cell.cell_type == "code":
                shown = _run(cell.id, cell.source, names)
                if cell.id == "parameters":
                    names |= parameters
                if isinstance(shown, Block):
                    data = shown._repr_mimebundle_()
                    kind = "execute_result"
                    cell.outputs = [nbformat.v4.new_output(kind, data=data, execution_count=1)]
    nbformat.write(nb, folder / "executed.ipynb")
    return names


def publish(root, month, notebook, key, **parameters):
    """Run a notebook for a month into its place among the outputs, with a receipt of its own."""
    folder = root / "outputs" / month / notebook / key
    given = {"month": month, "workspace": "demo", "level": "meeting"} | parameters
    names = run_cells(notebook, folder, **given)
    run = names["run"]
    spec = RunSpec(notebook, key, "meeting", notebook, 60, run.parameters)
    write_receipt(folder, spec, {"files": ["as received"]}, "print", "run")
    return run


def facts_of(folder):
    """Return what a run's close wrote."""
    return json.loads((folder / "figures.json").read_text(encoding="utf-8"))


def _run(name, source, names):
    tree = ast.parse(source)
    if not isinstance(tree.body[-1], ast.Expr):
        exec(compile(tree, name, "exec"), names)
        return None
    exec(compile(ast.Module(tree.body[:-1], []), name, "exec"), names)
    return eval(compile(ast.Expression(tree.body[-1].value), name, "eval"), names)


@contextmanager
def _surroundings(folder):
    before = os.environ.get(RUN_DIR)
    os.environ[RUN_DIR] = str(folder)
    try:
        yield
    finally:
        os.environ.pop(RUN_DIR) if before is None else os.environ.update({RUN_DIR: before})
