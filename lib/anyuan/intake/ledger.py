"""Which files the casebook holds, looked up once for a whole call of receiving."""

from dataclasses import dataclass, field

import pandas as pd

from anyuan.casebook import Casebook, FileEntry

_NAMES = ["sha256", "record_name", "table", "period", "covers", "name"]


@dataclass
class Ledger:
    """The files recorded so far, those of this call included.

    Reading the whole list again for each of two hundred files would take longer than the files.
    """

    _shas: set[str] = field(default_factory=set)
    _read: set[tuple[str, str, str]] = field(default_factory=set)
    _current: dict[tuple[str, str, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, casebook: Casebook) -> "Ledger":
        """Return the ledger of a casebook as it stands."""
        return cls.of_files(casebook.files())

    @classmethod
    def of_files(cls, files: pd.DataFrame) -> "Ledger":
        """Return the ledger of a list of files, oldest first (as `Casebook.files`)."""
        ledger = cls()
        for row in files[_NAMES].itertuples(index=False):
            ledger._add(*row)
        return ledger

    def add(self, entry: FileEntry) -> None:
        """Note a file that was just recorded."""
        self._add(*(getattr(entry, name) for name in _NAMES))

    def knows(self, sha256: str) -> bool:
        """Whether these bytes came before, be it that they were refused."""
        return sha256 in self._shas

    def has(self, entry: FileEntry) -> bool:
        """Whether these bytes were already read so (corrections included) for this coverage."""
        return (entry.sha256, entry.record_name, entry.covers) in self._read

    def current(self, entry: FileEntry) -> str | None:
        """Return the name of the file that stands for the same table, month and coverage."""
        return self._current.get((entry.table, entry.period, entry.covers))

    def _add(self, sha256: str, record: str, table: str, *rest: str) -> None:
        period, covers, name = rest
        self._shas.add(sha256)
        if record:  # a file refused whole stands for nothing
            self._read.add((sha256, record, covers))
            self._current[table, period, covers] = name
