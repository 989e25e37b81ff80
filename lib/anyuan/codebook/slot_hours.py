"""Which hours does each slot of a school's day have where no timetable says it?"""

from functools import cache

from anyuan.codebook.codes import DATA
from anyuan.codebook.reading import read_yaml

_DAY = 24 * 60


@cache
def slot_hours() -> dict[str, tuple[tuple[int, int], ...]]:
    """Return the spans of each slot, start and end in minutes of the day, the end outside.

    A slot may have several (lessons before and after noon); one that the clock cannot tell has
    none and is not there.
    """
    turns = [(_minutes(time), slot) for time, slot in read_yaml(DATA / "slot_hours.yaml").items()]
    ends = [start for start, _ in turns[1:]] + [_DAY]
    found: dict[str, tuple[tuple[int, int], ...]] = {}
    for (start, slot), end in zip(turns, ends, strict=True):
        found[slot] = (*found.get(slot, ()), (start, end))
    return found


def _minutes(time: str) -> int:
    hours, minutes = time.split(":")
    return int(hours) * 60 + int(minutes)
