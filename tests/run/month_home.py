"""A month of many small runs: a project folder whose one notebook is a few lines long.

The notebook stands in the place of return_plans and takes its parameters; each run is a unit's
casework page (U01, U02, …) besides the meeting's. It writes what a real one writes at its end.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat
import yaml

from anyuan import clock, keys
from anyuan.casebook import Casebook
from anyuan.paths import private_dir, write_text
from anyuan.period import Month
from anyuan.run.batch.batch import Batch
from anyuan.run.plans.params import MODELS
from anyuan.run.results.publish import MonthPlaces

HOME = Path(__file__).parents[2]
MONTH = Month(2024, 9)
NOTEBOOK = "return_plans"
START = clock.from_text("2024-10-05T09:00:00+08:00")
_FINISH = """
import json, os, pathlib, time
folder = pathlib.Path(os.environ["ANYUAN_RUN_DIR"])
home = pathlib.Path(os.environ["ANYUAN_HOME"])
unit = unit if "unit" in globals() else "county"
{trouble}
facts = {{"end_mark": "complete", "month": month, "as_of": "2024-09-30", "is_rehearsal": True,
         "chain_head": "1-0123456789abcdef", "known_at": known_at,
         "figures": [{{"figure_id": "n", "shown": (home / "n.txt").read_text()}}],
         "tables": {{"n": {{"record": {{
             "title": "n", "kind": "work_by_unit", "level": "meeting", "row_label": "n",
             "rule_note": "", "n_hidden": 0, "columns": [], "cells": [[]],
             "rows": [{{"key": "n", "label": (home / "n.txt").read_text(), "is_total": False}}],
         }}}}}}}}
printed = "\\ufeffn\\r\\n" + (home / "n.txt").read_text() + "\\r\\n注,\\r\\n"
(folder / "tables").mkdir()
_ = (folder / "tables" / "n.csv").write_bytes(printed.encode())
_ = (folder / "figures.json").write_text(json.dumps(facts))
head = {{"block": "headline", "level": level, "text": "试", "lede": "", "figure_ids": []}}
class Shown:
    def _repr_mimebundle_(self, **_):
        return {{"application/vnd.anyuan.block+json": head}}
Shown()
"""
_SHARED = ("month", "workspace", "level", "as_of", "known_at")
_OWN = {
    NOTEBOOK: ("unit",),
    "incident_review": ("incident", "seen_by", "seen_at"),
    "headcount_spans": ("span",),
}


@dataclass(frozen=True)
class SmallMonth:
    """A project folder with a month of small runs."""

    root: Path

    @property
    def places(self) -> MonthPlaces:
        return MonthPlaces(self.root / "outputs", str(MONTH))

    @property
    def casebook(self) -> Casebook:
        return Casebook.open(self.root / "casework" / "demo")

    def batch(self, **how) -> Batch:
        return Batch(self.root, MONTH, "demo", n_workers=how.pop("n_workers", 1), **how)

    def say(self, n: object) -> None:
        """Change what the notebook finds: its only figure (no input of the fingerprint)."""
        (self.root / "n.txt").write_text(str(n), encoding="utf-8")

    def manifest(self) -> dict:
        return json.loads((self.places.folder / "manifest.json").read_text(encoding="utf-8"))

    def write_notebook(self, trouble: str = "", notebook: str = NOTEBOOK) -> None:
        """Write the notebook; `trouble` stands before its results (knows `unit`)."""
        names = _SHARED + _OWN[notebook]
        source = "\n".join(f'{name} = ""' for name in names)
        first = nbformat.v4.new_code_cell(source, id="parameters")
        first.metadata["tags"] = ["parameters"]
        cells = [first, nbformat.v4.new_code_cell(_FINISH.format(trouble=trouble), id="finish")]
        kernel = {"name": "python3", "display_name": "x", "language": "python"}
        book = nbformat.v4.new_notebook(metadata={"kernelspec": kernel}, cells=cells)
        nbformat.write(book, self.root / "notebooks" / f"{notebook}.ipynb")

    def plan(self, n_units: int) -> None:
        """Have so many units' pages besides the meeting's."""
        units = [f"U{n:02}" for n in range(1, n_units + 1)]
        runs = [{"key": "county", "level": "meeting"}]
        runs += [{"key": u, "level": "casework", "unit": u} for u in units]
        write_runs(self.root, NOTEBOOK, runs)


def write_runs(root: Path, notebook: str, runs: list[dict], **more) -> None:
    """Write a notebook's file of runs."""
    content = {"notebook": notebook, "title": "试", "timeout_seconds": "60", "runs": runs, **more}
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
    write_text(root / "params" / f"{notebook}.yaml", text)


def make_small_month(root: Path, n_units: int = 2) -> SmallMonth:
    """Make the folder, with a workspace that has received nothing."""
    (root / "notebooks").mkdir(parents=True)
    write_text(
        root / "params" / "county.yaml",
        (HOME / "params" / "county.yaml").read_text(encoding="utf-8"),
    )
    for notebook in MODELS:
        write_runs(root, notebook, [])
    small = SmallMonth(root)
    small.plan(n_units)
    small.write_notebook()
    small.say(1)
    if not keys.key_path().exists():
        keys.create_key_file()
    workspace = private_dir(root / "casework") / "demo"
    Casebook.create(workspace, at=START)
    write_text(workspace / "workspace.yaml", 'is_rehearsal: "true"\n')
    return small


def run_child(small: SmallMonth, script: str, *words: str, **how) -> subprocess.Popen:
    """Start a Python process in the folder that runs `script`, which finds `small` ready made."""
    # As the command does (see anyuan.cli.main), or each child would take seconds to begin.
    head = (
        "import sys\nfrom pathlib import Path\nsys.modules['rfc3987_syntax'] = None\n"
        "from run.month_home import SmallMonth\n"
        "small = SmallMonth(Path(sys.argv[1]))\n"
    )
    path = os.pathsep.join([str(HOME / "tests"), os.environ.get("PYTHONPATH", "")])
    environment = os.environ | {"ANYUAN_HOME": str(small.root), "PYTHONPATH": path}
    # A script in a file would be run again in each worker process, as their main module.
    command = [sys.executable, "-c", head + script, str(small.root), *words]
    return subprocess.Popen(command, env=environment, **how)
