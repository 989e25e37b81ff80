"""Rest days and working days under the State Council's yearly notice."""

from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar

from anyuan.errors import ShownError

_SATURDAY = 5


@dataclass(frozen=True)
class Holidays:
    """The notices: those that the library knows, and those that the county wrote down itself.

    `years` are the years written down; in them `off` are the festivals' rest days and `on` the
    weekend days on which work is made up for. A year written down counts as written, even where the
    library knows it.
    """

    years: frozenset[int] = frozenset()
    off: frozenset[date] = frozenset()
    on: frozenset[date] = frozenset()

    def is_festival(self, day: date) -> bool:
        """Whether a day is a festival's rest day; an ordinary weekend or a swapped day is not.

        Raises ShownError `calendar_year_missing` for a year whose notice is not known.
        """
        if day.year in self.years:
            return day in self.off
        is_off, festival = self._known(day, chinese_calendar.get_holiday_detail)
        return bool(is_off and festival)

    def is_workday(self, day: date) -> bool:
        """Whether offices work on a day: weekdays but for festivals, and swapped weekend days.

        Raises as `is_festival`.
        """
        if day.year in self.years:
            return day in self.on or (day.weekday() < _SATURDAY and day not in self.off)
        return bool(self._known(day, chinese_calendar.is_workday))

    def workday_after(self, day: date, n: int) -> date:
        """Return the n-th working day after a day, which itself is not counted; n = 0: the day.

        Raises as `is_festival`, where the count reaches into an unknown year.
        """
        while n > 0:
            day += timedelta(days=1)
            n -= self.is_workday(day)
        return day

    @staticmethod
    def _known(day: date, ask):
        try:
            return ask(day)
        except NotImplementedError:
            raise ShownError(
                f"{day.year} 年的放假安排尚未收入本机，不能计算天数。",
                code="calendar_year_missing",
                next_step=(
                    "请按国务院办公厅当年的放假通知填写 params/holidays.yaml"
                    "（样例见 docs/cases.md），或升级 chinesecalendar。"
                ),
            ) from None
