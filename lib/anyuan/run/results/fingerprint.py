"""Is a published result still what today's inputs, parameters, notebook and code would give?"""

import hashlib
import json
import os
from collections.abc import Mapping
from functools import cache, cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

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


def chosen_font() -> str:
    """Return the font that ANYUAN_FONT asks for, of a file its digest too; "" for none asked for.

    Fonts decide a chart's pixels. Those that the system brings along are not looked into.
    """
    asked = os.environ.get("ANYUAN_FONT", "")
    return f"{Path(asked).name} {sha256_of(Path(asked))}" if Path(asked).is_file() else asked


class Surroundings:
    """What all runs of a batch share besides the data: each file is read once.

    `notebooks` are the names of all notebooks: the file of runs of another one counts for nobody.
    """

    def __init__(self, root: Path, notebooks: Mapping[str, Any]) -> None:
        self._root = root
        self._notebooks = frozenset(notebooks)
        self._sources: dict[str, str] = {}

    def basis(
        self, notebook: str, parameters: Mapping[str, str], after: Mapping[str, str]
    ) -> dict[str, Any]:
        """Return what a run rests on besides the data, JSON-able.

        `parameters` are those asked for; `after` has by page the digest of the figures of the
        earlier ones that it is drawn from, "" where one has none to give.
        """
        mine = f"{notebook}.yaml"
        others = {f"{name}.yaml" for name in self._notebooks} - {mine}
        if notebook not in self._sources:
            source = self._root / "notebooks" / f"{notebook}.ipynb"
            # Without its file a run fails by itself, and no other with it.
            self._sources[notebook] = sha256_of(source) if source.is_file() else ""
        return {
            "parameters": dict(parameters),
            "notebook": self._sources[notebook],
            "settings": {k: v for k, v in self._settings.items() if k not in others},
            "after": dict(after),
            "code": code_digest(),
            "libraries": library_versions(),
            "font": chosen_font(),
        }

    @cached_property
    def _settings(self) -> dict[str, str]:
        """Digests of everything in params, the office's own templates there included."""
        folder = self._root / "params"
        return {
            path.relative_to(folder).as_posix(): sha256_of(path)
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not _is_passing(path.relative_to(folder))
        }


def _is_passing(path: Path) -> bool:
    """Whether a file is hidden, lies in a hidden folder, or is the mark of an open document."""
    return any(part.startswith((".", "~$")) for part in path.parts)


def fingerprint(inputs: Mapping[str, Any], basis: Mapping[str, Any]) -> str:
    """Return the digest under which a result counts as up to date.

    `inputs`: the data as known (record names, head of the facts); `basis`: see Surroundings.
    """
    parts = {"inputs": dict(inputs), "basis": dict(basis)}
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
