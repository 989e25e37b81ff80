"""Single numbers: exact under an exemption, percentages that give no count away."""

import dataclasses

import pytest

from anyuan.codebook import read_county
from anyuan.disclosure import ReleasedTable, exact, kinds, running_total, share
from anyuan.disclosure.kinds import _kind
from anyuan.errors import ShownError

DECISION = read_county().disclosure


def percent(part, whole, **more):
    named = {"figure_id": "dropout.staying", "label": "留校", "kind_name": "county_figure"}
    return share(part, whole, **named, decision=DECISION, **more)


def number(value, name, decision=DECISION, **more):
    return exact(value, figure_id="x", label="数", kind_name=name, decision=decision, **more)


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (51, 61, "84%"),
        (1, 2, "＊"),
        (10, 19, "＊"),
        (10, 20, "50%"),
        (0, 40, "≤5%"),
        (2, 40, "≤5%"),
        (40, 40, "≥95%"),
        (39, 40, "≥95%"),
        (25, 40, "63%"),
        (0, 0, "＊"),
    ],
)
def test_percentages(part, whole, shown):
    assert percent(part, whole).shown == shown


def test_a_hidden_percentage_has_no_value():
    assert percent(1, 2).is_hidden and percent(51, 61).value == 84


def test_a_part_larger_than_its_whole_is_a_mistake():
    with pytest.raises(ValueError, match="part"):
        percent(3, 2)


def test_a_number_that_no_exemption_covers_is_refused():
    with pytest.raises(ShownError) as refused:
        number(3, "out_of_school_by_reason")
    assert refused.value.code == "not_exempt"
    strict = dataclasses.replace(DECISION, exact=frozenset())
    with pytest.raises(ShownError):
        number(3, "bridge", strict)
    assert number(3, "out_of_school_by_reason", level="casework").level == "casework"


def test_a_range_must_hold_its_number():
    with pytest.raises(ValueError, match="between"):
        number(41, "county_figure", low=42, high=45)


def test_every_exemption_that_a_kind_names_is_one_that_the_county_knows():
    named = {k.exemption for k in kinds().values() if k.rule == "exact"}
    named |= {e for k in kinds().values() for e in k.exact_columns.values()}
    # Named tables are casework's alone: no decision lifts that.
    assert named - DECISION.exact == {"casework_only"}


@pytest.mark.parametrize(
    "raw",
    [
        {"label": "x", "rule": "loose", "columns": "any"},
        {"label": "x", "rule": "exact", "columns": "any"},
        {"label": "x", "rule": "primary", "columns": "any"},
        {"label": "x", "rule": "primary", "columns": {"a": "甲"}, "total_column": "b"},
    ],
)
def test_a_kind_that_contradicts_itself_is_not_read(raw):
    with pytest.raises(ValueError):
        _kind("x", raw)


def total(totals, month, earlier=(), page="bullying_mapping/S001"):
    return running_total(
        totals,
        figure_id="bullying.total",
        label="本学期登记",
        kind_name="bullying_by_school",
        decision=DECISION,
        month=month,
        page=page,
        earlier=earlier,
    )


def seen(month, value, page="bullying_mapping/S001"):
    record = {"figure_id": "bullying.total", "kind": "bullying_by_school", "value": value}
    return ReleasedTable.from_figure(month, page, record)


def test_a_total_to_date_stands_to_what_was_really_printed_last():
    """October was printed as 9 and is counted as 7 by now: 12 would tell of three."""
    assert total([0, 10, 15], "2024-11").shown == "15"
    assert total([0, 7, 12], "2024-11", [seen("2024-10", 9)]).is_hidden
    assert total([0, 10, 15], "2024-11", [seen("2024-10", 10)]).shown == "15"
    assert total([0, 7, 12], "2024-11", [seen("2024-10", None)]).shown == "12"


def test_a_new_term_and_another_school_are_not_held_against_a_total():
    assert total([12], "2025-02", [seen("2025-01", 10)]).shown == "12"
    assert total([12], "2024-11", [seen("2024-10", 10, "bullying_mapping/S002")]).shown == "12"


def test_earlier_figures_call_for_the_month_and_page():
    with pytest.raises(ValueError, match="month and page"):
        total([12], "", [seen("2024-10", 10)])
