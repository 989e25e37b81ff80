"""A file of the rehearsal before it is written, and after."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from anyuan.rehearsal.looks import Look
from anyuan.rehearsal.sheets import Sheet


@dataclass(frozen=True)
class Delivery:
    """A file and the moment it was received; `covers` is "" (county) or a school's code."""

    path: Path
    delivered_at: datetime
    table: str
    period: str
    covers: str


@dataclass(frozen=True)
class Draft:
    """A file about to be written: where it will lie in a folder, and what it holds."""

    file_name: str
    sheet: Sheet
    look: Look
    table: str
    covers: str
    delivered_at: datetime
