"""In which order can things be made that wait for each other?"""

from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from anyuan.errors import ShownError


def in_order(after: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the names so that each stands behind those that it waits for.

    Raises ShownError `bad_plan` where some wait for each other in a ring, naming the ring.
    """
    try:
        return list(TopologicalSorter(after).static_order())
    except CycleError as error:
        ring = " ← ".join(error.args[1])
        raise ShownError(
            f"params 里的 after 绕成了一圈：{ring}。",
            code="bad_plan",
            next_step="请删去其中一处后重试；未运行任何笔记本。",
        ) from None
