"""What has changed between two results of the same run?"""

import filecmp
import json
from pathlib import Path


def compare_runs(old: Path, new: Path) -> dict[str, list]:
    """Return which figures and tables differ between two run folders.

    `figures`: [id, was, is] for each changed, added (was null) or removed (is null); `tables`:
    names of files under tables/ that differ, came or went.
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
    try:
        content = json.loads((folder / "figures.json").read_text(encoding="utf-8"))
        return {f["figure_id"]: f["shown"] for f in content["figures"]}
    except (OSError, ValueError, KeyError):  # the old one may be damaged, and is replaced for it
        return {}
