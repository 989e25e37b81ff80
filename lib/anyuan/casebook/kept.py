"""What is worked out of a casebook stays in this process until something is recorded there."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

_MOST = 16


@dataclass
class Kept:
    """The latest results for one state of one casebook (the number and the seal of its head)."""

    _state: Hashable = None
    _results: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict)

    def get(self, state: Hashable, asked: Hashable, work_out: Callable[[], Any]) -> Any:
        """Return what `asked` gave at this state, worked out where it is not at hand."""
        if state != self._state:
            self._state = state
            self._results.clear()
        if asked not in self._results:
            self._results[asked] = work_out()
        self._results.move_to_end(asked)
        if len(self._results) > _MOST:
            self._results.popitem(last=False)
        return self._results[asked]
