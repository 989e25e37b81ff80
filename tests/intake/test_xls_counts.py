"""Counts from the records of an old workbook, apart from the parser."""

import io

import pytest
import xlwt
from intake.made_files import roll_rows, write_xls

from anyuan.intake.refusal import Refused
from anyuan.intake.xls_counts import count_workbook


def counts_of(path):
    counts, is_1904 = count_workbook(path.read_bytes())
    return counts["Sheet1"], is_1904


def test_rows_cells_and_extent_are_counted(outbox):
    counts, is_1904 = counts_of(write_xls(outbox / "a.xls", roll_rows(50)))
    assert (counts.n_rows, counts.last_row, counts.last_column) == (52, 52, 11)
    assert counts.n_cells == 51 * 11 + 1
    assert is_1904 is False


def test_numbers_beside_each_other_are_one_record_and_all_are_counted(outbox):
    counts, _ = counts_of(write_xls(outbox / "a.xls", [[1, 2, 3, 4.5, True], [None, 5]]))
    assert (counts.n_rows, counts.n_cells, counts.last_column) == (2, 6, 5)


def test_blank_texts_make_no_row(outbox):
    def dress(book, sheet):
        sheet.write(1, 0, "  ")
        sheet.write(2, 0, "", xlwt.XFStyle())
        sheet.write(3, 0, "名" * 9000)
        sheet.write(4, 0, "latin " * 3000)

    counts, _ = counts_of(write_xls(outbox / "a.xls", [["a"]], dress=dress))
    assert counts.n_rows == 3


def test_hidden_rows_errors_and_formulas_are_noted(outbox):
    def dress(book, sheet):
        sheet.row(1).hidden = True
        sheet.row(1).set_cell_error(2, 42)
        sheet.write(2, 0, xlwt.Formula("1+1"))

    counts, _ = counts_of(write_xls(outbox / "a.xls", [["a"], ["b"]], dress=dress))
    assert counts.n_hidden == 1
    assert counts.not_value == {"C2": "error"}
    assert counts.n_rows == 2  # the formula has an empty text for its result


def test_a_book_that_counts_from_1904_says_so(outbox):
    assert counts_of(write_xls(outbox / "a.xls", [["a"]], dates_1904=True))[1] is True


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9])
def test_a_cut_book_is_damaged(outbox, cut):
    data = write_xls(outbox / "a.xls", roll_rows(30)).read_bytes()
    with pytest.raises(Refused, match="damaged"):
        count_workbook(data[: int(len(data) * cut)])


def changed(path, place_of, new):
    data = bytearray(path.read_bytes())
    place = place_of(data)
    data[place : place + len(new)] = new
    return bytes(data)


def test_a_book_before_excel_97_is_refused(outbox):
    path = write_xls(outbox / "a.xls", [["a"]])
    data = changed(path, lambda d: d.index(b"\x09\x08\x10\x00\x00\x06") + 4, b"\x00\x05")
    with pytest.raises(Refused) as refused:
        count_workbook(data)
    assert refused.value.detail == {"type": "xls5"}


def test_a_link_to_another_book_is_refused(outbox):
    def dress(book, sheet):
        sheet.write(1, 0, xlwt.Formula("Sheet1!A1"))

    path = write_xls(outbox / "a.xls", [["a"]], dress=dress)
    own = b"\xae\x01\x04\x00\x01\x00\x01\x04"
    assert counts_of(path)[0].n_rows >= 1
    data = changed(path, lambda d: d.index(own) + 6, b"\x05\x00")
    with pytest.raises(Refused, match="external_link"):
        count_workbook(data)


def test_a_locked_book_is_encrypted(outbox):
    path = write_xls(outbox / "a.xls", [["a"]])
    codepage = b"\x42\x00\x02\x00"
    data = changed(path, lambda d: d.index(codepage), b"\x2f\x00")
    with pytest.raises(Refused, match="encrypted"):
        count_workbook(data)


def test_what_is_no_compound_file_is_damaged():
    with pytest.raises(Refused, match="damaged"):
        count_workbook(io.BytesIO(b"\xd0\xcf\x11\xe0" + b"\0" * 100).getvalue())
