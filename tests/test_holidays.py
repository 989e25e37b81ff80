"""Working days and festivals follow the State Council's notice of each year."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyuan.codebook.holiday_notices import read_holidays
from anyuan.errors import ShownError
from anyuan.holidays import Holidays


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("on", "is_holiday", "what"),
    [
        ("2024-09-14", False, "a Saturday worked in exchange"),
        ("2024-09-15", True, "the first day of the mid-autumn festival"),
        ("2024-09-17", True, "the festival"),
        ("2024-09-18", False, "the day after"),
        ("2024-09-21", False, "an ordinary Saturday"),
        ("2024-09-29", False, "a Sunday worked in exchange"),
        ("2024-10-01", True, "national day"),
        ("2024-10-07", True, "its last day of rest"),
        ("2024-10-08", False, "back to work"),
        ("2025-01-01", True, "new year"),
    ],
)
def test_festivals_follow_the_yearly_notice(on, is_holiday, what):
    assert Holidays().is_festival(day(on)) is is_holiday, what


def test_a_year_whose_notice_is_not_out_is_said_out_loud():
    with pytest.raises(ShownError, match="2027 年的放假安排尚未收入本机") as caught:
        Holidays().is_festival(day("2027-03-01"))
    assert caught.value.code == "calendar_year_missing"


@pytest.mark.parametrize(
    ("start", "n", "end", "why"),
    [
        ("2024-09-12", 1, "2024-09-13", "Thursday, Friday"),
        ("2024-09-13", 1, "2024-09-14", "Friday, and the Saturday worked in exchange"),
        ("2024-09-14", 1, "2024-09-18", "the festival's three days are left out"),
        ("2024-09-27", 2, "2024-09-30", "the Sunday worked in exchange, and Monday"),
        ("2024-09-30", 1, "2024-10-08", "the week of national day"),
        ("2024-09-20", 0, "2024-09-20", "no day at all"),
        ("2024-12-31", 1, "2025-01-02", "over new year's day"),
    ],
)
def test_working_days_are_counted_with_their_swaps(start, n, end, why):
    assert Holidays().workday_after(day(start), n) == day(end), why


@given(st.dates(date(2023, 1, 1), date(2025, 6, 1)), st.integers(0, 30), st.integers(0, 30))
def test_counting_in_two_parts_is_counting_at_once(start, first, then):
    holidays = Holidays()
    half = holidays.workday_after(start, first)
    assert holidays.workday_after(half, then) == holidays.workday_after(start, first + then)


NOTICE = """
"2027":
  reference: 国务院办公厅关于2027年部分节假日安排的通知（样例，日期为虚构）
  off: ["2027-01-01", "2027-02-06", "2027-02-07", "2027-02-08"]
  on: ["2027-02-14"]
"""


@pytest.fixture
def written(tmp_path):
    def write(text: str) -> Holidays:
        path = tmp_path / "holidays.yaml"
        path.write_text(text, encoding="utf-8")
        return read_holidays(path)

    return write


def test_a_year_that_the_county_wrote_down_is_counted(written):
    holidays = written(NOTICE)
    assert holidays.is_festival(day("2027-02-08"))
    assert not holidays.is_festival(day("2027-02-13")), "an ordinary Saturday"
    assert not holidays.is_workday(day("2027-02-13"))
    assert holidays.is_workday(day("2027-02-14"))
    assert holidays.workday_after(day("2027-02-05"), 1) == day("2027-02-09")
    assert holidays.is_festival(day("2024-10-01")), "other years as the library knows them"


def test_no_file_is_no_notice(tmp_path):
    assert read_holidays(tmp_path / "holidays.yaml") == Holidays()


@pytest.mark.parametrize(
    ("now", "then", "told"),
    [
        ("2027-02-14", "2028-02-13", "2027 年里写了 2028-02-13"),
        ("2027-02-14", "2027-02-15", "2027-02-15 本来就是工作日"),
        ("2027-02-14", "2027-02-06", "2027 年有一天写了两次"),
        ("2027-02-14", "2027-02-30", "“2027”读不懂"),
        ("reference: 国务院", 'reference: ""  # 国务院', "依据"),
    ],
)
def test_a_notice_written_wrongly_is_refused_with_its_place(written, now, then, told):
    with pytest.raises(ShownError, match=told) as caught:
        written(NOTICE.replace(now, then))
    assert caught.value.code == "holidays_file"
