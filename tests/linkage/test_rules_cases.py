"""Each rule on the smallest case it accepts, and on the case beside it that it must not accept."""

import pytest

# rule | household row, roll row (same columns)
HEAD = "key name id birth_on sex guardian_name guardian_phone township village"
ACCEPTED = [
    (
        "id_name",
        "h1 张伟 20120304-001 2012-03-04 male 张三 - T01 甲村",
        "r1 张伟 20120304-001 2012-05-09 male 李四 - T02 -",
    ),
    (
        "id_variant_name",
        "h1 张哲 20120304-001 2012-03-04 male 张三 - T01 -",
        "r1 张喆 20120304-001 2012-03-04 male 李四 - T01 -",
    ),
    (
        "id_like_name",
        "h1 张伟 20120304-001 2012-03-04 male 张三 - T01 -",
        "r1 张玮 20120304-001 2012-03-04 male 李四 - T01 -",
    ),
    (
        "same_name_birth_guardian",
        "h1 张伟 20120304-001 2012-03-04 male 张三 - T01 -",
        "r1 张伟 - 2012-03-04 male 张三 - T02 -",
    ),
    (
        "id_birth_one_off_name",
        "h1 张梓轩 20120304-001 2012-03-04 male 张三 - T01 -",
        "r1 张梓豪 20120304-001 2012-03-04 male 李四 - T01 -",
    ),
    (
        "id_renamed",
        "h1 张梓轩 20120304-001 2012-03-04 male 张三 - T01 -",
        "r1 张毛毛 20120304-001 2012-03-04 male 张三 - T01 -",
    ),
    (
        "near_id_name",
        "h1 张伟 20120304-001 2012-03-04 male 张三 - T01 -",
        "r1 张玮 20120304-001~ 2012-03-04 male 李四 - T02 -",
    ),
    (
        "name_birth_phone",
        "h1 张伟 20120304-001 2012-03-04 male 张三 19900000001 T01 -",
        "r1 张伟 - 2012-03-04 male 王五 19900000001 T02 -",
    ),
    (
        "name_birth_village",
        "h1 张伟 20120304-001 2012-03-04 male 张三 - T01 甲村",
        "r1 张伟 - 2012-03-04 male 王五 - T01 甲村委会",
    ),
    (
        "like_name_birth_guardian",
        "h1 张伟 20120304-001 2012-03-04 male 张三 - T01 -",
        "r1 张玮 - 2012-03-04 male 张三 - T01 -",
    ),
    (
        "like_name_birth_phone",
        "h1 张晴 20120304-002 2012-03-04 female 张三 19900000001 T01 -",
        "r1 张睛 - 2012-03-04 female 王五 19900000001 T01 -",
    ),
    (
        "name_guardian_near_birth",
        "h1 张伟 20120315-001 2012-03-15 male 张三 - T01 -",
        "r1 张伟 - 2012-02-23 male 张三 - T02 -",
    ),
    (
        "name_guardian_birth_month",
        "h1 张伟 20120315-001 2012-03-15 male 张三 - T01 -",
        "r1 张伟 - 2012-03-28 male 张三 - T01 -",
    ),
    (
        "name_phone_near_birth",
        "h1 张伟 20120304-001 2012-03-04 male 张三 19900000001 T01 -",
        "r1 张伟 - 2012-04-03 male 王五 19900000001 T01 -",
    ),
    (
        "name_birth_township",
        "h1 张伟 20120304-001 2012-03-04 male 张三 - T01 -",
        "r1 张伟 - 2012-03-04 male 王五 - T01 -",
    ),
    (
        "rare_name_birth",
        "h1 张伟 20120304-001 2012-03-04 male 张三 - T01 -",
        "r1 张伟 - 2012-03-04 male 王五 - T02 -",
    ),
    (
        "like_name_birth_village",
        "h1 张伟 20120304-001 2012-03-04 male 张三 - T01 甲村",
        "r1 张玮 - 2012-03-04 male 王五 - T01 甲村",
    ),
    (
        "like_name_guardian_near_birth",
        "h1 张伟 20120304-001 2012-03-04 male 张三 - T01 -",
        "r1 张玮 - 2012-04-03 male 张三 - T01 -",
    ),
]
REFUSED = {
    "same ID, another name and another birthday: someone else's ID": (
        "h1 张伟 20120304-001 2012-03-04 male 张三 - T01 甲村",
        "r1 张浩宇 20120304-001 2015-07-08 male 张三 - T01 甲村",
    ),
    "same ID, another name, another sex": (
        "h1 张伟 20120304-001 2012-03-04 male 张三 - T01 -",
        "r1 张婷婷 20120304-001 2012-03-04 female 张三 - T01 -",
    ),
    "both valid IDs differ, same name and birthday, other guardian": (
        "h1 张伟 20120304-001 2012-03-04 male 张三 - T01 甲村",
        "r1 张伟 20120304-003 2012-03-04 male 王五 - T01 甲村",
    ),
    "same birthday and guardian, another name": (
        "h1 张梓轩 20120304-001 2012-03-04 male 张三 - T01 甲村",
        "r1 张雨涵 - 2012-03-04 male 张三 - T01 甲村",
    ),
    "same name and guardian, another year": (
        "h1 张伟 20120304-001 2012-03-04 male 张三 - T01 甲村",
        "r1 张伟 - 2015-08-19 male 张三 - T01 甲村",
    ),
    "homophone and birthday, nothing else": (
        "h1 张伟 20120304-001 2012-03-04 male 张三 - T01 -",
        "r1 张玮 - 2012-03-04 male 王五 - T02 -",
    ),
    "a 15-digit number alone": (
        "h1 张伟 20120304-001 2012-03-04 male 张三 - T01 -",
        "r1 李强 20120304-001@ 2014-03-04 male 王五 - T02 -",
    ),
}


@pytest.mark.parametrize(("rule", "household", "roll"), ACCEPTED, ids=[c[0] for c in ACCEPTED])
def test_rule_accepts_its_case(link, rule, household, roll):
    linked = link("\n".join([HEAD, household, roll]))
    assert linked.groups == {"h1 r1"}
    assert linked.rule("r1") == rule


@pytest.mark.parametrize("case", REFUSED)
def test_no_rule_accepts(link, case):
    linked = link("\n".join([HEAD, *REFUSED[case]]))
    assert linked.groups == {"h1", "r1"}


def test_a_link_says_its_rule_in_chinese(link):
    linked = link("\n".join([HEAD, *ACCEPTED[0][1:]]))
    assert linked.result.links["why"].item() == "有效身份证号相同，姓名相同"


@pytest.mark.parametrize("mark", ["~", "^", "%", "<"])
def test_a_slip_in_the_number_is_recognised_with_the_name(link, mark):
    linked = link(f"""
        key name id              birth_on   guardian_name
        h1  张伟 20120314-011     2012-03-14 张三
        r1  张伟 20120314-011{mark} -        李四
    """)
    assert linked.rule("r1") == "near_id_same_name"


def test_the_number_inside_a_formal_student_number_counts(link):
    linked = link("""
        key name id           no             birth_on   guardian_name
        h1  张伟 20120314-011  -              2012-03-14 张三
        r1  张伟 -            G:20120314-011 -          李四
    """)
    assert linked.rule("r1") == "student_no_id_name"


def test_a_temporary_student_number_says_nothing_of_the_child(link):
    linked = link("""
        key name id           no                   birth_on   guardian_name
        h1  张伟 20120314-011  -                    2012-03-14 张三
        r1  李强 -            L141182201203140113  -          李四
    """)
    assert linked.groups == {"h1", "r1"}


def test_a_15_digit_number_supports_name_and_birthday(link):
    linked = link("""
        key name  id            birth_on   guardian_name township
        h1  张伟  20120314-011   2012-03-14 张三          T01
        h2  张伟  20120314-013   2012-03-14 李四          T01
        r1  张伟  20120314-011@  2012-03-14 王五          T01
    """)
    assert linked.groups == {"h1 r1", "h2"}
    assert linked.rule("r1") == "short_id_name_birth"
