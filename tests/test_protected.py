"""A protected table holds nothing that it does not show, and nobody else can make one."""

import csv
import io
import re
from pathlib import Path

import pandas as pd
import pytest

import anyuan
from anyuan.codebook import read_county
from anyuan.disclosure import exact, protect
from anyuan.protected import MARK, HiddenValueError, ProtectedFigure, ProtectedTable

DECISION = read_county().disclosure
REASONS = pd.DataFrame({"out_of_school": [13, 9, 8, 2, 1]}, index=["a", "b", "c", "d", "e"])


def by_reason(frame=REASONS, **more):
    more = {"title": "按原因", "row_label": "原因", **more}
    return protect(frame, "out_of_school_by_reason", DECISION, **more)


def test_a_table_made_elsewhere_is_refused():
    with pytest.raises(TypeError, match="disclosure"):
        ProtectedTable("标题", "bridge", "meeting", "行", (), (), (), "")
    with pytest.raises(TypeError, match="disclosure"):
        ProtectedFigure("x", "数", 1, "1", "名", "meeting", "bridge")


def test_only_the_disclosure_package_asks_for_the_seal():
    package = Path(anyuan.__file__).parent
    askers = {
        path.relative_to(package).parts[0]
        for path in package.rglob("*.py")
        if re.search(r"\bseal\(\)|\b_SEAL\b", path.read_text(encoding="utf-8"))
    }
    assert askers == {"protected.py", "disclosure"}


def test_a_hidden_cell_has_no_value_to_give():
    table = by_reason()
    assert table.value("a", "out_of_school") == 13
    assert table.cell("d", "out_of_school").value is None
    with pytest.raises(HiddenValueError):
        table.value("d", "out_of_school")


def test_a_column_comes_without_the_total_unless_asked():
    table = by_reason()
    assert [row.key for row, _ in table.column("out_of_school")] == ["a", "b", "c", "d", "e"]
    rows = list(table.column("out_of_school", with_total=True))
    assert rows[-1][0].is_total and rows[-1][1].value == 33


def test_the_csv_has_marks_for_hidden_cells_and_states_the_rule():
    rows = list(csv.reader(io.StringIO(by_reason().to_csv_text())))
    assert rows[0] == ["原因", "不在校"]
    assert rows[4] == ["d", MARK]
    assert rows[-1][0] == "注" and "保护儿童" in rows[-1][1]


@pytest.mark.parametrize(
    "name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", " =1", "＋1"]
)
def test_a_text_that_looks_like_a_formula_is_made_harmless_and_the_file_says_so(name):
    table = by_reason(row_names={"a": name})
    rows = list(csv.reader(io.StringIO(table.to_csv_text())))
    assert rows[1][0] == "'" + name
    assert "撇号" in rows[-1][1]


def test_negative_numbers_stay_numbers_in_the_csv():
    frame = pd.DataFrame({"n": [47, -14, 33]}, index=["opening", "returned", "closing"])
    text = protect(frame, "bridge", DECISION, title="变化", row_label="项目").to_csv_text()
    assert "returned,-14\r\n" in text and "撇号" not in text


def test_the_record_of_a_table_tells_how_many_are_hidden_but_not_which_are_small():
    record = by_reason().to_record()
    assert record["n_hidden"] == 3
    assert "n_primary" not in record and "n_secondary" not in record


@pytest.mark.parametrize(
    ("low", "high", "shown"), [(38, 45, "38–45"), (41, 41, ""), (None, None, ""), (None, 45, "")]
)
def test_a_figure_prints_its_range_where_something_is_undecided(low, high, shown):
    figure = exact(
        41,
        figure_id="dropout.out_of_school",
        label="不在校",
        kind_name="county_figure",
        decision=DECISION,
        low=low,
        high=high,
    )
    assert figure.range_text == shown
    assert (f"{figure}", f"{figure:+d}", str(figure)) == ("41", "+41", "41")
    assert not figure.is_hidden
