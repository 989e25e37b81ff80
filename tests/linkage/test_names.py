import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyuan.linkage.names import (
    compare_names,
    edit_distance,
    name_book,
    name_forms,
    readings,
    split_surname,
)

MIDDLE_DOTS = [0xB7, 0x2022, 0x2027, 0x30FB, 0xFF65, 0x22C5, 0x2219, 0xFF0E, 0x387, 0x2E]
NAMES = st.text(alphabet="张王李赵晨辰宸浩皓宇轩子涵涛?YING单曾", min_size=1, max_size=6)


@pytest.mark.parametrize(
    "dot", [*map(chr, MIDDLE_DOTS), ""], ids=lambda d: f"{ord(d):04X}" if d else "none"
)
def test_every_middle_dot_gives_one_key(dot):
    forms = name_forms([f"艾合麦提{dot}买买提"])
    assert forms.key == ["艾合麦提买买提"]
    assert forms.surname == [""]


def test_traditional_and_variant_forms_become_one():
    forms = name_forms(["張偉", "王喆", "刘峯", "吴吕𠮷"])
    assert forms.simple == ["张伟", "王哲", "刘峰", "吴吕吉"]
    assert forms.key == ["張偉", "王喆", "刘峯", "吴吕𠮷"]


@pytest.mark.parametrize(
    ("name", "sound"),
    [
        ("单雄", "shanxiong"),
        ("曾伟", "zengwei"),
        ("仇英", "qiuying"),
        ("区明", "ouming"),
        ("查良", "zhaliang"),
        ("解珍", "xiezhen"),
        ("盖苏", "gesu"),
        ("尉迟恭", "yuchigong"),
        ("欧阳修", "ouyangxiu"),
        ("李单", "lidan"),
        ("吕绿", "lvlv"),
        ("王YING", "wangying"),
    ],
)
def test_sound_of_a_name(name, sound):
    assert name_forms([name]).sound == [sound]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("张伟", ("张", "伟")),
        ("欧阳娜娜", ("欧阳", "娜娜")),
        ("欧阳", ("欧", "阳")),
        ("尉迟恭", ("尉迟", "恭")),
        ("伟", ("", "伟")),
        ("阿不都热合曼", ("", "阿不都热合曼")),
    ],
)
def test_surname_and_given_name(name, parts):
    assert split_surname(name) == parts


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ("张伟", "张伟", "variant"),
        ("张伟", "张玮", "homophone"),
        ("单伟", "善伟", "homophone"),
        ("王乐", "王月", "homophone"),  # a character with two readings
        ("李YING", "李颖", "homophone"),
        ("李?", "李颖", "similar"),
        ("李\ue863", "李䶮", "similar"),
        ("张晴", "张睛", "similar"),
        ("王英", "王因", "similar"),
        ("王浩宇", "王宇浩", "similar"),
        ("王子轩", "王子豪", "one_off"),
        ("王浩", "王浩宇", "one_off"),
        ("张伟", "张强", "half"),
        ("张伟", "李伟", "half"),
        ("张伟", "李强", "against"),
        ("??", "张伟", "against"),
        ("艾合麦提买买提", "艾合买提买买提", "homophone"),
        ("艾合麦提买买提", "艾合麦提买提", "similar"),
        ("艾合麦提", "艾合麦提买买提", "similar"),
        ("艾合麦提买买提", "艾合麦克依明阿", "half"),
        ("艾合麦提买买提", "古丽娜尔依明", "against"),
    ],
)
def test_how_alike_two_names_are(left, right, level):
    assert compare_names(left, right) == level
    assert compare_names(right, left) == level


@given(NAMES, NAMES)
def test_the_order_of_two_names_does_not_matter(left, right):
    assert compare_names(left, right) == compare_names(right, left)


@given(NAMES)
def test_simplifying_twice_changes_nothing(name):
    once = name_forms([name]).simple
    assert name_forms(once).simple == once


@given(NAMES, NAMES)
def test_edit_distance_is_a_distance(left, right):
    assert edit_distance(left, right) == edit_distance(right, left)
    assert (edit_distance(left, right) == 0) == (left == right)


def test_a_reading_is_without_tones():
    assert readings("重")[:2] == ("zhong", "chong")


def test_the_lists_of_names_hold_characters_and_readings():
    book = name_book()
    assert all(len(surname) == 1 for surname in book.surname_readings)
    assert all(len(surname) == 2 for surname in book.compound_surnames)
    assert all((b, a) in book.look_alikes for a, b in book.look_alikes)
    assert not set(book.variants) & set(book.variants.values())


def test_confused_sounds_blur_into_one():
    assert name_forms(["章志选", "张子轩", "曾颖"]).blur == ["zanzixuan", "zanzixuan", "zenyin"]


def test_no_names_give_no_keys():
    assert name_forms([]).key == []
