"""A notebook in git remembers nothing of the children it was last run on."""

import json

import nbformat
import pytest
from nbformat import v4

from anyuan.errors import ShownError
from anyuan.run.hygiene import check_notebook, check_text, strip_notebook

NAME = "王小满（合成）"


def clean_notebook():
    cells = [
        v4.new_markdown_cell("# 问题", id="question"),
        v4.new_code_cell("month = '2024-09'\nlevel = 'meeting'", id="parameters"),
    ]
    cells[1].metadata["tags"] = ["parameters"]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def used_notebook():
    """A notebook as a batch and a person with widgets leave it."""
    notebook = clean_notebook()
    code = notebook.cells[1]
    code.execution_count = 7
    code.outputs = [v4.new_output("stream", text=NAME)]
    code.metadata["papermill"] = {"duration": 1.5}
    code.metadata["execution"] = {"iopub.execute_input": "2024-10-08T01:00:00Z"}
    notebook.cells[0]["attachments"] = {"x.png": {"image/png": "AAAA"}}
    injected = v4.new_code_cell(f"child = '{NAME}'", id="injected")
    injected.metadata["tags"] = ["injected-parameters"]
    notebook.cells.append(injected)
    notebook.metadata["papermill"] = {"parameters": {"child": NAME}}
    notebook.metadata["widgets"] = {"state": {"options": [NAME]}}
    notebook.metadata["language_info"] = {"name": "python", "version": "3.11.7"}
    return notebook


@pytest.fixture
def save(tmp_path):
    def save(notebook):
        path = tmp_path / "x.ipynb"
        nbformat.write(notebook, path)
        return path

    return save


def test_a_clean_notebook_as_jupyter_saves_it_passes(save):
    assert check_notebook(save(clean_notebook())) == []


def test_everything_that_a_run_leaves_is_told_with_its_place(save):
    assert check_notebook(save(used_notebook())) == [
        "x.ipynb：带有不该入库的元数据“papermill”。",
        "x.ipynb：带有不该入库的元数据“widgets”。",
        "x.ipynb 单元 question：带有附件。",
        "x.ipynb 单元 parameters：带有运行输出。",
        "x.ipynb 单元 parameters：带有运行序号。",
        "x.ipynb 单元 parameters：带有元数据“execution”。",
        "x.ipynb 单元 parameters：带有元数据“papermill”。",
        "x.ipynb 单元 injected：是运行时写入的参数。",
    ]


def test_stripping_leaves_the_source_and_nothing_of_the_run(save):
    path = save(used_notebook())

    assert strip_notebook(path) is True

    assert check_notebook(path) == []
    assert NAME not in path.read_text(encoding="utf-8")
    left = nbformat.read(path, as_version=4)
    nbformat.validate(left)
    assert [(c.id, c.source) for c in left.cells] == [
        (c.id, c.source) for c in clean_notebook().cells
    ]
    assert left.cells[1].metadata == {"tags": ["parameters"]}
    assert left.metadata.language_info == {"name": "python"}


def test_stripping_twice_changes_nothing_more(save):
    path = save(used_notebook())
    strip_notebook(path)
    once = path.read_bytes()

    assert strip_notebook(path) is False
    assert path.read_bytes() == once


@pytest.mark.parametrize(
    "spoil",
    [
        lambda n: n.cells[1].update(execution_count=1),
        lambda n: n.cells[1].outputs.append(v4.new_output("display_data", {"text/plain": "1"})),
        lambda n: n.cells[0].metadata.update(note="x"),
        lambda n: n.metadata.update(author="x"),
        lambda n: n.metadata.update(widgets={}),
        lambda n: n.metadata.update(language_info={"name": "python", "version": "3.11.7"}),
        lambda n: n.metadata.kernelspec.update(path="x"),
    ],
)
def test_each_trace_alone_is_seen_and_goes(spoil, save):
    notebook = clean_notebook()
    spoil(notebook)
    path = save(notebook)

    assert len(check_notebook(path)) == 1
    strip_notebook(path)
    assert check_notebook(path) == []


def test_the_same_content_written_otherwise_is_not_tidy(save):
    path = save(clean_notebook())
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8"))), encoding="utf-8")

    assert check_notebook(path) == ["x.ipynb：写法不统一，请运行 anyuan tidy。"]


@pytest.mark.parametrize("text", ["", "x = 1", "[]", '{"nbformat": 3}', '{"nbformat": 4}', "null"])
def test_what_is_no_notebook_is_said_to_be_none(text, tmp_path):
    path = tmp_path / "x.ipynb"
    path.write_text(text, encoding="utf-8")

    assert check_notebook(path) == ["x.ipynb：不是有效的笔记本文件（nbformat 4 的 JSON）。"]
    with pytest.raises(ShownError, match=r"x\.ipynb 不是有效的笔记本文件"):
        strip_notebook(path)
    assert path.read_text(encoding="utf-8") == text


def test_a_file_that_cannot_be_read_is_said(tmp_path):
    (tmp_path / "gbk.ipynb").write_bytes("单元".encode("gb18030"))

    assert "UnicodeDecodeError" in check_notebook(tmp_path / "gbk.ipynb")[0]
    with pytest.raises(ShownError):
        strip_notebook(tmp_path / "gbk.ipynb")
    assert "FileNotFoundError" in check_notebook(tmp_path / "none.ipynb")[0]


def test_a_cell_without_an_id_is_told_by_its_number():
    cell = {"cell_type": "code", "source": ["1"], "metadata": {}, "execution_count": 3}
    text = json.dumps({"nbformat": 4, "cells": [cell]})

    assert check_text(text, "x.ipynb") == ["x.ipynb 单元 1：带有运行序号。"]
