"""When is what at a school? The timetable as spans of minutes, and the slot of a clock time."""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache

import pandas as pd

from anyuan.codebook import code_list, read_yaml
from anyuan.codebook.codes import DATA

MINUTES_A_DAY = 24 * 60
# Whether the school's own timetable said which slot it is, or the hours of `slot_hours.yaml`.
BY_TIMETABLE, BY_DEFAULT = "timetable", "default"


@dataclass(frozen=True)
class Slot:
    """A slot, and by what it was found."""

    code: str
    by: str


@dataclass(frozen=True)
class SchoolHours:
    """The spans of every school's days, to ask for slots."""

    days: dict[tuple[str, str], pd.DataFrame]
    schools: frozenset[str]

    def slot_of(
        self, school: str, weekday: str, time: str, place: str | None = None
    ) -> Slot | None:
        """Return the slot of a clock time (08:05) at a school, or None outside the school's day.

        A span holds its start and not its end, but for the end of the last. Of several at once
        (grades differ) the one at this place goes first, then the one with most pupils there, then
        the codebook's order. Between spans of a day, and for a school without a timetable, the
        hours of `slot_hours.yaml` hold; a weekday without spans, and the time before the first and
        after the last, lie outside.
        """
        if school not in self.schools:
            return Slot(_default_slot(time), BY_DEFAULT)
        spans = self.days.get((school, weekday))
        minute = as_minutes(time)
        if spans is None or not spans["start"].min() <= minute <= spans["end"].max():
            return None
        now = spans[(spans["start"] <= minute) & (minute < spans["end"])]
        if now.empty:
            now = spans[spans["end"] == minute]
        if now.empty:
            return Slot(_default_slot(time), BY_DEFAULT)
        here = now[now["place"] == place]
        n_pupils = (now if here.empty else here).groupby("slot")["n_pupils"].sum()
        ranks = list(code_list("time_slot").labels)
        return Slot(min(n_pupils.index, key=lambda s: (-n_pupils[s], ranks.index(s))), BY_TIMETABLE)


def read_hours(timetable: pd.DataFrame) -> SchoolHours:
    """Return the hours of every school in rows of the `timetable` table."""
    days = dict(iter(read_spans(timetable).groupby(["school_code", "weekday"])))
    return SchoolHours(days, frozenset(timetable["school_code"]))


def read_spans(timetable: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each weekday of each timetable row: start and end in minutes of its day.

    Columns school_code, weekday, slot, place, start, end, n_pupils. What passes midnight (22:00 to
    06:30) is two rows, the second on the next weekday; a row that ends when it starts is none.
    """
    spans = timetable[["school_code", "slot", "place", "n_pupils"]].assign(
        weekday=timetable["weekdays"].str.split(";"),
        start=timetable["starts"].map(as_minutes),
        end=timetable["ends"].map(as_minutes),
    )
    spans = spans.explode("weekday", ignore_index=True)
    is_over = spans["end"] < spans["start"]
    after = spans[is_over].assign(start=0, weekday=spans["weekday"].map(_day_after()))
    spans["end"] = spans["end"].where(~is_over, MINUTES_A_DAY)
    spans = pd.concat([spans, after], ignore_index=True)
    spans = spans[spans["end"] > spans["start"]]
    columns = ["school_code", "weekday", "slot", "place", "start", "end", "n_pupils"]
    return spans[columns].astype({"start": "int64", "end": "int64", "n_pupils": "int64"})


def as_minutes(time: str) -> int:
    """Return the minutes from midnight of a clock time such as 08:05."""
    hours, minutes = time.split(":")
    return int(hours) * 60 + int(minutes)


def weekdays() -> tuple[str, ...]:
    """Return the codes of weekdays in the order of `date.weekday()`, Monday first."""
    return tuple(code_list("weekday").labels)


def _day_after() -> dict[str, str]:
    days = weekdays()
    return dict(zip(days, (*days[1:], days[0]), strict=True))


@cache
def _default_hours() -> tuple[list[int], list[str]]:
    hours = read_yaml(DATA / "slot_hours.yaml")
    return [as_minutes(time) for time in hours], list(hours.values())


def _default_slot(time: str) -> str:
    starts, slots = _default_hours()
    return slots[bisect_right(starts, as_minutes(time)) - 1]
