"""Months, school years, ages and counted days: one function for each question of the calendar."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from anyuan.errors import ShownError
from anyuan.holidays import Holidays

# Months that lie in a term wherever the holidays are; the others may be wholly holiday.
_TEACHING_MONTHS = frozenset({3, 4, 5, 6, 9, 10, 11, 12})


@dataclass(frozen=True, order=True)
class Month:
    """A civil month; `str()` gives the form 2024-09."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Read the form 2024-09 and no other."""
        found = re.fullmatch(r"([12]\d{3})-(0[1-9]|1[0-2])", str(text), re.ASCII)
        if not found:
            raise ShownError(
                f"“{text}”不是月份，应写成 2024-09 的样子。",
                code="month_form",
                next_step="请改正后重试。",
            )
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> "Month":
        """Return the month in which a day lies."""
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def label(self) -> str:
        """The month as a page prints it."""
        return f"{self.year}年{self.number}月"

    @property
    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        return self.next().first_day - timedelta(days=1)

    def next(self) -> "Month":
        return self.plus(1)

    def previous(self) -> "Month":
        return self.plus(-1)

    def plus(self, n: int) -> "Month":
        """Return the month `n` months later (earlier when negative)."""
        index = self.year * 12 + self.number - 1 + n
        return Month(index // 12, index % 12 + 1)


def month_range(first: Month, last: Month) -> list[Month]:
    """Return every month from first to last, both included."""
    months = []
    while first <= last:
        months.append(first)
        first = first.next()
    return months


def age_on(born_on: date, on: date) -> int:
    """Return completed years of life on a day.

    Born on 29 February: a year is completed on 1 March in common years. The count of criminal and
    juvenile law is `legal_age_on`.
    """
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def legal_age_on(born_on: date, on: date) -> int:
    """Return the age that criminal and juvenile law counts: full the day after the birthday.

    Practice of the courts; the article is to be confirmed by a lawyer. Never used for schooling.
    """
    return age_on(born_on, on - timedelta(days=1))


def school_year(on: date) -> int:
    """Return the year in which the school year that holds a day began (1 September)."""
    return on.year if on.month >= 9 else on.year - 1


@dataclass(frozen=True)
class SchoolCalendar:
    """The terms of a county's schools: pairs of first and last day, in order."""

    terms: tuple[tuple[date, date], ...]
    holidays: Holidays = Holidays()

    def is_term_day(self, day: date) -> bool:
        """Whether a day lies in a term and is not a statutory holiday (weekends count)."""
        return any(a <= day <= b for a, b in self.terms) and not self.holidays.is_festival(day)

    def term_end_from(self, day: date) -> date | None:
        """Return the last day of the term that holds a day, or of the next one, or None."""
        return next((b for _, b in self.terms if b >= day), None)

    def term_start_after(self, day: date) -> date | None:
        """Return the first day of the next term that begins after a day, or None."""
        return next((a for a, _ in self.terms if a > day), None)

    def counted_days(self, start: date, end: date, *, skip_holidays: bool = True) -> int:
        """Return how many days after `start`, up to and with `end`, are counted.

        With `skip_holidays`, days outside terms and statutory holidays are not; ordinary weekends
        are (domain reading: calendar days less holiday periods). Zero when end is before start.
        Raises ShownError where the count would reach past the last known term into a month of
        teaching, or into a year whose holidays are not published: a count of 0 would hide a child.
        """
        if end <= start:
            return 0
        if not skip_holidays:
            return (end - start).days
        self._require_terms_until(end)
        return sum(
            bisect_right(days, end) - bisect_right(days, start)
            for days in (_counted(self, year) for year in range(start.year, end.year + 1))
        )

    def _require_terms_until(self, end: date) -> None:
        last = max((b for _, b in self.terms), default=date.min)
        silent = (
            month_range(Month.of(last).next(), Month.of(end)) if self.terms else [Month.of(end)]
        )
        missing = next((m for m in silent if m.number in _TEACHING_MONTHS), None)
        if end > last and missing:
            raise ShownError(
                f"{missing.label}所在学期的起止日期尚未登记，不能计算缺课天数。",
                code="terms_missing",
                next_step="请在 params/county.yaml 的 terms 中补上该学期后重试。",
            )


@lru_cache(maxsize=64)
def _counted(calendar: SchoolCalendar, year: int) -> tuple[date, ...]:
    # Year by year: next year's notice may not be out while this year's days are counted.
    return tuple(
        day
        for a, b in calendar.terms
        for day in _days(max(a, date(year, 1, 1)), min(b, date(year, 12, 31)))
        if not calendar.holidays.is_festival(day)
    )


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))
