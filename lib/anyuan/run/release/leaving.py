"""Everything in a run's folder that may leave goes past the gate by its bytes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from anyuan.disclosure import Leak, NameRegister, ScanReport, scan_file
from anyuan.run.release.page_exceptions import PageException

GATE = "gate.json"
# The executed notebook and the records of a run are never handed on; a copy is its page alone.
_OWN = frozenset({".ipynb", ".json", ".log"})


@dataclass(frozen=True)
class FolderReport:
    """What the gate saw of the files that may leave, by name in the folder."""

    reports: Mapping[str, ScanReport]

    @property
    def leaks(self) -> list[Leak]:
        """Every leak, its place with the file before it."""
        return [
            replace(leak, place=f"{name} {leak.place}")
            for name, report in self.reports.items()
            for leak in report.leaks
        ]

    def to_record(self, registered: Mapping[str, PageException]) -> dict:
        """Return what is kept beside the page: the files seen, and every exception by its place.

        `n_registered` counts those that a person registered; the others are words of the house.
        """
        rows = [
            {"file": name, "word": one.word, "reason": one.reason, "place": one.place}
            for name, report in self.reports.items()
            for one in report.exceptions
        ]
        n_registered = sum(row["word"] in registered for row in rows)
        return {"files": sorted(self.reports), "exceptions": rows, "n_registered": n_registered}


def scan_folder(
    folder: Path, register: NameRegister, unwritten: Mapping[str, bytes] = MappingProxyType({})
) -> FolderReport:
    """Return what the gate sees of each file in a run's folder, but for the program's own records.

    `unwritten`: bytes of files that are about to be put there, by name. A file of a kind that may
    not leave is a leak: whoever copies the folder takes it along.
    """
    paths = [p for p in sorted(folder.rglob("*")) if p.is_file() and p.suffix not in _OWN]
    data = {p.relative_to(folder).as_posix(): p.read_bytes() for p in paths} | dict(unwritten)
    return FolderReport({name: scan_file(name, given, register) for name, given in data.items()})
