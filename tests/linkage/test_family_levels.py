"""Two children of one family: what speaks against one child though nearly all agrees."""

import duckdb
import pytest

from anyuan.linkage.compare import compare_pairs
from anyuan.linkage.families import compare_families, explain_family, family_levels
from anyuan.linkage.store import fill_store

HEAD = "key name id birth_on guardian_name guardian_phone"


@pytest.fixture
def connection():
    with duckdb.connect(":memory:") as opened:
        yield opened


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        (
            "张子轩 20120304-011 2012-03-04 张三 -",
            "张子涵 20120304-012 2012-03-04 张三 -",
            "twin_numbers",
        ),
        (
            "张晴 20120304-012 2012-03-04 张三 -",
            "张睛 20120304-014 2012-03-04 张三 -",
            "twin_numbers",
        ),
        (
            "张伟 20120304-011 2012-03-04 张三 -",
            "张伟 20120304-013 2012-03-04 张三 -",
            "none",
        ),
        (
            "张子轩 20120304-011 2012-03-04 张三 -",
            "张子涵 20120304-512 2012-03-04 张三 -",
            "twin_generation",
        ),
        ("张子轩 - 2012-03-04 张三 -", "张子涵 - 2012-03-04 张三 -", "twin_generation"),
        ("张龙 - 2012-03-04 - 13935812345", "张凤 - 2012-03-04 - 13935812345", "twin"),
        ("张子轩 - 2012-03-04 张三 -", "张子涵 - 2014-05-06 张三 -", "sibling_generation"),
        ("张龙 - 2012-03-04 张三 -", "张凤 - 2014-05-06 张三 -", "sibling"),
        ("张子轩 - 2012-03-04 张三 -", "张子涵 - 2012-03-14 张三 -", "none"),
        ("张子轩 - 2012-03-04 张三 -", "张子宣 - 2012-03-04 张三 -", "none"),
        ("张子轩 - 2012-03-04 张三 -", "张子涵 - 2012-03-04 李四 -", "none"),
        ("张子轩 - 2012-03-04 张三 -", "李子涵 - 2012-03-04 张三 -", "none"),
        ("张龙 - 2012-03-04 张三 -", "张凤 - - 张三 -", "none"),
    ],
)
def test_two_rows_of_one_family(read_records, connection, one, other, level):
    fill_store(connection, read_records("\n".join([HEAD, f"h1 {one}", f"r1 {other}"])))
    connection.execute("CREATE TEMP TABLE pairs AS SELECT 0 AS l, 1 AS r UNION ALL SELECT 1, 0")
    compare_pairs(connection, "pairs", "compared")
    compare_families(connection, "compared", "judged")
    ranks = connection.execute("SELECT DISTINCT family FROM judged").fetchall()
    assert [list(family_levels())[rank] for (rank,) in ranks] == [level]


def test_a_family_is_told_in_chinese():
    assert explain_family(0).startswith("身份证号前14位相同")
    assert explain_family(len(family_levels()) - 1) == ""
