"""The gate reads every kind of file that may leave, and passes none that it cannot read."""

import csv
import io
import zipfile
from datetime import UTC, datetime

import openpyxl
import pandas as pd
import pytest
from docx import Document
from PIL import Image, PngImagePlugin

from anyuan.briefing import WorkbookMeta, ledger_workbook
from anyuan.codebook import read_county
from anyuan.disclosure import NameRegister, protect, scan_file
from anyuan.letters import kinds, write_letter
from anyuan.resident_id import check_character

REGISTER = NameRegister.build(["王小明", "张伟"], allowed={"张伟大街": "地名"})
ID = "141182201302280026"
# One with its right check character, in the parts in which hands write it.
PIECES = [ID[:6], ID[6:14], ID[14:17] + check_character(ID[:17])]
# As a pupil's name may come in a file.
FORMULAS = ["=1+1", '=HYPERLINK("x")', "+1班", "-1班", "@SUM(A1)", "\t=1+1", "＝1+1", " =1+1"]


def codes(name, data):
    return sorted({leak.code for leak in scan_file(name, data, REGISTER).leaks})


def csv_of(*cells):
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return ("\ufeff" + out.getvalue()).encode()


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (["原因", "41", "-14", "3.5"], []),
        (["王小明"], ["name"]),
        (["张伟"], ["name"]),
        (["张伟大街"], []),
        ([ID], ["id_18"]),
        (["138 0000 0000"], ["phone"]),
        (["0358-0000000"], ["line"]),
        (["=1+1"], ["formula"]),
        (["＝1+1"], ["formula"]),
        (["'=1+1"], []),
        (PIECES, ["id_18"]),
        ([*PIECES[:2], "0026"], []),
    ],
)
def test_a_csv_is_read_cell_by_cell(cells, found):
    assert codes("a.csv", csv_of(*cells)) == found


@pytest.mark.parametrize("data", ["王".encode("gb18030"), b'"a', b"a\x00b"])
def test_a_csv_that_cannot_be_read_does_not_leave(data):
    assert codes("a.csv", data) == ["unreadable"]


@pytest.mark.parametrize("name", FORMULAS)
def test_a_name_that_is_a_formula_leaves_a_csv_as_text_that_passes_the_gate(name):
    frame = pd.DataFrame({"unit": [name], "late": [1]}, index=["1"])
    decision = read_county().disclosure
    table = protect(frame, "work_by_unit", decision, title="超期", row_label="序号")
    text = table.to_csv_text()
    assert not [c for row in csv.reader(io.StringIO(text)) for c in row if c == name]
    assert codes("a.csv", text.encode()) == []


@pytest.mark.parametrize("name", FORMULAS)
def test_a_name_that_is_a_formula_leaves_a_workbook_as_text_that_passes_the_gate(tmp_path, name):
    about = WorkbookMeta("清单", "截至 2024-09-30", datetime(2024, 10, 8, tzinfo=UTC), True, False)
    path = ledger_workbook({"一": pd.DataFrame({"单位": [name]})}, tmp_path / "a.xlsx", about)
    assert codes("a.xlsx", path.read_bytes()) == []
    with zipfile.ZipFile(path) as package:
        sheet = package.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet and b"hyperlink" not in sheet


def book(change):
    made, out = openpyxl.Workbook(), io.BytesIO()
    made.properties.creator = None
    change(made)
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda b: None, []),
        (lambda b: b.active.append(["王小明"]), ["name"]),
        (lambda b: b.active.append([int(ID[:15])]), []),
        (lambda b: b.active.append([int("141182130228002")]), ["id_15"]),
        (lambda b: setattr(b.active, "title", "王小明"), ["name"]),
        (lambda b: setattr(b.active.oddHeader.left, "text", "王小明"), ["name"]),
        (lambda b: b.active.append(PIECES), ["id_18"]),
        (lambda b: b.active.append([int(ID[:6]), int(ID[6:14]), PIECES[2]]), ["id_18"]),
        (lambda b: b.active.append([*PIECES[:2], "0026"]), []),
        (lambda b: b.active.append(["=1+1"]), ["formula"]),
        (lambda b: setattr(b.create_sheet("底稿"), "sheet_state", "hidden"), ["hidden_sheet"]),
        (lambda b: setattr(b.active.row_dimensions[2], "hidden", True), ["hidden_sheet"]),
        (lambda b: setattr(b.active.column_dimensions["B"], "hidden", True), ["hidden_sheet"]),
        (lambda b: setattr(b.properties, "creator", "某人"), ["creator"]),
        (lambda b: setattr(b.properties, "lastModifiedBy", "某人"), ["creator"]),
        (lambda b: setattr(b.active["A1"], "hyperlink", "x"), ["external_reference"]),
    ],
)
def test_a_workbook_is_read_with_all_that_a_screen_does_not_show(change, found):
    assert codes("a.xlsx", book(change)) == found


def paper(change):
    made, out = Document(), io.BytesIO()
    made.core_properties.author = ""
    made.core_properties.comments = ""
    change(made)
    made.save(out)
    return out.getvalue()


def table(document):
    row = document.add_table(1, 3).rows[0]
    for cell, piece in zip(row.cells, PIECES, strict=True):
        cell.text = piece


def split(document):
    paragraph = document.add_paragraph("王")
    paragraph.add_run("小").bold = True
    paragraph.add_run("明")


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (split, ["name"]),
        (lambda d: d.add_paragraph(f"证号{ID}"), ["id_18"]),
        (table, ["id_18"]),
        (lambda d: d.sections[0].header.paragraphs[0].add_run("王小明"), ["name"]),
        (
            lambda d: setattr(d.add_paragraph().add_run("甲").font, "hidden", True),
            ["hidden_content"],
        ),
        (lambda d: setattr(d.core_properties, "author", "某人"), ["creator"]),
    ],
)
def test_a_letter_is_read_with_its_heads_and_its_hidden_words(change, found):
    plain = set(codes("a.docx", paper(lambda d: None)))
    assert sorted(set(codes("a.docx", paper(change))) - plain) == found


def test_our_own_letter_passes(tmp_path):
    facts = {
        "school": "西河小学",
        "valid_from": "2024-10-08",
        "reason": "多处无人。",
        "stays": "无",
    }
    row = dict.fromkeys(kinds()["change_order"].values["changes"].columns, "甲")
    path = write_letter("change_order", facts | {"changes": [row]}, tmp_path / "a.docx")
    assert codes("a.docx", path.read_bytes()) == []


@pytest.mark.parametrize("name", ["a.xlsx", "a.docx"])
def test_what_is_no_package_or_holds_another_file_does_not_leave(name):
    assert codes(name, b"PK\x03\x04") == ["unreadable"]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("roll.csv", "x")
    assert codes(name, out.getvalue()) == ["attachment"]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("_rels/.rels", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    assert codes(name, out.getvalue()) == ["unreadable"]


def test_a_picture_leaves_with_its_pixels_only():
    info, out = PngImagePlugin.PngInfo(), io.BytesIO()
    Image.new("RGB", (1, 1)).save(out, "png")
    assert codes("a.png", out.getvalue()) == []
    info.add_text("Author", "x")
    out = io.BytesIO()
    Image.new("RGB", (1, 1)).save(out, "png", pnginfo=info)
    assert codes("a.png", out.getvalue()) == ["image_metadata"]
    assert codes("a.png", b"GIF89a") == ["image_metadata"]


@pytest.mark.parametrize("name", ["a.svg", "a.pdf", "a.zip", "a.parquet", "a"])
def test_another_kind_of_file_does_not_leave(name):
    assert codes(name, b"x") == ["unknown_kind"]


def test_a_page_is_read_as_a_page():
    assert codes("a.html", b"<p>x</p>") == ["no_csp"]
    assert codes("a.HTML", b"<meta name='author' content='x'>") == ["creator", "no_csp"]
    assert codes("a.html", b"\xff") == ["unreadable"]
