"""A notebook's code once more, as plain Python."""

import os
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from anyuan.errors import ShownError
from anyuan.run.explain.replaying import pinned, replay


def notebook(tmp_path, *sources):
    cells = [new_code_cell(source, id=f"cell-{n}") for n, source in enumerate(sources)]
    cells[0].metadata["tags"] = ["parameters"]
    path = tmp_path / "small.ipynb"
    nbformat.write(new_notebook(cells=cells), path)
    return path


def test_parameters_are_those_given_and_values_shown_are_kept(tmp_path):
    path = notebook(tmp_path, 'month = "2024-01"', "run = month\nmonth", "x = 1")
    done = replay(path, {"month": "2024-09"})
    assert done.run == "2024-09"
    assert done.shown == {"cell-1": "2024-09"}


def test_what_a_run_writes_goes_where_nobody_finds_it(tmp_path, monkeypatch):
    monkeypatch.setenv("ANYUAN_RUN_DIR", str(tmp_path))
    path = notebook(tmp_path, "x = 1", 'import os\nrun = os.environ["ANYUAN_RUN_DIR"]')
    folder = replay(path, {}).run
    assert folder != str(tmp_path)
    assert not Path(folder).exists()
    assert os.environ["ANYUAN_RUN_DIR"] == str(tmp_path)


def test_a_cell_that_fails_is_named(tmp_path):
    with pytest.raises(ShownError, match="cell-1") as caught:
        replay(notebook(tmp_path, "x = 1", "1 / 0"), {})
    assert caught.value.code == "replay_failed"


def test_day_and_moment_of_the_receipt_are_pinned():
    receipt = {
        "parameters": {"month": "2024-09", "as_of": "", "known_at": ""},
        "as_of": "2024-09-30",
        "known_at": "2024-10-20T00:00:00+08:00",
    }
    assert pinned(receipt)["as_of"] == "2024-09-30"
    assert pinned(receipt)["known_at"] == "2024-10-20T00:00:00+08:00"
