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
from anyuan.text import fold_name

MIDDLE_DOTS = [0xB7, 0x2022, 0x2027, 0x30FB, 0xFF65, 0x22C5, 0x2219, 0xFF0E, 0x387, 0x2E]
NAMES = st.text(alphabet="张王李赵晨辰宸浩皓宇轩子涵涛?YING单曾", min_size=1, max_size=6)
# Every kind of character that names are written with here, and some that only files hold.
ANY_NAMES = st.text(
    alphabet="张章王汪欧阳单曾刘牛胡符晨晟晴睛梓锌玥月火华烨英因敏您毛大宝A?□\ue863㛃", max_size=7
)


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
        ("任华", "renhua"),
        ("翟朴", "zhaipu"),
        ("朴志", "piaozhi"),
        ("员单", "yundan"),
        ("万俟卨", "moqixie"),
        ("单于飞", "chanyufei"),
        ("尉健", "weijian"),
        ("长青", "changqing"),
        ("逄盖", "panggai"),
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
        ("李YING", "李颖", "stand_in"),
        ("李?", "李颖", "stand_in"),
        ("李\ue863", "李䶮", "stand_in"),
        ("张晴", "张睛", "look_alike"),
        ("王英", "王因", "near_sound"),
        ("王浩宇", "王宇浩", "similar"),
        ("王子轩", "王子豪", "one_off"),
        ("王浩", "王浩宇", "one_off"),
        ("张伟", "张强", "short_off"),
        ("张伟", "李伟", "other_surname"),
        ("王子轩", "李子轩", "other_surname"),
        ("王子轩", "王浩宇", "half"),
        ("张伟", "李强", "against"),
        ("??", "张伟", "against"),
        ("艾合麦提买买提", "艾合买提买买提", "homophone"),
        ("艾合麦提买买提", "艾合麦提买提", "similar"),
        ("艾合麦提", "艾合麦提买买提", "similar"),
        ("艾合麦提买买提", "艾合麦克依明阿", "half"),
        ("艾合麦提买买提", "古丽娜尔依明", "against"),
        ("艾合麦提买买提", "买买提艾合麦提", "similar"),  # the father's name first
        ("王烨", "王火华", "stand_in"),
        ("王玥", "王王月", "stand_in"),
        ("LIYING", "李颖", "stand_in"),
        ("张梓涵", "张锌函", "look_alike"),
        ("刘晟", "刘晨", "look_alike"),
        ("王宇", "王字", "look_alike"),
        ("赵干", "赵千", "look_alike"),  # by hand: the strokes stand too far apart
        ("胡伟", "符伟", "near_sound"),
        ("刘兰", "牛兰", "near_sound"),
        ("刘晨英", "刘晟因", "similar"),  # one by eye, one by ear
        ("伟张", "张伟", "similar"),
        ("子轩王", "王子轩", "similar"),
        ("王磊", "王凯", "short_off"),
        ("王雷", "王柯", "short_off"),
        ("王敏", "王您", "key_slip"),
        ("王伟敏", "王伟您", "key_slip"),
        ("王敏敏", "王您您", "half"),  # two slips are too many
        ("张王伟", "张伟", "one_off"),  # both parents' surnames, and one
        ("欧阳娜", "欧娜", "one_off"),
        ("欧阳娜", "阳娜", "one_off"),
        ("欧阳修文", "欧阳建国", "half"),
        ("欧阳修", "欧洋雪", "against"),
        ("王志伟", "王梓文", "initials"),
        ("王伟", "王文", "short_off"),
        ("张毛毛", "张梓轩", "nickname"),
        ("毛毛", "张梓轩", "nickname"),
        ("张毛毛", "李梓轩", "against"),
        ("章伟", "张伟", "homophone"),
        ("肖红", "萧红", "homophone"),
        ("", "张伟", "against"),
    ],
)
def test_how_alike_two_names_are(left, right, level):
    assert compare_names(left, right) == level
    assert compare_names(right, left) == level


@given(ANY_NAMES, ANY_NAMES)
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


@given(ANY_NAMES)
def test_folding_is_idempotent(name):
    once = name_forms([name])
    assert name_forms(once.key).key == once.key
    assert name_forms(once.simple).simple == once.simple


@given(ANY_NAMES)
def test_a_name_is_at_best_itself(name):
    level = compare_names(name, name)
    assert level == "variant"
    assert compare_names(name, name + "张") != "variant"


@pytest.mark.parametrize(
    ("written", "simple", "alias"),
    [
        ("张伟（毛毛）", "张伟", "毛毛"),
        ("张伟【大】", "张伟", "大"),
        ("王(王月)", "王玥", ""),
        ("李（火华）文", "李烨文", ""),
        ("李(木子)华", "李木子华", ""),  # 李 or 杍: not ours to choose
        ("(张伟)", "张伟", ""),
        ("张伟(", "张伟(", ""),
    ],
)
def test_brackets_are_opened_and_the_key_keeps_them(written, simple, alias):
    forms = name_forms([written])
    assert (forms.simple, forms.alias) == ([simple], [alias])
    assert fold_name(written) == forms.key[0]


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("张\u200b伟", "张伟"),
        ("\u202e张伟", "张伟"),
        ("张\ufe00伟\u00ad", "张伟"),
        ("⻢超", "马超"),
        ("⾊明", "色明"),
        ("\uf9fa元", "狀元"),
        ("\U0002f804好", "你好"),
        ("ＡＢＤＵＬ　Ｋａｒｉｍ", "ABDULKARIM"),
        ("Abdul Karim", "ABDULKARIM"),
    ],
)
def test_what_is_invisible_or_another_form_of_a_character_is_folded(written, key):
    assert name_forms([written]).key == [key]


def test_a_latin_name_stays_as_it_is():
    forms = name_forms(["ABDULKARIM"])
    assert forms.simple == ["ABDULKARIM"]
    assert forms.sound == ["abdulkarim"]
    assert compare_names("ABDULKARIM", "ABDULKERIM") == "similar"


def test_sounds_of_elsewhere_are_heard_and_not_folded():
    forms = name_forms(["刘兰", "牛兰", "胡飞", "符辉", "任军", "冷军"])
    assert forms.blur == ["liulan", "niulan", "hufei", "fuhui", "renjun", "lenjun"]
    assert compare_names("胡飞", "符辉") == "near_sound"
    assert compare_names("任军", "冷军") == "near_sound"
