"""Run one notebook by papermill and say whether it really finished.

papermill's own marks are not believed: a killed or timed-out kernel leaves a notebook that looks
finished. Success is the end mark that the notebook's last cell writes into the run's folder.
"""

import json
import os
import warnings
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import nbformat
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.execute import (
    prepare_notebook_metadata,
    raise_for_execution_errors,
    remove_error_markers,
)
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

from anyuan.paths import write_record
from anyuan.run.engine.papermill_engine import NAME, notes
from anyuan.run.plans.plan import RunSpec
from anyuan.run.results.marks import COMPLETE, END_MARK, EXECUTED, RUN_DIR


@dataclass(frozen=True)
class RunFailure:
    """Why a run did not finish: `kind` is failed, timeout, kernel_died or no_end_mark.

    `cell` is the id of the cell that failed (may be ""); `message` holds no traceback.
    """

    kind: str
    cell: str
    message: str


def execute(spec: RunSpec, notebook: Path, folder: Path) -> RunFailure | None:
    """Execute a notebook into `folder`/executed.ipynb; return None when it finished.

    The notebook runs in a fork of this process (papermill_engine says when not). The folder must
    exist. Whatever was written stays there for whoever looks into a failure: the notebook so far
    too, whether a cell failed, took too long or ended its process.
    """
    book = nbformat.v4.new_notebook()
    before = os.environ.get(RUN_DIR)
    os.environ[RUN_DIR] = str(folder.resolve())
    os.environ.setdefault("PYTHONUTF8", "1")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # papermill's and nbformat's own, not ours to mend
            book = _prepared(spec, notebook)
            papermill_engines.execute_notebook_with_engine(
                NAME,
                book,
                kernel_name="python3",
                progress_bar=False,
                autosave_cell_every=0,
                execution_timeout=spec.timeout_seconds,
            )
            raise_for_execution_errors(book, str(folder / EXECUTED))
            _write(book, folder)
    except PapermillExecutionError as error:
        return RunFailure("failed", _failing_cell(book), _in_words(error))
    except Exception as error:  # whatever nbclient or the kernel raise: the batch goes on
        with suppress(OSError):  # a full disk is told as such
            _write(book, folder)
        kind = {"CellTimeoutError": "timeout", "DeadKernelError": "kernel_died"}.get(
            type(error).__name__, "failed"
        )
        return RunFailure(kind, _last_begun(book), type(error).__name__)
    finally:
        if before is None:
            os.environ.pop(RUN_DIR, None)
        else:
            os.environ[RUN_DIR] = before
    if not _has_end_mark(folder):
        return RunFailure("no_end_mark", "", "笔记本没有写下结束标记")
    return None


def engine_notes() -> tuple[str, ...]:
    """Return why runs of this process were left to papermill's own engine, for whoever tells it.

    Empty while every run had a fork of its own; each reason once.
    """
    return notes()


def _prepared(spec: RunSpec, notebook: Path) -> nbformat.NotebookNode:
    """Return the notebook with the run's parameters, as papermill prepares it.

    Names stand for paths in its metadata, which else tell where on this machine it lay.
    """
    book = load_notebook_node(str(notebook))
    book = parameterize_notebook(book, spec.parameters, kernel_name="python3", engine_name=NAME)
    return remove_error_markers(prepare_notebook_metadata(book, notebook.name, EXECUTED))


def _write(book: nbformat.NotebookNode, folder: Path) -> None:
    """Write what was executed, in one line a part and not indented as papermill does.

    json indents by Python's own encoder, ten times as slow as its C.
    """
    write_record(folder / EXECUTED, book)


def _has_end_mark(folder: Path) -> bool:
    try:
        mark = json.loads((folder / END_MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return mark.get("end_mark") == COMPLETE


def _failing_cell(book: nbformat.NotebookNode) -> str:
    for cell in book.cells:
        if any(output.output_type == "error" for output in cell.get("outputs", [])):
            return cell.id
    return ""


def _last_begun(book: nbformat.NotebookNode) -> str:
    """Return the id of the last cell that was begun: of a run that was cut off, where it was."""
    begun = [c.id for c in book.cells if c.metadata.get("papermill", {}).get("start_time")]
    return begun[-1] if begun else ""


def _in_words(error: PapermillExecutionError) -> str:
    # Only our own messages are free of names and numbers; of others the kind must do.
    return error.evalue if error.ename == "ShownError" else error.ename
