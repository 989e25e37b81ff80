"""What one cell says, by its column's type: one table for each type."""

import re
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake.made_files import made_id

from anyuan.codebook import table
from anyuan.intake.cells import ODD, read_cell, severity_of, shown_value
from anyuan.intake.grid import Cell
from anyuan.resident_id import mask_id, normalise_id
from anyuan.text import has_control, has_invisible, has_private_use

ROLL = table("enrolment_roll").columns
GOOD_ID = made_id(number=123)
X_ID = next(n for n in (made_id(number=k) for k in range(1, 99)) if n.endswith("X"))


def say(column, text, kind="t", rules=None, columns=ROLL):
    return read_cell(Cell(kind, text), columns[column], rules)


@pytest.mark.parametrize(
    "text", ["NA", "null", "None", "nan", "无", "N/A", "-", "0", "TRUE", " 甲 "]
)
@pytest.mark.parametrize("column", ["name", "class_no", "address"])
def test_words_that_other_programs_take_for_nothing_stay_texts(rules, column, text):
    assert say(column, text, rules=rules) == (text, None)


@pytest.mark.parametrize("text", ["", " ", "\t\n", "\u3000", "\u200b", "\ufeff "])
@pytest.mark.parametrize("column", list(ROLL))
def test_a_cell_without_anything_visible_is_blank_in_every_column(rules, column, text):
    assert say(column, text, rules=rules) == (None, None)


@pytest.mark.parametrize("kind", ["e", "f"])
@pytest.mark.parametrize("column", list(ROLL))
def test_an_error_or_an_uncomputed_formula_is_no_value_in_any_column(rules, column, kind):
    assert say(column, "#", kind, rules) == (None, "cell_not_value")


@pytest.mark.parametrize("bad", ["a\x00b", "甲\x0b乙", "甲\x85", "甲\ud842", "\x1f甲"])
@pytest.mark.parametrize("column", ["name", "class_no", "grade", "resident_id", "birth_on"])
def test_control_characters_and_surrogates_are_refused(rules, column, bad):
    assert say(column, bad, rules=rules) == (None, "control_char")


@pytest.mark.parametrize(
    "mark, code",
    [
        *((chr(n), "invisible_char") for n in (0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD)),
        *((chr(n), "invisible_char") for n in (0xFE00, 0xE0100, 0x202E)),
        ("\ue863", "private_use"),
        ("\U000f0001", "private_use"),
    ],
)
def test_names_keep_what_is_invisible_or_private_and_are_doubted(rules, mark, code):
    assert say("name", f"示{mark}例", rules=rules) == (f"示{mark}例", code)


@pytest.mark.parametrize(
    "name", ["艾合麦提·买买提", "𠮷𬭊㐱䶮〇", "\uf9fa", "⾊", "⻢", "=1+1", "e\u0301"]
)
def test_names_are_kept_byte_for_byte(rules, name):
    assert say("name", name, rules=rules) == (name, None)


@pytest.mark.parametrize("kind", ["n", "d", "o"])
def test_an_id_that_is_no_text_refuses_the_row_even_with_a_right_check_digit(rules, kind):
    assert say("resident_id", GOOD_ID, kind, rules) == (None, "id_numeric_cell")
    assert severity_of("id_numeric_cell", ROLL["resident_id"]) == "refused"


@pytest.mark.parametrize(
    "text, number, problem, severity",
    [
        (GOOD_ID, GOOD_ID, None, None),
        (X_ID.lower(), X_ID, None, None),
        (f" '{GOOD_ID}\u3000", GOOD_ID, None, None),
        (unicodedata.normalize("NFKC", GOOD_ID).translate({48 + d: 0xFF10 + d for d in range(10)}),
         GOOD_ID, None, None),
        ("1.40121E+17", None, "id_scientific", "refused"),
        ("1.40E+17", None, "id_scientific", "refused"),
        (X_ID[:17] + "х", None, "id_charset", "cell"),
        (X_ID[:17] + "×", None, "id_charset", "cell"),
        (X_ID[:17] + "Ⅹ", X_ID, None, None),
        (GOOD_ID[:16], None, "id_length", "cell"),
        (GOOD_ID[:17] + ("1" if GOOD_ID[17] != "1" else "2"), ..., "id_check", "cell"),
        (made_id("20130229"), ..., "id_date", "cell"),
        (made_id("20991231"), ..., "id_date", "cell"),
        (made_id(number=0), ..., "id_date", "cell"),
        (GOOD_ID[:6] + GOOD_ID[8:17], ..., "converted_15", "doubtful"),
    ],
)  # fmt: skip
def test_an_id_is_valid_or_says_what_is_wrong(rules, text, number, problem, severity):
    found, code = say("resident_id", text, rules=rules)
    assert code == problem
    assert number is ... or found.number == number
    if problem:
        assert severity_of(problem, ROLL["resident_id"]) == severity


@pytest.mark.parametrize(
    "text, kind, value, problem",
    [
        ("G" + GOOD_ID, "t", "G" + GOOD_ID, None),
        (f" g{GOOD_ID} ", "t", "G" + GOOD_ID, None),
        (GOOD_ID, "t", GOOD_ID, None),
        ("L99999920130229023X", "t", "L99999920130229023X", None),
        ("J000000000000000000", "t", "J000000000000000000", None),
        ("G99999920130229023X", "t", "G99999920130229023X", "student_no_check"),
        ("l123", "t", "L123", "student_no_form"),
        ("Q" + GOOD_ID, "t", "Q" + GOOD_ID, "student_no_form"),
        ("9.99999201202290E+17", "t", None, "student_no_numeric_cell"),
        ("9.999992012022902e+17", "n", None, "student_no_numeric_cell"),
    ],
)
def test_a_student_number_is_kept_and_doubted(rules, text, kind, value, problem):
    assert say("student_no", text, kind, rules) == (value, problem)


@pytest.mark.parametrize(
    "text, kind, value, problem",
    [
        ("2012-02-29", "d", date(2012, 2, 29), None),
        ("20120229", "n", date(2012, 2, 29), None),
        ("2012年2月29日", "t", date(2012, 2, 29), None),
        ("40968", "n", None, "date_serial"),
        ("40968", "t", None, "date_serial"),
        ("2012.06", "n", None, "date_serial"),
        ("12:00:00", "o", None, "date_form"),
        ("TRUE", "b", None, "date_form"),
        ("2024-10-08", "t", date(2024, 10, 8), None),
        ("2024-10-09", "t", None, "date_future"),
        ("2024-10-09", "d", None, "date_future"),
        ("1899-12-31", "d", None, "date_range"),
    ],
)
def test_a_date_is_read_by_the_kind_of_its_cell(rules, text, kind, value, problem):
    assert say("birth_on", text, kind, rules) == (value, problem)


def test_the_end_of_an_exclusion_may_lie_ahead_and_its_approval_may_not(rules):
    columns = table("exclusions").columns
    for column in ("starts_on", "expires_on"):
        assert say(column, "2025-08-31", rules=rules, columns=columns)[1] is None
    assert say("approved_on", "2025-08-31", rules=rules, columns=columns)[1] == "date_future"


@pytest.mark.parametrize(
    "column, text, kind, value, problem",
    [
        ("entered_on", "201809", "n", "2018-09", None),
        ("entered_on", "2018-09-01", "d", "2018-09", None),
        ("entered_on", "2018.09", "n", None, "month_form"),
        ("entered_on", "12:00:00", "o", None, "month_form"),
        ("sex", "男", "t", "male", None),
        ("sex", "1", "n", "male", None),
        ("sex", " 女性 ", "t", "female", None),
        ("sex", "男\u200b", "t", "male", None),
        ("sex", "不详", "t", None, "code_unknown"),
        ("grade", "初一", "t", "7", None),
        ("grade", "7", "n", "7", None),
        ("grade", "10", "n", None, "code_unknown"),
        ("is_orphan", "是", "t", True, None),
        ("is_orphan", "TRUE", "b", True, None),
        ("is_orphan", "×", "t", False, None),
        ("is_orphan", "0", "n", False, None),
        ("is_orphan", "也许", "t", None, "code_unknown"),
        ("township", "汾阳市文峰街道办", "t", "T01", None),
        ("township", "文峰", "t", "T01", None),
        ("township", "外地镇", "t", None, "township_unknown"),
        ("guardian_phone", "138-0000-0000", "t", "13800000000", None),
        ("guardian_phone", "１３８００００００００", "t", "13800000000", None),
        ("guardian_phone", "+86 13800000000", "t", "13800000000", None),
        ("guardian_phone", "(0358)7654321", "t", "03587654321", None),
        ("guardian_phone", "13800000000", "n", "13800000000", None),
        ("guardian_phone", "13800000000/13900000000", "t", None, "phone_form"),
        ("guardian_phone", "无", "t", None, "phone_form"),
        ("school_code", " Ｓ００１ ", "t", "S001", None),
        ("school_code", "3", "n", "3", None),
        ("school_code", "../S1", "t", None, "code_form"),
        ("school_code", "东关", "t", None, "code_form"),
        ("class_no", "3", "n", "3", None),
        ("class_no", "2024-03-01", "d", None, "cell_is_date"),
        ("name", "2024-03-01", "d", None, "cell_is_date"),
        ("name", "12", "n", "12", "name_form"),
        ("address", "9.99999201202290e+17", "n", None, "number_too_long"),
    ],
)
def test_what_has_a_form_is_brought_into_it(rules, column, text, kind, value, problem):
    assert say(column, text, kind, rules) == (value, problem)


def test_a_required_cell_that_cannot_be_read_refuses_its_row_and_another_only_itself():
    assert severity_of("code_unknown", ROLL["grade"]) == "refused"
    assert severity_of("code_unknown", ROLL["sex"]) == "cell"
    assert severity_of("invisible_char", ROLL["name"]) == "doubtful"


NAMES = frozenset({"示例甲"})


@pytest.mark.parametrize(
    "column, kind, text, shown",
    [
        ("resident_id", "t", GOOD_ID, mask_id(GOOD_ID)),
        ("resident_id", "n", "9.9e+17", "数字"),
        ("student_no", "t", "G" + GOOD_ID, mask_id(GOOD_ID)),
        ("guardian_phone", "t", "13800000001", "…0001"),
        ("name", "t", "示\u200b例\ue863", "U+200B、U+E863"),
        ("address", "t", "示例村\x00号", "U+0000"),
        ("birth_on", "t", "2013.2.30", "2013.2.30"),
        ("sex", "t", "示例甲", ""),
        ("grade", "t", GOOD_ID, mask_id(GOOD_ID)),
        ("grade", "t", "十" * 90, "十" * 24),
        ("grade", "e", "#", "错误值"),
        ("grade", "f", "=", "公式未计算"),
    ],
)
def test_an_issue_shows_no_name_and_the_last_four_of_an_id(column, kind, text, shown):
    assert shown_value(Cell(kind, text), ROLL[column], NAMES) == shown


def test_the_quick_search_misses_no_odd_character():
    for n in range(0x110000):
        char = chr(n)
        if has_control(char) or has_invisible(char) or has_private_use(char):
            assert ODD.search(char), f"U+{n:04X}"


@given(st.text(max_size=24), st.sampled_from(list(ROLL)), st.sampled_from("tndobef"))
def test_no_text_in_any_column_raises(text, column, kind):
    from intake.conftest import COUNTY, RECEIVED_AT

    from anyuan import clock
    from anyuan.codebook import read_county
    from anyuan.intake.cells import Rules

    if kind == "d":
        text = "2012-02-29"
    rules = Rules(read_county(COUNTY), clock.civil_date(RECEIVED_AT))
    value, problem = say(column, text, kind, rules)
    assert problem is None or re.fullmatch("[a-z_0-9]+", problem)
    assert value is None or problem is None or severity_of(problem, ROLL[column]) != "refused"


@given(st.text(st.sampled_from("0123456789xXＸ０１ 　'\u200b"), max_size=22))
def test_a_valid_id_is_canonical_and_stays_so(text):
    assert normalise_id(normalise_id(text)) == normalise_id(text)
