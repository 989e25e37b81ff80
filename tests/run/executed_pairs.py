"""Execute cells by an engine, and take out of the result what may differ between two runs.

Taken out: times and durations (papermill's and the kernel's), random ids (displays, widgets, the
injected cell) in the order in which they come, memory addresses, the process's number in names of
cells' files, and where the kernel happened to cut a stream of text (it sends what it has five times
a second). So is what the measuring of coverage says in processes that a cell forks.
"""

import json
import logging
import re
import warnings
from pathlib import Path

import nbformat
import papermill

from anyuan.run.engine import papermill_engine
from anyuan.run.engine.engine import execute
from anyuan.run.plans.plan import RunSpec

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
_TIMES = {"start_time", "end_time", "duration"}
_RANDOM = re.compile(
    r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"
)
_ADDRESS = re.compile(r"\b0x[0-9a-f]{6,}\b")
_CELL_FILE = re.compile(r"ipykernel_\d+/\d+\.py")


def write_notebook(path: Path, cells) -> Path:
    """Write a notebook of cells, each its source or (source, tag)."""
    book = nbformat.v4.new_notebook(metadata={"kernelspec": KERNEL})
    for n, cell in enumerate(cells):
        source, *tags = (cell,) if isinstance(cell, str) else cell
        made = nbformat.v4.new_code_cell(source, id=f"cell-{n}")
        made.metadata["tags"] = tags
        book.cells.append(made)
    nbformat.write(book, path)
    return path


def execute_by(engine: str, source: Path, out: Path, **options) -> tuple[str, dict]:
    """Return how papermill ended ("" or the name of what it raised) and the plain notebook."""
    name = {"anyuan": papermill_engine.NAME, "stock": None}[engine]
    ended = ""
    logging.getLogger("papermill").setLevel(logging.CRITICAL)
    with warnings.catch_warnings(), papermill_engine.private_transport() as transport:
        warnings.simplefilter("ignore")
        if engine == "stock":
            options["config"] = papermill_engine.Config({"KernelManager": transport})
        try:
            papermill.execute_notebook(
                str(source), str(out), engine_name=name, progress_bar=False, **options
            )
        except Exception as error:
            ended = f"{type(error).__name__}: {error}"
    return plain(ended), plain_notebook(out)


def pages_by_both(spec: RunSpec, root: Path, folder: Path, monkeypatch) -> list[tuple]:
    """Return what our engine and then the stock one make of a run of a project folder's notebook.

    Each: how it failed (None), the plain notebook, the tables and marks that it wrote.
    """
    made = []
    for engine in ("anyuan", "stock"):
        monkeypatch.setenv("ANYUAN_ENGINE", "stock" if engine == "stock" else "")
        into = folder / engine
        into.mkdir(parents=True)
        failure = execute(spec, root / "notebooks" / f"{spec.notebook}.ipynb", into)
        written = {
            p.relative_to(into).as_posix(): p.read_bytes()
            for p in into.rglob("*.*")
            if p.suffix in (".csv", ".json")
        }
        made.append((failure, plain_notebook(into / "executed.ipynb"), written))
    papermill_engine._told.clear()
    return made


def plain_notebook(path: Path) -> dict:
    """Return an executed notebook as plain JSON without what may differ."""
    book = json.loads(path.read_text(encoding="utf-8"))
    for about in (book["metadata"], *(cell["metadata"] for cell in book["cells"])):
        papers = about.get("papermill", {})
        for key in _TIMES | {"output_path", "input_path"}:
            papers.pop(key, None)
        about.pop("execution", None)
    for n, cell in enumerate(book["cells"]):
        cell["id"] = f"place-{n}"
        if "outputs" in cell:
            cell["outputs"] = _joined(cell["outputs"])
    book["metadata"]["widgets"] = _widgets(book["metadata"].get("widgets", {}))
    return json.loads(plain(json.dumps(book, ensure_ascii=False, indent=1, sort_keys=True)))


def _widgets(states: dict) -> list[str]:
    """Return the states of widgets in an order of their own: the file has them by random id."""
    models = [m for kind in states.values() for m in kind["state"].values()]
    return sorted(_RANDOM.sub("id", json.dumps(m, sort_keys=True)) for m in models)


def plain(text: str) -> str:
    """Number random ids by their order, and blank addresses and processes' numbers."""
    numbers: dict[str, str] = {}
    text = _RANDOM.sub(lambda m: numbers.setdefault(m[0], f"id-{len(numbers)}"), text)
    return _CELL_FILE.sub("ipykernel/cell.py", _ADDRESS.sub("0x…", text))


def _joined(outputs: list[dict]) -> list[dict]:
    joined: list[dict] = []
    for output in outputs:
        if "CoverageWarning: " in "".join(output.get("text", "")):
            continue
        last = joined[-1] if joined else {}
        if output["output_type"] == "stream":
            output["text"] = "".join(output["text"])
            if (last.get("output_type"), last.get("name")) == ("stream", output["name"]):
                last["text"] += output["text"]
                continue
        joined.append(output)
    return joined
