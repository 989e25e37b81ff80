"""A filled form: typed cells, text that stays text, rows repeated, sources and corrections."""

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime

import pytest
from docx import Document
from letters.form_facts import AT, HOSTILE, form_1, form_4, office_book, small, small_form, value
from openpyxl import load_workbook
from openpyxl.workbook.defined_name import DefinedName

from anyuan.codebook.forms import forms
from anyuan.errors import ShownError
from anyuan.letters.form_book import changed_cells
from anyuan.letters.form_values import NOT_RECEIVED, FormCorrection, FormValue
from anyuan.letters.form_writing import (
    check_form_template,
    export_template,
    template_of,
    write_form,
)


def written(filled, folder, stem="form"):
    (path, *_) = write_form(filled, folder, stem, AT)
    return load_workbook(path)


def texts(sheet):
    return [[cell.value for cell in row if cell.value is not None] for row in sheet.iter_rows()]


def place_of(sheet, text):
    return next(c for row in sheet.iter_rows() for c in row if c.value == text)


@pytest.mark.parametrize("number", ["1", "2", "3", "4"])
def test_our_templates_have_every_mapped_item_and_print_on_a4_across(number):
    form = forms()[number]
    assert check_form_template(form) == []
    sheet = load_workbook(io.BytesIO(template_of(form)[0])).active
    assert (int(sheet.page_setup.paperSize), sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.print_title_rows and sheet.merged_cells.ranges


def test_numbers_are_numbers_beside_their_labels_and_a_missing_one_is_said(tmp_path):
    filled = form_1()
    cells = dict(filled.cells) | {"lessons": FormValue(None, NOT_RECEIVED)}
    sheet = written(replace(filled, cells=cells), tmp_path).worksheets[0]
    for name, cell in filled.form.cells.items():
        label = place_of(sheet, cell.label)
        shown = sheet.cell(label.row, label.column + 2).value
        assert shown == ("未收到" if name == "lessons" else filled.cells[name].value)
    flat = [text for row in texts(sheet) for text in row]
    assert "1．没有测试：2 所（甲校、乙校）" in flat
    assert any("样表（提案），以正式附件为准" in str(text) for text in flat)
    assert not any("{{" in str(text) for text in flat)


def test_a_list_has_a_row_each_and_text_is_never_a_formula(tmp_path):
    book = written(form_4(n=40), tmp_path)
    sheet = book.worksheets[0]
    assert [place_of(sheet, f"S{k:03d}").row for k in (1, 40)] == [7, 46]
    post = next(c for c in sheet[7] if c.value == HOSTILE)
    assert post.data_type == "s" and post.number_format == "@"
    assert next(c for c in sheet[7] if c.value == "013800000000").data_type == "s"
    assert any(c.value == datetime(2026, 8, 31) for c in sheet[7])  # noqa: DTZ001
    total = place_of(sheet, "合计")
    assert total.row == 47 and sum(range(1, 41)) in [c.value for c in sheet[47]]
    assert not [c for s in book for row in s.iter_rows() for c in row if c.data_type == "f"]
    foot = place_of(sheet, "单位负责人：")
    assert any(r.min_row == foot.row for r in sheet.merged_cells.ranges)


def test_an_empty_list_keeps_one_blank_row_and_no_total_of_nought(tmp_path):
    sheet = written(form_4(n=0), tmp_path).worksheets[0]
    assert [c.value for c in sheet[7] if c.value is not None] == []
    assert "未收到" in [c.value for c in sheet[8]] and 0 not in [c.value for c in sheet[8]]


def test_every_cell_of_the_form_has_its_line_of_sources(tmp_path):
    filled = form_4(n=3)
    sheet = written(filled, tmp_path)["出处"]
    lines = [row for row in texts(sheet) if any("0123abcd" in str(text) for text in row)]
    assert len(lines) == 3 * len(filled.form.columns)
    for row in lines:
        assert "护校安园公安工作月报数（2024-09 0123abcd）" in row
        assert any("提案，待确认" in str(text) for text in row)


def test_what_was_sent_stands_beside_its_corrections(tmp_path):
    change = FormCorrection("法治教育课", "3", "5", "此后收到：某表")
    filled = form_1(sent_on=date(2024, 10, 20), corrections=[change])
    book = written(filled, tmp_path)
    assert [1, "法治教育课", "3", "5", "此后收到：某表"] in texts(book["更正"])
    assert any("报送数不再改动" in str(text) for row in texts(book.worksheets[0]) for text in row)
    assert "更正" not in written(form_1(), tmp_path).sheetnames


def test_the_same_form_gives_the_same_bytes_without_a_maker_but_the_product(tmp_path):
    one, two = (write_form(form_1(), tmp_path / n, "form", AT)[0] for n in "ab")
    assert one.read_bytes() == two.read_bytes()
    core = zipfile.ZipFile(one).read("docProps/core.xml").decode("utf-8")
    assert "安园" in core and "openpyxl" not in core and "lastModifiedBy" not in core


def test_blank_cells_may_be_typed_into_and_numbers_may_not(tmp_path):
    filled = form_1()
    (path,) = write_form(filled, tmp_path, "form", AT)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    sheet["Z1"] = "审核意见"
    book.save(path)
    template = template_of(filled.form)[0]
    assert changed_cells(template, filled, path.read_bytes()) == []
    label = place_of(sheet, "出动警力")
    cell = sheet.cell(label.row, label.column + 2)
    cell.value = 9999
    book.save(path)
    assert changed_cells(template, filled, path.read_bytes()) == [f"附件1!{cell.coordinate}"]


class TestOfficeTemplate:
    def test_marks_and_named_cells_are_filled_and_rows_below_move_down(self, tmp_path):
        book = office_book(
            {"A1": "本月{{n}}次，{{period}}", "A3": "{{row.code}}", "B3": "{{row.pupils}}"}
            | {"A4": "合计", "B4": "{{total.pupils}}", "A5": "盖章"}
        )
        book.active.merge_cells("A5:B5")
        book.defined_names["unit"] = DefinedName("unit", attr_text="Sheet!$D$1")
        book.save(tmp_path / "form_9.xlsx")
        sheet = written(small(tmp_path), tmp_path / "out").worksheets[0]
        assert sheet["A1"].value == "本月7次，2024年9月" and sheet["D1"].value == "示例市"
        assert [[c.value for c in row[:2]] for row in sheet["A3:B6"]] == [
            ["S1", 10],
            ["S2", 20],
            ["S3", 30],
            ["合计", 60],
        ]
        assert sheet["A7"].value == "盖章" and "A7:B7" in sheet.merged_cells

    def test_unknown_and_unplaced_marks_and_formulas_are_told(self, tmp_path):
        cells = {"A1": "{{nn}}", "B1": "｛｛n｝｝", "A3": "{{row.code}}", "A4": "=SUM(B3:B3)"}
        office_book(cells).save(tmp_path / "form_9.xlsx")
        told = "\n".join(check_form_template(small_form(tmp_path)))
        for words in (
            "{{nn}} 不认识：Sheet!A1",
            "没有放“数”（{{n}}）",
            "没有放“生”",
            "公式：Sheet!A4",
        ):
            assert words in told
        assert "应为 {{名称}}：Sheet!B1" in told

    def test_a_word_template_is_filled_with_its_sources_in_a_workbook(self, tmp_path):
        paper = Document()
        paper.add_paragraph("填报单位：{{unit}}")
        paper.paragraphs[0].add_run("，{{").font.bold = True
        paper.paragraphs[0].add_run("n}}次")
        table = paper.add_table(rows=2, cols=2)
        table.rows[0].cells[0].text = "代码"
        table.rows[1].cells[0].text, table.rows[1].cells[1].text = "{{row.code}}", "{{row.pupils}}"
        paper.save(tmp_path / "form_9.docx")
        filled = replace(small(tmp_path, "form_9.docx"), mark="合成示例数据")
        assert check_form_template(filled.form) == []
        path, sources = write_form(filled, tmp_path / "out", "form", AT)
        made = Document(path)
        assert made.paragraphs[0].text == "填报单位：示例市，7次"
        rows = [[cell.text for cell in row.cells] for row in made.tables[0].rows]
        assert rows == [["代码", ""], ["S1", "10"], ["S2", "20"], ["S3", "30"]]
        assert "合成示例数据" in made.sections[0].header.paragraphs[0].text
        assert load_workbook(sources).sheetnames == ["出处"]

    @pytest.mark.parametrize(
        ("member", "content"),
        [
            ("xl/vbaProject.bin", b"x"),
            ("xl/externalLinks/externalLink1.xml", b"<a/>"),
            ("xl/embeddings/oleObject1.bin", b"x"),
            ("xl/other.xml", b"<!DOCTYPE a><a/>"),
            ("xl/_rels/other.rels", b'<a TargetMode="External"/>'),
        ],
    )
    def test_what_could_run_or_load_from_outside_is_refused(self, member, content, tmp_path):
        path = tmp_path / "form_9.xlsx"
        office_book({"A1": "{{n}}"}).save(path)
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr(member, content)
        with pytest.raises(ShownError, match=r"form_9\.xlsx") as caught:
            template_of(small_form(tmp_path))
        assert caught.value.code == "form_template"

    @pytest.mark.parametrize("content", [b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old", b"no zip"])
    def test_what_is_no_workbook_is_refused(self, content, tmp_path):
        (tmp_path / "form_9.xlsx").write_bytes(content)
        with pytest.raises(ShownError, match="表格模板"):
            template_of(small_form(tmp_path))

    def test_ours_is_exported_to_begin_with_and_nothing_is_overwritten(self, tmp_path):
        form, mapping = forms()["3"], tmp_path / "mapping.yaml"
        mapping.write_text("a: b\n", encoding="utf-8")
        paths = export_template(form, mapping, tmp_path / "out")
        assert [path.name for path in paths] == ["form_3.xlsx", "form_3.yaml"]
        with pytest.raises(ShownError, match="没有覆盖"):
            export_template(form, mapping, tmp_path / "out")


def test_control_characters_do_not_reach_the_workbook(tmp_path):
    filled = form_4(n=1)
    filled.rows[0]["station"] = value("甲\x00派\x1b出所")
    assert place_of(written(filled, tmp_path).worksheets[0], "甲派出所")
