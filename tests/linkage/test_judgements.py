"""What people decided wins over every rule."""

ALIKE = """
    key name id            birth_on   guardian_name township
    h1  张伟 20120304-001  2012-03-04 张三          T01
    r1  张伟 20120304-001  2012-03-04 张三          T01
"""
UNLIKE = """
    key name   id            birth_on   guardian_name township
    h1  张伟   20120304-001  2012-03-04 张三          T01
    r1  李子豪 20150708-001  2015-07-08 王五          T02
"""


def test_different_blocks_the_strongest_rule(link):
    linked = link(ALIKE, different="h1-r1")
    assert linked.groups == {"h1", "r1"}
    assert linked.open == set()


def test_different_holds_whichever_way_round(link):
    assert link(ALIKE, different="r1-h1").groups == {"h1", "r1"}


def test_different_from_one_record_keeps_away_from_the_person(link):
    text = ALIKE + "    x1  张伟 20120304-001  2012-03-04 张三          T01\n"
    linked = link(text, different="h1-x1")
    assert linked.groups == {"h1 r1", "x1"}


def test_same_links_what_no_rule_would(link):
    linked = link(UNLIKE, same="h1-r1")
    assert linked.groups == {"h1 r1"}
    assert linked.rule("r1") == "judged_same"


def test_same_joins_two_persons_and_the_older_id_stays(link):
    linked = link(UNLIKE, persons={"r1": "OLD", "h1": "NEW"}, same="h1-r1")
    assert linked.groups == {"h1 r1"}
    assert set(linked.persons["person_id"]) == {"OLD"}


def test_different_splits_a_person_and_the_first_record_keeps_the_id(link):
    linked = link(ALIKE, persons={"h1": "A", "r1": "A"}, different="h1-r1")
    assert linked.groups == {"h1", "r1"}
    of = linked.persons.set_index("record_key")["person_id"]
    assert of["h1"] == "A"
    assert linked.result.persons["record_key"].tolist() == ["r1"]


def test_what_hung_on_the_split_record_goes_with_it(link):
    linked = link(
        """
        key name id            birth_on   no school_code guardian_name
        h1  张伟 20120304-001  2012-03-04 -  -           张三
        r1  张伟 -             2012-03-04 L9 S1          李四
        a1  张伟 -             -          L9 S1          -
        """,
        persons={"h1": "A", "r1": "A", "a1": "A"},
        different="h1-r1",
    )
    assert linked.groups == {"h1", "a1 r1"}


def test_unsure_leaves_the_pair_open(link):
    text = """
        key name   birth_on   guardian_name township
        h1  张子轩 2012-03-04 张三          T01
        r1  张梓萱 2012-03-04 李四          T02
    """
    assert link(text, unsure="h1-r1").open == {"h1-r1"}


def test_same_and_different_at_once_is_not_joined(link):
    text = UNLIKE + "    x1  李子豪 20150708-001  2015-07-08 王五          T02\n"
    linked = link(text, persons={"h1": "A", "r1": "B", "x1": "B"}, same="h1-r1", different="h1-x1")
    assert linked.groups == {"h1", "r1 x1"}


def test_a_judgement_on_a_record_not_there_does_nothing(link):
    assert link(ALIKE, different="h1-gone").groups == {"h1 r1"}
