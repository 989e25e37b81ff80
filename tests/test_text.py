"""Folding for comparison: which ways of writing become one key, and which stay apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyuan.text import (
    fold_heading,
    fold_name,
    has_control,
    has_invisible,
    has_private_use,
    visible,
)

DOTS = "\u00b7\u2022\u2027\u30fb\uff65\u22c5\u2219\uff0e\u0387."


@pytest.mark.parametrize("dot", [*DOTS, "", " ", " \u00b7 "])
def test_the_dot_of_a_minority_name_is_written_in_many_ways(dot):
    assert fold_name(f"艾合麦提{dot}买买提") == "艾合麦提买买提"


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("\uf9fa元", "狀元"),  # compatibility ideographs, changed even by NFC
        ("\uf9d1斤", "六斤"),
        ("\U0002f804", "你"),
        ("⾊", "色"),  # a Kangxi radical
        ("⻢明", "马明"),  # a supplement radical: no normal form knows it
        ("⻩⻰", "黄龙"),
        ("王　小　明", "王小明"),
        ("王\u00a0小明 ", "王小明"),
        ("Ａｌｉ", "ALI"),
        ("ali", "ALI"),
        ("Jose\u0301", "JOSÉ"),
        ("José", "JOSÉ"),
    ],
)
def test_one_name_in_two_writings_has_one_key(written, key):
    assert fold_name(written) == key


@pytest.mark.parametrize(
    "mark",
    [
        *"\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u202a\u202e\u2066\u2069\ufe00\ufe0f",
        "\U000e0100",
    ],
)
def test_marks_that_nobody_sees_are_not_part_of_the_key(mark):
    name = f"王{mark}小明"

    assert fold_name(name) == "王小明"
    assert visible(name) == "王小明"
    assert has_invisible(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("𠮷田", "吉田"),
        ("張三", "张三"),
        ("李䶮", "李龑"),
        ("李㐱", "李珍"),
        ("A明", "А明"),  # Latin and Cyrillic
        ("〇〇", "零零"),
        ("李明", "黎明"),
    ],
)
def test_variants_and_homophones_stay_apart(one, other):
    assert fold_name(one) != fold_name(other)


@pytest.mark.parametrize("name", ["𠮷田", "𬭊", "㐱", "䶮", "〇", "𠅤", "㛃"])
def test_rare_characters_come_through_unchanged(name):
    assert fold_name(name) == name
    assert visible(name) == name
    assert not (has_invisible(name) or has_private_use(name) or has_control(name))


def test_a_common_character_is_its_own_key_by_the_long_way_too():
    common = [chr(point) for point in range(0x4E00, 0xA000)]
    assert [fold_name(c) for c in common] == common
    assert [fold_name(c + "\u200b") for c in common] == common


@given(st.text(max_size=12))
def test_folding_twice_is_folding_once(text):
    assert fold_name(fold_name(text)) == fold_name(text)


@given(st.text(max_size=12))
def test_a_key_never_holds_what_is_folded_away(text):
    key = fold_name(text)
    assert not has_invisible(key)
    assert not any(c in DOTS or c.isspace() for c in key)


@pytest.mark.parametrize("name", ["王\ue863", "李\uf8ff", "张\U000f0001"])
def test_a_private_use_character_is_noticed(name):
    assert has_private_use(name)


@pytest.mark.parametrize(
    ("text", "is_control"),
    [
        ("王\x00明", True),
        ("王\x0b明", True),
        ("王\x7f明", True),
        ("王\x85明", True),
        ("王\ud83d明", True),
        ("王\n明", False),
        ("王\r\n\t明", False),
        ("王明", False),
    ],
)
def test_control_characters_are_noticed_but_line_ends_are_not(text, is_control):
    assert has_control(text) is is_control


def test_what_a_page_shows_has_no_outer_blanks():
    assert visible(" \u202e王小明\u200b ") == "王小明"


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("身份证号", "身份证号"),
        (" 身 份 证 号 ", "身份证号"),
        ("身份证号\n（必填）", "身份证号"),
        ("*身份证号：", "身份证号"),
        ("★身份证号(18位)", "身份证号"),
        ("【学籍】身份证号[文本]", "身份证号"),
        ("成员１姓名", "成员1姓名"),
        ("Name", "name"),
        ("（身份证号", "(身份证号"),
        ("身份证号）", "身份证号)"),
        ("（一）（二）身份证号", "身份证号"),
        ("", ""),
    ],
)
def test_a_heading_is_read_without_its_ornaments(heading, key):
    assert fold_heading(heading) == key


@given(st.text(alphabet="身份证()（）[]【】*：ab ", max_size=16))
def test_folding_a_heading_ends_and_is_stable_on_sound_brackets(text):
    key = fold_heading(text)
    assert not any(c.isspace() or c in "*：" for c in key)
