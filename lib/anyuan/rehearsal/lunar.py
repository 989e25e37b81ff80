"""Which day of the farmers' calendar is a birthday, as a grandmother gives it?"""

from bisect import bisect_right
from datetime import date
from functools import cache

from anyuan.rehearsal.words import words


def lunar_birthday(day: date) -> date | None:
    """Return year, month and day of the farmers' calendar written as if they were a date.

    That is how lunar birthdays end up in date columns. A leap month bears the number of the month
    before it. None where no such date exists in our calendar (30 February) or the year is not in
    the table (2007 to 2019).
    """
    starts = _month_starts()
    place = bisect_right(starts, (day, 9999, 99)) - 1
    if place < 0 or day.year > 2019:
        return None
    first, year, month = starts[place]
    try:
        return date(year, month, (day - first).days + 1)
    except ValueError:
        return None


@cache
def _month_starts() -> list[tuple[date, int, int]]:
    starts = []
    for year, entry in words("lunar")["years"].items():
        ordinal = date.fromisoformat(entry["first"]).toordinal()
        leap, number = int(entry["leap"]), 0
        lengths = [int(n) for n in entry["days"].split()]
        for place, length in enumerate(lengths):
            number += 0 if leap and place == leap else 1
            starts.append((date.fromordinal(ordinal), int(year), number))
            ordinal += length
    return starts
