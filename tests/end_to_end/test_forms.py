"""The rehearsal county's files behind the forms: received whole, and the forms equal its key."""

import os
import stat

import pandas as pd
import pytest
from openpyxl import load_workbook
from rehearsal.bullying_county import send

from anyuan.codebook import read_county
from anyuan.period import Month
from anyuan.rehearsal import build_county, write_month
from anyuan.rehearsal.deliveries import FORMS, REVIEW, place_of
from anyuan.rehearsal.form_deliveries import spoilt_rows, write_form_key
from anyuan.rehearsal.form_truth import FORM_TABLES
from anyuan.rehearsal.words import words
from anyuan.run.forms.forms import fill_form, list_forms
from anyuan.run.opened import OpenedWorkspace

SEPTEMBER = Month(2024, 9)
# Items of the first form that come from the casebook, registers or clues, which are not sent here.
_ELSEWHERE = {"incidents"}
MONTHS = (Month(2024, 6), SEPTEMBER)


@pytest.fixture(scope="module")
def world():
    return build_county(seed=5, n_children=300)


@pytest.fixture(scope="module")
def sent(world, tmp_path_factory):
    def write(world, month, folder):
        return write_month(world, month, folder, (REVIEW, FORMS))

    return send(world, tmp_path_factory.mktemp("forms"), MONTHS, write)


@pytest.fixture(scope="module")
def opened(sent):
    root = sent.workspace.parents[1]
    return OpenedWorkspace(root, sent.workspace, sent.casebook, read_county(), is_rehearsal=True)


@pytest.fixture(scope="module")
def key(world, tmp_path_factory):
    folder = tmp_path_factory.mktemp("key")
    write_form_key(world, [place_of(month) for month in MONTHS], folder)
    return {n: pd.read_parquet(folder / f"form_{n}.parquet") for n in ("figures", "rows")}


def test_every_file_is_received_and_only_the_bad_rows_are_refused(world, sent):
    mine = [r for r in sent.receipts if r.table in FORM_TABLES]
    assert len(mine) == 2 + 1 + 2 + 2 and {r.status for r in mine} == {"accepted"}
    for receipt in mine:
        rows = spoilt_rows(world, receipt.table, place_of(Month.parse(receipt.period)))
        bad = [kind for kind in rows["error"] if kind]
        told = sorted(words("form_dirt")[kind]["code"] for kind in bad)
        assert sorted(issue.code for issue in receipt.issues) == told
        assert receipt.n_refused == len(bad) and receipt.n_accepted == len(rows) - len(bad)


@pytest.mark.parametrize("month", MONTHS, ids=str)
def test_the_monthly_form_equals_the_answer_key(opened, key, month):
    filled = fill_form(opened, "1", month).filled
    figures = key["figures"]
    figures = figures[(figures["month"] == str(month)) & ~figures["cell"].isin(_ELSEWHERE)]
    wanted = dict(zip(figures["cell"], figures["value"], strict=True))
    assert len(wanted) == 45
    for name, number in wanted.items():
        assert filled.cells[name].value == (None if pd.isna(number) else number), name
    # Neither clues nor registers were sent: they are not nought.
    assert {filled.cells[n].blank for n in ("clues", "bullying_to_police")} == {"not_received"}


@pytest.mark.parametrize(
    ("number", "month", "table"),
    [("3", SEPTEMBER, "school_security"), ("4", Month(2024, 6), "legal_deputies")],
)
def test_the_lists_equal_the_answer_key(opened, key, number, month, table):
    filled = fill_form(opened, number, month).filled
    rows = key["rows"]
    rows = rows[(rows["month"] == str(month)) & (rows["table"] == table)]
    wanted = {(r.school_code, r.column): r.value for r in rows.itertuples()}
    checked = 0
    for row in filled.rows:
        for name, cell in filled.form.columns.items():
            at = (row["school_code"].value, cell.item)
            if at in wanted and cell.item != "alarm_tested_on":
                told = None if pd.isna(wanted[at]) else wanted[at]
                assert (None if row[name].value is None else str(row[name].value)) == told, at
                checked += 1
    assert checked > 50


def test_the_campus_form_has_every_school_and_says_what_did_not_come(opened, world):
    filled = fill_form(opened, "2", SEPTEMBER).filled
    assert [r["school_code"].value for r in filled.rows] == world.schools["school_code"].tolist()
    kinds = dict(zip(world.schools["school_code"], world.schools["kind"], strict=True))
    for row in filled.rows:
        if kinds[row["school_code"].value] == "kindergarten":
            assert row["n_migrants"].blank == "not_known"
    assert any("学籍名册" in note and "不作0" in note for note in filled.notes)


def test_the_files_lie_private_in_casework_with_month_and_unit_in_their_names(opened):
    written = fill_form(opened, "1", SEPTEMBER)
    (path,) = written.paths
    assert path.name == "form-1-2024-09-police.xlsx"
    assert path.parent.relative_to(opened.root).parts == (
        "outputs", "2024-09", "casework", "forms", "1",
    )  # fmt: skip
    if os.name == "posix":
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    book = load_workbook(path)
    assert book.sheetnames == ["附件1", "出处"]
    flat = [str(c.value) for row in book["附件1"].iter_rows() for c in row]
    assert any("合成示例数据" in text for text in flat)


def test_what_is_due_is_listed_by_its_day(opened):
    due = [(s.due.form.number, str(s.due.period), str(s.due.due_on)) for s in list_forms(opened)]
    for one in (
        ("1", "2024-06", "2024-07-28"),
        ("4", "2024-06", "2024-06-30"),
        ("2", "2024-09", "2024-09-30"),
        ("3", "2024-09", "2024-09-30"),
        ("1", "2024-09", "2024-10-28"),
    ):
        assert one in due
    assert [day for _, _, day in due] == sorted(day for _, _, day in due)
