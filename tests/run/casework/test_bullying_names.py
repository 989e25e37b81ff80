"""The restricted table is read in one place, for the desk alone, and comes back filled in."""

import ast
import io
import shutil
from pathlib import Path

import architecture
import openpyxl
import pytest
from desk.bullying_county import OTHER, PEOPLE, REPORT, SCHOOL, TODAY, make_bullying_county
from desk.made_workspace import receiving_desk

from anyuan.intake import receive
from anyuan.run.casework.bullying_names import TABLE, blank_sheet, read_names
from anyuan.run.opened import open_workspace

LIB = Path(__file__).parents[3] / "lib" / "anyuan"
SOURCES = architecture.read_sources(LIB)
READER = "run.casework.bullying_names"
# Who makes the table up for a rehearsal writes it and never reads what was received.
WRITERS = ("rehearsal",)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    root = tmp_path_factory.mktemp("names")
    make_bullying_county(root)
    return root


@pytest.fixture
def opened(made, tmp_path):
    root = tmp_path / "county"
    shutil.copytree(made, root)
    return open_workspace("demo", root)


def test_the_rows_of_one_case_of_one_school_are_read_and_no_others(opened):
    rows = read_names(opened, SCHOOL, "2024-001")
    assert list(zip(rows["code"], rows["name"], strict=True)) == [
        ("A1", PEOPLE[0]),
        ("B1", PEOPLE[1]),
    ]
    assert read_names(opened, SCHOOL, "2024-003").empty
    assert read_names(opened, OTHER, "2024-001").empty


def test_the_blank_table_comes_back_through_intake_and_the_newest_of_a_case_counts(
    opened, tmp_path
):
    for name, number in (("韩思源", "2024-001"), ("薛雨桐", "2024-001"), ("任家豪", "2024-003")):
        path = tmp_path / f"{name}.xlsx"
        report = REPORT | {"register_no": number}
        path.write_bytes(fill_in(blank_sheet(opened, report, TODAY), name))
        (receipt,) = receive([path], desk=receiving_desk(opened.workspace, opened.casebook, TODAY))
        assert "接受 3 行" in receipt.message
    rows = read_names(opened, SCHOOL, "2024-001")
    # The last file of the month is about another case, and has not taken the names of this one.
    assert list(rows["code"]) == ["A1", "B1", "B2"] and set(rows["name"]) == {"薛雨桐"}
    assert set(read_names(opened, SCHOOL, "2024-003")["name"]) == {"任家豪"}


def test_nothing_but_its_reader_names_the_restricted_table():
    named = {s.name for s in SOURCES if TABLE in constants(s.tree)}
    assert {name for name in named if not name.startswith(WRITERS)} == {READER}


def test_nothing_but_the_desk_asks_the_reader():
    asking = {
        source.name
        for source in SOURCES
        for _, target in architecture._house_imports(source, "anyuan")
        if target == READER or target.startswith(f"{READER}.")
    }
    assert asking and {name.split(".")[0] for name in asking} == {"desk"}


def test_no_notebook_names_the_restricted_table():
    home = LIB.parents[1]
    notebooks = [*(home / "notebooks").glob("*.ipynb"), *(home / "casework").glob("*.ipynb")]
    assert notebooks
    assert not [p.name for p in notebooks if TABLE in p.read_text(encoding="utf-8")]


@pytest.mark.parametrize(
    "source", ['holdings.rows("bullying_people")', 'X = ("places", "bullying_people")']
)
def test_the_check_sees_the_table_wherever_it_is_named(source):
    assert TABLE in constants(ast.parse(source))


def constants(tree):
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}


def fill_in(sheet, name):
    """Write a name into every row of the table, as a school does."""
    book = openpyxl.load_workbook(io.BytesIO(sheet))
    for row in book.active.iter_rows():
        if row[0].value == SCHOOL:
            row[4].value = name
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
