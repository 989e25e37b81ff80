"""The list of persons knows every heading of its columns, each for one of them."""

import pytest

from anyuan.codebook import ESSENTIAL, IDENTITY, person_list, tables
from anyuan.codebook.person_list import read_person_list

START = "label: x\ngroups: []\ngroup_endings: []\ncolumns:\n"
ENTRY = "  {name}: {{label: {name}, type: text, blank: allowed, aliases: [{alias}]}}\n"


def test_every_heading_of_a_received_table_is_known():
    words = person_list().words
    for table in tables().values():
        for name in table.identity:
            assert {words[heading] for heading in table.columns[name].headings} == {name}


def test_no_column_must_be_there_and_no_blank_refuses_a_row():
    columns = person_list().columns
    assert tuple(columns) == IDENTITY
    assert not any(column.is_required for column in columns.values())
    assert all(column.allows_blank for column in columns.values())
    assert set(ESSENTIAL) <= set(columns)


@pytest.mark.parametrize(
    ("word", "name"),
    [("生日", "birth_on"), ("家长", "guardian_name"), ("家长信息电话", "guardian_phone")],
)
def test_words_of_no_table_of_ours_are_known_too(word, name):
    assert person_list().words[word] == name


def test_a_heading_of_two_columns_is_a_mistake(tmp_path):
    path = tmp_path / "person_list.yaml"
    lines = [ENTRY.format(name=n, alias="电话" if n == "village" else "") for n in IDENTITY]
    path.write_text(START + "".join(lines), encoding="utf-8")
    with pytest.raises(ValueError, match="two columns"):
        read_person_list(path, tables())


def test_columns_are_those_of_identity(tmp_path):
    path = tmp_path / "person_list.yaml"
    path.write_text(START + ENTRY.format(name="name", alias=""), encoding="utf-8")
    with pytest.raises(ValueError, match="columns must be"):
        read_person_list(path, tables())
