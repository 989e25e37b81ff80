"""Month after month: known records keep their person, changed ones find it again."""

MAY = """
    key        name   id            birth_on   guardian_name no school_code township
    h1@2024-05 张伟   20120304-001  2012-03-04 张三          -  -           T01
    h2@2024-05 李娜   20130405-002  2013-04-05 李四          -  -           T01
    r1@2024-05 张伟   20120304-001  2012-03-04 张三          L1 S1          T01
"""
JUNE = """
    h3@2024-06 张伟   20120304-001  2012-03-04 王五          -  -           T01
    r2@2024-06 李娜   20130405-002  2013-04-05 李四          L2 S1          T01
    n1@2024-06 李娜   20130405-002  2013-04-05 李四          -  -           -
"""


def known(linked) -> dict[str, str]:
    return dict(zip(linked.persons["record_key"], linked.persons["person_id"], strict=True))


def test_nothing_new_changes_nothing(link):
    first = link(MAY)
    again = link(MAY, persons=known(first))
    assert again.result.persons.empty
    assert again.result.links.empty


def test_month_after_month_gives_the_same_as_all_at_once(link):
    by_month = link(MAY + JUNE, persons=known(link(MAY)))
    assert by_month.groups == link(MAY + JUNE).groups == {"h1 h3 r1", "h2 n1 r2"}


def test_a_changed_row_finds_its_person(link):
    linked = link(MAY + JUNE, persons=known(link(MAY)))
    assert linked.is_one("h1", "h3")
    assert set(linked.result.persons["record_key"]) == {"h3", "r2", "n1"}


def test_an_unchanged_row_of_two_months_is_one_record(link):
    linked = link(MAY + "    h1@2024-06 张伟   20120304-001  2012-03-04 张三 - - T01\n")
    assert linked.groups == {"h1 r1", "h2"}


def test_a_register_that_comes_late_finds_the_roll_only_child(link):
    roll = """
    key        name   id            birth_on   guardian_name no school_code township
    r1@2024-05 张伟   20120304-001  2012-03-04 张三          L1 S1          T01
    """
    late = link(
        roll + "h1@2024-06 张伟 20120304-001 2012-03-04 张三 - - T01\n", persons={"r1": "A"}
    )
    assert late.groups == {"h1 r1"}
    assert set(late.persons["person_id"]) == {"A"}


def test_a_correction_joins_the_two_persons_that_it_proves_one(link):
    """May's roll row bore a wrong name and no number; June's bears both and the student number."""
    may = """
    key        name   id            birth_on   guardian_name no school_code township
    h1@2024-05 张子轩 20120304-001  2012-03-04 张三          -  -           T01
    r1@2024-05 章志选 -             2012-03-04        -             L1 S1          -
    """
    first = link(may)
    assert first.groups == {"h1", "r1"}
    assert first.open == {"h1-r1"}
    june = may + "r2@2024-06 张子轩 20120304-001 2012-03-04 张三 L1 S1 T01\n"
    second = link(june, persons=known(first))
    assert second.groups == {"h1 r1 r2"}
    assert set(second.persons["person_id"]) == {known(first)["h1"]}
