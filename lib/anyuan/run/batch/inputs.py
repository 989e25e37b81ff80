"""What data does a month rest on, as known at the moment at which a batch begins?"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from anyuan import clock
from anyuan.casebook import Casebook
from anyuan.period import Month
from anyuan.run.months.holdings import EVERY, read_holdings


@dataclass(frozen=True)
class Inputs:
    """The files of a month and the head of the facts, as known at one moment for all runs.

    `known_at` is that moment in text; `asked_known_at` the one asked for, "" for the latest.
    """

    files: tuple[str, ...]
    facts_head: str
    known_at: str
    asked_known_at: str

    @property
    def told(self) -> dict[str, Any]:
        """What a fingerprint rests on: the moment itself is left out, looking changes nothing."""
        return {"files": list(self.files), "facts_head": self.facts_head}

    @property
    def noted(self) -> dict[str, Any]:
        """What a receipt keeps."""
        return self.told | {"known_at": self.known_at, "asked_known_at": self.asked_known_at}


def describe_inputs(
    workspace: Path, casebook: Casebook, month: Month, asked_known_at: str = ""
) -> Inputs:
    """Return what a month's runs rest on; the moment is fixed here where none was asked for."""
    asked = clock.from_text(asked_known_at) if asked_known_at else None
    known_at = asked or casebook.last_recorded_at() or clock.now()
    files = read_holdings(workspace, casebook, month, known_at, question=EVERY).files
    return Inputs(
        files=tuple(sorted(files["table"] + "/" + files["record_name"])),
        facts_head=casebook.facts_head(known_at),
        known_at=clock.to_text(known_at),
        asked_known_at=asked_known_at,
    )
