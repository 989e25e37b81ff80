"""What every notebook of the house keeps to, so that anyone can read it and any runner run it."""

import ast
import json
import re
from pathlib import Path

import pytest

from anyuan.run.hygiene import check_notebook
from anyuan.run.plans.params import MODELS

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
ORDER = ["question", "parameters", "setup", "definitions", "load", "caveats", "close"]


def cells(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def code(path):
    return [
        (c["id"], ast.parse("".join(c["source"])), "".join(c["source"]))
        for c in cells(path)
        if c["cell_type"] == "code"
    ]


pytestmark = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)


def test_it_is_known_to_the_runner_and_has_a_plan(path):
    assert path.stem in MODELS
    assert (path.parents[1] / "params" / f"{path.stem}.yaml").is_file()


def test_it_is_clean_of_outputs_and_of_everything_that_a_run_leaves(path):
    assert check_notebook(path) == []


def test_its_parts_stand_in_order_and_cell_ids_are_words(path):
    ids = [c["id"] for c in cells(path)]
    assert [i for i in ids if i in ORDER] == ORDER
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", i) for i in ids)


def test_cells_are_short_and_hold_no_functions_and_no_loops(path):
    for cell_id, tree, source in code(path):
        assert len(source.splitlines()) <= 12, cell_id
        banned = (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While, ast.Try)
        assert not [n for n in ast.walk(tree) if isinstance(n, banned)], cell_id


def test_no_number_is_typed_into_a_cell_that_shows_something(path):
    for cell_id, tree, _ in code(path):
        texts = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)]
        typed = [t for t in texts if isinstance(t, str) and any(c.isdigit() for c in t)]
        assert not typed or cell_id == "parameters", cell_id


def test_imports_stand_in_the_setup_and_bring_only_our_own_and_pandas(path):
    for cell_id, tree, _ in code(path):
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                assert cell_id == "setup"
                names = [a.name for a in node.names]
                module = getattr(node, "module", None) or names[0]
                assert module.split(".")[0] in ("anyuan", "pandas")


def test_every_finding_is_a_computed_sentence(path):
    sources = {cell_id: source for cell_id, _, source in code(path)}
    findings = [i for i in sources if i.endswith("-finding")]
    assert findings
    assert all("run.finding(" in sources[i] for i in findings)
    assert not [i for i in findings if re.search(r"[0-9]", sources[i])]
