"""What a run remembers: one id one number, and of a hidden number nothing."""

import pandas as pd
import pytest

from anyuan.codebook import read_county
from anyuan.disclosure import exact, protect, running_total
from anyuan.notebook.kept import Behind, Kept
from anyuan.notebook.members import members_by
from anyuan.paths import project_root


@pytest.fixture(scope="module")
def decision():
    return read_county(project_root() / "params" / "county.yaml").disclosure


def figure(value, decision, figure_id="dropout.held"):
    return exact(
        value, figure_id=figure_id, label="数", kind_name="county_figure", decision=decision
    )


def test_a_figure_is_kept_with_its_value_band_and_number_of_members(decision):
    kept = Kept()
    kept.keep_figure(figure(2, decision), Behind(("a", "b"), low=1, high=4))
    (record,) = kept.figure_records()
    told = {k: record[k] for k in ("value", "low", "high", "n_members", "derived_from")}
    assert told == {"value": 2, "low": 1, "high": 4, "n_members": 2, "derived_from": []}
    assert kept.members == {"dropout.held": ("a", "b")}


def test_one_id_stands_for_one_number(decision):
    kept = Kept()
    kept.keep_figure(figure(2, decision), Behind(("a", "b")))
    with pytest.raises(ValueError, match="two different numbers"):
        kept.keep_figure(figure(2, decision), Behind(("a", "c")))


def test_of_a_hidden_figure_neither_members_nor_their_number_are_written(decision):
    kept = Kept()
    hidden = running_total(
        [2], figure_id="x", label="数", kind_name="bullying_by_school", decision=decision
    )
    assert hidden.is_hidden
    kept.keep_figure(hidden, Behind(("a", "b")))
    (record,) = kept.figure_records()
    assert (record["n_members"], record["members_digest"], record["value"]) == (None, "", None)


def test_hidden_cells_have_no_digest(decision):
    kept = Kept()
    frame = pd.DataFrame({"out_of_school": [2, 9]}, index=["ex_poverty", "migrant"])
    shown = protect(
        frame, "out_of_school_by_group", decision, title="表", row_label="群体", name="by_group"
    )
    kept.keep_table("by_group", shown)
    ids = {"ex_poverty": "ab", "migrant": "abcdefghi"}
    given = members_by({(row, "out_of_school"): list(text) for row, text in ids.items()})
    kept.keep_members("by_group", frame, given, ())
    digests = kept.table_records()["by_group"]["member_digests"]
    assert list(digests) == ["by_group.migrant.out_of_school"]
    assert kept.members["by_group.ex_poverty.out_of_school"] == ("a", "b")


def test_a_table_s_name_stands_for_one_table(decision):
    kept = Kept()
    frames = [pd.DataFrame({"n": [n]}, index=["x"]) for n in (1, 2)]
    one, other = (
        protect(f, "work_by_unit", decision, title="表", row_label="行", name="t") for f in frames
    )
    kept.keep_table("t", one)
    kept.keep_table("t", one)
    with pytest.raises(ValueError, match="two different tables"):
        kept.keep_table("t", other)
