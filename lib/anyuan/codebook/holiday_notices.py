"""params/holidays.yaml: the State Council's notices of years that the calendar library lacks."""

from datetime import date
from pathlib import Path

from anyuan.codebook.reading import read_yaml
from anyuan.errors import ShownError
from anyuan.holidays import Holidays

OFF, ON, REFERENCE = "off", "on", "reference"


def read_holidays(path: Path) -> Holidays:
    """Return the notices of a file: a year each, with `reference`, `off` and `on` (lists of days).

    No file: none. Raises ShownError `holidays_file` that names the year and the day for a day of
    another year, one given twice, a working day made up for that is no weekend, or no reference.
    """
    if not path.exists():
        return Holidays()
    years, off, on = set(), set(), set()
    for text, raw in read_yaml(path).items():
        try:
            year = int(text)
            days = {word: [date.fromisoformat(day) for day in raw[word]] for word in (OFF, ON)}
            problem = "" if raw[REFERENCE] else "没有写明依据的通知（reference）"
        except (KeyError, TypeError, ValueError) as error:
            raise _wrong(path, f"“{text}”读不懂（{error}）") from None
        every = days[OFF] + days[ON]
        strange = [day for day in every if day.year != year]
        weekdays = [day for day in days[ON] if day.weekday() < 5]
        if strange:
            problem = f"{text} 年里写了 {strange[0]}"
        elif len(set(every)) < len(every):
            problem = f"{text} 年有一天写了两次"
        elif weekdays:
            problem = f"{weekdays[0]} 本来就是工作日，不是调休"
        if problem:
            raise _wrong(path, problem)
        years.add(year)
        off |= set(days[OFF])
        on |= set(days[ON])
    return Holidays(frozenset(years), frozenset(off), frozenset(on))


def _wrong(path: Path, problem: str) -> ShownError:
    return ShownError(
        f"{path.name} 有误：{problem}。",
        code="holidays_file",
        next_step="请按国务院办公厅当年的放假通知改正（样例见 docs/cases.md）。",
    )
