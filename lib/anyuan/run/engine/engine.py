"""Run one notebook by papermill and say whether it really finished.

papermill's own marks are not believed: a killed or timed-out kernel leaves a notebook that looks
finished. Success is the end mark that the notebook's last cell writes into the run's folder.
"""

import json
import os
import warnings
from dataclasses import dataclass
from pathlib import Path

import nbformat
import papermill

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
    executed = folder / EXECUTED
    before = os.environ.get(RUN_DIR)
    os.environ[RUN_DIR] = str(folder.resolve())
    os.environ.setdefault("PYTHONUTF8", "1")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # papermill's and nbformat's own, not ours to mend
            papermill.execute_notebook(
                _escaped(notebook),
                _escaped(executed),
                parameters=spec.parameters,
                kernel_name="python3",
                engine_name=NAME,
                kept=str(executed),
                progress_bar=False,
                request_save_on_cell_execute=False,
                execution_timeout=spec.timeout_seconds,
                log_output=False,
            )
    except papermill.PapermillExecutionError as error:
        return RunFailure("failed", _failing_cell(executed), _in_words(error))
    except Exception as error:  # whatever nbclient or the kernel raise: the batch goes on
        kind = {"CellTimeoutError": "timeout", "DeadKernelError": "kernel_died"}.get(
            type(error).__name__, "failed"
        )
        return RunFailure(kind, _last_begun(executed), type(error).__name__)
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


def _escaped(path: Path) -> str:
    # papermill passes paths through str.format
    return str(path).replace("{", "{{").replace("}", "}}")


def _has_end_mark(folder: Path) -> bool:
    try:
        mark = json.loads((folder / END_MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return mark.get("end_mark") == COMPLETE


def _failing_cell(executed: Path) -> str:
    if not executed.is_file():
        return ""
    for cell in nbformat.read(executed, as_version=4).cells:
        if any(output.output_type == "error" for output in cell.get("outputs", [])):
            return cell.id
    return ""


def _last_begun(executed: Path) -> str:
    """Return the id of the last cell that was begun: of a run that was cut off, where it was."""
    if not executed.is_file():
        return ""
    cells = nbformat.read(executed, as_version=4).cells
    begun = [c.id for c in cells if c.metadata.get("papermill", {}).get("start_time")]
    return begun[-1] if begun else ""


def _in_words(error: papermill.PapermillExecutionError) -> str:
    # Only our own messages are free of names and numbers; of others the kind must do.
    return error.evalue if error.ename == "ShownError" else error.ename
