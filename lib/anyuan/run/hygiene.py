"""Is a notebook in git free of everything that it remembers of its last run?

Outputs, execution counts, widget state and run parameters hold names and identity numbers.
Nothing but the standard library is needed, so that the commit hook runs before any installation.
"""

import json
from pathlib import Path
from typing import Any

from anyuan.errors import ShownError
from anyuan.paths import write_text

# What a source notebook may say about itself; anything else was put there by a run or a front end.
_NOTEBOOK_METADATA = frozenset({"kernelspec", "language_info"})
_CELL_METADATA = frozenset({"tags", "editable", "deletable", "jupyter"})
_KERNEL_KEYS = frozenset({"name", "display_name", "language"})
_LANGUAGE_KEYS = frozenset({"name"})
_INJECTED = "injected-parameters"


def check_notebook(path: Path) -> list[str]:
    """Return what must be stripped from a notebook, one Chinese sentence each; empty when clean."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return [f"{path.name}：打不开（{type(error).__name__}），应是 UTF-8 文本。"]
    return check_text(text, path.name)


def check_text(text: str, name: str) -> list[str]:
    """Return the problems of a notebook given as text, each naming the file and the cell.

    A notebook without any that is still not written as `strip_notebook` writes it is one problem,
    so that two people's editors never make two versions of the same content.
    """
    notebook = _parsed(text)
    if notebook is None:
        return [f"{name}：不是有效的笔记本文件（nbformat 4 的 JSON）。"]
    metadata = notebook.get("metadata", {})
    found = [
        f"{name}：带有不该入库的元数据“{key}”。"
        for key in sorted(metadata.keys() - _NOTEBOOK_METADATA)
    ]
    for number, cell in enumerate(notebook["cells"], start=1):
        place = f"{name} 单元 {cell.get('id') or number}"
        found += [f"{place}：{what}。" for what in _cell_problems(cell)]
    if not found and text != _written(_stripped(notebook)):
        found.append(f"{name}：写法不统一，请运行 anyuan tidy。")
    return found


def strip_notebook(path: Path) -> bool:
    """Rewrite a notebook without what a run left in it; return whether the file changed.

    Cells that papermill injected go; sources, tags and cell ids stay. Raises ShownError for a file
    that is not a notebook.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        text = ""
    notebook = _parsed(text)
    if notebook is None:
        raise ShownError(
            f"{path.name} 不是有效的笔记本文件。",
            code="not_a_notebook",
            next_step="请用 JupyterLab 打开核对，或从版本库中恢复。",
        )
    clean = _written(_stripped(notebook))
    if clean == text:
        return False
    write_text(path, clean)
    return True


def _cell_problems(cell: dict[str, Any]) -> list[str]:
    found = []
    if cell.get("outputs"):
        found.append("带有运行输出")
    if cell.get("execution_count") is not None:
        found.append("带有运行序号")
    if cell.get("attachments"):
        found.append("带有附件")
    metadata = cell.get("metadata", {})
    if _INJECTED in metadata.get("tags", []):
        found.append("是运行时写入的参数")
    found += [f"带有元数据“{key}”" for key in sorted(metadata.keys() - _CELL_METADATA)]
    return found


def _stripped(notebook: dict[str, Any]) -> dict[str, Any]:
    metadata = notebook.get("metadata", {})
    kept = {}
    for key, inner in (("kernelspec", _KERNEL_KEYS), ("language_info", _LANGUAGE_KEYS)):
        if key in metadata:
            kept[key] = {k: v for k, v in metadata[key].items() if k in inner}
    return {
        "cells": [_stripped_cell(c) for c in notebook["cells"] if not _is_injected(c)],
        "metadata": kept,
        "nbformat": notebook["nbformat"],
        "nbformat_minor": notebook.get("nbformat_minor", 5),
    }


def _stripped_cell(cell: dict[str, Any]) -> dict[str, Any]:
    source = cell.get("source", "")
    text = source if isinstance(source, str) else "".join(source)
    metadata = cell.get("metadata", {})
    clean = {key: cell[key] for key in ("cell_type", "id") if key in cell}
    clean["metadata"] = {k: v for k, v in metadata.items() if k in _CELL_METADATA}
    clean["source"] = text.splitlines(keepends=True)
    if cell.get("cell_type") == "code":
        clean |= {"execution_count": None, "outputs": []}
    return clean


def _is_injected(cell: dict[str, Any]) -> bool:
    return _INJECTED in cell.get("metadata", {}).get("tags", [])


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        notebook = json.loads(text)
    except json.JSONDecodeError:
        return None
    if not isinstance(notebook, dict) or notebook.get("nbformat") != 4:
        return None
    return notebook if isinstance(notebook.get("cells"), list) else None


def _written(notebook: dict[str, Any]) -> str:
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
