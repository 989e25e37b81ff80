"""The contract of received tables: headings, types, needs, clauses."""

import pytest

from anyuan.codebook import IDENTITY, table, tables
from anyuan.codebook.tables import read_tables
from anyuan.text import fold_heading

ALL = sorted(tables())


@pytest.mark.parametrize(
    ("name", "heading", "column"),
    [
        ("household_register", "公民身份号码", "resident_id"),
        ("household_register", "身份证号\n（必填）", "resident_id"),
        ("household_register", "＊姓　名：", "name"),
        ("household_register", "*姓　名：", "name"),
        ("household_register", "户主姓名", "guardian_name"),
        ("enrolment_roll", "成员1姓名", "guardian_name"),
        ("enrolment_roll", "成员１姓名", "guardian_name"),
        ("enrolment_roll", "银行卡号", None),
        ("attendance_return", "首次缺课日期", "first_absent_on"),
        ("schools", "标识码", "school_code"),
        ("schools", "school_code", "school_code"),
        ("schools", "", None),
    ],
)
def test_a_heading_stands_for_a_column_or_nothing(name, heading, column):
    found = table(name).column_for(heading)
    assert (found.name if found else None) == column


@pytest.mark.parametrize("name", ALL)
def test_every_table_is_fit_to_be_received(name):
    it = table(name)

    assert it.covers in ("county", "school")
    assert it.need in ("required", "gap_named", "optional")
    assert it.carry_months >= 0
    assert it.agency in ("education", "police", "rural_revitalisation", "political_legal")
    assert it.clause and it.label
    assert it.titles and all(title.strip() for title in it.titles)
    assert any(c.is_required and not c.allows_blank for c in it.columns.values())


@pytest.mark.parametrize("name", ALL)
def test_every_column_is_fit_to_be_read(name):
    for column in table(name).columns.values():
        assert (column.codes is not None) == (column.type in ("code", "codes", "boolean")), (
            column.name
        )
        assert "" not in column.headings, column.name
        assert fold_heading(column.label) in column.headings
        # a row may not be refused for the lack of a column that may be missing
        assert column.is_required or column.allows_blank, column.name


@pytest.mark.parametrize("name", ALL)
def test_one_word_has_one_type_in_every_table(name):
    elsewhere = {c.name: c.type for t in tables().values() for c in t.columns.values()}
    # schools is where a school's code comes from; the others only mention it
    exempt = {"school_code"}
    for column in table(name).columns.values():
        if column.name not in exempt:
            assert column.type == elsewhere[column.name], column.name


def test_a_school_speaks_for_itself_with_its_code():
    for it in tables().values():
        if it.covers == "school":
            assert it.columns["school_code"].type == "school_code"
            assert not it.columns["school_code"].allows_blank


def test_no_title_belongs_to_two_tables():
    owners = {}
    for it in tables().values():
        for title in it.titles:
            assert owners.setdefault(fold_heading(title), it.name) == it.name


def test_identity_columns_come_in_the_order_of_the_house():
    identity = table("enrolment_roll").identity

    assert identity == tuple(name for name in IDENTITY if name in identity)
    assert "grade" not in identity
    assert table("schools").identity == ("township", "school_code")


def test_an_unknown_table_is_a_mistake_of_the_program():
    with pytest.raises(KeyError):
        table("petitioners")


HEAD = """
name: x
label: 某表
agency: education
covers: county
need: required
carry_months: "0"
aliases_of_title: [某表]
clause: 某条
"""


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (
            "columns: {a: {label: 姓名, type: name, blank: allowed, aliases: []},"
            " b: {label: 曾用名, type: name, blank: allowed, aliases: [姓 名]}}",
            "belongs to two columns",
        ),
        (
            "columns: {a: {label: 姓名, type: nmae, blank: allowed, aliases: []}}",
            "unknown type",
        ),
    ],
)
def test_a_table_that_could_be_read_in_two_ways_is_refused(columns, words, tmp_path):
    (tmp_path / "x.yaml").write_text(HEAD + columns, encoding="utf-8")
    with pytest.raises(ValueError, match=words):
        read_tables(tmp_path)


def test_a_file_is_called_after_its_table(tmp_path):
    column = "columns: {a: {label: 姓名, type: name, blank: allowed, aliases: []}}"
    (tmp_path / "y.yaml").write_text(HEAD + column, encoding="utf-8")
    with pytest.raises(ValueError, match=r"y\.yaml"):
        read_tables(tmp_path)
