"""Desks of casework/ are as clean and as thin as the notebooks, though no runner runs them."""

import ast
import json
import re
from pathlib import Path

import pytest

from anyuan.run.hygiene import check_notebook

DESKS = sorted((Path(__file__).parents[2] / "casework").glob("*.ipynb"))
pytestmark = pytest.mark.parametrize("path", DESKS, ids=lambda p: p.stem)


def notebook(path):
    return json.loads(path.read_text(encoding="utf-8"))


def code(path):
    cells = (c for c in notebook(path)["cells"] if c["cell_type"] == "code")
    return {c["id"]: "".join(c["source"]) for c in cells}


def test_it_holds_no_output_no_count_and_no_state_of_a_control(path):
    assert check_notebook(path) == []
    assert "widgets" not in notebook(path)["metadata"]


def test_it_is_question_parameters_setup_and_the_desk_and_no_more(path):
    ids = [c["id"] for c in notebook(path)["cells"]]
    assert ids == ["question", "parameters", "setup", "desk"]
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", i) for i in ids)
    tags = {c["id"]: c["metadata"].get("tags", []) for c in notebook(path)["cells"]}
    assert tags["parameters"] == ["parameters"]


def test_it_imports_our_own_only_and_holds_no_logic(path):
    for cell_id, source in code(path).items():
        tree = ast.parse(source)
        assert len(source.splitlines()) <= 12
        banned = (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While, ast.Try, ast.If)
        assert not [n for n in ast.walk(tree) if isinstance(n, banned)], cell_id
        imports = [n for n in ast.walk(tree) if isinstance(n, ast.Import | ast.ImportFrom)]
        assert not imports or cell_id == "setup"
        assert all(n.module.split(".")[0] == "anyuan" for n in imports)
