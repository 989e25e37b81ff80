"""Twins, brothers with each other's numbers, names shared by two children."""


def test_twins_are_told_apart_by_name(link):
    linked = link("""
        key name   id            birth_on   sex  guardian_name township
        h1  张子轩 20120304-001  2012-03-04 male 张三          T01
        h2  张子豪 20120304-003  2012-03-04 male 张三          T01
        r1  张子轩 -             2012-03-04 male 张三          T01
        r2  张子豪 -             2012-03-04 male 张三          T01
    """)
    assert linked.groups == {"h1 r1", "h2 r2"}


def test_a_twin_who_never_came_is_not_hidden_by_the_other(link):
    linked = link("""
        key name   id            birth_on   sex  guardian_name township
        h1  张子轩 20120304-001  2012-03-04 male 张三          T01
        h2  张子豪 20120304-003  2012-03-04 male 张三          T01
        r1  张子轩 20120304-001  2012-03-04 male 张三          T01
    """)
    assert linked.groups == {"h1 r1", "h2"}
    assert linked.open == set()


def test_a_twin_with_the_others_number_goes_to_its_own_name(link):
    linked = link("""
        key name   id            birth_on   sex  guardian_name township
        h1  张子轩 20120304-001  2012-03-04 male 张三          T01
        h2  张子豪 20120304-003  2012-03-04 male 张三          T01
        r2  张子豪 20120304-001  2012-03-04 male 张三          T01
    """)
    assert linked.groups == {"h1", "h2 r2"}


def test_a_renamed_twin_waits_for_a_person(link):
    linked = link("""
        key name   id            birth_on   sex  guardian_name township
        h1  张子轩 20120304-001  2012-03-04 male 张三          T01
        h2  张子豪 20120304-003  2012-03-04 male 张三          T01
        r1  张毛毛 -             2012-03-04 male 张三          T01
    """)
    assert linked.groups == {"h1", "h2", "r1"}
    assert linked.open == {"h1-r1", "h2-r1"}


def test_a_roll_row_with_a_brothers_number_hides_nobody(link):
    """The younger never came to school; his number stands in the elder's roll row."""
    linked = link("""
        key name   id            birth_on   sex  guardian_name township
        h1  张子轩 20120304-001  2012-03-04 male 张三          T01
        h2  张子豪 20150708-001  2015-07-08 male 张三          T01
        r1  张子轩 20150708-001  2012-03-04 male 张三          T01
    """)
    assert linked.groups == {"h1 r1", "h2"}


def test_two_children_of_one_name_and_day_stay_undecided(link):
    linked = link("""
        key name id            birth_on   sex  guardian_name township
        h1  张伟 20120304-001  2012-03-04 male 张三          T01
        h2  张伟 20120304-003  2012-03-04 male 李四          T01
        r1  张伟 -             2012-03-04 male 王五          T01
    """)
    assert linked.groups == {"h1", "h2", "r1"}
    assert linked.open == {"h1-r1", "h2-r1"}


def test_a_second_witness_decides_between_two_of_one_name(link):
    linked = link("""
        key name id            birth_on   sex  guardian_name township
        h1  张伟 20120304-001  2012-03-04 male 张三          T01
        h2  张伟 20120304-003  2012-03-04 male 李四          T01
        r1  张伟 -             2012-03-04 male 李四          T01
    """)
    assert linked.groups == {"h1", "h2 r1"}


def test_the_weaker_of_two_rows_for_one_child_is_left(link):
    linked = link("""
        key name id            birth_on   sex  guardian_name township
        h1  张伟 20120304-001  2012-03-04 male 张三          T01
        r1  张伟 20120304-001  2012-03-04 male 张三          T01
        r2  张伟 -             2012-03-04 male 王五          T01
    """)
    assert linked.groups == {"h1 r1", "r2"}
