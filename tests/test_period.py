"""Months, ages and counted days, at the boundaries where a child is counted or not."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyuan.errors import ShownError
from anyuan.period import (
    Month,
    SchoolCalendar,
    age_on,
    legal_age_on,
    month_range,
    school_year,
)

TERMS = (
    (date(2024, 2, 26), date(2024, 7, 5)),
    (date(2024, 9, 2), date(2025, 1, 10)),
)
CALENDAR = SchoolCalendar(TERMS)


def day(text: str) -> date:
    return date.fromisoformat(text)


class TestMonth:
    @pytest.mark.parametrize("text", ["2024-01", "2024-09", "2024-12", "1999-10"])
    def test_reads_and_writes_the_same_form(self, text):
        assert str(Month.parse(text)) == text

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "2024",
            "2024-9",
            "2024-00",
            "2024-13",
            "24-09",
            "2024/09",
            "2024-09-01",
            "2024-09 ",
            " 2024-09",
            "2024-09\n",
            "２０２４-09",
            "٢٠٢٤-09",
            "2024年9月",
            "0000-09",
            "202409",
        ],
    )
    def test_no_other_form_is_a_month(self, text):
        with pytest.raises(ShownError, match="2024-09 的样子") as caught:
            Month.parse(text)
        assert caught.value.code == "month_form"

    @pytest.mark.parametrize(
        ("month", "first", "last"),
        [
            ("2024-02", "2024-02-01", "2024-02-29"),
            ("2023-02", "2023-02-01", "2023-02-28"),
            ("2024-12", "2024-12-01", "2024-12-31"),
            ("2024-09", "2024-09-01", "2024-09-30"),
        ],
    )
    def test_knows_its_first_and_last_day(self, month, first, last):
        assert (Month.parse(month).first_day, Month.parse(month).last_day) == (
            day(first),
            day(last),
        )

    @pytest.mark.parametrize(
        ("month", "n", "then"),
        [
            ("2024-09", 0, "2024-09"),
            ("2024-12", 1, "2025-01"),
            ("2025-01", -1, "2024-12"),
            ("2024-05", 12, "2025-05"),
            ("2024-05", -17, "2022-12"),
        ],
    )
    def test_steps_across_years(self, month, n, then):
        assert str(Month.parse(month).plus(n)) == then

    @given(st.integers(1900, 2100), st.integers(1, 12), st.integers(-500, 500))
    def test_a_step_forward_and_back_ends_where_it_began(self, year, number, n):
        month = Month(year, number)

        assert month.plus(n).plus(-n) == month
        assert month.next().previous() == month
        assert month.last_day + timedelta(days=1) == month.next().first_day

    def test_is_ordered_and_labelled(self):
        assert Month(2024, 12) < Month(2025, 1)
        assert Month.of(day("2024-09-30")) == Month(2024, 9)
        assert Month(2024, 9).label == "2024年9月"

    def test_a_range_holds_both_ends(self):
        months = month_range(Month(2024, 11), Month(2025, 1))

        assert [str(m) for m in months] == ["2024-11", "2024-12", "2025-01"]
        assert month_range(Month(2024, 9), Month(2024, 9)) == [Month(2024, 9)]
        assert month_range(Month(2024, 9), Month(2024, 8)) == []


@pytest.mark.parametrize(
    ("born_on", "on", "age"),
    [
        # the cut-off of the school year: one day decides
        ("2018-08-31", "2024-08-31", 6),
        ("2018-09-01", "2024-08-31", 5),
        ("2018-09-01", "2024-09-01", 6),
        ("2009-08-31", "2024-08-31", 15),
        ("2009-09-01", "2024-08-31", 14),
        # born on a leap day: a year is completed on 1 March of a common year
        ("2016-02-29", "2025-02-28", 8),
        ("2016-02-29", "2025-03-01", 9),
        ("2016-02-29", "2024-02-28", 7),
        ("2016-02-29", "2024-02-29", 8),
        ("2016-02-29", "2016-02-29", 0),
        # around an ordinary birthday
        ("2012-12-31", "2024-12-30", 11),
        ("2012-12-31", "2024-12-31", 12),
        ("2012-12-31", "2025-01-01", 12),
    ],
)
def test_the_age_is_in_completed_years(born_on, on, age):
    assert age_on(day(born_on), day(on)) == age


@given(st.dates(date(1990, 1, 1), date(2024, 12, 31)), st.integers(0, 20))
def test_an_age_changes_on_the_birthday_and_not_the_day_before(born_on, years):
    month, number = born_on.month, born_on.day
    if (month, number) == (2, 29) and (born_on.year + years) % 4:
        month, number = 3, 1
    birthday = date(born_on.year + years, month, number)

    assert age_on(born_on, birthday) == years
    assert age_on(born_on, birthday - timedelta(days=1)) == years - 1


@pytest.mark.parametrize(
    ("on", "year"), [("2024-08-31", 2023), ("2024-09-01", 2024), ("2025-01-01", 2024)]
)
def test_a_school_year_begins_in_september(on, year):
    assert school_year(day(on)) == year


class TestCountedDays:
    @pytest.mark.parametrize(
        ("start", "end", "n", "why"),
        [
            ("2024-09-02", "2024-09-30", 25, "28 days less three of mid-autumn"),
            ("2024-09-02", "2024-10-31", 49, "59 days less mid-autumn and national day"),
            ("2024-09-02", "2024-09-03", 1, "weekends and workdays count alike"),
            ("2024-09-06", "2024-09-08", 2, "a Saturday and a Sunday"),
            ("2024-09-14", "2024-09-17", 0, "only the festival lies between"),
            ("2024-09-30", "2024-10-08", 1, "national day's seven days are not counted"),
            ("2024-06-25", "2024-09-10", 19, "10 days to the end of term, 9 after the holidays"),
            ("2024-06-25", "2024-08-31", 10, "the summer adds nothing"),
            ("2024-07-06", "2024-09-01", 0, "wholly in the summer"),
            ("2024-12-31", "2025-01-10", 9, "new year's day is not counted"),
            ("2023-10-01", "2024-03-01", 5, "days before the first known term are not"),
            ("2024-09-10", "2024-09-10", 0, "the day itself is not after itself"),
            ("2024-09-10", "2024-09-02", 0, "an end before the start"),
        ],
    )
    def test_leaves_out_holidays_and_the_time_between_terms(self, start, end, n, why):
        assert CALENDAR.counted_days(day(start), day(end)) == n, why

    @pytest.mark.parametrize(
        ("start", "end", "n"),
        [("2024-09-02", "2024-09-30", 28), ("2024-06-25", "2024-09-10", 77)],
    )
    def test_by_the_calendar_when_holidays_are_not_skipped(self, start, end, n):
        assert CALENDAR.counted_days(day(start), day(end), skip_holidays=False) == n

    @given(
        st.dates(date(2024, 2, 1), date(2025, 2, 20)), st.dates(date(2024, 2, 1), date(2025, 2, 20))
    )
    def test_agrees_with_asking_day_by_day(self, start, end):
        days = [start + timedelta(days=n + 1) for n in range((end - start).days)]

        expected = sum(CALENDAR.is_term_day(d) for d in days)

        assert CALENDAR.counted_days(start, end) == expected

    @pytest.mark.parametrize(
        ("end", "month"),
        [("2025-03-01", "2025年3月"), ("2025-06-30", "2025年3月"), ("2025-09-15", "2025年3月")],
    )
    def test_a_term_that_nobody_entered_is_asked_for(self, end, month):
        with pytest.raises(ShownError, match=month) as caught:
            CALENDAR.counted_days(day("2024-09-02"), day(end))
        assert caught.value.code == "terms_missing"

    @pytest.mark.parametrize("end", ["2025-01-11", "2025-02-28"])
    def test_a_winter_holiday_after_the_last_term_is_no_gap(self, end):
        assert CALENDAR.counted_days(day("2025-01-08"), day(end)) == 2

    def test_without_any_term_nothing_can_be_counted(self):
        with pytest.raises(ShownError) as caught:
            SchoolCalendar(()).counted_days(day("2024-09-02"), day("2024-09-30"))
        assert caught.value.code == "terms_missing"

    def test_next_years_notice_is_needed_only_for_next_year(self):
        calendar = SchoolCalendar(((day("2026-09-01"), day("2027-01-15")),))

        assert calendar.counted_days(day("2026-09-01"), day("2026-09-20")) == 19
        with pytest.raises(ShownError, match="2027"):
            calendar.counted_days(day("2026-09-01"), day("2027-01-05"))

    def test_the_next_term_is_the_first_that_begins_later(self):
        assert CALENDAR.term_start_after(day("2024-07-31")) == day("2024-09-02")
        assert CALENDAR.term_start_after(day("2024-09-01")) == day("2024-09-02")
        assert CALENDAR.term_start_after(day("2024-09-02")) is None


@pytest.mark.parametrize(
    ("born_on", "on", "age"),
    [
        ("2010-05-01", "2024-05-01", 13),
        ("2010-05-01", "2024-05-02", 14),
        ("2016-02-29", "2025-03-01", 8),
        ("2016-02-29", "2025-03-02", 9),
        ("2016-02-29", "2028-02-29", 11),
        ("2016-02-29", "2028-03-01", 12),
    ],
)
def test_the_law_counts_a_year_full_the_day_after_the_birthday(born_on, on, age):
    assert legal_age_on(date.fromisoformat(born_on), date.fromisoformat(on)) == age
