"""What is owed on a case and how much time is left, by the minute where the law says at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from anyuan import clock
from anyuan.cases import Case, Due, find_due
from anyuan.cases.limits import EXACT, due_of, start_of
from anyuan.desk.case_room import CaseRoom

LATE, SOON, PLAIN = "late", "soon", "plain"
# Days left of what is due today or in the next six days.
WEEK = range(0, 7)
_AT_ONCE = "minute"


@dataclass(frozen=True)
class Clock:
    """A step that is owed: the last minute at which it is in time, on the civil clock.

    `since`: from when it is counted, None where it is counted by days; `is_at_once`: what is asked
    is how long it has been.
    """

    due: Due
    at: datetime
    since: datetime | None
    is_at_once: bool

    def is_late(self, now: datetime) -> bool:
        """Whether its last minute has passed; on the day itself what is owed by days is not."""
        return now > self.at

    def tone(self, now: datetime) -> str:
        """Return LATE, SOON (within the week) or PLAIN."""
        if self.is_late(now):
            return LATE
        return SOON if (self.at.date() - now.date()).days in WEEK else PLAIN

    def left(self, now: datetime) -> str:
        """Return how much time is left or how long it is late, as short as a list has room for."""
        if self.since is None:
            days = (self.at.date() - now.date()).days
            return f"超 {-days} 天" if days < 0 else "今天" if days == 0 else f"{days} 天"
        return f"超 {_coarse(now - self.at)}" if self.is_late(now) else _coarse(self.at - now)

    def told(self, now: datetime) -> str:
        """Return the same in a sentence's words."""
        if self.since is None:
            days = (self.at.date() - now.date()).days
            if days == 0:
                return "今天到期"
            return f"已超期 {-days} 天" if days < 0 else f"还剩 {days} 天"
        passed = f"已过 {_span(now - self.since)}，" if self.is_at_once else ""
        if self.is_late(now):
            return f"{passed}超时 {_span(now - self.at)}"
        return f"{passed}还剩 {_span(self.at - now)}"

    @property
    def by(self) -> str:
        """Until when: a day, or a minute."""
        return f"{self.at:%Y-%m-%d}" if self.since is None else f"{self.at:%Y-%m-%d %H:%M}"


def clocks_of(room: CaseRoom, case: Case, now: datetime) -> list[Clock]:
    """Return what is owed on a case at a moment of the civil clock, the most urgent first."""
    dues = find_due(room.kind, case, now.date(), room.book, room.county.calendar)
    return sorted(_clocks(room, case, dues), key=lambda one: (one.at, one.due.limit))


def civil(at: datetime) -> datetime:
    """Return a moment on the civil clock, to the minute, as cases hold moments."""
    return at.astimezone(clock.CHINA).replace(tzinfo=None, second=0, microsecond=0)


def _clocks(room: CaseRoom, case: Case, dues: Iterable[Due]) -> Iterable[Clock]:
    for due in dues:
        limit = room.kind.limits[due.limit]
        start = start_of(case, limit)
        at, _ = due_of(limit, start, case, room.book, room.county.calendar)
        is_exact = limit.unit in EXACT
        yield Clock(due, at, start if is_exact else None, limit.unit == _AT_ONCE)


def _coarse(span: timedelta) -> str:
    """Return a span in its largest unit: 35 分钟, 3 小时, 2 天."""
    return " ".join(_span(span).split()[:2])


def _span(span: timedelta) -> str:
    """Return a span in words: 35 分钟, 3 小时 5 分, 2 天 4 小时; never less than nothing."""
    minutes = max(int(span.total_seconds()) // 60, 0)
    hours, rest = divmod(minutes, 60)
    if minutes < 60:
        return f"{minutes} 分钟"
    if hours < 24:
        return f"{hours} 小时 {rest} 分" if rest else f"{hours} 小时"
    days, hours = divmod(hours, 24)
    return f"{days} 天 {hours} 小时" if hours else f"{days} 天"
