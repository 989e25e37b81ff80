"""The mappings of the plan's forms: what they may name, and what is told of a wrong one."""

import pytest

from anyuan.codebook import code_list, tables
from anyuan.codebook.codes import DATA
from anyuan.codebook.forms import (
    PROPOSAL,
    TYPED,
    figure_items,
    forms,
    list_items,
    list_names,
    read_form,
)
from anyuan.errors import ShownError

WANTED = "name: form_1\nnumber: '1'\ntitle: 某表\nattachment: 附件1\nagency: police\n"
WANTED += "cadence: monthly\ntemplate: form_1.xlsx\nclause: 某条\n"


def test_the_four_forms_say_that_they_are_proposals():
    found = forms()
    assert list(found) == ["1", "2", "3", "4"]
    for form in found.values():
        assert form.status == PROPOSAL and "以正式附件为准" in form.note
        assert {cell.status for cell in form.all_cells} == {PROPOSAL}
        assert all(cell.clause and cell.label for cell in form.all_cells)


def test_every_item_names_its_tables_and_no_cell_of_a_child_is_among_them():
    items = [*figure_items().values()]
    items += [item for name in list_names() for item in list_items(name).values()]
    for item in items:
        assert item.definition and set(item.tables) <= {*tables(), "cases"}
        identity = {"resident_id", "student_no", "guardian_name", "guardian_phone", "name"}
        assert item.name not in identity


def test_everything_that_the_police_may_type_in_is_on_the_first_form():
    typed = {cell.item for cell in forms()["1"].cells.values() if cell.source == TYPED}
    assert typed == set(code_list("police_item").labels)


def test_an_office_mapping_goes_before_ours(tmp_path):
    text = (DATA / "forms" / "form_1.yaml").read_text(encoding="utf-8")
    text = text.replace("status: proposal", "status: confirmed")
    (tmp_path / "form_1.yaml").write_text(text, encoding="utf-8")
    found = forms(tmp_path)
    assert found["1"].status == "confirmed" and found["1"].folder == tmp_path
    assert found["2"].folder is None


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("cells: {a: {label: 甲, item: nothing}}", "item“nothing”不认识"),
        ("cells: {a: {label: 甲, typed: names_of_addicts}}", "不在填报项目里"),
        ("cells: {a: {label: 甲, typed: lessons, item: schools}}", "中的一个"),
        ("cells: {a: {item: schools}}", "没有 label"),
        ("cells: {甲: {label: 甲, item: schools}}", "只能用字母"),
        ("cells: {a: {label: 甲, item: schools, aggregation: mean}}", "aggregation"),
        ("rows: pupils\ncolumns: {a: {label: 甲, item: school_code}}", "没有“pupils”这张名单"),
        ("rows: campus", "应同时写"),
    ],
)
def test_a_wrong_mapping_is_told_with_its_place(more, told, tmp_path):
    path = tmp_path / "form_1.yaml"
    path.write_text(WANTED + more, encoding="utf-8")
    with pytest.raises(ShownError, match=told) as caught:
        read_form(path)
    assert caught.value.code == "form_mapping" and "form_1.yaml" in caught.value.message


def test_all_that_is_wrong_with_a_mapping_is_told_at_once(tmp_path):
    path = tmp_path / "form_1.yaml"
    text = WANTED.replace("monthly", "weekly").replace("form_1.xlsx", "../form_1.xlsm")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ShownError, match="cadence 应为.*template 应是"):
        read_form(path)
