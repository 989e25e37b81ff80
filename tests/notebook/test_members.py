"""Members behind a table's numbers: they add up, or the table is refused."""

import pandas as pd
import pytest

from anyuan.codebook import read_county
from anyuan.disclosure import protect
from anyuan.notebook.members import (
    cell_members,
    check_members,
    digest_members,
    joined,
    members_across,
    members_by,
    members_in,
    numbered,
)
from anyuan.paths import project_root


@pytest.fixture(scope="module")
def decision():
    return read_county(project_root() / "params" / "county.yaml").disclosure


def table(frame, kind, decision):
    return protect(frame, kind, decision, title="表", row_label="行", name="t")


def test_each_cell_has_its_distinct_members_and_the_row_of_sums_has_all(decision):
    frame = pd.DataFrame({"out_of_school": [2, 1]}, index=["male", "female"])
    shown = table(frame, "out_of_school_by_sex", decision)
    given = members_in(
        pd.Series(["male", "male", "male", "female"]),
        pd.Series(["a", "b", "a", "c"]),
        "out_of_school",
    )
    sets = check_members("t", frame, cell_members(shown, frame, given), ())
    assert sets["male", "out_of_school"] == ("a", "b")
    assert sets["total", "out_of_school"] == ("a", "b", "c")


def test_a_number_that_its_members_do_not_make_is_refused(decision):
    frame = pd.DataFrame({"n": [2]}, index=["x"])
    shown = table(frame, "work_by_unit", decision)
    with pytest.raises(ValueError, match="prints 2 and has 1 members"):
        check_members("t", frame, cell_members(shown, frame, members_by({("x", "n"): ["a"]})), ())


def test_members_of_what_is_no_cell_are_refused(decision):
    frame = pd.DataFrame({"n": [1]}, index=["x"])
    shown = table(frame, "work_by_unit", decision)
    with pytest.raises(ValueError, match="no cell"):
        cell_members(shown, frame, members_by({("y", "n"): ["a"]}))


def test_columns_and_rows_that_measure_are_left_out_and_leaving_counts_by_its_size(decision):
    frame = pd.DataFrame({"n": [10, -2], "days": [30, 7]}, index=["opening", "left"])
    shown = table(frame, "work_by_unit", decision)
    found = cell_members(shown, frame, members_by({("left", "n"): ["a", "b"]}))
    assert check_members("t", frame, found, ("opening", "days")) == {("left", "n"): ("a", "b")}


def test_a_digest_tells_change_and_place_and_nothing_else():
    assert digest_members(["a", "b"]) == digest_members(["b", "a"])
    assert digest_members(["a", "b"]) != digest_members(["a", "c"])
    assert digest_members([], place="t.x.n") != digest_members([], place="t.y.n")


def test_ids_are_joined_numbered_and_laid_across():
    frame = pd.DataFrame({"school": ["S1", "S1"], "item": ["01", "02"], "said": ["yes", None]})
    assert list(joined(frame, "school", "item")) == ["S1:01", "S1:02"]
    assert list(numbered(frame["school"])) == ["S1:1", "S1:2"]
    across = members_across(frame, "item", "said", frame["school"])
    assert across.to_numpy().tolist() == [["01", "yes", "S1"]]
