"""The shape of the tables: strict, append-only, the same by migration as by definition."""

import sqlite3
from contextlib import closing

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_mock_engine

from anyuan.casebook import engine, migrate
from anyuan.casebook.schema import APPEND_ONLY, REVISION, metadata

EVENT = {
    "seq": 9,
    "case_id": None,
    "kind": "noted",
    "occurred_on": None,
    "recorded_at": "2024-09-01T00:00:00.000000Z",
    "actor": "E01",
    "body": "{}",
    "prev": "0" * 64,
    "mac": "0" * 64,
}
PAIR = {"seq": 1, "line": 1, "left_key": "a", "right_key": "b", "verdict": "same", "why": ""}


@pytest.fixture
def raw(book, workspace):
    """A plain connection to the casebook's file, as somebody with a database tool has one."""
    with closing(sqlite3.connect(workspace / "casebook.db", isolation_level=None)) as connection:
        yield connection


def insert(connection, table, **values):
    names = ", ".join(values)
    marks = ", ".join("?" * len(values))
    connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values()))


def statements(connection):
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {name: " ".join(sql.split()).replace('"', "") for name, sql in rows}


def test_upgrading_from_nothing_gives_the_tables_as_defined(book):
    with engine.reading(book.engine) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_checks_and_strictness_are_the_same_by_migration_as_by_definition(raw, tmp_path):
    defined = engine.make_engine(engine.sqlite_url(tmp_path / "defined.db"))
    with engine.writing(defined) as connection:
        metadata.create_all(connection)
    with closing(sqlite3.connect(tmp_path / "defined.db")) as other:
        wanted = statements(other)
    found = {name: sql for name, sql in statements(raw).items() if name in wanted}
    parts = lambda sql: sorted(sql.replace(" )", ",").split(", "))  # noqa: E731 - order is free
    assert {n: parts(s) for n, s in found.items()} == {n: parts(s) for n, s in wanted.items()}


def test_the_newest_migration_is_the_revision_that_opening_asks_for(book):
    with engine.reading(book.engine) as connection:
        script = ScriptDirectory.from_config(migrate.alembic_config(connection))
        assert migrate.revision(connection) == REVISION
    assert script.get_heads() == [REVISION]


def test_every_table_of_ours_is_strict(raw):
    rows = raw.execute(
        "SELECT name, strict FROM pragma_table_list WHERE schema = 'main'"
    ).fetchall()
    ours = {name: strict for name, strict in rows if name in metadata.tables}
    assert ours == dict.fromkeys(metadata.tables, 1)


@pytest.mark.parametrize("table", [t.name for t in APPEND_ONLY])
def test_no_row_of_a_fact_is_changed_or_deleted(raw, table):
    if table != "event":
        column = {
            "received_file": "sha256, name, table_name, period, covers, record_name, n_rows, "
            "n_accepted, n_refused, n_blank, dropped_columns, encoding",
            "issue": "code, severity, sheet, row_no, cell, column_name, value, expected, next_step",
            "correction": "file_sha, sheet, row_no, column_name, reason",
            "judgement": "left_key, right_key, verdict, why",
            "link": "left_key, right_key, rule, why",
            "person": "record_key, person_id",
            "pin": "person_code, pin_hash",
            "release": "month, page, page_sha256, step, note",
            "access": "record, purpose",
        }[table].split(", ")
        fixed = {"severity": "cell", "verdict": "same", "step": "proposed", "right_key": "other"}
        values = {
            c: "a" * 64 if "sha" in c else 1 if c.startswith(("n_", "row")) else fixed.get(c, "xx")
            for c in column
        }
        insert(raw, table, seq=1, line=1, **values)
    for statement in (
        f"UPDATE {table} SET seq = seq",
        f"DELETE FROM {table}",
        f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
    ):
        raw.execute("PRAGMA recursive_triggers=ON")
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            raw.execute(statement)
    assert raw.execute(f"SELECT count(*) FROM {table}").fetchone() == (1,)


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("event", EVENT | {"seq": "abc"}),
        ("event", EVENT | {"seq": 0}),
        ("event", EVENT | {"recorded_at": "2024-09-01"}),
        ("event", EVENT | {"occurred_on": "yesterday"}),
        ("event", EVENT | {"actor": ""}),
        ("event", EVENT | {"mac": "short"}),
        ("event", EVENT | {"body": b"\x00"}),
        ("person", {"seq": 1, "line": 1, "record_key": None, "person_id": "P1"}),
        ("person", {"seq": 1, "line": "first", "record_key": "a", "person_id": "P1"}),
        ("link", {"seq": 1, "line": 1, "left_key": "a", "right_key": "b", "rule": b"x", "why": ""}),
        ("judgement", PAIR | {"verdict": "maybe"}),
        ("judgement", PAIR | {"right_key": "a"}),
        ("access", {"seq": 1, "line": 1, "record": "a", "purpose": ""}),
    ],
)
def test_values_of_the_wrong_kind_are_refused(raw, table, values):
    with pytest.raises(sqlite3.IntegrityError):
        insert(raw, table, **values)


def test_identifiers_keep_their_leading_zeros(raw):
    insert(raw, "person", seq=1, line=1, record_key="0012", person_id="000000000000000001")
    row = raw.execute("SELECT record_key, person_id FROM person").fetchone()
    assert row == ("0012", "000000000000000001")


def test_a_fact_belongs_to_an_event(book):
    with pytest.raises(Exception, match="FOREIGN KEY"), engine.writing(book.engine) as connection:
        connection.exec_driver_sql("INSERT INTO person VALUES (99, 1, 'a', 'P1')")


def test_the_same_tables_can_be_written_down_for_postgresql():
    lines = []
    mock = create_mock_engine("postgresql+psycopg://", lambda sql, *_: lines.append(sql))
    metadata.create_all(mock, checkfirst=False)
    text = "\n".join(str(line.compile(dialect=mock.dialect)) for line in lines)
    assert text.count("CREATE TABLE") == len(metadata.tables)
    assert "STRICT" not in text
    assert "BIGINT" in text
