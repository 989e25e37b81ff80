"""Who receives, where, when and by which rules; and what became of each file."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from anyuan.casebook import Casebook
from anyuan.codebook import County
from anyuan.errors import Issue
from anyuan.period import Month


@dataclass(frozen=True)
class ReceivingDesk:
    """What receiving needs to know.

    `at` carries its zone; `at_of` gives each path its own moment instead (the rehearsal's clock).
    `record_key` is the key of `records.record_keys`. `expected_month` and `table` are what the user
    says the files are; a file that says otherwise is refused. `password` is asked for a file that
    has one, None refuses it; the answer is used once and stored nowhere. `progress` is told (done,
    total, file name). `accept_roc` reads years of the Republic (民国).
    """

    workspace: Path
    casebook: Casebook
    county: County
    actor: str
    at: datetime
    record_key: bytes
    expected_month: Month | None = None
    table: str | None = None
    password: Callable[[Path], str | None] | None = None
    progress: Callable[[int, int, str], None] | None = None
    at_of: Callable[[Path], datetime] | None = None
    accept_roc: bool = False


@dataclass(frozen=True)
class Receipt:
    """What became of one file.

    `status`: `accepted`; `replaced` (accepted in place of an earlier file for the same table, month
    and coverage); `duplicate` (nothing changed); `refused` (nothing of it is used). `table` and
    `period` are None where they could not be told; `covers` is "" for the county. `n_refused`
    counts rows, `n_doubtful` accepted rows with a doubt or an unused cell. `message` is one
    Chinese paragraph without names.
    """

    path: Path
    status: str
    table: str | None
    period: str | None
    covers: str
    n_rows: int
    n_accepted: int
    n_refused: int
    n_doubtful: int
    issues: tuple[Issue, ...]
    message: str
    record_name: str
