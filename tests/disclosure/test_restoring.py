"""What a page printed comes back as it was, and nothing else does."""

import json

import pandas as pd
import pytest

from anyuan.codebook import read_county
from anyuan.disclosure import exact, protect
from anyuan.disclosure.restoring import GatheredRow, gather, restore_figure, restore_table
from anyuan.notebook.kept import Behind, Kept
from anyuan.protected import MARK, Column, HiddenValueError

COUNTY = read_county()
DECISION = COUNTY.disclosure
PAGE = "dropout_headcount/county"


def by_reason(level="meeting"):
    frame = pd.DataFrame(
        {"out_of_school": [12, 3, 0, 9], "migrant": [6, 1, 0, 0], "ex_poverty": [0, 0, 0, 0]},
        index=["work", "illness", "family", "poverty"],
    )
    words = {"title": "不在校人数按原因", "row_label": "原因", "name": "by_reason"}
    return protect(frame, "out_of_school_by_reason", DECISION, level=level, **words)


def record(table):
    """Return the record as it stands in figures.json."""
    return json.loads(json.dumps(table.to_record(), ensure_ascii=False))


def figure(value=41, **how):
    about = {"figure_id": "dropout.out_of_school", "label": "不在校", "kind_name": "county_figure"}
    return exact(value, decision=DECISION, **about, **how)


def figure_record(shown):
    kept = Kept()
    kept.keep_figure(shown, Behind())
    (found,) = kept.figure_records()
    return json.loads(json.dumps(found, ensure_ascii=False))


def test_a_table_comes_back_cell_by_cell():
    table = by_reason()
    assert table.n_hidden
    assert restore_table(record(table)).to_record() == table.to_record()


def test_with_a_page_every_cells_id_begins_with_it():
    back = restore_table(record(by_reason()), page=PAGE)
    assert back.cell("work", "out_of_school").figure_id == f"{PAGE}:by_reason.work.out_of_school"
    assert {cell.figure_id.startswith(f"{PAGE}:") for line in back.cells for cell in line} == {True}


def test_an_id_that_was_taken_up_once_keeps_the_page_that_first_printed_it():
    back = restore_table(record(restore_table(record(by_reason()), page=PAGE)), page="other/page")
    assert back.cells[0][0].figure_id.startswith(f"{PAGE}:")


def test_what_was_hidden_stays_hidden():
    back = restore_table(record(by_reason()), page=PAGE)
    cell = back.cell("illness", "out_of_school")
    assert (cell.shown, cell.value, cell.is_hidden) == (MARK, None, True)
    with pytest.raises(HiddenValueError):
        back.value("illness", "out_of_school")


@pytest.mark.parametrize(
    "change",
    [
        {"level": "casework"},
        {"kind": "something_else"},
        {"n_hidden": 0},
    ],
)
def test_a_record_of_another_level_kind_or_count_is_refused(change):
    with pytest.raises(ValueError):
        restore_table(record(by_reason()) | change)


def test_a_casework_table_cannot_be_taken_up():
    with pytest.raises(ValueError, match="meeting"):
        restore_table(record(by_reason("casework")))


def test_a_hidden_cell_with_a_number_in_it_is_refused():
    raw = record(by_reason())
    line = next(line for line in raw["cells"] if any(cell["is_hidden"] for cell in line))
    next(cell for cell in line if cell["is_hidden"])["value"] = 3
    with pytest.raises(ValueError, match="hidden cell"):
        restore_table(raw)


def test_a_row_too_few_is_refused():
    raw = record(by_reason())
    raw["rows"] = raw["rows"][:-1]
    with pytest.raises(ValueError):
        restore_table(raw)


def test_a_figure_comes_back_with_its_range_and_the_pages_name():
    back = restore_figure(figure_record(figure(low=38, high=45)), page=PAGE)
    assert (back.value, back.shown, back.range_text) == (41, "41", "38–45")
    assert back.figure_id == f"{PAGE}:dropout.out_of_school"


def test_a_hidden_figure_with_a_value_is_refused():
    with pytest.raises(ValueError, match="hidden"):
        restore_figure(figure_record(figure()) | {"shown": MARK})
    with pytest.raises(ValueError, match="hidden"):
        restore_figure(figure_record(figure()) | {"value": None})


def gathered(*rows, kind_name="meeting_gathered"):
    columns = [Column("what", "什么", align="left"), Column("n", "数目")]
    words = {"title": "汇列", "row_label": "单位", "rule_note": "与各页相同。"}
    return gather(rows, columns, name="owed", kind_name=kind_name, **words)


def test_gathered_cells_keep_their_ids_and_stay_hidden():
    back = restore_table(record(by_reason()), page=PAGE)
    table = gathered(
        GatheredRow("a", "甲", {"what": "外出务工", "n": back.cell("work", "out_of_school")}),
        GatheredRow("b", "乙", {"n": back.cell("illness", "out_of_school")}),
        GatheredRow("c", "丙", {"n": figure()}),
    )
    assert table.cell("a", "n") == back.cell("work", "out_of_school")
    assert table.cell("b", "n").is_hidden and table.n_hidden == 1
    assert table.cell("b", "what").shown == "—"
    assert table.cell("c", "n").figure_id == "dropout.out_of_school"
    assert table.cell("a", "what").figure_id == "owed.a.what"


def test_a_gathered_table_has_no_column_of_its_own_making_and_no_kind_that_protects():
    with pytest.raises(ValueError, match="sum"):
        gathered(GatheredRow("a", "甲", {"sum": figure()}))
    with pytest.raises(ValueError, match="exact|protection"):
        gathered(GatheredRow("a", "甲", {"n": figure()}), kind_name="out_of_school_by_reason")


def test_a_casework_figure_is_not_gathered():
    with pytest.raises(ValueError, match="meeting"):
        gathered(GatheredRow("a", "甲", {"n": figure(level="casework")}))
