"""Shares and totals to date: nothing between 1 and k−1 comes out of them."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyuan.codebook import read_county
from anyuan.disclosure import protect, running_total, share_table
from anyuan.protected import MARK

DECISION = read_county().disclosure
K = DECISION.threshold
WORDS = {"answered": "收回", "share": "比例", "low": "低", "high": "高"}


def shares(rows, kind="survey_by_band"):
    frame = pd.DataFrame(rows, columns=["answered", "bullied"])
    frame.index = [f"r{n}" for n in range(len(rows))]
    counts = protect(frame, kind, DECISION, title="调查", row_label="学段")
    ends = pd.DataFrame({"low": 0.041, "high": 0.255}, index=frame.index)
    return counts, share_table(
        counts, part="bullied", whole="answered", ends=ends, kind_name="survey_share", words=WORDS
    )


def total(*totals, level="meeting"):
    how = {"figure_id": "b.n", "label": "登记", "kind_name": "bullying_by_school"}
    return running_total(totals, decision=DECISION, level=level, **how)


def test_a_share_has_its_range_in_whole_percent():
    _, table = shares([(100, 12), (200, 60)])
    assert [c.shown for c in table.cells[0]] == ["100", "12", "4", "26"]
    assert table.rows[-1].is_total


def test_a_share_of_nearly_nobody_prints_the_edge():
    _, table = shares([(400, 8), (400, 100)])
    assert table.cell("r0", "share").shown == "≤5"


def test_a_share_of_few_answers_is_not_printed():
    _, table = shares([(19, 9), (100, 30)], kind="survey_by_form")
    assert [c.shown for c in table.cells[0]] == ["19", MARK, MARK, MARK]


def test_nobody_answered_is_no_share():
    _, table = shares([(0, 0), (100, 30)], kind="survey_by_form")
    assert [c.shown for c in table.cells[0]] == ["0", "—", "—", "—"]


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=3))
def test_no_share_stands_where_its_count_is_hidden(pairs):
    counts, table = shares([(a, min(a, b)) for a, b in pairs])
    for row in counts.rows:
        hidden = {counts.cell(row.key, name).is_hidden for name in ("answered", "bullied")}
        cells = [table.cell(row.key, name) for name in ("share", "low", "high")]
        if True in hidden:
            assert all(cell.is_hidden and cell.value is None for cell in cells)
        some = counts.cell(row.key, "bullied").value
        assert some is None or not 0 < some < K


def test_a_total_of_few_is_hidden_from_the_meeting_and_not_from_the_school():
    assert (total(3).shown, total(3).value) == (MARK, None)
    assert total(3, level="casework").shown == "3"


@pytest.mark.parametrize(
    ("totals", "shown"),
    [
        ((0,), "0"),
        ((5,), "5"),
        ((8, 10), MARK),
        ((8, 10, 13), "13"),
        ((8, 8), "8"),
        ((3, 6), "6"),
        ((8, 6), MARK),
        ((8, 3), "3"),
    ],
)
def test_a_total_waits_until_its_step_is_large_enough(totals, shown):
    assert total(*totals).shown == shown


@given(st.lists(st.integers(0, 9), min_size=1, max_size=6))
def test_no_step_between_printed_totals_is_small(steps):
    totals = [sum(steps[: n + 1]) for n in range(len(steps))]
    printed = [
        f.value for n in range(len(totals)) if (f := total(*totals[: n + 1])).value is not None
    ]
    known = [0, *printed]
    assert all(b - a == 0 or b - a >= K for a, b in zip(known, known[1:], strict=False))
