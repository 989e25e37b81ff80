"""Counts that a page makes itself: of offices' work, or what only its own circle may see."""

from collections.abc import Iterable
from typing import ClassVar

from anyuan.notebook.kept import Derivation
from anyuan.protected import ProtectedFigure

_WORK = "work_figure"


class Counting:
    """For a page with a `run`: `prefix` of its figures' ids, the kind of what is its own alone."""

    prefix: ClassVar[str]
    own_kind: ClassVar[str]

    def work(
        self, name: str, words: str, n: int | Iterable[str], unit: str, how: Derivation = ()
    ) -> ProtectedFigure:
        """Return a count of offices' work as a figure: members' ids, or a number and `how`."""
        return self._counted(_WORK, name, words, n, unit=unit, derived_from=how)

    def own(
        self, name: str, words: str, n: int | Iterable[str], unit: str, how: Derivation = ()
    ) -> ProtectedFigure:
        """Return a number that no meeting may see; as `work`."""
        return self._counted(self.own_kind, name, words, n, unit=unit, derived_from=how)

    def _counted(
        self, kind: str, name: str, words: str, n: int | Iterable[str], **how
    ) -> ProtectedFigure:
        return self.run.figure(self.prefix + name, words, n, kind=kind, **how)
