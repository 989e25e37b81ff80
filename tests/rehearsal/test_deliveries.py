from collections import Counter
from datetime import date

import pandas as pd
import pytest
import python_calamine
from rehearsal.reading import read_rows

from anyuan.codebook import table, tables
from anyuan.errors import ShownError
from anyuan.period import Month
from anyuan.rehearsal import build_county, write_month
from anyuan.rehearsal.facts import MONTHS
from anyuan.rehearsal.hand_lists import attendance_rows
from anyuan.rehearsal.punctual import (
    delivered_at,
    is_late,
    is_never_sent,
    schools_with_roll,
)

DROPOUT_TABLES = {
    "schools",
    "household_register",
    "enrolment_roll",
    "attendance_return",
    "ex_poverty_households",
    "elsewhere_enrolled",
    "exclusions",
    "police_notifications",
    "field_survey",
}


def test_every_table_comes_and_school_tables_once_a_school(world, september):
    assert {d.table for d in september} == DROPOUT_TABLES <= set(tables())
    n_schools = len(schools_with_roll(world))
    n_files = Counter(d.table for d in september)
    assert n_files["enrolment_roll"] == n_schools
    assert n_files["attendance_return"] <= n_schools
    for delivery in september:
        assert delivery.period == "2024-09"
        assert bool(delivery.covers) == (table(delivery.table).covers == "school")
        assert delivery.path.name.isascii()


def test_files_come_in_the_next_month_on_a_chinese_clock(world, september):
    late = {
        world.schools["school_code"].iat[k]
        for k in schools_with_roll(world)
        if is_late(world, MONTHS.index(Month(2024, 9)), k)
    }
    for delivery in september:
        assert delivery.delivered_at.utcoffset().total_seconds() == 8 * 3600
        assert (delivery.delivered_at.year, delivery.delivered_at.month) == (2024, 10)
        is_return = delivery.table == "attendance_return"
        assert (delivery.delivered_at.day > 28) == (is_return and delivery.covers in late)


def test_some_returns_are_late_or_never_come_but_none_that_brings_news():
    world = build_county(seed=8, n_children=6000)
    n_late = n_missing = 0
    for place, month in enumerate(MONTHS):
        rows = attendance_rows(world, place)
        news = rows["first_absent_on"].map(lambda day, m=month: Month.of(day) == m)
        news |= rows["returned_on"].notna()
        telling = set(rows.loc[news.astype(bool), "school"])
        for school in schools_with_roll(world):
            late, missing = is_late(world, place, school), is_never_sent(world, place, school)
            assert not (late or missing) or school not in telling
            assert not (late and missing)
            n_late, n_missing = n_late + late, n_missing + missing
            if late:
                assert delivered_at(world, place, "attendance_return", school).date() > date(
                    month.next().year, month.next().number, 28
                )
    assert n_late > 3 and n_missing > 0


def test_every_file_says_that_it_is_made_up_and_of_which_month(september):
    for delivery in september:
        title = read_rows(delivery.path)[0][0]
        assert "合成示例数据" in title and "2024年9月" in title
        assert table(delivery.table).label in title


def _headings(delivery) -> list[str]:
    """The heading line, two-line headings put together."""
    rows = read_rows(delivery.path)
    label_of = table(delivery.table).column_for
    at = next(k for k, row in enumerate(rows) if sum(bool(label_of(str(c))) for c in row) >= 3)
    above, below = rows[at], rows[at + 1] if at + 1 < len(rows) else []
    if "监护人" in above and "姓名" in below:
        place = above.index("监护人")
        above = list(above)
        above[place : place + 2] = ["监护人" + str(cell) for cell in below[place : place + 2]]
    return [str(cell) for cell in above]


def test_headings_are_those_of_the_codebook_and_no_required_one_is_missing(september):
    n_double = 0
    for delivery in september:
        contract = table(delivery.table)
        headings = _headings(delivery)
        found = [c.name for h in headings if h and (c := contract.column_for(h))]
        assert len(found) == len(set(found)), delivery.path.name
        required = {c.name for c in contract.columns.values() if c.is_required}
        assert required <= set(found), (delivery.path.name, headings)
        n_double += "监护人姓名" in headings
    assert n_double


def test_columns_nobody_asked_for_come_along(september):
    extra = {h for d in september for h in _headings(d) if h and not table(d.table).column_for(h)}
    assert "银行卡号" in extra and "序号" in extra


def test_formats_vary(september):
    suffixes = Counter(d.path.suffix for d in september)
    assert suffixes[".xlsx"] > suffixes[".csv"] > 0 and suffixes[".xls"] > 0
    first = {d.path.read_bytes()[:3] for d in september if d.path.suffix == ".csv"}
    assert b"\xef\xbb\xbf" in first and len(first) > 1


def test_some_workbooks_have_an_empty_second_sheet(september):
    books = [d.path for d in september if d.path.suffix == ".xlsx"]
    spare = []
    for path in books:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        spare += [book.get_sheet_by_name(name).to_python() for name in book.sheet_names[1:]]
    assert 0 < len(spare) < len(books) / 2
    assert all(rows == [] for rows in spare)


def test_a_school_without_absences_sends_an_empty_return(world, september):
    rows = attendance_rows(world, MONTHS.index(Month(2024, 9)))
    telling = set(rows["school_code"])
    empty = [d for d in september if d.table == "attendance_return" and d.covers not in telling]
    shown = set()
    for delivery in empty:
        text = ["".join(str(c) for c in row) for row in read_rows(delivery.path)]
        assert any(f"学校代码：{delivery.covers}" in line for line in text)
        shown.add(
            "无" if "无" in text else "合计" if any(t.startswith("合计0") for t in text) else ""
        )
    assert shown == {"无", "合计", ""}


def test_in_the_holidays_returns_list_only_who_was_missing_when_term_ended(world):
    for place in (MONTHS.index(Month(2024, 7)), MONTHS.index(Month(2024, 8))):
        rows = attendance_rows(world, place)
        assert len(rows) and rows["returned_on"].isna().all()
        assert rows["first_absent_on"].max() <= date(2024, 7, 5)


def test_a_month_outside_the_countys_life_is_refused(world, tmp_path):
    with pytest.raises(ShownError, match="2024-05 至 2025-01"):
        write_month(world, Month(2025, 2), tmp_path)


def test_rolls_move_up_in_september(world):
    august, september = MONTHS.index(Month(2024, 8)), MONTHS.index(Month(2024, 9))
    both = world.on_roll[:, august] & world.on_roll[:, september]
    step = pd.Series(world.grade[both, september] - world.grade[both, august])
    assert (step == 1).mean() > 0.99
    new = world.on_roll[:, september] & ~world.on_roll[:, august]
    cohort = world.children["cohort"].to_numpy()
    assert (cohort[new] == 0).mean() > 0.8
