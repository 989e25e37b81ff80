import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyuan.linkage.shapes import (
    ALIKE,
    compose_character,
    describe_character,
    look_alike,
    shape_distance,
)

CHARACTERS = st.sampled_from("己已巳未末晴睛涵函钰珏梓锌颖颍宇字祺棋晟晨伟强国图文雯英美䶮张王李")


@pytest.mark.parametrize(
    "pair",
    [
        *("己已", "已巳", "未末", "日曰", "士土", "大太", "天夭", "王玉"),
        *("晴睛", "涵函", "钰珏", "梓锌", "颖颍", "宇字", "祺棋", "晟晨", "季李", "博傅"),
        *("候侯", "治冶", "荀苟", "俊峻", "停婷", "列刘", "浩皓", "琳淋", "坤神"),
    ],
)
def test_characters_taken_for_one_another_by_eye(pair):
    assert look_alike(*pair)


@pytest.mark.parametrize(
    "pair",
    [
        *("海浩", "伟强", "国图", "文雯", "英美", "轩辕", "明亮", "子宇", "志国", "芷芝"),
        *("张王", "一三", "梅娜", "军车", "鑫森", "泽坤", "欣怡", "浩宇", "雨涵", "王?"),
    ],
)
def test_characters_that_nobody_takes_for_one_another(pair):
    assert not look_alike(*pair)


@given(CHARACTERS, CHARACTERS)
def test_distance_is_symmetric_between_nought_and_one_and_nought_to_itself(left, right):
    distance = shape_distance(left, right)
    assert distance == shape_distance(right, left)
    assert 0 <= distance <= 1
    assert shape_distance(left, left) == 0


@given(CHARACTERS, CHARACTERS)
def test_the_quick_answer_is_that_of_the_distance(left, right):
    assert look_alike(left, right) == (shape_distance(left, right) <= ALIKE)


def test_a_character_is_described_by_strokes_parts_and_code():
    found = describe_character("烨")
    assert found.parts == ("火", "华")
    assert found.strokes.startswith("4334")
    assert found.keys == "owxf"
    assert sum(found.classes) == len(found.strokes)


@pytest.mark.parametrize(
    ("parts", "whole"), [("王月", "玥"), ("火华", "烨"), ("木子", ""), ("明明", "")]
)
def test_a_character_is_composed_of_parts_where_only_one_is(parts, whole):
    assert compose_character(parts) == whole
