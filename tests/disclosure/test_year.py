"""What others have seen this school year: changes, marks that stay, totals to date."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anyuan.codebook import read_county
from anyuan.disclosure import ReleasedTable, audit_page, protect
from anyuan.disclosure.released import of_school_year
from anyuan.protected import MARK

DECISION = read_county().disclosure
K = DECISION.threshold
PAGE = "dropout_headcount/county"
REASON = "out_of_school_by_reason"
MONTHS, TO_DATE = "newly_found_by_stage", "newly_found_to_date_by_stage"


def counts(*numbers, column="out_of_school"):
    return pd.DataFrame({column: list(numbers)}, index=[f"r{i}" for i in range(len(numbers))])


def table(month, *numbers, earlier=(), kind=REASON, page=PAGE, **more):
    column = "out_of_school" if kind.startswith("out") else "found"
    return protect(
        counts(*numbers, column=column),
        kind,
        DECISION,
        title="表",
        row_label="行",
        name=kind,
        month=month,
        page=page,
        earlier=earlier,
        **more,
    )


def left(month, protected, page=PAGE):
    return ReleasedTable.of(month, page, protected.kind, protected)


def texts(protected):
    return [cell.shown for line in protected.cells for cell in line]


def messages(protected, month, earlier):
    found = audit_page({protected.kind: protected}, month, PAGE, earlier, DECISION)
    return [one.message for one in found]


def test_fault_61_a_small_change_of_a_month_is_refused_with_its_equation():
    before = [left("2024-09", table("2024-09", 31, 9, 20))]
    said = messages(table("2024-10", 33, 9, 20), "2024-10", before)
    assert said == ["“表”r0·不在校：10月 33 − 9月 31 = 2。"]


def test_fault_61_a_table_that_knows_what_was_seen_tells_no_small_change():
    before = [left("2024-09", table("2024-09", 31, 9, 20))]
    shown = table("2024-10", 33, 9, 20, earlier=before)
    assert texts(shown) == [MARK, MARK, "20", "62"]
    assert messages(shown, "2024-10", before) == []


@pytest.mark.parametrize(
    ("now", "text"), [(31, "31"), (36, "36"), (26, "26"), (35, MARK), (27, MARK)]
)
def test_no_change_and_a_change_of_k_may_be_seen(now, text):
    before = [left("2024-09", table("2024-09", 31, 9, 20))]
    assert texts(table("2024-10", now, 9, 20, earlier=before))[0] == text


def test_the_countys_total_may_change_by_one_under_its_exemption():
    before = [left("2024-09", table("2024-09", 31, 20))]
    assert texts(table("2024-10", 32, 20, earlier=before))[-1] == "52"


def test_fault_61_a_month_does_not_come_out_of_two_totals_to_date():
    """Totals to date of 31 and 33: the month between brought two."""
    before = [left("2024-09", table("2024-09", 31, 9, 20, kind=TO_DATE))]
    open_ = table("2024-10", 33, 18, 29, kind=TO_DATE)
    assert any("10月 33 − 9月 31 = 2" in m for m in messages(open_, "2024-10", before))
    shown = table("2024-10", 33, 18, 29, kind=TO_DATE, earlier=before)
    assert texts(shown)[0] == MARK
    assert messages(shown, "2024-10", before) == []


def test_fault_61_a_hidden_month_stays_hidden_when_the_next_total_to_date_comes():
    """October's own number is hidden; November's total must not give it back."""
    seen = [left("2024-09", table("2024-09", 31, 9, 20, kind=TO_DATE))]
    month = table("2024-10", 2, 9, 9, kind=MONTHS, earlier=seen)
    seen.append(left("2024-10", month))
    seen.append(left("2024-10", table("2024-10", 33, 18, 29, kind=TO_DATE, earlier=seen)))
    assert texts(month)[0] == MARK
    careless = table("2024-11", 33, 18, 34, kind=TO_DATE)
    assert messages(careless, "2024-11", seen)
    careful = table("2024-11", 33, 18, 34, kind=TO_DATE, earlier=seen)
    assert messages(careful, "2024-11", seen) == []


def test_what_had_the_mark_keeps_it_until_two_periods_are_clean():
    seen = [left("2024-09", table("2024-09", 3, 9, 20))]
    assert texts(table("2024-10", 30, 9, 20, earlier=seen))[0] == MARK
    one_clean = [counts(3, 9, 20)]
    assert texts(table("2024-10", 30, 9, 20, earlier=seen, past=one_clean))[0] == MARK
    seen.append(left("2024-10", table("2024-10", 30, 9, 20, earlier=seen)))
    two_clean = [counts(3, 9, 20), counts(30, 9, 20)]
    assert texts(table("2024-11", 30, 9, 20, earlier=seen, past=two_clean)) == [
        "30",
        "9",
        "20",
        "59",
    ]


def test_a_change_of_two_is_no_clean_period():
    seen = [left("2024-09", table("2024-09", 3, 9, 20))]
    seen.append(left("2024-10", table("2024-10", 30, 9, 20, earlier=seen)))
    past = [counts(3, 9, 20), counts(30, 9, 20)]
    assert texts(table("2024-11", 32, 9, 20, earlier=seen, past=past))[0] == MARK


def test_a_new_school_year_begins_afresh():
    before = [left("2024-08", table("2024-08", 31, 9, 20))]
    assert texts(table("2024-09", 33, 9, 20, earlier=before)) == ["33", "9", "20", "62"]
    assert of_school_year(before, "2024-09") == []


def test_a_second_issue_of_one_month_tells_no_correction_of_a_child():
    """Fault 65: what a correction changed by one is not to be read off the two issues."""
    before = [left("2024-09", table("2024-09", 31, 9, 20))]
    again = table("2024-09", 32, 9, 20, earlier=before)
    assert texts(again)[0] == MARK
    said = messages(table("2024-09", 32, 9, 20), "2024-09", before)
    assert said == ["“表”r0·不在校：9月（第2次发布） 32 − 9月 31 = 1。"]


def test_what_one_page_hides_another_page_of_the_month_does_not_show():
    before = [left("2024-09", table("2024-09", 13, 1, 9))]
    meeting = "joint_meeting/county"
    assert texts(table("2024-09", 13, 1, 9, earlier=before, page=meeting)) == [
        "13",
        MARK,
        MARK,
        "23",
    ]


def test_another_unit_is_another_matter():
    before = [left("2024-09", table("2024-09", 31, 9, 20), page="dropout_headcount/S001")]
    assert MARK not in texts(table("2024-10", 33, 9, 20, earlier=before))


def test_earlier_tables_call_for_the_month_and_page():
    before = [left("2024-09", table("2024-09", 31, 9, 20))]
    with pytest.raises(ValueError, match="month and page"):
        protect(counts(9), REASON, DECISION, title="表", row_label="行", earlier=before)


def test_a_total_to_date_that_a_correction_lowered_is_still_protected():
    seen = [left("2024-09", table("2024-09", 31, 9, 20, kind=TO_DATE))]
    shown = table("2024-10", 29, 9, 30, kind=TO_DATE, earlier=seen)
    assert texts(shown)[0] == MARK and messages(shown, "2024-10", seen) == []


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(*[st.integers(min_value=0, max_value=14)] * 3), min_size=2, max_size=4))
def test_the_audit_lets_every_month_pass_that_was_protected_in_view_of_the_others(months):
    seen = []
    for n, numbers in enumerate(months):
        month = f"2024-{9 + n:02d}"
        shown = table(month, *numbers, earlier=seen)
        assert messages(shown, month, seen) == []
        for row, cell in zip(("r0", "r1", "r2"), texts(shown), strict=False):
            last = seen[-1].values.get((row, "out_of_school")) if seen else None
            assert cell == MARK or last is None or not 0 < abs(int(cell) - last) < K
        seen.append(left(month, shown))


def test_the_same_input_gives_the_same_bytes():
    before = [left("2024-09", table("2024-09", 4, 9, 9, 9, 2))]
    made = [table("2024-10", 5, 9, 9, 9, 2, earlier=before) for _ in range(2)]
    assert made[0].to_csv_text() == made[1].to_csv_text()
