"""Counts straight from a worksheet's XML."""

import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake.made_files import sheet_xml, text_cell, with_sheet

from anyuan.intake.guard import check_file
from anyuan.intake.refusal import MAX_CELLS, Refused
from anyuan.intake.xlsx_counts import (
    column_letters,
    column_number,
    count_sheet,
    find_blank_strings,
)
from anyuan.intake.zip_members import read_pieces

NONE_BLANK = frozenset()


def count(xml, size=2**20):
    data = xml.encode()
    return count_sheet(iter([data[n : n + size] for n in range(0, len(data), size)]), NONE_BLANK)


def refusal(xml):
    with pytest.raises(Refused) as refused:
        count(xml)
    return refused.value.code


def rows_of(n):
    return "".join(f'<row r="{k}">{text_cell(f"A{k}", "x")}</row>' for k in range(1, n + 1))


def test_rows_with_a_value_are_counted_and_blank_ones_are_not():
    counts = count(
        sheet_xml(
            '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"/><row r="3"><c r="A3" s="1"/></row>'
            '<row r="4" hidden="1"><c r="B4" t="s"><v>0</v></c></row>'
            '<row r="5"><c r="A5"><v></v></c></row>'
            f'<row r="6" hidden="true">{text_cell("A6", "  ")}</row>'
            f'<row r="7">{text_cell("C7", "x")}</row>'
        )
    )
    assert (counts.n_rows, counts.n_hidden, counts.n_cells) == (3, 2, 6)


@pytest.mark.parametrize("size", [1, 7, 64, 2**20])
def test_the_count_does_not_depend_on_where_the_pieces_are_cut(size):
    assert count(sheet_xml(rows_of(40)), size).n_rows == 40


@pytest.mark.parametrize("prefix", ["", "x"])
def test_a_prefix_on_the_elements_changes_nothing(prefix):
    p = prefix + ":" if prefix else ""
    body = f'<{p}row r="1"><{p}c r="A1"><{p}v>1</{p}v></{p}c></{p}row>'
    body += f'<{p}row r="2"><{p}c r="A2" t="e"><{p}f>1/0</{p}f><{p}v>#DIV/0!</{p}v></{p}c></{p}row>'
    counts = count(sheet_xml(body, prefix=prefix))
    assert (counts.n_rows, counts.not_value) == (2, {"A2": "error"})


def test_a_wrong_dimension_is_not_believed():
    assert count(sheet_xml(rows_of(1000), before='<dimension ref="A1:A10"/>')).n_rows == 1000
    huge = sheet_xml(rows_of(1), before='<dimension ref="A1:XFD1048576"/>')
    assert count(huge).n_rows == 1


def test_errors_and_formulas_without_a_result_are_noted_with_their_address():
    counts = count(
        sheet_xml(
            '<row r="3"><c r="A3"><f>1+1</f><v>2</v></c><c r="B3"><f>1+1</f></c>'
            '<c r="C3"><f>1+1</f><v></v></c><c r="D3" t="str"><f>IF(1,"")</f><v></v></c>'
            "<c r=\"E3\" t='e'><v>#N/A</v></c></row>"
            "<row><c><v>1</v></c><c><f>A1</f><v/></c></row>"
        )
    )
    assert counts.not_value == {"B3": "formula", "C3": "formula", "E3": "error", "B4": "formula"}
    assert counts.n_rows == 2


def test_serial_60_is_noted_and_shared_string_60_is_not():
    counts = count(
        sheet_xml(
            '<row r="1"><c r="A1" s="1"><v>60</v></c><c r="B1" t="s"><v>60</v></c>'
            '<c r="C1" t="n"><v>60.5</v></c><c r="D1"><v>160</v></c><c r="E1"><v>601</v></c></row>'
        )
    )
    assert counts.serial_60 == ["A1", "C1"]


@pytest.mark.parametrize(
    "row, cell",
    [
        ("1048576", "XFD1048576"),
        ("1", "XFD1"),
        ("1", "AAA1"),
        ("1048576", "A1048576"),
        ("200000", "B200000"),
        ("0001048576", "A0001048576"),
        ("1", "&#88;FD1"),
    ],
)
def test_a_cell_far_outside_is_refused(row, cell):
    assert refusal(sheet_xml(f'<row r="{row}"><c r="{cell}"><v>1</v></c></row>')) == "extent"


def test_a_cell_far_outside_is_refused_however_it_is_quoted():
    assert refusal(sheet_xml("<row r = '1'><c s='1' r\n=\n'XFD1'><v>1</v></c></row>")) == "extent"


def test_an_area_that_would_not_fit_is_refused():
    body = (
        '<row r="1"><c r="ZZ1"><v>1</v></c></row><row r="150000"><c r="A150000"><v>1</v></c></row>'
    )
    assert refusal(sheet_xml(body)) == "extent"


def test_rows_without_numbers_are_counted_too():
    assert count(sheet_xml("<row><c><v>1</v></c></row>" * 5)).last_row == 5


def test_a_small_file_with_one_cell_in_the_last_corner_is_refused_within_50_ms(plain_xlsx):
    corner = sheet_xml('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    data = with_sheet(plain_xlsx, corner)
    assert len(data) < 8_000
    start = time.perf_counter()
    checked = check_file(data, ".xlsx")
    with pytest.raises(Refused, match="extent"):
        (name,) = checked.sheets
        count_sheet(read_pieces(data, checked.members[name]), NONE_BLANK)
    assert time.perf_counter() - start < 0.05


def test_twelve_million_empty_cells_are_refused_in_little_memory():
    n_columns = 600
    rows = b"<row>" + b"<c/>" * n_columns + b"</row>"
    pieces = (rows * 100 for _ in range(12_000_000 // n_columns // 100))
    head = sheet_xml("").partition("</sheetData>")[0].encode()

    def all_pieces():
        yield head
        yield from pieces

    tracemalloc.start()
    with pytest.raises(Refused, match="cells"):
        count_sheet(all_pieces(), NONE_BLANK)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 50 * 2**20


def test_one_endless_row_of_cells_is_refused_too():
    cells = b"<c/>" * 100_000

    def pieces():
        yield b"<worksheet><sheetData><row>"
        for _ in range(MAX_CELLS // 100_000 + 60):
            yield cells

    with pytest.raises(Refused, match="cells"):
        count_sheet(pieces(), NONE_BLANK)


def test_one_endless_text_is_refused():
    def pieces():
        yield b"<worksheet><sheetData><row><c><v>"
        for _ in range(40):
            yield b"1" * 2**20

    with pytest.raises(Refused, match="xml_form"):
        count_sheet(pieces(), NONE_BLANK)


@pytest.mark.parametrize("hidden", ["<!-- <row/> -->", "<![CDATA[<row/>]]>"])
def test_comments_and_cdata_cannot_hide_rows(hidden):
    assert refusal(sheet_xml(rows_of(1) + hidden)) == "xml_form"


@pytest.mark.parametrize("formula", ["cmd|'/C calc'!A0", "cmd|&apos;/C calc&apos;!A0"])
def test_a_formula_that_calls_a_program_is_refused(formula):
    body = f'<row r="1"><c r="A1"><f>{formula}</f><v>0</v></c></row>'
    assert refusal(sheet_xml(body)) == "dde"


def test_what_is_no_worksheet_is_damaged():
    assert refusal("<sst/>") == "damaged"


def test_shared_strings_of_blanks_are_found():
    xml = (
        b'<sst><si><t>a</t></si><si><t xml:space="preserve">  </t></si><si/><si><t></t></si>'
        b"<si><r><t>x</t></r></si></sst>"
    )
    for size in (3, 2**20):
        pieces = iter([xml[n : n + size] for n in range(0, len(xml), size)])
        assert find_blank_strings(pieces) == {1, 2, 3}


def test_a_row_of_blank_shared_strings_is_blank():
    body = (
        '<row r="1"><c r="A1" t="s"><v>1</v></c></row>'
        '<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2" t="s"><v>0</v></c></row>'
        '<row r="3"><c r="A3"><v>1</v></c></row><row r="4"><c r="A4"><f>A1</f></c></row>'
    )
    assert count_sheet(iter([sheet_xml(body).encode()]), frozenset({1})).n_rows == 3


@given(st.integers(1, 20_000))
def test_letters_and_numbers_of_columns_agree(number):
    assert column_number(column_letters(number)) == number


def test_columns_are_counted_from_a():
    assert [column_letters(n) for n in (1, 26, 27, 702, 703, 16384)] == [
        "A", "Z", "AA", "ZZ", "AAA", "XFD",
    ]  # fmt: skip
    with pytest.raises(ValueError, match="from 1"):
        column_letters(0)
