"""What time is it? The only place that asks the machine.

A workspace of the rehearsal county runs on a declared clock: its files are received on the days
when they would have been. Whoever records something passes the moment on explicitly.
"""

from datetime import UTC, date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")


def now() -> datetime:
    """Return the present moment, in UTC with its zone."""
    return datetime.now(UTC)


def civil_date(at: datetime) -> date:
    """Return the date on a Chinese wall calendar at a moment that carries its zone."""
    if at.tzinfo is None:
        raise ValueError("a moment without a zone has no civil date")
    return at.astimezone(CHINA).date()


def to_text(at: datetime) -> str:
    """Return a moment as UTC text of fixed width, so that text order is time order."""
    if at.tzinfo is None:
        raise ValueError("a moment without a zone cannot be stored")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def from_text(text: str) -> datetime:
    """Return the moment that `to_text` wrote; a date alone means the end of that Chinese day."""
    if len(text) == 10:
        day = date.fromisoformat(text)
        return datetime(day.year, day.month, day.day, 23, 59, 59, 999999, tzinfo=CHINA)
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)
