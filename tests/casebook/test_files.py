"""Received files: what is current, what was known when, what was wrong, what was corrected."""

from dataclasses import fields

import pandas as pd
import pytest
from sqlalchemy.exc import IntegrityError

from anyuan.casebook import Correction, FileEntry


def test_a_file_comes_back_with_every_field(book, entry, at):
    given = entry(control_total=None)
    file_id = book.record_file(given, [], actor="E01", at=at(1))
    row = book.files().iloc[0]
    for field in fields(FileEntry):
        wanted = getattr(given, field.name)
        assert pd.isna(row[field.name]) if wanted is None else row[field.name] == wanted
    assert (row["file_id"], row["actor"], row["recorded_at"]) == (file_id, "E01", at(1))
    assert pd.isna(row["superseded_at"])


def test_a_newer_file_supersedes_the_older_and_both_stay(book, entry, at):
    book.record_file(entry("a"), [], actor="E01", at=at(1))
    book.record_file(entry("b"), [], actor="E01", at=at(2))
    files = book.files()
    assert files["record_name"].tolist() == ["2024-09-aaaaaaaa", "2024-09-bbbbbbbb"]
    assert files["superseded_at"].iloc[0] == at(2)
    assert pd.isna(files["superseded_at"].iloc[1])
    current = book.current_files("enrolment_roll", "2024-09")
    assert current["record_name"].tolist() == ["2024-09-bbbbbbbb"]


@pytest.mark.parametrize("other", [{"covers": "0002"}, {"period": "2024-10"}, {"table": "schools"}])
def test_files_of_other_coverage_period_or_table_leave_each_other_alone(book, entry, at, other):
    book.record_file(entry("a"), [], actor="E01", at=at(1))
    book.record_file(entry("b", **other), [], actor="E01", at=at(2))
    assert book.files()["superseded_at"].isna().all()


def test_what_was_current_is_told_as_it_was_known(book, entry, at):
    book.record_file(entry("a"), [], actor="E01", at=at(1))
    book.record_file(entry("b"), [], actor="E01", at=at(3))

    def known(hour):
        return book.current_files("enrolment_roll", known_at=at(hour))["record_name"].tolist()

    assert known(0) == []
    assert known(1) == ["2024-09-aaaaaaaa"]
    assert known(2) == ["2024-09-aaaaaaaa"]
    assert known(3) == ["2024-09-bbbbbbbb"]
    assert book.files(at(2))["superseded_at"].isna().all()


def test_current_files_of_all_periods_or_of_one(book, entry, at):
    book.record_file(entry("a"), [], actor="E01", at=at(1))
    book.record_file(entry("b", period="2024-10"), [], actor="E01", at=at(2))
    book.record_file(entry("c", covers="0002"), [], actor="E01", at=at(3))
    assert len(book.current_files("enrolment_roll")) == 3
    assert book.current_files("enrolment_roll", "2024-09")["covers"].tolist() == ["0001", "0002"]
    assert len(book.current_files("schools")) == 0


def test_a_file_refused_whole_is_listed_but_never_current_and_supersedes_nothing(book, entry, at):
    book.record_file(entry("a"), [], actor="E01", at=at(1))
    book.record_file(entry("b", record_name="", n_accepted=0), [], actor="E01", at=at(2))
    assert len(book.files()) == 2
    assert book.files()["superseded_at"].isna().all()
    assert book.current_files("enrolment_roll")["record_name"].tolist() == ["2024-09-aaaaaaaa"]


def test_recording_the_current_file_again_changes_nothing(book, entry, issue, at):
    first = book.record_file(entry("a"), [issue], actor="E01", at=at(1))
    head = book.chain_head()
    assert book.record_file(entry("a"), [issue], actor="E02", at=at(2)) == first
    assert book.chain_head() == head


def test_an_older_file_sent_again_counts_as_the_newest(book, entry, at):
    for n, letter in enumerate("aba"):
        book.record_file(entry(letter), [], actor="E01", at=at(n))
    assert book.current_files("enrolment_roll")["record_name"].tolist() == ["2024-09-aaaaaaaa"]
    assert len(book.files()) == 3


def test_the_same_bytes_read_with_corrections_are_another_record(book, entry, at):
    book.record_file(entry("a"), [], actor="E01", at=at(1))
    corrected = entry("a", record_name="2024-09-aaaaaaaa-c1d2e3f4")
    book.record_file(corrected, [], actor="E01", at=at(2))
    assert len(book.files()) == 2


def test_issues_come_with_their_file_in_the_order_found(book, entry, issue, at):
    doubtful = type(issue)("name_rare", "doubtful", "Sheet1", 9, "", "name", "", "", "")
    one = book.record_file(entry("a"), [issue, doubtful], actor="E01", at=at(1))
    two = book.record_file(entry("b", covers="0002"), [issue], actor="E01", at=at(2))
    found = book.issues()
    assert found["file_id"].tolist() == [one, one, two]
    assert found["code"].tolist() == ["id_check", "name_rare", "id_check"]
    assert found.iloc[0]["table"] == "enrolment_roll"
    assert found.iloc[0]["file_name"] == "示例小学名册.xlsx"
    assert [found.iloc[0][f.name] for f in fields(issue)] == [
        getattr(issue, f.name) for f in fields(issue)
    ]
    assert book.issues(file_id=two)["file_id"].tolist() == [two]
    assert book.issues(at(1))["file_id"].tolist() == [one, one]
    assert book.issues(at(0)).dtypes.equals(found.dtypes)


@pytest.mark.parametrize(
    "wrong",
    [{"sha256": "short"}, {"n_rows": None}, {"n_rows": "ten"}, {"name": None}],
)
def test_an_entry_of_the_wrong_kind_stores_nothing(book, entry, at, wrong):
    with pytest.raises(IntegrityError):
        book.record_file(entry(**wrong), [], actor="E01", at=at())
    assert len(book.events()) == 1


def test_corrections_come_back_in_order_and_as_known(book, at):
    one = Correction("a" * 64, "Sheet1", 3, "resident_id", "1101…", "11010120150307002X", "户口簿")
    two = Correction("a" * 64, "Sheet1", 4, "former_name", "乙", None, "误填")
    other = Correction("b" * 64, "Sheet1", 3, "name", None, "甲", "漏填")
    for hour, correction in enumerate((one, two, other), start=1):
        book.add_correction(correction, actor="E02", at=at(hour))
    assert book.corrections("a" * 64) == [one, two]
    assert book.corrections("a" * 64, at(1)) == [one]
    assert book.corrections("c" * 64) == []


def test_a_correction_needs_a_reason(book, at):
    with pytest.raises(ValueError, match="reason"):
        book.add_correction(
            Correction("a" * 64, "Sheet1", 3, "name", "甲", "乙", " "), actor="E01", at=at()
        )


def test_events_of_files_and_corrections_hold_no_personal_value(book, entry, issue, at):
    book.record_file(entry(), [issue], actor="E01", at=at())
    secret = Correction("a" * 64, "S", 3, "name", "示例甲", "示例乙", "户口簿")
    book.add_correction(secret, actor="E01", at=at())
    bodies = " ".join(map(str, book.events()["body"]))
    assert "示例甲" not in bodies
    assert "示例乙" not in bodies
    assert "002X" not in bodies
