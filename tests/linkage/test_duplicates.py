"""Two rows of one table and month are two children, unless they say that they are one."""


def test_a_child_on_two_rolls_is_one_person_and_reported(link):
    linked = link("""
        key name id            birth_on   school_code guardian_name
        h1  张伟 20120304-001  2012-03-04 -           张三
        r1  张伟 20120304-001  2012-03-04 S1          张三
        r2  张伟 20120304-001  2012-03-04 S2          李四
    """)
    assert linked.groups == {"h1 r1 r2"}
    assert linked.rule("r2") == "twice_id_name"
    assert linked.result.links["why"].str.startswith("同表重复").sum() == 1


def test_a_later_file_with_the_same_child_joins_the_first(link):
    linked = link(
        """
        key name id            birth_on   school_code guardian_name
        h1  张伟 20120304-001  2012-03-04 -           张三
        r1  张伟 20120304-001  2012-03-04 S1          张三
        r2  张伟 20120304-001  2012-03-04 S2          李四
        """,
        persons={"h1": "A", "r1": "A"},
    )
    assert linked.groups == {"h1 r1 r2"}


def test_two_rows_of_one_name_are_two_children(link):
    linked = link("""
        key name birth_on   guardian_name township
        h1  张伟 2012-03-04 张三          T01
        h2  张伟 2012-03-04 李四          T01
    """)
    assert linked.groups == {"h1", "h2"}
    assert linked.open == set()


def test_rows_judged_different_are_not_duplicates(link):
    linked = link(
        """
        key name id            birth_on   school_code guardian_name
        r1  张伟 20120304-001  2012-03-04 S1          张三
        r2  张伟 20120304-001  2012-03-04 S2          李四
        """,
        different="r1-r2",
    )
    assert linked.groups == {"r1", "r2"}


def test_a_brother_with_the_same_number_is_no_duplicate(link):
    linked = link("""
        key name   id            birth_on   school_code guardian_name
        r1  张子轩 20120304-001  2012-03-04 S1          张三
        r2  张子豪 20120304-001  2015-03-04 S1          张三
    """)
    assert linked.groups == {"r1", "r2"}
