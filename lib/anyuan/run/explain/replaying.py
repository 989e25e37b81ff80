"""A published run once more: its notebook's code as plain Python, with everything pinned.

No kernel and no page: the cells are executed here, what they would display is kept as values, and
what `close` writes goes to a folder that is thrown away.
"""

import ast
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat

from anyuan.errors import ShownError
from anyuan.run.results.marks import RUN_DIR


@dataclass(frozen=True)
class Replayed:
    """What a run gave the second time.

    `run` is the notebook's own; `shown` are the values that its cells end with, by cell id.
    """

    run: Any
    shown: dict[str, Any] = field(default_factory=dict)

    @property
    def members(self) -> dict[str, tuple[str, ...]]:
        """The ids counted behind each figure and cell, by their ids."""
        return self.run.kept.members

    @property
    def figures(self) -> dict[str, dict]:
        """The figures as figures.json has them, by id."""
        return {one["figure_id"]: one for one in self.run.kept.figure_records()}

    @property
    def tables(self) -> dict[str, dict]:
        """The tables as figures.json has them, by name."""
        return self.run.kept.table_records()

    def derivations(self, figure_id: str, table: str) -> str | list[str]:
        """How a number without members comes about: a sentence, or ids of others of the page.

        Of a cell: what is said of its column, of its row, or of the whole table.
        """
        kept = self.run.kept
        if not table:
            return kept.derivations.get(figure_id, [])
        told = kept.table_derivations.get(table, {})
        row, _, column = figure_id.removeprefix(f"{table}.").rpartition(".")
        return next((told[key] for key in (column, row, "") if key in told), [])


def replay(notebook: Path, parameters: Mapping[str, str]) -> Replayed:
    """Execute a notebook's code cells with these parameters, in this process.

    Raises ShownError `replay_failed`, naming the cell, for what is no ShownError of its own.
    """
    cells = nbformat.read(notebook, as_version=4).cells
    names: dict[str, Any] = {"__name__": "__anyuan_replay__"}
    shown: dict[str, Any] = {}
    with _thrown_away():
        for cell in cells:
            if cell.cell_type != "code":
                continue
            try:
                value = _execute(cell.source, cell.id, names)
            except ShownError:
                raise
            except Exception as error:
                raise ShownError(
                    f"重新计算 {notebook.stem} 时单元格 {cell.id} 出错：{type(error).__name__}。",
                    code="replay_failed",
                    next_step="请先重新生成该简报（anyuan month），看能否运行。",
                ) from error
            if "parameters" in cell.metadata.get("tags", ()):
                names |= dict(parameters)
            if value is not None:
                shown[cell.id] = value
    return Replayed(names["run"], shown)


def pinned(receipt: Mapping[str, Any]) -> dict[str, str]:
    """Return a receipt's parameters with the day and the moment that its run had."""
    pins = {"as_of": receipt["as_of"], "known_at": receipt["known_at"]}
    return {**receipt["parameters"], **pins}


def _execute(source: str, place: str, names: dict[str, Any]) -> Any:
    """Execute a cell and return the value of its last expression, None where it has none."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, place, "exec"), names)
    if last is None:
        return None
    return eval(compile(ast.Expression(last.value), place, "eval"), names)


@contextmanager
def _thrown_away() -> Iterator[None]:
    before = os.environ.get(RUN_DIR)
    with tempfile.TemporaryDirectory(prefix="anyuan-") as folder:
        os.environ[RUN_DIR] = folder
        try:
            yield
        finally:
            if before is None:
                del os.environ[RUN_DIR]
            else:
                os.environ[RUN_DIR] = before
