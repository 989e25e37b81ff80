"""Everything in a run's folder that may leave goes past the gate by its bytes."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import nbformat

from anyuan.briefing.page import collect_drawn
from anyuan.disclosure import (
    Leak,
    NameRegister,
    ScanReport,
    fold_searched,
    scan_file,
    scan_text,
)
from anyuan.disclosure.restoring import restore_table
from anyuan.run.release.page_exceptions import PageException
from anyuan.run.results.marks import END_MARK, EXECUTED
from anyuan.run.results.receipt import RECEIPT

PAGE = "briefing.html"
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
        by_person = {fold_searched(word) for word in registered}
        n_registered = sum(row["word"] in by_person for row in rows)
        return {"files": sorted(self._spoken()), "exceptions": rows, "n_registered": n_registered}


def scan_folder(
    folder: Path, register: NameRegister, unwritten: Mapping[str, bytes] = MappingProxyType({})
) -> FolderReport:
    """Return what the gate sees of each file in a run's folder, but for the program's own records.

    `unwritten`: bytes of files that are about to be put there, by name. A file of a kind that may
    not leave is a leak: whoever copies the folder takes it along. Names of files are read too, and
    so are the words drawn into the page's charts. Beside the page only the tables may lie that the
    run registered, each as its protected record prints it.
    """
    paths = {p.relative_to(folder).as_posix(): p for p in sorted(folder.rglob("*")) if p.is_file()}
    data = {name: p.read_bytes() for name, p in paths.items() if name not in _OWN}
    data |= unwritten
    tables = _printed_tables(folder)
    reports = {
        name: _joined(_held_against(name, given, tables), scan_file(name, given, register))
        for name, given in data.items()
    }
    if PAGE in reports:
        reports[PAGE] = _joined(reports[PAGE], *_scan_charts(folder, register))
    unspoken = set()
    for name, report in reports.items():
        if leaks := scan_text(name, "文件名", register).leaks:
            reports[name] = _joined(report, ScanReport(leaks, ()))
            unspoken.add(name)
    return FolderReport(reports, frozenset(unspoken))


def _printed_tables(folder: Path) -> dict[str, bytes]:
    """Return the files that a run's registered tables make, by name in the folder."""
    tables = json.loads((folder / END_MARK).read_text(encoding="utf-8"))["tables"]
    return {f"tables/{name}.csv": _printed(one["record"]) for name, one in tables.items()}


def _printed(record: Mapping[str, Any]) -> bytes:
    return restore_table(record).to_csv_text().encode("utf-8-sig")


def _held_against(name: str, data: bytes, tables: Mapping[str, bytes]) -> ScanReport:
    """Return a leak for a file that is neither the page nor a registered table as it is printed."""
    if name == PAGE or tables.get(name) == data:
        return ScanReport((), ())
    return ScanReport((Leak("altered" if name in tables else "unlisted", "文件"),), ())


def _scan_charts(folder: Path, register: NameRegister) -> Iterator[ScanReport]:
    """Yield what the words in each chart of a run hold; a chart whose words are not known leaks."""
    notebook = nbformat.read(folder / EXECUTED, as_version=4)
    for number, texts in enumerate(collect_drawn(notebook), start=1):
        place = f"第 {number} 张图里的文字"
        if texts is None:
            yield ScanReport((Leak("unreadable", place),), ())
        yield from (scan_text(text, place, register) for text in texts or ())


def _joined(*reports: ScanReport) -> ScanReport:
    leaks = dict.fromkeys(leak for one in reports for leak in one.leaks)
    exceptions = dict.fromkeys(e for one in reports for e in one.exceptions)
    return ScanReport(tuple(leaks), tuple(exceptions))
