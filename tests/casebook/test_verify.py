"""Tampering: whatever is edited, deleted, added, swapped, cut or rebuilt is found, and where."""

import shutil
import sqlite3
from contextlib import closing

import pandas as pd
import pytest

from anyuan.casebook import Casebook, chain
from anyuan.errors import ShownError


@pytest.fixture
def filled(book, entry, issue, at):
    """Seven events: created, file, judgement, persons, links, note, note."""
    book.record_file(entry(), [issue, issue], actor="E01", at=at(1))
    book.add_judgement("a", "b", "same", actor="E01", at=at(2))
    persons = pd.DataFrame({"record_key": ["r1", "r2"], "person_id": ["P1", "P2"]})
    book.assign_persons(persons, actor="system", at=at(3))
    links = pd.DataFrame({"left_key": ["a", "c"], "right_key": ["b", "d"], "rule": "x", "why": ""})
    book.add_links(links, actor="system", at=at(4))
    book.append_event("noted", {"n": 1}, actor="E01", at=at(5), case_id="C1")
    book.append_event("noted", {"n": 2}, actor="E01", at=at(6), case_id="C1")
    return book


def tamper(workspace, *statements):
    """Do what an administrator with a database tool can do, guards and all."""
    with closing(sqlite3.connect(workspace / "casebook.db")) as connection:
        guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        guards = guards.fetchall()
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        for _, sql in guards:
            connection.execute(sql)
        connection.commit()


def test_an_untouched_casebook_verifies_with_and_without_an_anchor(filled):
    report = filled.verify()
    assert (report.is_ok, report.n_events, report.broken_at) == (True, 7, None)
    assert report.head == filled.chain_head()
    assert "未提供" in report.message
    for anchor in (filled.anchor(), filled.chain_head(), filled.chain_head()[:16].upper()):
        assert filled.verify(anchor).is_ok


def test_an_anchor_printed_earlier_still_holds(filled, at):
    old = filled.anchor(at(3))
    assert old.startswith("4-")
    assert filled.verify(old).is_ok
    assert filled.verify(old.split("-")[1]).is_ok


@pytest.mark.parametrize(
    ("statement", "broken_at"),
    [
        ("UPDATE event SET actor = 'E02' WHERE seq = 6", 6),
        ("UPDATE event SET recorded_at = '2024-08-01T00:00:00.000000Z' WHERE seq = 2", 2),
        ("UPDATE event SET occurred_on = '2024-08-01' WHERE seq = 6", 6),
        ("UPDATE event SET case_id = NULL WHERE seq = 7", 7),
        ("UPDATE event SET body = '{\"n\":3}' WHERE seq = 6", 6),
        ("UPDATE event SET mac = replace(mac, substr(mac, 1, 1), 'z') WHERE seq = 3", 3),
        ("UPDATE event SET prev = mac WHERE seq = 5", 5),
        ("DELETE FROM event WHERE seq = 6", 6),
        ("DELETE FROM event WHERE seq = 1", 1),
        ("UPDATE event SET seq = 9 WHERE seq = 7", 7),
        ("UPDATE person SET person_id = 'P1' WHERE record_key = 'r2'", 4),
        ("DELETE FROM person WHERE record_key = 'r1'", 4),
        ("DELETE FROM person WHERE record_key = 'r2'", 4),
        ("DELETE FROM link", 5),
        ("INSERT INTO link VALUES (5, 3, 'x', 'y', 'x', '')", 5),
        ("INSERT INTO link VALUES (6, 1, 'x', 'y', 'x', '')", 6),
        ("INSERT INTO person VALUES (99, 1, 'r3', 'P3')", 99),
        ("UPDATE link SET line = line + 10", 5),
        ("UPDATE judgement SET verdict = 'different'", 3),
        ("UPDATE received_file SET n_accepted = 10", 2),
        ("UPDATE received_file SET control_total = NULL", 2),
        ("DELETE FROM issue WHERE line = 2", 2),
        ("UPDATE issue SET value = ''", 2),
    ],
)
def test_a_row_that_was_touched_is_found_and_placed(filled, workspace, statement, broken_at):
    tamper(workspace, statement)
    report = filled.verify()
    assert not report.is_ok
    assert report.broken_at == broken_at
    assert f"第 {broken_at} 条" in report.message


def test_two_events_in_each_others_place_are_found(filled, workspace):
    tamper(
        workspace,
        "UPDATE event SET seq = 99 WHERE seq = 6",
        "UPDATE event SET seq = 6 WHERE seq = 7",
        "UPDATE event SET seq = 7 WHERE seq = 99",
    )
    assert filled.verify().broken_at == 6


def test_two_fact_rows_in_each_others_place_are_found(filled, workspace):
    tamper(
        workspace,
        "UPDATE person SET line = 9 WHERE line = 1",
        "UPDATE person SET line = 1 WHERE line = 2",
        "UPDATE person SET line = 2 WHERE line = 9",
    )
    assert filled.verify().broken_at == 4


def test_a_cut_tail_is_seen_only_against_the_anchor_which_says_where(filled, workspace):
    numbered, digits = filled.anchor(), filled.chain_head()[:16]
    tamper(workspace, "DELETE FROM event WHERE seq >= 6")
    assert filled.verify().is_ok
    for anchor in (numbered, digits):
        report = filled.verify(anchor)
        assert (report.is_ok, report.n_events, report.broken_at) == (False, 5, 6)
    assert "第 6 条到第 7 条" in filled.verify(numbered).message


def test_a_chain_rebuilt_with_the_key_is_seen_only_against_the_anchor(filled, workspace, at):
    numbered, digits = filled.anchor(), filled.chain_head()[:16]
    (workspace / "casebook.db").rename(workspace.parent / "old.db")
    forged = Casebook.create(workspace, at=at())
    for n in range(6):
        forged.append_event("noted", {"n": n}, actor="E01", at=at(n))
    assert forged.verify().is_ok
    report = forged.verify(numbered)
    assert (report.is_ok, report.broken_at) == (False, 7)
    assert "重写" in report.message
    assert forged.verify(digits).broken_at == 8


def test_a_row_sealed_with_another_key_is_found(filled, workspace, key_file, at):
    key_file.write_text("cd" * 32 + "\n", encoding="ascii")
    assert Casebook.open(workspace).verify().broken_at == 1
    moment = "2024-12-31T00:00:00.000000Z"
    fields = (8, None, "noted", None, moment, "E01", "{}")
    sealed = chain.seal(b"another", filled.chain_head(), fields)
    tamper(
        workspace,
        f"INSERT INTO event SELECT 8, NULL, 'noted', NULL, '{moment}', 'E01', '{{}}', mac, "
        f"'{sealed}' FROM event WHERE seq = 7",
    )
    assert filled.verify().broken_at == 8


def test_nothing_is_written_with_another_key_than_that_of_the_chain(
    filled, workspace, key_file, at
):
    key_file.write_text("cd" * 32 + "\n", encoding="ascii")
    stranger = Casebook.open(workspace)
    with pytest.raises(ShownError, match="ANYUAN_KEY_FILE") as caught:
        stranger.append_event("noted", {}, actor="E01", at=at(7))
    assert caught.value.code == "foreign_key"
    assert len(filled.events()) == 7 and filled.verify().is_ok


@pytest.mark.parametrize(
    "anchor", ["abc", "f" * 15, "f" * 65, "zzzzzzzzzzzzzzzzz", "1-", "x-" + "f" * 16]
)
def test_an_anchor_that_cannot_be_one_is_refused(filled, anchor):
    with pytest.raises(ShownError) as caught:
        filled.verify(anchor)
    assert caught.value.code == "bad_anchor"


def test_an_anchor_may_be_copied_with_blanks(filled):
    spaced = " ".join(filled.anchor())
    assert filled.verify(spaced).is_ok


def test_guards_that_were_taken_away_are_reported(filled, workspace):
    with closing(sqlite3.connect(workspace / "casebook.db")) as connection:
        connection.execute("DROP TRIGGER event_no_delete")
        connection.commit()
    report = filled.verify()
    assert (report.is_ok, report.broken_at) == (False, None)
    assert "1 道保护" in report.message


def test_an_index_that_does_not_fit_its_table_is_reported(filled, workspace):
    with closing(sqlite3.connect(workspace / "casebook.db")) as connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute(
            "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master "
            "WHERE name = 'ix_event_kind_seq') WHERE name = 'ix_event_case_id_seq'"
        )
        connection.commit()
    report = filled.verify()
    assert (report.is_ok, report.broken_at) == (False, None)
    assert "损坏" in report.message


def test_a_file_overwritten_while_in_use_is_reported_not_raised(filled, workspace):
    (workspace / "casebook.db").write_bytes(b"no longer a database" * 500)
    report = filled.verify()
    assert (report.is_ok, report.n_events, report.broken_at) == (False, 0, None)
    assert "损坏" in report.message


def test_a_flipped_bit_in_any_page_is_found_or_does_no_harm(filled, workspace, tmp_path):
    """A flip that is neither reported nor harmless would show as other data: there is none."""
    path = workspace / "casebook.db"
    whole = path.read_bytes()
    expected = (filled.persons(), filled.links(), filled.files(), filled.events(), filled.issues())
    n_found, scratch = 0, tmp_path / "scratch"
    for place in range(100, len(whole), 4 * 997):
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir()
        flipped = whole[:place] + bytes([whole[place] ^ 16]) + whole[place + 1 :]
        (scratch / "casebook.db").write_bytes(flipped)
        try:
            book = Casebook.open(scratch)
            if not book.verify().is_ok:
                n_found += 1
                continue
            read = (book.persons(), book.links(), book.files(), book.events(), book.issues())
        except ShownError:
            n_found += 1
            continue
        assert all(map(pd.DataFrame.equals, read, expected)), place
    assert n_found > 0
