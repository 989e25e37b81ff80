import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SLOW = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
NAME = st.sampled_from(["张伟", "张玮", "张子轩", "张子豪", "李娜", "李娜娜"])
DAY = st.sampled_from(["2012-03-04", "2012-04-03", "2013-05-06"])
NUMBER = st.sampled_from(["-", "20120304-001", "20120304-003", "20130506-002", "20120304-001~"])
ROW = st.tuples(
    st.sampled_from("hra"),
    NAME,
    NUMBER,
    DAY,
    st.sampled_from(["张三", "李四", "-"]),
    st.sampled_from(["S1", "S2"]),
)


def as_text(rows) -> str:
    lines = ["key name id birth_on guardian_name school_code"]
    for n, (table, *cells) in enumerate(rows):
        lines.append(" ".join([f"{table}{n:02d}", *cells]))
    return "\n".join(lines)


@SLOW
@given(st.lists(ROW, min_size=2, max_size=14), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(link, read_records, rows, random):
    frame = read_records(as_text(rows))
    mixed = frame.sample(frac=1, random_state=random.randrange(1000))
    first, second = link(frame), link(mixed)
    assert first.groups == second.groups
    assert first.open == second.open


@SLOW
@given(st.lists(ROW, min_size=2, max_size=14))
def test_two_rows_of_one_table_share_a_person_only_as_declared_duplicates(link, rows):
    linked = link(as_text(rows))
    twice = linked.result.links["rule"].str.startswith("twice_")
    n_duplicates = linked.persons.assign(table=linked.persons["record_key"].str[0])
    n_duplicates = int(n_duplicates.duplicated(["person_id", "table"]).sum())
    assert n_duplicates <= int(twice.sum())


@SLOW
@given(st.lists(ROW, min_size=2, max_size=14), st.data())
def test_records_judged_different_never_share_a_person(link, rows, data):
    keys = [f"{table}{n:02d}" for n, (table, *_) in enumerate(rows)]
    pair = data.draw(st.lists(st.sampled_from(keys), min_size=2, max_size=2, unique=True))
    linked = link(as_text(rows), different="-".join(pair))
    assert not linked.is_one(*pair)


def test_every_record_gets_exactly_one_person(link):
    linked = link("""
        key name id            birth_on
        h1  张伟 20120304-001  2012-03-04
        r1  李娜 -             -
        a1  -    -             -
    """)
    assert sorted(linked.persons["record_key"]) == ["a1", "h1", "r1"]


def test_no_rows_give_an_empty_result(link, read_records):
    rows = read_records("key name\nh1 张伟").iloc[:0]
    result = link(rows).result
    assert result.persons.empty
    assert list(result.links.columns) == ["left_key", "right_key", "rule", "why"]
    assert list(result.undecided.columns) == ["left_key", "right_key", "probability", "why"]


def test_an_unknown_table_is_an_error(link, read_records):
    rows = read_records("key name\nh1 张伟").assign(table="schools")
    with pytest.raises(ValueError, match="schools"):
        link(rows)


def test_the_received_names_are_not_touched(link, read_records):
    rows = read_records("key name\nh1 張偉")
    before = rows.copy()
    link(rows)
    pd.testing.assert_frame_equal(rows, before)


@pytest.mark.parametrize(
    "code", ["B7", "2022", "2027", "30FB", "FF65", "22C5", "2219", "FF0E", "2E"]
)
def test_a_minority_name_is_found_under_every_dot(link, code):
    linked = link(f"""
        key name              id            birth_on
        h1  艾合麦提·买买提   20120304-001  2012-03-04
        r1  艾合麦提{chr(int(code, 16))}买买提   20120304-001  2012-03-04
    """)
    assert linked.rule("r1") == "id_name"
