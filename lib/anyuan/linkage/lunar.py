"""Which day of the lunar calendar was it? Families give it, clerks type it as a civil date."""

from datetime import date, timedelta
from functools import cache
from pathlib import Path

from anyuan.codebook.reading import read_yaml


@cache
def lunar_months() -> list[tuple[date, int, int, int]]:
    """Return (first civil day, lunar year, month, days) of every lunar month known, in order."""
    found = []
    years = read_yaml(Path(__file__).with_name("lunar.yaml"))["years"]
    for text, entry in years.items():
        bits, day = int(entry["bits"], 16), date.fromisoformat(entry["new_year"])
        for month in range(1, 13):
            days = 30 if bits >> (16 - month) & 1 else 29
            found.append((day, int(text), month, days))
            day += timedelta(days=days)
            if bits & 0xF == month:
                days = 30 if bits >> 16 & 1 else 29
                found.append((day, int(text), month, days))
                day += timedelta(days=days)
    return found


@cache
def _by_civil_day() -> dict[date, date | None]:
    days: dict[date, date | None] = {}
    for first, year, month, length in lunar_months():
        for n in range(length):
            days[first + timedelta(days=n)] = _written(year, month, n + 1)
    return days


def _written(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def lunar_as_civil(day: date) -> date | None:
    """Return the lunar date of a civil day, written as if it were a civil date.

    2012-01-23 (first day of the first month) gives 2012-01-01; a day of a leap month gives the
    number of the month it repeats. None outside 1999-2030 and for the 30th of a second month,
    which no civil calendar has. Source of the table: Hong Kong Observatory's conversion tables.
    """
    return _by_civil_day().get(day)
