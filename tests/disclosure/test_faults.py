"""Known ways in which tables give children away (faults 57–64 of the trust programme)."""

import dataclasses
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anyuan.briefing.bar_chart import bars
from anyuan.codebook import read_county
from anyuan.codebook.county import Lowered, _disclosure
from anyuan.disclosure import change, decision_sentences, exact, protect, share
from anyuan.disclosure.bounds import bounds
from anyuan.disclosure.flow import room_to_move
from anyuan.disclosure.grid import build_grid
from anyuan.disclosure.kinds import kind
from anyuan.errors import ShownError
from anyuan.protected import MARK

DECISION = read_county().disclosure
K = DECISION.threshold
REASON = "out_of_school_by_reason"


def one_way(*numbers):
    return pd.DataFrame(
        {"out_of_school": list(numbers)}, index=[f"r{i:02d}" for i in range(len(numbers))]
    )


def protected(frame, name=REASON, **more):
    return protect(frame, name, DECISION, title="表", row_label="行", **more)


def grid_and_hidden(frame, table):
    full = pd.concat([frame, frame.sum().to_frame("total").T])
    grid = build_grid(full, kind(table.kind), DECISION.exact, K)
    cells = [cell for line in table.cells for cell in line]
    return grid, {p for p, cell in enumerate(cells) if cell.is_hidden}


def test_fault_57_a_small_cell_has_k_values_left_and_may_be_k_or_more():
    frame = one_way(13, 2, 9, 30)
    table = protected(frame)
    grid, hidden = grid_and_hidden(frame, table)
    assert 1 in hidden and len(hidden) == 2
    for minds in (True, False):
        low, high = bounds(grid, hidden, 1, minds_zeros=minds)
        assert high - low + 1 >= K and high >= K


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(min_value=0, max_value=12), min_size=3, max_size=8))
def test_fault_58_a_zero_hides_nothing_while_another_cell_can(numbers):
    """And what may be hidden is doubtful on both sides of itself, where it is above one."""
    frame = one_way(*numbers)
    table = protected(frame)
    grid, hidden = grid_and_hidden(frame, table)
    above_zero = {p for p, n in enumerate(numbers) if n}
    if any(numbers[p] == 0 for p in hidden):
        assert above_zero <= hidden
    everything = set(range(len(numbers)))
    for place in hidden:
        least, most = bounds(grid, everything, place)
        low, high = bounds(grid, hidden, place)
        if numbers[place] > 1 and least < numbers[place]:
            assert low < numbers[place]
        if most >= K:
            assert high >= K


@pytest.mark.parametrize(("part", "text"), [(0, "≤5%"), (40, "≥95%"), (2, "≤5%"), (20, "50%")])
def test_fault_59_all_and_none_are_never_said(part, text):
    named = {"figure_id": "x", "label": "数", "kind_name": "county_figure"}
    assert share(part, 40, **named, decision=DECISION).shown == text


def test_fault_59_a_group_that_is_all_of_its_whole_is_not_printed():
    frame = one_way(8, 9, 20).assign(migrant=[8, 0, 9])
    assert protected(frame).cell("r00", "migrant").is_hidden


def test_fault_60_no_percentage_on_fewer_than_twenty():
    named = {"figure_id": "x", "label": "数", "kind_name": "county_figure"}
    assert share(2, 19, **named, decision=DECISION).shown == MARK
    assert share(2, 27, **named, decision=DECISION).shown == "7%"


@settings(max_examples=15, deadline=None)
@given(st.integers(min_value=1, max_value=4), st.integers(min_value=1, max_value=4))
def test_fault_62_what_is_hidden_leaves_no_trace_on_the_page(one, other):
    """Two truths with one pattern of marks: table, CSV, record and chart are the same bytes."""
    tables = [protected(one_way(20, n, 12 - n, 31)) for n in (one, other)]
    assert [t.cell("r01", "out_of_school").is_hidden for t in tables] == [True, True]
    patterns = [[c.is_hidden for line in t.cells for c in line] for t in tables]
    assert patterns[0] == patterns[1]
    assert tables[0].to_csv_text() == tables[1].to_csv_text()
    assert tables[0].to_record() == tables[1].to_record()
    charts = [bars(t, "out_of_school", caption="图") for t in tables]
    assert charts[0] == charts[1]


def test_fault_63_a_sum_over_the_countys_schools_says_how_many_they_are():
    frame = pd.DataFrame({"n": [30, 40]}, index=["a", "b"])
    with pytest.raises(ValueError, match="how many schools"):
        protected(frame, "survey_by_answer", page="bullying_mapping/county")
    with pytest.raises(ShownError) as refused:
        protected(frame, "survey_by_answer", page="bullying_mapping/county", n_contributors=2)
    assert refused.value.code == "min_contributors"


def test_fault_63_two_schools_behind_a_cell_hide_it():
    frame = pd.DataFrame({"n": [30, 40, 50]}, index=["a", "b", "c"])
    schools = pd.DataFrame({"n": [2, 9, 9]}, index=frame.index)
    table = protected(
        frame, "survey_by_answer", page="bullying_mapping/county", contributors=schools
    )
    assert table.cell("a", "n").is_hidden


def test_fault_64_no_sentence_gets_a_small_number_of_a_protected_kind():
    named = {"figure_id": "x", "label": "数", "decision": DECISION}
    with pytest.raises(ShownError) as refused:
        exact(1, kind_name=REASON, **named)
    assert refused.value.code == "not_exempt"


@pytest.mark.parametrize(
    ("now", "before", "text"),
    [
        (33, 31, MARK),
        (31, 33, MARK),
        (36, 31, "+5"),
        (20, 31, "-11"),
        (31, 31, "0"),
        (35, 31, MARK),
    ],
)
def test_fault_64_a_change_in_a_sentence_is_none_or_at_least_k(now, before, text):
    named = {"figure_id": "x", "label": "增减", "kind_name": REASON, "decision": DECISION}
    shown = change(now, before, **named)
    assert f"{shown}" == text and shown.is_hidden == (text == MARK)


RAW = {
    "decided_on": "2024-06-12",
    "decided_by": "联席会议",
    "exact": ["county_totals"],
    "threshold": "3",
    "min_contributors": "3",
}
LOWERED = {"on": "2024-10-01", "by": "联席会议", "reason": "试行", "until": "2024-12-31"}


def test_a_lower_threshold_without_a_recorded_decision_is_refused():
    with pytest.raises(ValueError, match="lowered"):
        _disclosure(RAW)
    with pytest.raises(ValueError, match="lowered"):
        _disclosure(RAW | {"threshold": "5", "min_contributors": "2"})
    assert _disclosure(RAW | {"lowered": LOWERED}).threshold == 3


@pytest.mark.parametrize(
    "wrong", [{"reason": " "}, {"by": ""}, {"until": "2024-09-01"}, {"on": "昨天"}]
)
def test_a_lowering_names_who_why_and_how_long(wrong):
    with pytest.raises(ValueError):
        _disclosure(RAW | {"lowered": LOWERED | wrong})


def test_a_lowering_that_lowers_nothing_is_a_mistake():
    with pytest.raises(ValueError, match="没有降低"):
        _disclosure(RAW | {"threshold": "5", "lowered": LOWERED})


def test_a_lowered_threshold_holds_for_its_time_and_the_page_says_so():
    decision = dataclasses.replace(
        DECISION,
        threshold=3,
        lowered=Lowered(date(2024, 10, 1), "联席会议", "试行", date(2024, 12, 31)),
    )
    shown = {
        month: protect(
            one_way(13, 3, 4),
            REASON,
            decision,
            title="表",
            row_label="行",
            month=month,
            page="a/county",
        ).n_hidden
        for month in ("2024-09", "2024-11", "2025-01")
    }
    assert shown["2024-11"] == 0 and shown["2024-09"] > 0 and shown["2025-01"] > 0
    said = decision_sentences(decision)
    assert len(said) == 2 and "试行" in said[1] and "2024-12-31" in said[1]
    assert len(decision_sentences(decision.in_force(date(2025, 1, 31)))) == 1


counts = st.integers(min_value=0, max_value=9)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(counts, counts), min_size=2, max_size=5), st.data())
def test_flows_find_the_same_range_as_linear_programming(pairs, data):
    frame = pd.DataFrame(pairs, columns=["never_enrolled", "dropped_out"])
    frame.index = [f"r{i}" for i in range(len(pairs))]
    frame = frame.assign(out_of_school=frame.sum(axis=1))
    full = pd.concat([frame, frame.sum().to_frame("total").T])
    grid = build_grid(full, kind("out_of_school_by_stage"), DECISION.exact, K)
    places = sorted(set(range(len(grid.values))) - grid.fixed)
    hidden = data.draw(st.sets(st.sampled_from(places), min_size=1))
    place = data.draw(st.sampled_from(sorted(hidden)))
    lines = []
    for whole, parts in grid.equations:
        terms = [(s, p) for s, p in ((1, whole), *((-1, q) for q in parts)) if p in hidden]
        lines.append((terms, 0))
    values = {p: grid.values[p] for p in hidden}
    room = room_to_move(lines, values, dict.fromkeys(hidden, 0), place, 200)
    low, high = bounds(grid, hidden, place, minds_zeros=False)
    assert room == (values[place] - low, min(200, high - values[place]))
