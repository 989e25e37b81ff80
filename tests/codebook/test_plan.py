"""The plan's calendar: what is due on which day, and in which phase a day lies."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyuan.codebook import due_between, plan
from anyuan.codebook.codes import DATA
from anyuan.codebook.plan import read_plan

TERMS = [(date(2024, 9, 2), date(2025, 1, 10)), (date(2025, 2, 17), date(2025, 7, 4))]
HOW = {"monthly_due_day": 28, "terms": TERMS}
DAYS = st.dates(date(2024, 4, 1), date(2025, 4, 30))


def codes(first, last):
    found = due_between(plan(), date.fromisoformat(first), date.fromisoformat(last), **HOW)
    return [(due.task.code, due.due_on.isoformat()) for due in found]


def test_tasks_dated_before_the_plan_was_issued_are_due_all_the_same():
    assert date(2024, 5, 31) < plan().issued_on
    assert codes("2024-05-01", "2024-05-31") == [
        ("mechanism_survey", "2024-05-31"),
        ("dropout_survey", "2024-05-31"),
    ]


def test_what_is_due_before_the_28th_is_due_on_the_27th_of_the_next_month():
    assert codes("2024-11-27", "2024-11-28") == [
        ("monthly_report", "2024-11-27"),
        ("form_1", "2024-11-27"),
    ]
    assert codes("2024-11-28", "2024-12-26") == []


def test_a_terms_forms_are_due_on_the_last_day_of_its_first_month():
    assert codes("2024-09-16", "2024-09-30")[-2:] == [
        ("form_2", "2024-09-30"),
        ("form_3", "2024-09-30"),
    ]


def test_no_term_after_the_plan_makes_anything_due():
    assert [c for c, _ in codes("2025-02-01", "2025-02-28")] == ["monthly_report", "form_1"]
    assert codes("2025-03-01", "2025-12-31") == []


def test_the_inspection_is_due_on_15_september_and_both_days_of_a_span_are_in():
    assert ("inspection", "2024-09-15") in codes("2024-09-15", "2024-09-15")
    assert codes("2024-09-16", "2024-09-16") == []


@pytest.mark.parametrize(
    "day, phase",
    [
        ("2024-06-04", None),
        ("2024-06-05", "mobilise"),
        ("2024-06-30", "mobilise"),
        ("2024-07-01", "carry_out"),
        ("2024-11-30", "carry_out"),
        ("2024-12-01", "fill_gaps"),
        ("2025-01-01", "consolidate"),
        ("2025-01-31", "consolidate"),
        ("2025-02-01", None),
    ],
)
def test_a_day_lies_in_one_phase_and_none_before_or_after_the_plan(day, phase):
    found = plan().phase_on(date.fromisoformat(day))
    assert (found and found.code) == phase


@given(DAYS, st.integers(0, 200), st.integers(0, 200))
def test_two_spans_side_by_side_make_due_what_one_span_does(first, a, b):
    middle, last = first + timedelta(days=a), first + timedelta(days=a + b + 1)
    whole = due_between(plan(), first, last, **HOW)
    parts = due_between(plan(), first, middle, **HOW)
    parts += due_between(plan(), middle + timedelta(days=1), last, **HOW)
    assert parts == whole


@pytest.mark.parametrize(
    "was, becomes, told",
    [
        ("owes: [police]\n    due", "owes: [nobody]\n    due", "form_4: office nobody"),
        ("every: term", "every: week", "every week"),
        ('due: "2024-09-15"\n', 'due: "2024-09-15"\n    every: month\n', "inspection: either"),
        ('first: "2024-12-01"', 'first: "2024-12-02"', "leave a gap after 2024-11-30"),
        ('last: "2024-11-30"', 'last: "2024-12-30"', "not in order"),
        ("figure: return.to_verify", "figures: return.to_verify", "dropout_survey: ["),
    ],
)
def test_a_faulty_plan_is_refused_with_the_fault(tmp_path, was, becomes, told):
    text = (DATA / "plan.yaml").read_text(encoding="utf-8")
    assert was in text
    path = tmp_path / "plan.yaml"
    path.write_text(text.replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(ValueError, match="plan.yaml") as error:
        read_plan(path)
    assert told in str(error.value)
