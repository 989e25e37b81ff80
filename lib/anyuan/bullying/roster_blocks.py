"""A school's week cut into blocks: how much risk lies where and when, and who is on duty then.

A block is a stretch of one weekday in which nothing changes: it ends where any shift or any row of
the timetable begins or ends. `roster_cutting` works out once all that a roster is measured by.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

REST = -1
# A shorter pause is no break (duty_rest_minutes says after how long one is due, not how long).
BREAK_MINUTES = 10


@dataclass(frozen=True)
class Shift:
    """One person's duty on one weekday without a pause in which to rest and get anywhere.

    `blocks`: numbers in order; `posts`: today's place in each. `is_after_midnight`: the duty began
    the evening before, so that it begins with a break.
    """

    staff_no: str
    weekday: str
    blocks: tuple[int, ...]
    posts: tuple[int, ...]
    is_after_midnight: bool


@dataclass(frozen=True)
class Blocks:
    """The week of one school. Blocks are numbered by weekday and time, places as in `places`.

    `starts`, `ends`: minutes of the day. `may_change`: False for the later pieces of a block that
    was cut for breaks; there everybody stays at his place or has a break. `risk` [block, place]:
    expected incidents a week. `left` by place: the share of it that counts where nobody stands
    (below 1 under a working camera). `can_stand` by place: False where nobody can be posted.
    `walk`: minutes from place to place. `parts`: which share of a row of the risk frame lies in
    which block (risk_row, block, place, share). `unplaced`: risk at hours that the timetable does
    not know, in no block. `notes`: what of the tables was not used, in sentences.
    """

    weekday: tuple[str, ...]
    starts: np.ndarray
    ends: np.ndarray
    may_change: np.ndarray
    places: tuple[str, ...]
    names: dict[str, str]
    can_stand: np.ndarray
    left: np.ndarray
    walk: np.ndarray
    risk: np.ndarray
    parts: pd.DataFrame
    shifts: tuple[Shift, ...]
    rest_minutes: int
    unplaced: float
    notes: tuple[str, ...]

    @cached_property
    def minutes(self) -> np.ndarray:
        """The length of each block."""
        return self.ends - self.starts

    @cached_property
    def value(self) -> np.ndarray:
        """What it is worth [block, place] that somebody stands there for the whole block."""
        return self.risk * self.left * self.can_stand

    @property
    def total(self) -> float:
        """All risk of the week that lies in a block."""
        return float(self.risk.sum())


def clock_minutes(text: str) -> int:
    """Return the minute of the day of a clock_time (08:05)."""
    return int(text[:2]) * 60 + int(text[3:])


def clock_text(minutes: int) -> str:
    """Return a minute of the day as a clock_time."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
