"""Check every staged notebook with the house's own checker, loaded from its file.

Loaded by path, because importing the package that holds it would need the installed packages.
"""

import importlib.util
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, "lib")
_SPEC = importlib.util.spec_from_file_location("hygiene", Path("lib/anyuan/run/hygiene.py"))
hygiene = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(hygiene)


def staged_notebooks() -> list[str]:
    """Return the paths of notebooks added or changed in the index."""
    listing = subprocess.run(
        ["git", "diff", "--cached", "--name-only", "-z", "--diff-filter=d"],
        check=True,
        capture_output=True,
    ).stdout.decode("utf-8")
    return [name for name in listing.split("\0") if name.endswith(".ipynb")]


def staged_text(name: str) -> str:
    """Return a file as the commit would hold it."""
    shown = subprocess.run(["git", "show", f":{name}"], check=True, capture_output=True)
    return shown.stdout.decode("utf-8")


def main() -> int:
    problems = [p for n in staged_notebooks() for p in hygiene.check_text(staged_text(n), n)]
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
    if problems:
        sys.stderr.write("请运行 anyuan tidy 后重新 git add。\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
