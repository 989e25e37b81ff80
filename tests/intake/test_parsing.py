"""Files that really are so, parsed: kinds of cell, hidden rows, merges, passwords, 1904."""

import io
import json
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from intake.made_files import (
    csv_bytes,
    made_id,
    roll_rows,
    sheet_xml,
    text_cell,
    with_parts,
    with_sheet,
    write_book,
    write_xls,
    write_xlsx,
)
from msoffcrypto.format.ooxml import OOXMLFile

from anyuan.intake.parsing import parse_file
from anyuan.intake.refusal import Refused
from anyuan.resident_id import check_character


def first_sheet(path, **options):
    return parse_file(path.read_bytes(), path.suffix, **options)["sheets"][0]


def cells(sheet):
    """Return the sheet's cells by address-free rows: (kind, text)."""
    kinds = [k or "t" * sheet["n_rows"] for k in sheet["kinds"]]
    return [
        [(kinds[c][r], sheet["texts"][c][r]) for c in range(len(kinds))]
        for r in range(sheet["n_rows"])
    ]


def test_the_kind_of_every_cell_is_kept(outbox):
    def dress(book, sheet):
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_datetime(1, 0, date(2012, 2, 29), day)
        half_past = datetime(2012, 2, 29, 8, 30)  # noqa: DTZ001 - Excel knows no zone
        sheet.write_datetime(1, 1, half_past, day)
        sheet.write_number(1, 2, 0.5, book.add_format({"num_format": "hh:mm"}))
        sheet.write_formula(1, 3, "=1/0", None, "#DIV/0!")
        sheet.write_formula(1, 4, "=1+1", None, "")
        sheet.write_formula(1, 5, "=1+1", None, 2)

    rows = [["'甲", 3, 2.5, True, 999999201202290237, " "]]
    sheet = first_sheet(write_xlsx(outbox / "a.xlsx", rows, dress=dress))
    assert cells(sheet) == [
        [("t", "'甲"), ("n", "3"), ("n", "2.5"), ("b", "TRUE"), ("n", "9.999992012022902e+17"),
         ("t", " ")],
        [("d", "2012-02-29"), ("d", "2012-02-29 08:30"), ("o", "12:00:00"), ("e", "#"), ("f", "="),
         ("n", "2")],
    ]  # fmt: skip


def test_chinese_date_formats_of_excel_are_dates(outbox):
    formats = [14, 31, 57, 58, 'yyyy"年"m"月"d"日"', "[$-804]yyyy/m/d;@"]

    def dress(book, sheet):
        for row, number_format in enumerate(formats):
            sheet.write_number(row, 0, 40968, book.add_format({"num_format": number_format}))

    sheet = first_sheet(write_xlsx(outbox / "a.xlsx", [], dress=dress))
    assert cells(sheet) == [[("d", "2012-02-29")]] * len(formats)


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_a_book_that_counts_from_1904_gives_the_same_day(outbox, kind):
    if kind == "xlsx":

        def dress(book, sheet):
            sheet.write_datetime(0, 0, date(2012, 2, 29), book.add_format({"num_format": 14}))

        path = write_xlsx(outbox / "a.xlsx", [], dress=dress, options={"date_1904": True})
    else:
        import xlwt

        style = xlwt.XFStyle()
        style.num_format_str = "yyyy-mm-dd"

        def dress(book, sheet):
            sheet.write(0, 0, date(2012, 2, 29), style)

        path = write_xls(outbox / "a.xls", [], dress=dress, dates_1904=True)
    parsed = parse_file(path.read_bytes(), path.suffix)
    assert parsed["date_1904"] is True
    assert cells(parsed["sheets"][0]) == [[("d", "2012-02-29")]]


def test_hidden_rows_are_read_and_counted_and_merges_are_told(outbox):
    def dress(book, sheet):
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.merge_range("A3:B4", "合")

    sheet = first_sheet(write_xlsx(outbox / "a.xlsx", [["a"], ["b"]], dress=dress))
    assert [row[0][1] for row in cells(sheet)] == ["a", "b", "合"]
    assert (sheet["n_hidden"], sheet["merged"]) == (1, [[3, 1, 4, 2]])


def test_a_thousand_rows_behind_a_dimension_of_ten_are_all_read(plain_xlsx):
    body = "".join(f'<row r="{n}">{text_cell(f"A{n}", n)}</row>' for n in range(1, 1001))
    data = with_sheet(plain_xlsx, sheet_xml(body, before='<dimension ref="A1:A10"/>'))
    assert parse_file(data, ".xlsx")["sheets"][0]["n_rows"] == 1000


def test_an_error_beyond_the_parsed_area_is_not_lost(plain_xlsx):
    body = (
        f'<row r="1">{text_cell("A1", "x")}</row><row r="3"><c r="C3" t="e"><v>#N/A</v></c></row>'
    )
    sheet = parse_file(with_sheet(plain_xlsx, sheet_xml(body)), ".xlsx")["sheets"][0]
    assert cells(sheet)[2] == [("t", ""), ("t", ""), ("e", "#")]


def test_rows_that_the_parser_does_not_see_refuse_the_file(plain_xlsx):
    """Two prefixes for one namespace: one reader sees a row that the other does not."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xml = (
        f'<worksheet xmlns="{space}" xmlns:y="{space}"><sheetData>'
        f'<row r="1">{text_cell("A1", "x")}</row>'
        '<y:row r="2"><y:c r="A2"><y:v>1</y:v></y:c></y:row></sheetData></worksheet>'
    )
    with pytest.raises(Refused) as refused:
        parse_file(with_sheet(plain_xlsx, xml), ".xlsx")
    assert refused.value.code == "row_count_mismatch"
    assert refused.value.detail == {"counted": 1, "parsed": 2}


def test_several_sheets_come_with_their_names_and_charts_do_not(outbox):
    def dress(book, sheet):
        if sheet.get_name() == "名册":
            chart = book.add_chart({"type": "bar"})
            chart.add_series({"values": "=名册!$A$3:$A$4"})
            book.add_chartsheet("图").set_chart(chart)

    path = write_book(outbox / "a.xlsx", {"名册": roll_rows(), "空": []}, dress=dress)
    sheets = parse_file(path.read_bytes(), ".xlsx")["sheets"]
    assert [(s["name"], s["n_rows"]) for s in sheets] == [("名册", 5), ("空", 0)]


def test_an_old_workbook_says_the_same_as_a_new_one(outbox):
    rows = [*roll_rows(4), ["甲", 12, True]]
    new = first_sheet(write_xlsx(outbox / "a.xlsx", rows))
    old = first_sheet(write_xls(outbox / "a.xls", rows))
    assert cells(old) == cells(new)
    assert (new["serial_60"], old["serial_60"]) == ([], None)


def test_a_text_table_is_all_texts():
    parsed = parse_file(csv_bytes(roll_rows(2), "gb18030"), ".csv")
    (sheet,) = parsed["sheets"]
    assert parsed["encoding"] == "gb18030"
    assert (sheet["kinds"], sheet["widths"]) == ([None] * 11, [1, 11, 11, 11])


def locked(path, password):
    out = io.BytesIO()
    with path.open("rb") as file:
        OOXMLFile(file).encrypt(password, out)
    return out.getvalue()


def test_a_password_opens_the_book_and_a_wrong_one_does_not(plain_xlsx):
    data = locked(plain_xlsx, "密码123")
    plain = parse_file(plain_xlsx.read_bytes(), ".xlsx")
    assert parse_file(data, ".xlsx", "密码123") == plain
    for password, code in (("别的", "wrong_password"), (None, "encrypted")):
        with pytest.raises(Refused, match=code):
            parse_file(data, ".xlsx", password)


def test_a_password_for_a_book_without_one_is_not_needed(plain_xlsx, outbox):
    old = write_xls(outbox / "a.xls", roll_rows())
    for path in (plain_xlsx, old):
        data = path.read_bytes()
        assert parse_file(data, path.suffix, "x") == parse_file(data, path.suffix)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
@pytest.mark.parametrize("content", [b"<not closed", None])
def test_a_book_without_a_readable_table_of_contents_is_refused(plain_xlsx, part, content):
    with pytest.raises(Refused) as refused:
        parse_file(with_parts(plain_xlsx, {part: content}), ".xlsx")
    assert refused.value.code in ("damaged", "wrong_type")


def test_a_sheet_that_packs_too_well_is_refused(plain_xlsx):
    blanks = sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>' + " " * 2**23)
    with pytest.raises(Refused, match="unpacked_size"):
        parse_file(with_sheet(plain_xlsx, blanks), ".xlsx")


def test_an_answer_is_json(plain_xlsx):
    parsed = parse_file(plain_xlsx.read_bytes(), ".xlsx")
    assert json.loads(json.dumps(parsed)) == parsed


ID_BODY = st.integers(0, 10**17 - 1).map(lambda n: f"{n:017d}")


@settings(max_examples=25)
@given(st.lists(ID_BODY, min_size=1, max_size=20))
def test_numbers_of_identity_survive_as_texts_and_are_told_when_they_are_not(tmp_path_factory, ids):
    folder = tmp_path_factory.mktemp("ids")
    numbers = [body + check_character(body) for body in ids]
    path = write_xlsx(folder / "a.xlsx", [[n] for n in numbers])
    assert [row[0] for row in cells(first_sheet(path))] == [("t", n) for n in numbers]
    text = parse_file(csv_bytes([["号", "x"], *([n, "1"] for n in numbers)]), ".csv")
    assert text["sheets"][0]["texts"][0][1:] == numbers
    cut = write_xlsx(folder / "b.xlsx", [[int(n)] for n in numbers if n.isdigit()] or [[1]])
    assert {row[0][0] for row in cells(first_sheet(cut))} == {"n"}


def test_some_damaged_numbers_would_pass_by_their_check_digit_alone():
    """Why a numeric cell is refused by its kind and not by its digits."""
    numbers = [made_id(born=f"2012{n // 28 % 12 + 1:02d}{n % 28 + 1:02d}") for n in range(336)]
    damaged = [str(int(float(n))) for n in numbers if n.isdigit()]
    n_wrong = sum(d != n for d, n in zip(damaged, filter(str.isdigit, numbers), strict=True))
    n_passing = sum(check_character(d[:17]) == d[17] for d in damaged if d not in numbers)
    assert n_wrong > 250
    assert n_passing > 5
