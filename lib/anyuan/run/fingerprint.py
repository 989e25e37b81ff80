"""Is a published result still what today's inputs, parameters, notebook and code would give?"""

import hashlib
import json
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import anyuan

# Libraries whose version can change a figure or a page.
_LIBRARIES = (
    "chinesecalendar",
    "duckdb",
    "matplotlib",
    "nbconvert",
    "numpy",
    "pandas",
    "papermill",
    "pyarrow",
)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


@cache
def code_digest() -> str:
    """Return one digest over every source and data file of the package."""
    root = Path(anyuan.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


@cache
def library_versions() -> dict[str, str]:
    """Return the versions of the libraries that stand behind a figure."""
    found = {"anyuan": anyuan.__version__}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "absent"
    return found


def fingerprint(inputs: dict, parameters: dict[str, str], notebook: Path, settings: Path) -> str:
    """Return the digest under which a result counts as up to date.

    `inputs` is any JSON-able description of the data as known (record names, chain head);
    `settings` is the county's file; the holidays' beside it counts too, where there is one.
    """
    holidays = settings.with_name("holidays.yaml")
    parts = {
        "inputs": inputs,
        "parameters": parameters,
        "notebook": sha256_of(notebook),
        "settings": sha256_of(settings),
        "holidays": sha256_of(holidays) if holidays.exists() else "",
        "code": code_digest(),
        "libraries": library_versions(),
    }
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
