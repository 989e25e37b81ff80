"""A case entered at the desk and the same case of a school's file are the same row of one table."""

from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from bullying.register_rows import GIVEN, REGISTER, WHOLE, register_frame

from anyuan import clock, keys
from anyuan.bullying.one_table import case_clocks, official_sheet, one_table
from anyuan.bullying.register import register_cases
from anyuan.casebook import Casebook, Person
from anyuan.cases import CaseLedger, NewCase, Writer
from anyuan.codebook import RuleBook, case_kind, read_county
from anyuan.written import split_words

KIND, BOOK = case_kind("bullying"), RuleBook()
APPROVER = Person("E02", "示例乙", "education", "教育局", frozenset({"approver"}))


@pytest.fixture
def ledger(tmp_path, monkeypatch):
    monkeypatch.setenv("ANYUAN_KEY_FILE", str(tmp_path / "secret" / "key"))
    keys.create_key_file()
    at = datetime(2024, 9, 1, 9, tzinfo=clock.CHINA)
    return CaseLedger(Casebook.create(tmp_path / "demo", at=at), KIND, BOOK)


def table_of(*rows: dict[str, str]) -> pd.DataFrame:
    cases, problems = register_cases(register_frame(*rows), KIND, BOOK)
    assert problems == []
    return one_table(cases.values())


def entered(ledger, row: dict[str, str]) -> pd.DataFrame:
    """The table of a case that somebody enters at the desk, day by day, as the row tells it."""
    row = GIVEN | row
    taken = {name: row[name] for name in KIND.opening.fields if name in row}
    taken["forms"] = row["forms"].split(";")
    case = ledger.open_cases([NewCase("x", "reported", date(2024, 9, 5), taken)], writer(row))[0]
    given = {name: row[name] for name in ("stopped_at", "bullied_told_at", "bully_told_at")}
    told = [
        ("stop", given),
        ("check", {"checked_on": row["checked_on"]}),
        ("open_committee", {"committee_on": row["committee_on"]}),
        ("extend", {"is_extended": "是", "why": "示例"}) if row.get("is_extended") else None,
        ("determine", {n: row[n] for n in ("determined_on", "determination", "severity")}),
        ("refer_police", {"police_told_at": row["police_told_at"]})
        if row.get("police_told_at")
        else None,
        ("report_education", {"education_told_at": row["education_told_at"]})
        if row.get("education_told_at")
        else None,
        ("inform", {"told_both_on": row["told_both_on"]}),
        (
            "measure",
            {n: row[n].split(";") for n in ("measures", "support")}
            | {"measures_on": row["measures_on"]},
        ),
        ("follow_up", {"checked_back_on": row["first_check_on"], "is_safe": row["is_safe"]}),
        ("follow_up", {"checked_back_on": row["second_check_on"], "is_safe": row["is_safe"]}),
        ("archive", {"archived_on": row["archived_on"]}),
    ]
    for move, fields in filter(None, told):
        case = ledger.move(case, move, fields, writer(row), APPROVER)
    return one_table(ledger.as_known(None, None).values())


def writer(row: dict[str, str]) -> Writer:
    day = date.fromisoformat(row["archived_on"]) + timedelta(days=1)
    return Writer("E01", datetime(2024, 11, 1, 9, tzinfo=clock.CHINA), day)


SEVERE = {
    "severity": "严重欺凌",
    "police_told_at": "2024-09-18 15:00",
    "education_told_at": "2024-09-18 15:30",
    "is_extended": "是",
    "forms": "肢体;财物",
    "measures": "停课;记过",
    "support": "心理辅导;调整座位或班级宿舍",
}


@pytest.mark.parametrize("more", [{}, SEVERE], ids=["minor", "severe"])
def test_desk_and_file_give_the_same_row_but_for_its_number(ledger, more):
    at_desk, of_file = entered(ledger, WHOLE | more), table_of(WHOLE | more)
    assert at_desk["case_id"].tolist() == ["B2024-0001"]
    assert of_file["case_id"].tolist() == ["S001-2024-01"]
    at_desk, of_file = (one.drop(columns="case_id") for one in (at_desk, of_file))
    pd.testing.assert_frame_equal(at_desk, of_file)
    pd.testing.assert_frame_equal(official_sheet(at_desk), official_sheet(of_file))


def test_a_row_keeps_all_that_the_file_said():
    rows = register_frame(WHOLE | SEVERE)
    found = table_of(WHOLE | SEVERE)
    for column in REGISTER.columns.values():
        given, kept = rows[column.name].iloc[0], found[column.name].iloc[0]
        assert pd.isna(given) == pd.isna(kept), column.name
        if not pd.isna(given):
            wanted = pd.Timestamp(given) if column.type == "moment" else given
            assert kept == wanted, column.name


def test_columns_have_their_types_where_there_is_no_case_too():
    empty, full = one_table([]), table_of(WHOLE)
    assert empty.dtypes.to_dict() == full.dtypes.to_dict()
    assert list(empty) == ["case_id", "status", *REGISTER.columns]
    assert str(empty.dtypes["reported_at"]) == str(empty.dtypes["determined_on"])
    assert str(empty.dtypes["is_safe"]) == "boolean"


def test_the_sheet_is_in_the_words_of_the_form_and_reads_back():
    sheet = official_sheet(table_of(WHOLE | SEVERE))
    row = sheet.iloc[0].to_dict()
    assert list(sheet) == [column.label for column in REGISTER.columns.values()]
    assert row["学校获知时间"] == "2024-09-05 08:05"
    assert row["欺凌方式"] == "肢体；财物"
    assert row["是否延长调查"] == "是"
    assert row["申诉日期"] == ""
    labels = {column.label: name for name, column in REGISTER.columns.items()}
    many = [column.label for column in REGISTER.columns.values() if column.type == "codes"]
    again = row | {label: ";".join(split_words(row[label])) for label in many}
    again = {labels[label]: text for label, text in again.items()}
    pd.testing.assert_frame_equal(register_frame(again), register_frame(WHOLE | SEVERE))


@pytest.mark.parametrize(
    "column",
    [one for one in REGISTER.columns.values() if one.type == "codes"],
    ids=lambda c: c.name,
)
def test_every_word_of_the_sheet_is_one_word_to_whoever_receives_it(column):
    for label in column.codes.labels.values():
        assert [column.codes.parse(word) for word in split_words(label)] == [
            column.codes.parse(label)
        ]


def clocks_of(row: dict[str, str], on: str = "2024-10-31") -> pd.DataFrame:
    cases, _ = register_cases(register_frame(row), KIND, BOOK)
    found = case_clocks(cases.values(), date.fromisoformat(on), BOOK, read_county().calendar)
    return found.set_index("clock")


def test_every_limit_that_a_field_starts_and_ends_has_a_clock():
    clocks = clocks_of(WHOLE)
    assert list(clocks.index) == [name for name in KIND.limits if name != "decide"]
    assert clocks["clause"].str.len().gt(0).all()
    assert set(clocks["state"]) == {"met", "not_needed"}


def test_minutes_are_counted_between_two_minutes_only():
    clocks = clocks_of(WHOLE | SEVERE)
    assert clocks["minutes"].dropna().to_dict() == {
        "stop": 5.0,
        "tell_bullied": 55.0,
        "tell_bully": 120.0,
    }


def test_guardians_told_before_the_school_knew_are_flagged_and_not_counted():
    clocks = clocks_of(WHOLE | {"bullied_told_at": "2024-09-05 08:00"})
    told = clocks.loc["tell_bullied"]
    assert told["is_early"]
    assert pd.isna(told["minutes"])
    assert clocks["is_early"].sum() == 1


@pytest.mark.parametrize(("on", "state"), [("2024-09-08", "running"), ("2024-09-09", "overdue")])
def test_a_limit_runs_until_the_end_of_its_last_day(on, state):
    assert clocks_of({}, on).loc["check", "state"] == state


def test_clocks_have_their_types_where_there_is_no_case_too():
    calendar = read_county().calendar
    empty = case_clocks([], date(2024, 9, 30), BOOK, calendar)
    cases, _ = register_cases(register_frame(WHOLE), KIND, BOOK)
    full = case_clocks(cases.values(), date(2024, 9, 30), BOOK, calendar)
    assert empty.dtypes.to_dict() == full.dtypes.to_dict()
