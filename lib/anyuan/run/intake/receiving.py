"""What receiving is besides reading: who receives by which rules, and the list that goes back.

The command and the intake desk both receive through here, so that a file fares alike in both.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from anyuan import clock, keys
from anyuan.casebook import Casebook, Correction
from anyuan.codebook import County
from anyuan.errors import ShownError
from anyuan.intake import Receipt, ReceivingDesk, receive, reread, write_issue_workbook
from anyuan.paths import private_dir
from anyuan.period import Month


@dataclass(frozen=True)
class Received:
    """What became of files, in the order given; `workbook` is the list of their problems, if any.

    That list goes back to whoever sent them.
    """

    receipts: tuple[Receipt, ...]
    workbook: Path | None


def open_receiving(
    workspace: Path, casebook: Casebook, county: County, *, actor: str, **said: str
) -> ReceivingDesk:
    """Return what receiving needs to know, as of now.

    `said` is what the user says of the files: `month` and `table`, each "" for whatever a file says
    of itself. ShownError where the month is none.
    """
    month = said.get("month", "")
    return ReceivingDesk(
        workspace=workspace,
        casebook=casebook,
        county=county,
        actor=actor,
        at=clock.now(),
        record_key=keys.purpose_key("record"),
        expected_month=Month.parse(month) if month else None,
        table=said.get("table") or None,
    )


def receive_files(paths: Sequence[Path], desk: ReceivingDesk) -> Received:
    """Receive files and list their problems."""
    return _listed(receive(paths, desk=desk), desk.workspace)


def receive_again(sha256: str, desk: ReceivingDesk) -> Received:
    """Read an archived file again under the corrections recorded since, and list its problems."""
    return _listed([reread(sha256, desk=desk)], desk.workspace)


def correct_cell(correction: Correction, desk: ReceivingDesk) -> Received:
    """Record a correction and read its file again.

    ShownError `superseded` for a file in whose place a later one stands: nothing is recorded.
    """
    _require_newest(correction.file_sha, desk.casebook)
    desk.casebook.add_correction(correction, actor=desk.actor, at=desk.at)
    return receive_again(correction.file_sha, desk)


def _require_newest(sha256: str, casebook: Casebook) -> None:
    """Refuse a file whose rereading would push a later one out of its place."""
    files = casebook.files()
    mine = files[files["sha256"] == sha256]
    if len(mine) and pd.notna(mine["superseded_at"].iloc[-1]):
        raise ShownError(
            "这份文件已由后来的接收替代，再收会顶掉后来的那一份。",
            code="superseded",
            next_step="请更正现在采用的那一份。",
        )


def write_problems(workspace: Path, write: Callable[[Path], Path]) -> Path:
    """Let `write` make a list of problems under a name of its own, and return its path."""
    stamp = clock.now().strftime("%Y%m%dT%H%M%S")
    return write(private_dir(workspace / "derived" / "issues") / f"intake_issues-{stamp}.xlsx")


def _listed(receipts: Sequence[Receipt], workspace: Path) -> Received:
    workbook = None
    if any(receipt.issues for receipt in receipts):
        workbook = write_problems(workspace, lambda path: write_issue_workbook(receipts, path))
    return Received(tuple(receipts), workbook)
