"""The stores behind the intake desk, and what already lies in its inbox."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from anyuan.codebook import tables
from anyuan.errors import ShownError
from anyuan.intake import ReceivingDesk
from anyuan.run.intake.receiving import open_receiving
from anyuan.run.opened import OpenedWorkspace, open_workspace

# Half-written files of ours, and the locks of spreadsheet programs.
_NOT_SENT = (".", "~$")
_START = 8  # hexadecimal digits before the hyphen in the name of a kept original


@dataclass(frozen=True)
class IntakeRoom(OpenedWorkspace):
    """A workspace into which files are received."""

    def receiving(self, actor: str, said: dict[str, str]) -> ReceivingDesk:
        """Return who receives how, as of now; `said`: month, table, password ("" for none).

        ShownError where the month is none or the table is not one that is received.
        """
        month, named = said.get("month", ""), said.get("table", "")
        password = said.get("password", "")
        if named and named not in tables():
            raise ShownError(
                f"没有名为“{named}”的表种。", code="table_unknown", next_step="请从单子里选。"
            )
        desk = open_receiving(
            self.workspace, self.casebook, self.county, actor=actor, month=month, table=named
        )
        return replace(desk, password=lambda path: password) if password else desk


@dataclass(frozen=True)
class Waiting:
    """A file in the inbox of which the casebook knows nothing.

    `sha256` of a kept original (whose receiving was cut short), "" of one that somebody laid there.
    """

    path: Path
    name: str
    sha256: str


def open_intake_room(workspace: str) -> IntakeRoom:
    """Open a workspace by name; ShownError where the name is not right or nothing is there."""
    return IntakeRoom(**vars(open_workspace(workspace)))


def find_waiting(workspace: Path, known: Iterable[str]) -> list[Waiting]:
    """Return the files of the inbox that were not received, by name; `known` are hashes.

    Only the bytes of files that may be unknown are read.
    """
    shas = set(known)
    starts = {sha[:_START] for sha in shas}
    found = []
    inbox = workspace / "inbox"
    for path in sorted(inbox.iterdir()) if inbox.is_dir() else []:
        start, hyphen, name = path.name[:_START], path.name[_START : _START + 1], path.name[9:]
        is_kept_form = hyphen == "-" and name != ""
        is_known = is_kept_form and start in starts
        if path.name.startswith(_NOT_SENT) or not path.is_file() or is_known:
            continue
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        if sha256 in shas:
            continue
        is_kept = is_kept_form and sha256.startswith(start)
        found.append(Waiting(path, name if is_kept else path.name, sha256 if is_kept else ""))
    return found
