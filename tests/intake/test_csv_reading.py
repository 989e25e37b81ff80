"""Text tables, strictly."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake.made_files import csv_bytes

from anyuan.intake.csv_reading import count_rows, decode, find_delimiter, read_text_table
from anyuan.intake.refusal import Refused

ROWS = [["姓名", "号码"], ["示例甲", "999999201202290237"], ["示例乙", "99999920120229023X"]]


@pytest.mark.parametrize(
    "encoding, recorded",
    [
        ("utf-8", "utf-8-sig"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("utf-16", "utf-16"),
    ],
)
def test_the_encoding_is_decided_by_strict_decoding_and_recorded(encoding, recorded):
    table = read_text_table(csv_bytes(ROWS, encoding))
    assert (table.rows, table.encoding) == (ROWS, recorded)


def test_a_byte_that_no_encoding_knows_refuses_the_file():
    with pytest.raises(Refused, match="encoding"):
        decode(b"\xff\x00\x81" + csv_bytes(ROWS))
    with pytest.raises(Refused, match="encoding"):
        decode(b"\xff\xfe\x00")


def test_four_byte_characters_of_gb18030_and_private_ones_of_gbk_survive():
    text, encoding = decode("𠮷𬭊㐱䶮〇,\ue863".encode("gb18030"))
    assert (text, encoding) == ("𠮷𬭊㐱䶮〇,\ue863", "gb18030")


def test_a_stray_quote_refuses_the_file_and_names_the_line():
    data = csv_bytes(ROWS + ROWS).replace("示例乙".encode(), '"示例乙'.encode(), 1)
    with pytest.raises(Refused, match="row_count_mismatch"):
        read_text_table(data)
    assert len(list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))) == 3  # a plain parser: 6


@pytest.mark.parametrize(
    "text",
    ['a,b\n"c,d\n', 'a,b\nc"d,e\n', 'a,b\n"c"d,e\n', 'a,b\n "c",d\n', 'a,b\n"c,d\ne,"f\n', 'a\n"'],
)
def test_quotes_stand_only_around_whole_fields(text):
    with pytest.raises(Refused, match="row_count_mismatch"):
        read_text_table(text.encode())


def test_a_quoted_field_may_hold_marks_quotes_and_lines():
    table = read_text_table(b'a,b\n"x,""y""\nz",c\nd,e')
    assert table.rows == [["a", "b"], ['x,"y"\nz', "c"], ["d", "e"]]
    assert table.lines == [1, 2, 4]


def test_a_blank_line_stays_a_row_and_numbers_stay_texts():
    data = csv_bytes([*ROWS[:2], [], *ROWS[2:]])
    table = read_text_table(data)
    assert [row[1] for row in table.rows] == [
        "号码",
        "999999201202290237",
        "",
        "99999920120229023X",
    ]
    assert table.widths == [2, 2, 0, 2]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_is_one(end):
    table = read_text_table(csv_bytes(ROWS, end=end))
    assert (table.rows, table.lines) == (ROWS, [1, 2, 3])


def test_short_rows_are_filled_up_and_their_width_is_kept():
    table = read_text_table(b"a,b,c\n1,2\n1,2,3,4\n")
    assert table.widths == [3, 2, 4]
    assert table.rows[1] == ["1", "2", "", ""]


def test_tabs_separate_where_there_is_no_comma():
    assert find_delimiter("a\tb\nc\td") == "\t"
    assert find_delimiter("a,b\tc\n") == ","
    assert read_text_table(csv_bytes(ROWS, "utf-16", mark="\t")).rows == ROWS


@pytest.mark.parametrize(
    "data", [b"a," * 800, b"a\n" * 200_001, b"," * 700 + b"\n" + b"\n" * 90_000]
)
def test_a_text_table_has_bounds_too(data):
    with pytest.raises(Refused, match="extent"):
        read_text_table(data)


def test_a_field_longer_than_a_cell_refuses_the_file():
    with pytest.raises(Refused, match="row_count_mismatch"):
        read_text_table(b"a,b\n" + b"c" * 40_000 + b",d\n")


FIELDS = st.text(
    st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"), max_size=8
)


@given(st.lists(st.lists(FIELDS, min_size=2, max_size=4), min_size=1, max_size=8))
def test_what_a_careful_writer_wrote_comes_back(rows):
    written = io.StringIO(newline="")
    csv.writer(written, quoting=csv.QUOTE_ALL).writerows(rows)
    table = read_text_table(written.getvalue().encode("utf-8-sig"))
    assert [row[: len(given)] for row, given in zip(table.rows, rows, strict=True)] == rows
    assert table.widths == [len(row) for row in rows]


@given(st.text(st.sampled_from('a,"\n\r'), max_size=30))
def test_the_two_counts_agree_or_the_file_is_refused(text):
    try:
        starts = count_rows(text, ",")
    except Refused as refused:
        assert refused.code == "row_count_mismatch"
        return
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert len(rows) == len(starts)
