"""Each level of number, birthday, guardian and telephone on two rows, and its sentence."""

import duckdb
import pytest

from anyuan.linkage.compare import compare_pairs, explain
from anyuan.linkage.rules import levels
from anyuan.linkage.store import fill_store


@pytest.fixture
def connection():
    with duckdb.connect(":memory:") as opened:
        yield opened


@pytest.fixture
def compare(read_records, connection):
    def run(text):
        fill_store(connection, read_records(text))
        connection.execute("CREATE OR REPLACE TEMP TABLE both_rows AS SELECT 0 AS l, 1 AS r")
        connection.execute("INSERT INTO both_rows VALUES (1, 0)")
        compare_pairs(connection, "both_rows", "compared")
        return connection.execute("FROM compared ORDER BY l").df()

    return run


def level_of(rows, field):
    """Return the level's name, the same in both directions."""
    names = list(levels()[field])
    found = {names[rank] for rank in rows[field]}
    assert len(found) == 1, found
    return found.pop()


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("2012-03-15", "2012-03-15", "same"),
        ("2012-03-15", "2012-02-23", "lunar"),
        ("2012-05-21", "2012-04-21", "leap"),  # the repeated fourth month and the fourth
        ("2012-01-22", "2012-12-29", "lunar_year"),
        ("2012-03-04", "2012-04-03", "swapped"),
        ("2012-03-15", "2013-03-15", "year_slip"),
        ("2009-08-15", "2010-08-15", "year_slip"),
        ("2012-03-15", "2012-03-25", "slip"),
        ("2012-03-31", "2012-04-01", "slip"),
        ("2012-03-15", "2012-03-26", "month"),
        ("2012-01-01", "2012-08-19", "placeholder"),
        ("2009-11-12", "2011-11-12", "day"),
        ("2012-03-15", "2012-08-26", "year"),
        ("2012-03-15", "2015-08-26", "against"),
        ("2012-03-15", "-", "unknown"),
    ],
)
def test_birthdays(compare, one, other, level):
    rows = compare(f"""
        key name birth_on
        h1  张伟 {one}
        r1  张伟 {other}
    """)
    assert level_of(rows, "birth") == level


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("20120314-011 2012-03-14", "20120314-011 2012-03-14", "same"),
        ("20120314-011 2012-03-14", "20120314-011 2009-08-30", "foreign"),
        ("20120314-011 2012-03-14", "20150708-013 2012-03-14", "borrowed"),
        ("20120314-011 2012-03-14", "20120314-013 2012-03-14", "against"),
        ("20120314-011 2012-03-14", "20120314-011~ 2012-03-14", "near"),
        ("20120314-011 2012-03-14", "20120314-011^ 2012-03-14", "near"),
        ("20120314-011 2012-03-14", "20120314-011< 2012-03-14", "near"),
        ("20120314-011 2012-03-14", "20120314-011% 2012-03-14", "cut"),
        ("20120314-011 2012-03-14", "20120314-011@ 2012-03-14", "converted"),
        ("20120314-011~ 2012-03-14", "20120314-011^ 2012-03-14", "near_two"),
        ("20120314-011 2012-03-14", "- 2012-03-14", "unknown"),
    ],
)
def test_numbers(compare, one, other, level):
    rows = compare(f"""
        key name id birth_on
        h1  张伟 {one}
        r1  张伟 {other}
    """)
    assert level_of(rows, "id") == level


def test_a_number_in_a_temporary_student_number_is_none(compare):
    rows = compare("""
        key name id           no
        h1  张伟 20120314-011 -
        r1  张伟 -            L141182201203140113
    """)
    assert level_of(rows, "id") == "unknown"


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("张建国", "张建国", "same"),
        ("张建国", "张健国", "similar"),
        ("张志国", "张自国", "near"),
        ("张建国", "张建军", "near"),
        ("张建国", "李秀英", "other_parent"),
        ("张建国", "张秀英", "kin"),
        ("王秀英", "李建国", "against"),
        ("张建国", "无", "unknown"),
    ],
)
def test_guardians(compare, one, other, level):
    rows = compare(f"""
        key name guardian_name
        h1  张伟 {one}
        r1  张伟 {other}
    """)
    assert level_of(rows, "guardian") == level


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("13935812345", "13935812345", "same"),
        ("13935812345", "13935812346", "near"),
        ("13935812345", "13935812354", "near"),
        ("0358-7222345", "7222345", "tail"),
        ("13935812345", "15034567890", "against"),
        ("13800000000", "13800000000", "unknown"),
        ("13912345678", "13912345678", "unknown"),
        ("123", "13935812345", "unknown"),
    ],
)
def test_telephones(compare, one, other, level):
    rows = compare(f"""
        key name guardian_phone
        h1  张伟 {one}
        r1  张伟 {other}
    """)
    assert level_of(rows, "phone") == level


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("张伟 -", "张伟 -", "same"),
        ("張偉 -", "张伟 -", "variant"),
        ("张伟(毛毛) -", "张伟 -", "variant"),
        ("张梓轩 张伟", "张伟 -", "former"),
        ("张梓轩 曾用名：张伟、毛毛", "张伟 -", "former"),
        ("王(王月) -", "王玥 -", "variant"),
        ("王火华 -", "王烨 -", "stand_in"),
        ("张晴 -", "张睛 -", "look_alike"),
        ("张毛毛 -", "张梓轩 -", "nickname"),
    ],
)
def test_names_as_the_files_write_them(compare, one, other, level):
    rows = compare(f"""
        key name former_name
        h1  {one}
        r1  {other}
    """)
    assert level_of(rows, "name") == level


def test_a_pair_is_told_in_chinese_field_by_field(compare):
    rows = compare("""
        key name id            birth_on   guardian_name
        h1  张晴 20120314-012  2012-03-14 张建国
        r1  张睛 20150708-014  2012-03-14 李秀英
    """)
    assert explain(rows)[0] == (
        "身份证号不同，但一方证号与其自报的出生日期或性别不符（疑误用他人证号）；姓名形近；"
        "出生日期相同；性别相同；监护人不同（疑父母分别登记）"
    )


def test_every_level_has_a_sentence_but_those_that_say_nothing():
    silent = {"unknown", "against"}
    for field, entries in levels().items():
        assert all(level.why for name, level in entries.items() if name not in silent), field
