"""Lists typed by hand are looked up among the children of register and rolls."""

FAMILY = """
    key name   id            birth_on   sex    guardian_name no school_code township village
    h1  张伟   20120304-001  2012-03-04 male   张三          -  -           T01      甲村
    h2  李娜   20130405-002  2013-04-05 female 李四          -  -           T01      甲村
    h3  李娜   20140506-002  2014-05-06 female 王五          -  -           T02      乙村
    r1  张伟   20120304-001  2012-03-04 male   张三          L1 S1          T01      -
    r2  李娜   20130405-002  2013-04-05 female 李四          L2 S1          T01      -
    r3  李娜   20140506-002  2014-05-06 female 王五          L3 S2          T02      -
"""


def test_an_absent_pupil_is_found_by_student_number(link):
    linked = link(FAMILY + "    a1 李娜 - - - - L2 S1 - -\n")
    assert linked.is_one("a1", "h2")
    assert linked.rule("a1") == "student_no_name"


def test_an_absent_pupil_is_found_by_name_in_the_own_school(link):
    linked = link(FAMILY + "    a1 李娜 - - - - - S2 - -\n")
    assert linked.is_one("a1", "h3")
    assert linked.rule("a1") == "school_name"


def test_a_homophone_is_found_in_the_own_school(link):
    linked = link(FAMILY + "    a1 张玮 - - - - - S1 - -\n")
    assert linked.rule("a1") == "school_like_name"


def test_two_of_one_name_in_a_school_stay_open(link):
    linked = link(
        FAMILY
        + """
    h4  张伟   20120607-001  2012-06-07 male   赵六          -  -           T03      丙村
    r4  张伟   20120607-001  2012-06-07 male   赵六          L4 S1          T03      -
    a1  张伟   -             -          -      -             -  S1          -        -
    """
    )
    assert not linked.is_one("a1", "h1")
    assert not linked.is_one("a1", "h4")
    assert linked.open == {"a1-r1", "a1-r4"}


def test_an_absent_pupil_of_another_number_is_not_the_one(link):
    linked = link(FAMILY + "    a1 张伟 - - - - L8 S1 - -\n")
    assert not linked.is_one("a1", "h1")


def test_a_listed_child_is_found_by_name_and_village(link):
    linked = link(FAMILY + "    p1 李娜 - - - - - - T02 乙村委会\n")
    assert linked.is_one("p1", "h3")
    assert linked.rule("p1") == "listed_name_village"


def test_a_listed_child_is_found_by_name_and_birthday(link):
    linked = link(FAMILY + "    e1 李娜 - 2014-05-06 - - - - - -\n")
    assert linked.is_one("e1", "h3")


def test_one_child_may_stand_in_every_list(link):
    lines = [f"    {t}1 张伟 20120304-001 2012-03-04 male 张三 - - T01 甲村" for t in "pexfn"]
    linked = link(FAMILY + "\n".join(lines))
    assert "e1 f1 h1 n1 p1 r1 x1" in linked.groups


def test_a_child_in_no_register_is_one_person_in_two_lists(link):
    linked = link(
        FAMILY
        + """
    f1  周舟   20150607-001  2015-06-07 male   周一          -  -           T03      丙村
    n1  周舟   20150607-001  2015-06-07 male   周一          -  -           T03      -
    """
    )
    assert "f1 n1" in linked.groups


def test_entries_of_one_child_in_one_list_are_one_person(link):
    lines = "    x1 张伟 20120304-001 2012-03-04 - - - - - -\n" * 1
    lines += "    x2 张伟 20120304-001 - - 张三 - - - -\n"
    linked = link(FAMILY + lines)
    assert linked.is_one("x1", "h1")
    assert linked.is_one("x2", "h1")
    assert linked.rule("x2") == "twice_id_name"
