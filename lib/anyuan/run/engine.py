"""Run one notebook by papermill and say whether it really finished.

papermill's own marks are not believed: a killed or timed-out kernel leaves a notebook that looks
finished. Success is the end mark that the notebook's last cell writes into the run's folder.
"""

import json
import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
import papermill
from traitlets.config import Config

from anyuan.run.marks import COMPLETE, END_MARK, RUN_DIR
from anyuan.run.plan import RunSpec


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

    The folder must exist. Whatever was written stays there for whoever looks into a failure.
    """
    executed = folder / "executed.ipynb"
    before = os.environ.get(RUN_DIR)
    os.environ[RUN_DIR] = str(folder.resolve())
    os.environ.setdefault("PYTHONUTF8", "1")
    try:
        with warnings.catch_warnings(), _private_transport() as transport:
            warnings.simplefilter("ignore")  # papermill's and nbformat's own, not ours to mend
            papermill.execute_notebook(
                _escaped(notebook),
                _escaped(executed),
                parameters=spec.parameters,
                kernel_name="python3",
                progress_bar=False,
                request_save_on_cell_execute=False,
                execution_timeout=spec.timeout_seconds,
                log_output=False,
                config=Config({"KernelManager": transport}),
            )
    except papermill.PapermillExecutionError as error:
        return RunFailure("failed", _failing_cell(executed), _in_words(error))
    except Exception as error:  # whatever nbclient or the kernel raise: the batch goes on
        kind = {"CellTimeoutError": "timeout", "DeadKernelError": "kernel_died"}.get(
            type(error).__name__, "failed"
        )
        return RunFailure(kind, _failing_cell(executed), type(error).__name__)
    finally:
        if before is None:
            os.environ.pop(RUN_DIR, None)
        else:
            os.environ[RUN_DIR] = before
    if not _has_end_mark(folder):
        return RunFailure("no_end_mark", "", "笔记本没有写下结束标记")
    _forget_paths(executed)
    return None


@contextmanager
def _private_transport() -> Iterator[dict[str, str]]:
    """Give a kernel channels for this account and this run alone.

    On plain TCP every account of the machine could listen. Left to itself a kernel lays its sockets
    into the current folder, where those of a run beside it lie under the same names.
    """
    if os.name != "posix":
        yield {"transport_encryption": "required"}
        return
    with tempfile.TemporaryDirectory(prefix="anyuan-") as folder:
        yield {"transport": "ipc", "ip": str(Path(folder) / "kernel")}


def _escaped(path: Path) -> str:
    # papermill passes paths through str.format
    return str(path).replace("{", "{{").replace("}", "}}")


def _has_end_mark(folder: Path) -> bool:
    try:
        mark = json.loads((folder / END_MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return mark.get("end_mark") == COMPLETE


def _forget_paths(executed: Path) -> None:
    # papermill notes where on this machine the notebook lay; the result may go elsewhere.
    notebook = nbformat.read(executed, as_version=4)
    about = notebook.metadata.get("papermill", {})
    about["input_path"] = about["output_path"] = executed.name
    nbformat.write(notebook, executed)


def _failing_cell(executed: Path) -> str:
    if not executed.is_file():
        return ""
    for cell in nbformat.read(executed, as_version=4).cells:
        if any(output.output_type == "error" for output in cell.get("outputs", [])):
            return cell.id
    return ""


def _in_words(error: papermill.PapermillExecutionError) -> str:
    # Only our own messages are free of names and numbers; of others the kind must do.
    return error.evalue if error.ename == "ShownError" else error.ename
