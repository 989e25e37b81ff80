"""What a check of a file's rows found at one cell, before it is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Finding:
    """A problem at a row's cell: `position` in its sheet (from 0), the column's name, the code.

    `shown` is what the issue shows instead of the cell's value (None: the value); `detail` fills
    the sentence of what to do.
    """

    position: int
    column: str
    code: str
    shown: str | None = None
    detail: Mapping[str, str] = field(default_factory=dict)
