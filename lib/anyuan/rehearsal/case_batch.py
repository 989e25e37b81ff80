"""An evening's steps on many cases, saved together: one transaction instead of hundreds."""

from collections.abc import Sequence

from anyuan.casebook import Casebook, CaseChange


class CaseBatch:
    """Stands in for the casebook of a `CaseLedger` until the steps are saved, all or none.

    Reading is not offered: whoever writes so holds the cases in memory.
    """

    def __init__(self, casebook: Casebook) -> None:
        self._casebook = casebook
        self._held: dict[str, list[CaseChange]] = {}

    def save_changes(self, changes: Sequence[CaseChange]) -> list[int]:
        """Hold changes of cases that exist; return each one's seq as it was before."""
        for change in changes:
            self._held.setdefault(change.state.case_id, []).append(change)
        return [change.after for change in changes]

    def save(self) -> dict[str, int]:
        """Record everything that is held; return the last seq of each case."""
        merged = [
            CaseChange(held[-1].state, tuple(e for one in held for e in one.events), held[0].after)
            for held in self._held.values()
        ]
        self._held.clear()
        if not merged:
            return {}
        seqs = self._casebook.save_changes(merged)
        return {one.state.case_id: seq for one, seq in zip(merged, seqs, strict=True)}
