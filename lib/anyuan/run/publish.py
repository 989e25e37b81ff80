"""Put a finished run in place whole, keep what it replaces, and never touch a good page for a bad.

staging  outputs/<month>/.staging/<run_id>/<name>   while it is made
final    outputs/<month>/<name>                     one rename
old      outputs/<month>/.superseded/<run_id>/<name> with differences.json
failed   outputs/<month>/failed/<name>              the last failure, replaced by the next
"""

import filecmp
import json
import shutil
from collections.abc import Collection
from pathlib import Path

from anyuan.paths import private_dir, write_text
from anyuan.run.plan import RunSpec


def make_staging(outputs: Path, month: str, run_id: str, spec: RunSpec) -> Path:
    """Return a fresh private folder for a run."""
    folder = outputs / month / ".staging" / run_id / spec.name
    if folder.exists():
        shutil.rmtree(folder)
    private_dir(outputs / month / ".staging")
    return private_dir(folder)


def publish(staging: Path, final: Path, outputs: Path, run_id: str) -> dict[str, list] | None:
    """Move a finished run into place; return what differs from the one it replaces, if any.

    A kill between the two renames leaves the old result under .superseded and the new one in
    staging: the next run finds no final folder and makes it again.
    """
    differences = None
    final.parent.mkdir(parents=True, exist_ok=True)
    if final.exists():
        month = outputs / final.relative_to(outputs).parts[0]
        old = month / ".superseded" / run_id / final.relative_to(month)
        private_dir(month / ".superseded")
        old.parent.mkdir(parents=True, exist_ok=True)
        differences = compare_runs(final, staging)
        final.replace(old)
        write_text(old / "differences.json", _json(differences))
    staging.replace(final)
    if final.parts[-3] != "casework":
        return differences
    private_dir(final.parents[1])
    private_dir(final.parent)
    return differences


def retire(outputs: Path, month: str, run_id: str, planned: Collection[RunSpec]) -> list[str]:
    """Put aside the pages of units that have none any longer; return their names.

    Only beside the casework runs of the notebooks that are planned; the old page lies under
    .superseded like one that was replaced.
    """
    kept = {spec.name for spec in planned}
    gone = []
    for notebook in sorted({spec.notebook for spec in planned}):
        folder = outputs / month / "casework" / notebook
        for page in sorted(folder.iterdir() if folder.is_dir() else ()):
            name = page.relative_to(outputs / month).as_posix()
            if name not in kept:
                old = private_dir(outputs / month / ".superseded") / run_id / name
                old.parent.mkdir(parents=True, exist_ok=True)
                page.replace(old)
                gone.append(name)
    return gone


def keep_failure(staging: Path, spec: RunSpec, outputs: Path, month: str, failure: dict) -> Path:
    """Move what a failed run left to failed/<name>, with its reason, and return the folder."""
    folder = private_dir(outputs / month / "failed") / spec.name
    if folder.exists():
        shutil.rmtree(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    staging.replace(folder)
    write_text(folder / "failure.json", _json(failure))
    return folder


def sweep_staging(outputs: Path, month: str) -> None:
    """Remove what killed runs left behind."""
    shutil.rmtree(outputs / month / ".staging", ignore_errors=True)


def compare_runs(old: Path, new: Path) -> dict[str, list]:
    """Return which figures and tables differ between two run folders.

    `figures`: [id, was, is] for each changed, added (was null) or removed (is null); `tables`:
    names of CSV files whose bytes differ.
    """
    was, now = _figures(old), _figures(new)
    figures = [
        [key, was.get(key), now.get(key)]
        for key in sorted(was.keys() | now.keys())
        if was.get(key) != now.get(key)
    ]
    names = {p.name for folder in (old, new) for p in (folder / "tables").glob("*.csv")}
    tables = [name for name in sorted(names) if not _same(old, new, name)]
    return {"figures": figures, "tables": tables}


def _same(old: Path, new: Path, name: str) -> bool:
    a, b = old / "tables" / name, new / "tables" / name
    return a.is_file() and b.is_file() and filecmp.cmp(a, b, shallow=False)


def _figures(folder: Path) -> dict[str, str]:
    path = folder / "figures.json"
    if not path.is_file():
        return {}
    content = json.loads(path.read_text(encoding="utf-8"))
    return {f["figure_id"]: f["shown"] for f in content["figures"]}


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
