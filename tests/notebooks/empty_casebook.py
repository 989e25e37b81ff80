"""A casebook in which nothing was ever released, made once: pages ask what left before them."""

import tempfile
from datetime import datetime
from functools import cache
from pathlib import Path

from anyuan import clock, keys
from anyuan.casebook import Casebook


@cache
def empty_casebook() -> Casebook:
    """Return the casebook; nobody writes to it."""
    keys.create_key_file()
    folder = Path(tempfile.mkdtemp(prefix="anyuan-empty-"))
    return Casebook.create(folder / "workspace", at=datetime(2024, 5, 1, tzinfo=clock.CHINA))
