"""Which quarters and terms end with a month, and which months they hold?"""

from datetime import date

import pytest

from anyuan.dropout import ended_spans
from anyuan.period import Month, SchoolCalendar, month_range

CALENDAR = SchoolCalendar(
    (
        (date(2024, 2, 26), date(2024, 7, 5)),
        (date(2024, 9, 2), date(2025, 1, 10)),
        (date(2025, 2, 17), date(2025, 6, 30)),
    )
)


def told(month):
    spans = ended_spans(Month.parse(month), CALENDAR)
    return [(s.kind, str(s.opening), str(s.first), str(s.last), s.label) for s in spans]


@pytest.mark.parametrize(
    ("month", "spans"),
    [
        ("2024-08", []),
        ("2024-03", [("quarter", "2023-12", "2024-01", "2024-03", "2024年第一季度")]),
        ("2024-07", [("term", "2024-01", "2024-02", "2024-07", "2023—2024学年第二学期")]),
        ("2024-09", [("quarter", "2024-06", "2024-07", "2024-09", "2024年第三季度")]),
        ("2025-01", [("term", "2024-08", "2024-09", "2025-01", "2024—2025学年第一学期")]),
    ],
)
def test_a_span_ends_with_the_month_of_its_last_day(month, spans):
    assert told(month) == spans


def test_a_month_that_ends_both_has_both_the_quarter_first():
    assert [(kind, label) for kind, *_, label in told("2025-06")] == [
        ("quarter", "2025年第二季度"),
        ("term", "2024—2025学年第二学期"),
    ]


def test_without_terms_only_quarters_end():
    found = [
        ended_spans(m, SchoolCalendar(())) for m in month_range(Month(2024, 1), Month(2024, 12))
    ]
    assert [len(spans) for spans in found] == [0, 0, 1] * 4


def test_the_months_of_a_span_are_whole_and_in_order():
    (quarter,) = ended_spans(Month(2024, 9), CALENDAR)
    assert [str(m) for m in quarter.months] == ["2024-07", "2024-08", "2024-09"]
