"""Numbers that point at somebody are found however hands write them; other numbers are left."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake.made_files import made_id

from anyuan.person_numbers import find_person_numbers, has_parted_id, mask_person_numbers
from anyuan.resident_id import check_character

HAN = st.text(st.sampled_from("校门值班教师发现学生，。（）"), max_size=8)


@pytest.mark.parametrize(
    ("text", "label", "masked"),
    [
        ("学生141182201302280026被打", "身份证号", "…0026"),
        ("（１４１１８２２０１３０２２８００２６）", "身份证号", "…0026"),
        ("141182 20130228 002x", "身份证号", "…002X"),
        ("证件号141182130228002", "身份证号", "…8002"),
        ("电话138 0000 0000", "手机号", "…0000"),
        ("13800000000", "手机号", "…0000"),
        ("打138-0000-0000", "手机号", "…0000"),
        ("0358-0000000", "电话号码", "…0000"),
        ("1411822013\u200b02280026", "身份证号", "…0026"),
    ],
)
def test_a_number_of_a_person_is_found_and_masked(text, label, masked):
    (found,) = find_person_numbers(text)
    assert (found.label, found.masked) == (label, masked)
    shown = mask_person_numbers(text)
    assert masked in shown and find_person_numbers(shown) == []


@pytest.mark.parametrize(
    "text",
    [
        "2024-09-05 08:05 拨打 110，08:07 拨打 120",
        "2024年10月14日7点40分，约八十人",
        "学校代码 3141181001，个案 S2024-0001",
        "损失约 1200000 元",
        "123456789012345678",
        "141182209913990026",
        "",
    ],
)
def test_days_moments_codes_and_sums_are_none(text):
    assert find_person_numbers(text) == []
    assert mask_person_numbers(text) == text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("138 2023-2024", []),
        ("138 2023—2024学年", []),
        ("不在校 138 2023–2024", []),
        ("138 2023-2025", ["手机号"]),
        ("138-2023-2024", ["手机号"]),
        ("138 2023 2024", ["手机号"]),
        ("13820232024", ["手机号"]),
    ],
)
def test_a_count_before_a_school_year_is_no_telephone(text, found):
    assert [one.label for one in find_person_numbers(text)] == found


ID = "14118220130228002" + check_character("14118220130228002")


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ([ID[:6], ID[6:14], ID[14:]], True),
        (["甲", f"证号{ID[:6]}", f" {ID[6:14]} ", "", f"{ID[14:]}人"], True),
        ([ID[:9], ID[9:]], True),
        (list(ID), True),
        ([ID[:17].translate(str.maketrans("0123456789", "０１２３４５６７８９")), ID[17]], True),
        (["41", ID[:6], ID[6:14], ID[14:], "7"], True),
        ([ID[:6], ID[6:14], "0026"], False),
        ([ID[:6], "甲", ID[6:14], ID[14:]], False),
        (["9" + ID[:6], ID[6:14], ID[14:]], False),
        ([ID[n : n + 2] for n in range(0, 18, 2)], False),
        (["41", "2024", "09", "30", "138", "6"], False),
    ],
)
def test_an_identity_number_in_pieces_over_a_row_is_found(cells, found):
    assert has_parted_id(cells) is found


def test_one_in_pieces_may_end_in_x():
    first = "14118220130228001"
    number = next(
        one + "X" for n in range(1, 100) if check_character(one := f"{first[:14]}{n:03d}") == "X"
    )
    assert has_parted_id([number[:6], number[6:14], number[14:17], "x"])
    assert has_parted_id([number[:6], number[6:14], number[14:].lower()])


def test_several_are_told_in_order():
    found = find_person_numbers("甲 13800000000，乙 141182201302280026")
    assert [one.label for one in found] == ["手机号", "身份证号"]
    assert mask_person_numbers("甲 13800000000，乙 141182201302280026") == "甲 …0000,乙 …0026"


@given(HAN, st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.integers(1, 999), HAN)
def test_every_valid_number_is_found_in_any_text(before, born_on, sequence, after):
    first17 = f"141182{born_on:%Y%m%d}{sequence:03d}"
    number = first17 + check_character(first17)
    (found,) = find_person_numbers(f"{before}{number}{after}")
    assert found.masked == f"…{number[-4:]}"
    assert number not in mask_person_numbers(f"{before}{number}{after}")


def digits_of(text):
    return [one.digits for one in find_person_numbers(text)]


MOMENTS = st.datetimes(*map(datetime.fromisoformat, ("2000-01-01", "2029-12-31")))
WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
PARTS = st.sampled_from(["", " ", "　", "-", "—", "·", ".", "\u200b"])


@given(
    st.integers(1, 999), st.sampled_from(["", "学生", "号码:", "G", "（", "身份证"]), st.booleans()
)
def test_an_identity_number_is_found_behind_anything(number, before, is_wide):
    own = made_id(number=number)
    written = own.translate(WIDE) if is_wide else own
    assert digits_of(f"{before}{written}，在场") == [own]


@given(st.data())
def test_an_identity_number_in_pieces_is_found(data):
    own = made_id()
    assert digits_of("".join(c + data.draw(PARTS) for c in own).strip(" 　-—·.")) == [own]


@pytest.mark.parametrize("mark", ["", " ", "-", "－", "．", "　"])
def test_a_phone_number_is_found_as_people_part_it(mark):
    for parts in (("138", "0013", "8000"), ("138", "00138000"), ("13800", "138000")):
        assert digits_of(f"拨打{mark.join(parts)}接通") == ["13800138000"]


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("99999920120229023X", 1),
        ("999999201302300237", 0),
        ("999999991301123", 0),
        ("L123456789012345678", 1),
        ("123456789012345678", 0),
        ("12800138000", 0),
        ("138001380001", 0),
        ("138 0013 80001", 0),
        ("13800138000、13900139009", 2),
        ("学籍号 G" + made_id(), 1),
        ("2024-09-10 1405 2024 09", 0),
        ("1405 1410 1415 1420", 0),
        ("0358 7221234", 1),
        ("", 0),
    ],
)
def test_what_is_no_number_of_a_person_is_left(text, n):
    assert len(digits_of(text)) == n


@given(MOMENTS, st.sampled_from(["%Y-%m-%d %H:%M", "%Y年%m月%d日%H时%M分", "%Y%m%d%H%M%S"]))
def test_no_moment_is_a_number_of_a_person(moment, form):
    said = moment.strftime(form)
    assert digits_of(f"{said} 至 {said}") == []


@given(st.text(st.sampled_from("0123456789xX ０１-—.G校"), max_size=40))
def test_no_text_raises_and_every_number_is_one(text):
    assert all(len(number) in (10, 11, 12, 13, 15, 18) for number in digits_of(text))


def test_an_offices_line_may_be_left_aside():
    assert find_person_numbers("值班电话0358-7221234", with_lines=False) == []
    assert len(find_person_numbers("拨打13800138000", with_lines=False)) == 1
