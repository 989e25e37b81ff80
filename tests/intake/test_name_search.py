"""Names of a list are found in running text; ordinary words are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake.conftest import COUNTY

from anyuan.codebook import read_county
from anyuan.codebook.free_text import free_text
from anyuan.intake.name_search import NameSearch, known_words

WORDS = known_words(read_county(COUNTY), ["示例庄小学"])
# Names that children have and that ordinary texts are full of.
AWKWARD = [
    "高峰",
    "高明",
    "高强",
    "方正",
    "任何",
    "周一",
    "安静",
    "文明",
    "时间",
    "常明",
    "文静",
    "成龙",
]
AWKWARD += ["NA", "None", "无", "12", "程序", "示例庄", "苗头", "于洋", "任明", "马上"]


def found(text, *names, shortest=2):
    places = NameSearch.build(names, WORDS, shortest=shortest).find(text)
    return [text[first : last + 1] for first, last in places]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("李明在走廊", "李明"),
        ("学生王小明摔倒", "王小明"),
        ("被张强推倒", "张强"),
        ("赵　小　花受伤", "赵小花"),
        ("李 明受伤", "李明"),
        ("阿依·古丽受伤", "阿依古丽"),
        ("阿依古丽受伤", "阿依·古丽"),
        ("王\u200b小明受伤", "王小明"),
        ("Li Na摔倒", "LI NA"),
        ("𠮷小明受伤", "𠮷小明"),
        ("高峰同学受伤", "高峰"),
        ("名叫文静的学生", "文静"),
        ("文明的家长到场", "文明"),
        ("班主任任明强到场", "任明强"),
    ],
)
def test_a_name_is_found_where_it_stands(text, name):
    (place,) = NameSearch.build([name], WORDS).find(text)
    assert "".join(text[place[0] : place[1] + 1].split()).replace("\u200b", "")[0] == name[0]


@pytest.mark.parametrize(
    "text",
    [
        "放学高峰时段校门拥堵，值班教师加强巡查，秩序明显好转",
        "提高明火检查次数，校方正在整改，班主任明确分工",
        "任何人员周一不得入内，课堂安静、文明、有序",
        "事发当时间隔约五分钟，异常明显，高强度训练后学生不适",
        "发现苗头后马上报告，按程序处置，造成龙头损坏",
        "示例庄小学值班教师接报，由于洋灰地面湿滑，学生滑倒",
        "BANANA牌货车停在校门口，无人值守，12时离开",
    ],
)
def test_an_ordinary_text_names_nobody(text):
    assert found(text, *AWKWARD) == []


def test_a_county_is_searched_for_longer_names_only():
    assert found("李明和王小明在走廊", "李明", "王小明", shortest=3) == ["王小明"]


def test_nulls_and_single_characters_are_no_names():
    assert found("王无", None, float("nan"), "", " ", "王", "无") == []
    assert NameSearch.build([], WORDS).find("王小明") == []


def test_every_ordinary_word_alone_is_no_name_even_where_a_child_has_it():
    search = NameSearch.build(free_text().ordinary, WORDS)
    assert [word for word in free_text().ordinary if search.find(f"现场{word}情况")] == []


NAMES = ["王小明", "李强", "欧阳若曦", "赵雨涵"]
AROUND = st.text(st.sampled_from("在走廊被推倒的学生说了，。 一二三"), max_size=12)


@given(AROUND, st.sampled_from(NAMES), AROUND)
def test_a_name_is_found_whatever_stands_around_it(before, name, after):
    assert name in found(before + name + after, *NAMES)


@given(st.text(max_size=40))
def test_no_text_raises_and_places_lie_in_the_text(text):
    search = NameSearch.build([*NAMES, *AWKWARD, text], WORDS)
    assert all(0 <= first <= last < len(text) for first, last in search.find(text))
