"""Everything in a run's folder that may leave goes past the gate by its bytes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from anyuan.disclosure import Leak, NameRegister, ScanReport, scan_file, scan_text
from anyuan.run.release.page_exceptions import PageException
from anyuan.run.results.marks import END_MARK, EXECUTED
from anyuan.run.results.receipt import RECEIPT
from anyuan.text import fold_name

GATE = "gate.json"
# The executed notebook and the records of a run are never handed on; a copy is its page alone.
_OWN = frozenset({EXECUTED, END_MARK, RECEIPT, GATE})


@dataclass(frozen=True)
class FolderReport:
    """What the gate saw of the files that may leave, by name in the folder.

    `unspoken`: names that are leaks themselves.
    """

    reports: Mapping[str, ScanReport]
    unspoken: frozenset[str] = frozenset()

    @property
    def leaks(self) -> list[Leak]:
        """Every leak, its place with the file before it."""
        return [
            replace(leak, place=f"{spoken} {leak.place}")
            for spoken, report in zip(self._spoken(), self.reports.values(), strict=True)
            for leak in report.leaks
        ]

    def _spoken(self) -> list[str]:
        """Return what each file is called to a person."""
        names = enumerate(self.reports, 1)
        return [f"第 {n} 个文件" if name in self.unspoken else name for n, name in names]

    def to_record(self, registered: Mapping[str, PageException]) -> dict:
        """Return what is kept beside the page: the files seen, and every exception by its place.

        `n_registered` counts those that a person registered; the others are words of the house.
        """
        rows = [
            {"file": spoken, "word": one.word, "reason": one.reason, "place": one.place}
            for spoken, report in zip(self._spoken(), self.reports.values(), strict=True)
            for one in report.exceptions
        ]
        by_person = {fold_name(word) for word in registered}
        n_registered = sum(row["word"] in by_person for row in rows)
        return {"files": sorted(self._spoken()), "exceptions": rows, "n_registered": n_registered}


def scan_folder(
    folder: Path, register: NameRegister, unwritten: Mapping[str, bytes] = MappingProxyType({})
) -> FolderReport:
    """Return what the gate sees of each file in a run's folder, but for the program's own records.

    `unwritten`: bytes of files that are about to be put there, by name. A file of a kind that may
    not leave is a leak: whoever copies the folder takes it along. Names of files are read too.
    """
    paths = {p.relative_to(folder).as_posix(): p for p in sorted(folder.rglob("*")) if p.is_file()}
    data = {name: p.read_bytes() for name, p in paths.items() if name not in _OWN}
    data |= unwritten
    reports = {name: scan_file(name, given, register) for name, given in data.items()}
    unspoken = set()
    for name, report in reports.items():
        if leaks := scan_text(name, "文件名", register):
            reports[name] = replace(report, leaks=(*report.leaks, *leaks))
            unspoken.add(name)
    return FolderReport(reports, frozenset(unspoken))
