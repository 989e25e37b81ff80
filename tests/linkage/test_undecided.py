"""A child of the register without a roll row must not count while a roll row looks like it."""

import pytest

HEAD = "key name id birth_on sex guardian_name guardian_phone township village\n"
OPEN = {
    "homophone, same birthday": (
        "h1 张梓轩 20120304-001 2012-03-04 male 张三 - T01 -",
        "r1 张子萱 - 2012-03-04 male 王五 - T02 -",
    ),
    "same name, birthday of the same month": (
        "h1 张梓轩 20120304-001 2012-03-04 male 张三 - T01 -",
        "r1 张梓轩 - 2012-03-19 male 王五 - T02 -",
    ),
    "same name and guardian, another year": (
        "h1 张梓轩 20120304-001 2012-03-04 male 张三 - T01 -",
        "r1 张梓轩 - 2014-08-19 male 张三 - T01 -",
    ),
    "same birthday and guardian, other given name": (
        "h1 张梓轩 20120304-001 2012-03-04 male 张三 - T01 -",
        "r1 张毛毛 - 2012-03-04 male 张三 - T01 -",
    ),
    "same number and birthday, other name, nothing else": (
        "h1 张梓轩 20120304-001 2012-03-04 male 张三 - T01 -",
        "r1 李毛毛 20120304-001 2012-03-04 male 王五 - T02 -",
    ),
    "same name and birthday, numbers differ": (
        "h1 张梓轩 20120304-001 2012-03-04 male 张三 - T01 -",
        "r1 张梓轩 20120304-005 2012-03-04 male 王五 - T02 -",
    ),
    "near number, other name": (
        "h1 张梓轩 20120304-001 2012-03-04 male 张三 - T01 -",
        "r1 张毛毛 20120304-001~ 2012-03-04 male 王五 - T02 -",
    ),
}


@pytest.mark.parametrize("case", OPEN)
def test_the_pair_waits_for_a_person(link, case):
    linked = link(HEAD + "\n".join(OPEN[case]))
    assert linked.groups == {"h1", "r1"}
    assert linked.open == {"h1-r1"}


def test_a_pair_says_what_agrees_and_what_does_not(link):
    found = link(HEAD + "\n".join(OPEN["homophone, same birthday"])).result.undecided.iloc[0]
    assert found["why"] == (
        "姓名同音；出生日期相同；性别相同；监护人不同（疑父母分别登记）；乡镇不同"
    )
    assert 0 < found["probability"] < 1


def test_the_more_alike_pair_comes_first(link):
    linked = link(
        HEAD
        + """
        h1 张梓轩 20120304-001 2012-03-04 male   张三 - T01 -
        r1 张梓轩 20120304-005 2012-03-04 male   王五 - T02 -
        h2 李雨涵 20130405-002 2013-04-05 female 李四 - T01 -
        r2 李雨寒 -            2013-04-05 female 赵六 - T01 -
        """
    )
    probabilities = linked.result.undecided["probability"].tolist()
    assert probabilities == sorted(probabilities, reverse=True)


def test_coincidence_is_no_candidate(link):
    linked = link(
        HEAD
        + """
        h1 张梓轩 20120304-001 2012-03-04 male 张三 - T01 甲村
        r1 张浩   -            2012-11-19 male 王五 - T01 -
        """
    )
    assert linked.open == set()


def test_a_child_already_on_the_roll_is_no_candidate(link):
    linked = link(
        HEAD
        + """
        h1 张梓轩 20120304-001 2012-03-04 male 张三 - T01 -
        r1 张梓轩 20120304-001 2012-03-04 male 张三 - T01 -
        r2 张子萱 -            2012-03-04 male 王五 - T02 -
        """
    )
    assert linked.groups == {"h1 r1", "r2"}
    assert linked.open == set()
