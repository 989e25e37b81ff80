"""What is hidden, what is shown, and what is refused."""

import dataclasses
import itertools
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anyuan.codebook import code_list, read_county
from anyuan.codebook.kind_reading import case_kind
from anyuan.disclosure import protect
from anyuan.disclosure.bounds import bounds
from anyuan.disclosure.grid import build_grid
from anyuan.disclosure.kinds import kind
from anyuan.errors import ShownError

DECISION = read_county().disclosure
K = DECISION.threshold
STAGE = "out_of_school_by_stage"
REASON = "out_of_school_by_reason"
SPLIT = "out_of_school_by_township_split"


def shown(table):
    """{row: [texts]} as printed."""
    return {
        row.key: [c.shown for c in line] for row, line in zip(table.rows, table.cells, strict=True)
    }


def one_way(*numbers):
    index = [f"r{i:02d}" for i in range(len(numbers))]
    return pd.DataFrame({"out_of_school": list(numbers)}, index=index)


def two_way(pairs):
    frame = pd.DataFrame(pairs, columns=["never_enrolled", "dropped_out"], dtype="int64")
    frame.index = [f"r{i:02d}" for i in range(len(pairs))]
    return frame.assign(out_of_school=frame.sum(axis=1))


def protected(frame, name=REASON, decision=DECISION, **more):
    return protect(frame, name, decision, title="表", row_label="行", **more)


@pytest.mark.parametrize(
    ("numbers", "texts"),
    [
        ((5, 6, 7), ["5", "6", "7", "18"]),
        ((5, 0, 7), ["5", "0", "7", "12"]),
        ((4, 6, 7), ["＊", "＊", "7", "17"]),
        ((13, 1, 9), ["13", "＊", "＊", "23"]),
        ((13, 4, 4), ["13", "＊", "＊", "21"]),
        ((13, 1, 1, 9), ["13", "＊", "＊", "＊", "24"]),
        # All the county's children in one row: a zero must go too, or the total gives it away.
        ((0, 3, 0), ["＊", "＊", "0", "3"]),
    ],
    ids=lambda v: "-".join(map(str, v)),
)
def test_one_way(numbers, texts):
    assert [line[0] for line in shown(protected(one_way(*numbers))).values()] == texts


def test_the_threshold_is_the_countys_decision():
    lower = dataclasses.replace(DECISION, threshold=3)
    assert shown(protected(one_way(13, 3, 4), decision=lower))["r01"] == ["3"]
    higher = dataclasses.replace(DECISION, threshold=10)
    assert shown(protected(one_way(13, 9, 40), decision=higher))["r01"] == ["＊"]


def test_a_small_county_total_is_exact_only_while_the_decision_lists_county_totals():
    strict = dataclasses.replace(DECISION, exact=DECISION.exact - {"county_totals"})
    assert shown(protected(one_way(1, 1), decision=strict))["total"] == ["＊"]
    assert shown(protected(one_way(1, 1)))["total"] == ["2"]


def test_a_part_that_is_all_of_its_whole_is_not_printed():
    frame = one_way(8, 9).assign(migrant=[8, 0])
    assert shown(protected(frame))["r00"] == ["8", "＊"]


def test_what_is_left_of_a_whole_is_protected_too():
    frame = one_way(20, 9).assign(migrant=[19, 0])
    assert shown(protected(frame))["r00"] == ["20", "＊"]


def test_exact_columns_stay_and_their_parts_are_hidden():
    table = protected(two_way([(3, 5), (9, 9), (0, 0), (7, 8)]), SPLIT)
    lines = shown(table)
    assert [line[2] for line in lines.values()] == ["8", "18", "0", "15", "41"]
    assert lines["r00"][:2] == ["＊", "＊"] and lines["r02"] == ["0", "0", "0"]


def test_rows_stand_in_their_own_order_never_in_that_of_the_counts():
    frame = one_way(1, 13, 9).loc[["r01", "r02", "r00"]]
    assert list(shown(protected(frame))) == ["r00", "r01", "r02", "total"]
    names = {"r02": "丙", "r00": "甲", "r01": "乙"}
    assert list(shown(protected(frame, row_names=names))) == ["r02", "r00", "r01", "total"]


def test_a_cell_that_few_schools_stand_behind_is_hidden():
    frame = one_way(13, 20, 30)
    schools = pd.DataFrame({"out_of_school": [2, 3, 9]}, index=frame.index)
    assert shown(protected(frame, contributors=schools))["r00"] == ["＊"]
    assert "＊" not in shown(protected(frame))["r00"]


def test_two_schools_are_never_summed_into_one_table():
    with pytest.raises(ShownError) as refused:
        protected(one_way(13, 20), n_contributors=2)
    assert refused.value.code == "min_contributors"
    assert protected(one_way(13, 20), n_contributors=3).n_hidden == 0


def test_an_exact_kind_needs_the_decision():
    frame = pd.DataFrame({"out_of_school": [1, 0]}, index=["T01", "T02"])
    table = protected(frame, "out_of_school_by_township")
    assert shown(table) == {"T01": ["1"], "T02": ["0"]}
    assert "2024-06-12" in table.rule_note
    strict = dataclasses.replace(DECISION, exact=frozenset({"county_totals"}))
    with pytest.raises(ShownError) as refused:
        protected(frame, "out_of_school_by_township", strict)
    assert refused.value.code == "not_exempt"


def test_an_unregistered_kind_or_column_is_no_table():
    with pytest.raises(KeyError):
        protected(one_way(9), "by_whatever")
    with pytest.raises(ValueError, match="not registered"):
        protected(one_way(9).assign(village=[1]))


@pytest.mark.parametrize(
    ("frame", "problem"),
    [
        (one_way(9).astype("float64"), "whole numbers"),
        (one_way(-1, 4), "negative"),
        (pd.concat([one_way(9), one_way(9)]), "unique"),
        (one_way(9).rename(index={"r00": "total"}), "total row"),
        (one_way(2).assign(migrant=[3]), "more than"),
    ],
)
def test_a_frame_that_does_not_fit_is_a_mistake_of_the_caller(frame, problem):
    with pytest.raises(ValueError, match=problem):
        protected(frame)


def test_a_column_of_sums_must_be_the_sum_and_have_all_its_parts():
    with pytest.raises(ValueError, match="not the sum"):
        protected(two_way([(1, 2)]).assign(out_of_school=[9]), STAGE)
    with pytest.raises(ValueError, match="all its parts"):
        protected(two_way([(1, 2)]).drop(columns="never_enrolled"), STAGE)
    with pytest.raises(ValueError, match="is needed"):
        protected(two_way([(1, 2)]).drop(columns="out_of_school"), STAGE)


def test_casework_keeps_everything_and_says_so():
    table = protected(one_way(1, 2), level="casework")
    assert shown(table) == {"r00": ["1"], "r01": ["2"], "total": ["3"]}
    assert table.level == "casework" and "个案级" in table.rule_note


def test_exact_tables_may_hold_words_dates_and_gaps():
    frame = pd.DataFrame(
        {
            "step": ["入户劝返", "通知"],
            "due": pd.to_datetime(["2024-09-20", None]),
            "late": pd.array([10, None], dtype="Int64"),
            "rate": [0.5, 1.25],
        },
        index=["1", "2"],
    )
    table = protected(frame, "work_by_unit", column_names={"step": "事项"})
    assert shown(table) == {
        "1": ["入户劝返", "2024-09-20", "10", "0.5"],
        "2": ["通知", "—", "—", "1.25"],
    }
    assert [c.align for c in table.columns] == ["left", "date", "right", "right"]


@pytest.mark.parametrize(
    ("kind_name", "rows", "columns"),
    [
        ("county_figure", ["T01"], ["n"]),
        ("county_figure", ["out_of_school"], ["T01", "T02"]),
        ("bridge", ["文峰街道"], ["n"]),
        ("bridge", ["new"], ["文峰街道"]),
        ("case_flow", ["S001"], ["n"]),
        ("case_flow", ["T01", "total"], ["n"]),
        ("work_by_unit", ["T01"], ["out_of_school"]),
        ("work_by_unit", ["T01"], ["n", "suspected_dropout"]),
        ("work_figure", ["T01"], ["n"]),
        ("meeting_decisions", ["T01"], ["out_of_school"]),
    ],
)
def test_an_exemption_covers_no_counts_of_children_by_where_they_live(kind_name, rows, columns):
    frame = pd.DataFrame(1, index=rows, columns=columns)
    with pytest.raises(ValueError, match=kind_name):
        protected(frame, kind_name)


def test_each_term_step_and_status_is_a_key_of_the_tables_that_count_it():
    case = case_kind("return_to_school")
    for name, codes in [
        ("bridge", code_list("bridge_term").labels),
        ("case_flow", case.moves),
        ("case_flow", case.statuses),
    ]:
        assert all(re.fullmatch(kind(name).keys, code) for code in codes), name


@pytest.mark.parametrize(
    ("kind_name", "rows", "columns"),
    [
        ("county_figure", ["d30", "2024-09", "verified"], ["n", "at_risk"]),
        ("bridge", ["opening", "re_dropout"], ["2024-09", "total"]),
        ("case_flow", ["re_dropout", "total"], ["to_return"]),
        ("work_by_unit", ["T01", "unplaced"], ["n", "oldest"]),
        ("meeting_decisions", ["G2024-0001"], ["office"]),
    ],
)
def test_what_an_exemption_was_decided_for_is_printed(kind_name, rows, columns):
    frame = pd.DataFrame(1, index=rows, columns=columns)
    assert shown(protected(frame, kind_name)) == {row: ["1"] * len(columns) for row in rows}


counts = st.integers(min_value=0, max_value=12)


def attack(frame, table):
    """What subtraction alone gives back, over and over: {(row, column): value}."""
    names = [c.key for c in table.columns]
    known = {
        (row.key, name): cell.value
        for row, line in zip(table.rows, table.cells, strict=True)
        for name, cell in zip(names, line, strict=True)
        if not cell.is_hidden
    }
    keys = [r.key for r in table.rows]
    lines = [[(k, n) for k in keys[-1:] + keys[:-1]] for n in names]
    lines += [[(k, n) for n in (names[-1], *names[:-1])] for k in keys]
    gained = {}
    is_moving = True
    while is_moving:
        is_moving = False
        for whole, *parts in lines:
            unknown = [p for p in (whole, *parts) if p not in known]
            if len(unknown) == 1:
                place = unknown[0]
                rest = sum(known[p] for p in parts if p != place)
                known[place] = gained[place] = rest if place == whole else known[whole] - rest
                is_moving = True
    return gained


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(counts, counts), min_size=2, max_size=7))
def test_subtraction_brings_no_hidden_cell_back(pairs):
    table = protected(two_way(pairs), STAGE)
    gained = attack(two_way(pairs), table)
    county = table.cell("total", "out_of_school").value
    forced = {place for place in gained if _is_forced(two_way(pairs), place)}
    assert set(gained) <= forced, (county, gained)


def _is_forced(frame, place):
    """Whether the county's three exempt totals alone already give a cell (a total of zero)."""
    row, column = place
    return row != "total" and column != "out_of_school" and frame[column].sum() == 0


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(counts, counts), min_size=2, max_size=5), st.sampled_from([STAGE, SPLIT]))
def test_no_hidden_number_is_bounded_closer_than_the_exempt_totals_alone_bound_it(pairs, name):
    table = protected(two_way(pairs), name)
    grid, hidden = _grid(two_way(pairs), name, table)
    everything = set(range(len(grid.values))) - grid.fixed
    for place in hidden:
        low, high = bounds(grid, hidden, place)
        least, most = bounds(grid, everything, place)
        assert high - low + 1 >= min(K, most - least + 1)
        assert low <= grid.values[place] <= high


def _grid(frame, name, table):
    full = pd.concat([frame, frame.sum().to_frame("total").T])
    grid = build_grid(full, kind(name), DECISION.exact, K)
    cells = list(itertools.chain.from_iterable(table.cells))
    return grid, {p for p, cell in enumerate(cells) if cell.is_hidden}


@settings(max_examples=60, deadline=None)
@given(st.lists(counts, min_size=1, max_size=9))
def test_a_small_number_is_never_printed_unless_exempt(numbers):
    table = protected(one_way(*numbers))
    assert all(
        cell.is_hidden or not 1 <= cell.value < K for _, cell in table.column("out_of_school")
    )


def test_a_table_of_eighty_five_schools_is_protected_in_seconds():
    numbers = np.random.default_rng(7).poisson(1.2, (85, 2))
    frame = pd.DataFrame(numbers, columns=["dropped_out", "suspected_dropout"])
    frame.index = [f"S{i:03d}" for i in range(85)]
    table = protected(frame, "dropped_out_by_school")
    assert table.n_primary == int(((numbers > 0) & (numbers < K)).sum())
