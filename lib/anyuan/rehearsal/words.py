"""The generator's word lists, read once from the package's own YAML."""

from functools import cache
from pathlib import Path
from typing import Any

from anyuan.codebook import read_yaml

_DATA = Path(__file__).parent / "data"


@cache
def words(name: str) -> dict[str, Any]:
    """Return one word list of the generator; all leaves are text."""
    return read_yaml(_DATA / f"{name}.yaml")
