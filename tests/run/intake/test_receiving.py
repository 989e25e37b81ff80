"""What the command and the intake desk share: a file fares alike in both, one list goes back."""

import pytest
from desk.intake_county import make_intake_county, right_number, write_bad_roll
from intake.made_files import roll_rows, write_xlsx

from anyuan.casebook import Casebook, Correction
from anyuan.codebook import read_county
from anyuan.errors import ShownError
from anyuan.run.intake.receiving import correct_cell, open_receiving, receive_again, receive_files


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.setenv("ANYUAN_KEY_FILE", str(tmp_path / "secret" / "key"))
    return make_intake_county(tmp_path / "county")


@pytest.fixture
def opening(workspace):
    """Return how receiving is opened for the example workspace."""
    county = read_county(workspace.parents[1] / "params" / "county.yaml")
    book = Casebook.open(workspace)
    return lambda **said: open_receiving(workspace, book, county, actor="system", **said)


def test_the_problems_of_files_make_one_list_in_the_workspace(opening, workspace, tmp_path):
    received = receive_files([write_bad_roll(tmp_path)], opening())
    assert [one.status for one in received.receipts] == ["accepted"]
    assert received.workbook.parent == workspace / "derived" / "issues"
    assert received.workbook.read_bytes().startswith(b"PK")


def test_files_without_problems_make_no_list(opening, tmp_path):
    path = write_xlsx(tmp_path / "学籍名册2024-09.xlsx", roll_rows())
    assert receive_files([path], opening()).workbook is None


def test_a_correction_is_recorded_and_the_file_read_again(opening, tmp_path):
    (first,) = receive_files([write_bad_roll(tmp_path)], opening()).receipts
    book = opening().casebook
    sha = book.files()["sha256"].iloc[-1]
    was = f"{float(right_number()[:17] + '0'):.5E}"
    entry = Correction(sha, "Sheet1", 3, "F", was, right_number(), "核对户口簿")
    (receipt,) = correct_cell(entry, opening()).receipts
    assert (first.n_accepted, receipt.n_accepted) == (3, 4)
    assert book.corrections(sha) == [entry]
    assert receive_again(sha, opening()).receipts[0].status == "duplicate"


def test_a_file_in_whose_place_a_later_one_stands_is_not_corrected(opening, tmp_path):
    receive_files([write_bad_roll(tmp_path)], opening())
    book = opening().casebook
    sha = book.files()["sha256"].iloc[-1]
    later = tmp_path / "later"
    later.mkdir()
    receive_files([write_xlsx(later / "学籍名册2024-09.xlsx", roll_rows())], opening())
    with pytest.raises(ShownError, match="后来的接收替代"):
        correct_cell(Correction(sha, "Sheet1", 3, "F", "1", right_number(), "核对"), opening())
    assert book.corrections(sha) == []


def test_what_the_user_says_of_the_files_must_agree_with_them(opening, tmp_path):
    received = receive_files([write_bad_roll(tmp_path)], opening(month="2024-10"))
    assert [issue.code for issue in received.receipts[0].issues] == ["wrong_month"]
    with pytest.raises(ShownError, match="月份"):
        opening(month="十月")
