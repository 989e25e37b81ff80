"""How long will the rest of a batch take?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from statistics import fmean

from anyuan.run.plans.plan import RunSpec


class Pace:
    """Seconds that runs took: of earlier receipts first, of this batch as they come.

    A run is judged by those of its notebook and level, else by all; with none there is no estimate.
    """

    def __init__(self, receipts: Mapping[str, Mapping]) -> None:
        self._seconds: dict[str, list[float]] = defaultdict(list)
        for name, receipt in receipts.items():
            if "seconds" in receipt:
                self._seconds[name.rpartition("/")[0]].append(receipt["seconds"])

    def add(self, spec: RunSpec, seconds: float) -> None:
        """Take in what a run of this batch took."""
        self._seconds[_kind(spec)].append(seconds)

    def left(self, rest: Iterable[RunSpec], n_workers: int) -> float | None:
        """Return about how many seconds the rest takes on so many workers."""
        every = [s for kind in self._seconds.values() for s in kind]
        if not every:
            return None
        told = [fmean(self._seconds.get(_kind(spec)) or every) for spec in rest]
        return max(sum(told) / n_workers, max(told, default=0.0))


def _kind(spec: RunSpec) -> str:
    return spec.name.rpartition("/")[0]
