"""Put a finished run in place whole, keep what it replaces, and never touch a good page for a bad.

staging  outputs/<month>/.staging/<run_id>/<name>   while it is made
final    outputs/<month>/<name>                     swapped in one step where the system can
old      outputs/<month>/.superseded/<run_id>/<name> read-only, with differences.json
failed   outputs/<month>/failed/<name>              the last failure, replaced by the next
pending  outputs/<month>/pending/<name>             finished, but its place was held open

What is being put in place stands in .publishing.json until it is: whoever is killed on the way is
finished by the next start (`finish_publishing`).
"""

import json
import shutil
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import nbformat

from anyuan.paths import private_dir, write_text
from anyuan.run.plans.plan import RunSpec
from anyuan.run.results.differences import compare_runs
from anyuan.run.results.exchange import exchange
from anyuan.run.results.marks import EXECUTED
from anyuan.run.results.receipt import is_intact, read_receipt

STAGING, SUPERSEDED, FAILED_DIR, PENDING = ".staging", ".superseded", "failed", "pending"
JOURNAL = ".publishing.json"
DIFFERENCES = "differences.json"
CASEWORK = "casework"


@dataclass(frozen=True)
class MonthPlaces:
    """Where the runs of a month lie."""

    outputs: Path
    month: str

    @property
    def folder(self) -> Path:
        """The month's folder."""
        return self.outputs / self.month

    def staging(self, run_id: str, name: str) -> Path:
        """Where a run is made."""
        return self.folder / STAGING / run_id / name

    def final(self, name: str) -> Path:
        """Where a run is read."""
        return self.folder / name

    def old(self, run_id: str, name: str) -> Path:
        """Where what a run replaced is kept."""
        return self.folder / SUPERSEDED / run_id / name


def make_staging(places: MonthPlaces, run_id: str, spec: RunSpec) -> Path:
    """Return a fresh private folder for a run."""
    folder = places.staging(run_id, spec.name)
    if folder.exists():
        shutil.rmtree(folder)
    private_dir(places.folder / STAGING)
    return private_dir(folder)


def publish(places: MonthPlaces, run_id: str, name: str) -> dict[str, list] | None:
    """Put a finished run in place; return what differs from the one it replaces, if any.

    Raises PermissionError where another program holds the place open (Windows); the old page then
    stands where it stood and the new one is still in staging.
    """
    final = places.final(name)
    final.parent.mkdir(parents=True, exist_ok=True)
    journal = places.folder / JOURNAL
    write_text(journal, _json({"run_id": run_id, "name": name}))
    try:
        _swap(places, run_id, name)
    except OSError:
        if not final.exists() and places.old(run_id, name).exists():
            places.old(run_id, name).replace(final)
        journal.unlink()
        raise
    differences = _keep_old(places, run_id, name)
    if name.startswith(f"{CASEWORK}/"):
        private_dir(places.folder / CASEWORK)
        private_dir(final.parent)
    journal.unlink()
    return differences


def finish_publishing(places: MonthPlaces) -> str | None:
    """Finish what a killed batch was putting in place; return its name, None where nothing was."""
    journal = places.folder / JOURNAL
    try:
        told = json.loads(journal.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    run_id, name = told["run_id"], told["name"]
    staging = places.staging(run_id, name)
    is_new_ready = _is_of(staging, run_id) and is_intact(staging, read_receipt(staging))
    if is_new_ready:
        publish(places, run_id, name)
    else:
        old = places.old(run_id, name)
        if not places.final(name).exists() and old.exists():
            _make_writable(old)
            old.replace(places.final(name))
        _keep_old(places, run_id, name)
    journal.unlink(missing_ok=True)
    return name


def retire(
    places: MonthPlaces, run_id: str, planned: Collection[RunSpec], notebooks: Collection[str]
) -> list[str]:
    """Put aside the pages of whom the plan no longer has; return their names.

    Of the notebooks given, at both levels; the old page lies under .superseded like one that was
    replaced. One that another program holds open (Windows) stays until a later call.
    """
    kept = {spec.name for spec in planned}
    gone = [
        name
        for name in published_names(places)
        if name not in kept and name.split("/")[-2] in notebooks
    ]
    return [name for name in gone if _could_set_aside(places, run_id, name)]


def _could_set_aside(places: MonthPlaces, run_id: str, name: str) -> bool:
    try:
        set_aside(places, run_id, name)
    except PermissionError:
        return False
    return True


def set_aside(places: MonthPlaces, run_id: str, name: str) -> Path:
    """Move a page out of the readers' way, to where replaced ones lie; return the place."""
    old = places.old(run_id, name)
    private_dir(places.folder / SUPERSEDED)
    old.parent.mkdir(parents=True, exist_ok=True)
    n = 1
    while old.exists():
        n += 1
        old = old.with_name(f"{old.name}-{n}")
    places.final(name).replace(old)
    make_read_only(old)
    return old


def published_names(places: MonthPlaces) -> list[str]:
    """Return the names of all runs that lie where pages are read, at both levels."""
    found = []
    for top in (places.folder, places.folder / CASEWORK):
        for notebook in sorted(top.iterdir()) if top.is_dir() else ():
            if not notebook.is_dir() or notebook.name in _NOT_PAGES or notebook.name[0] == ".":
                continue
            found += [p for p in sorted(notebook.iterdir()) if p.is_dir()]
    return [path.relative_to(places.folder).as_posix() for path in found]


_NOT_PAGES = (CASEWORK, FAILED_DIR, PENDING, "released")


def keep_failure(staging: Path, places: MonthPlaces, spec: RunSpec, failure: dict) -> Path:
    """Move what a failed run left to failed/<name>, with its reason, and return the folder.

    The executed notebook is marked, whatever its own marks say.
    """
    _mark_failed(staging / EXECUTED, failure)
    folder = private_dir(places.folder / FAILED_DIR) / spec.name
    write_text(staging / "failure.json", _json(failure))
    return _replace_folder(staging, folder)


def keep_pending(staging: Path, places: MonthPlaces, spec: RunSpec) -> Path:
    """Move a finished run whose place was held open to pending/<name>, and return the folder."""
    return _replace_folder(staging, private_dir(places.folder / PENDING) / spec.name)


def clear_remains(places: MonthPlaces, spec: RunSpec) -> None:
    """Remove what a failure, or a place held open, left of a run whose page is good now."""
    for part in (FAILED_DIR, PENDING):
        shutil.rmtree(places.folder / part / spec.name, ignore_errors=True)


def sweep(places: MonthPlaces) -> None:
    """Remove what killed runs left behind: staging, and files that were being written."""
    shutil.rmtree(places.folder / STAGING, ignore_errors=True)
    for part in places.folder.glob(".part-*"):
        with suppress(OSError):
            part.unlink()


def make_read_only(folder: Path) -> None:
    """Take the right to write from a folder and all in it."""
    for path in sorted([folder, *folder.rglob("*")], reverse=True):
        path.chmod(path.stat().st_mode & ~0o222)


def _make_writable(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        path.chmod(path.stat().st_mode | 0o200)


def _swap(places: MonthPlaces, run_id: str, name: str) -> None:
    staging, final, old = (
        places.staging(run_id, name), places.final(name), places.old(run_id, name)
    )  # fmt: skip
    if not final.exists():
        staging.replace(final)
        return
    private_dir(places.folder / SUPERSEDED)
    old.parent.mkdir(parents=True, exist_ok=True)
    if not exchange(staging, final):
        final.replace(old)
        staging.replace(final)


def _keep_old(places: MonthPlaces, run_id: str, name: str) -> dict[str, list] | None:
    """Lay what was replaced where it is kept, with the differences; None where nothing was."""
    staging, final, old = (
        places.staging(run_id, name), places.final(name), places.old(run_id, name)
    )  # fmt: skip
    if _is_of(final, run_id) and staging.exists():  # the two were swapped
        old.parent.mkdir(parents=True, exist_ok=True)
        staging.replace(old)
    if not old.exists():
        return None
    differences = compare_runs(old, final)
    if not (old / DIFFERENCES).exists():
        _make_writable(old)
        write_text(old / DIFFERENCES, _json(differences))
    make_read_only(old)
    return differences


def _is_of(folder: Path, run_id: str) -> bool:
    return read_receipt(folder).get("run_id") == run_id


def _mark_failed(executed: Path, failure: dict) -> None:
    try:
        notebook = nbformat.read(executed, as_version=4)
    except (OSError, ValueError):
        return  # never begun, or torn by the kill: failure.json says it all the same
    said = f"**运行失败，没有完成**（{failure['kind']}）：下面的内容只供查找原因，不能使用。"
    notebook.cells.insert(0, nbformat.v4.new_markdown_cell(said, id="failed"))
    notebook.metadata["anyuan"] = {"state": "failed", "kind": failure["kind"]}
    write_text(executed, nbformat.writes(notebook) + "\n")


def _replace_folder(source: Path, folder: Path) -> Path:
    if folder.exists():
        shutil.rmtree(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    source.replace(folder)
    return folder


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
