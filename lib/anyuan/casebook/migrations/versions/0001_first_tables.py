"""First tables: the chain of events, the facts that hang on it, and what refuses to change them."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = (
    *("event", "received_file", "issue", "correction", "judgement"),
    *("link", "person", "pin", "release", "access"),
)


def upgrade() -> None:
    """Make every table, then the triggers that refuse UPDATE and DELETE."""
    _create_event()
    _create_files()
    _create_decisions()
    _create_pages()
    for table in APPEND_ONLY:
        _refuse_changes(table)


def downgrade() -> None:
    """Refuse: what was recorded is never taken back; restore a backup instead."""
    raise NotImplementedError("restore a backup instead")


def _count(name: str, **options) -> sa.Column:
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column(name, kind, **{"nullable": False} | options)


def _text(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _create_fact(name: str, *columns) -> None:
    op.create_table(
        name,
        _count("seq", autoincrement=False),
        _count("line", autoincrement=False),
        *columns,
        sa.ForeignKeyConstraint(["seq"], ["event.seq"], name=op.f(f"fk_{name}_seq")),
        sa.PrimaryKeyConstraint("seq", "line", name=op.f(f"pk_{name}")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _create_event() -> None:
    op.create_table(
        "event",
        _count("seq", autoincrement=False),
        _text("case_id", nullable=True),
        _text("kind"),
        _text("occurred_on", nullable=True),
        *map(_text, ("recorded_at", "actor", "body", "prev", "mac")),
        _check("event", "seq", "seq >= 1"),
        _check("event", "recorded_at", "length(recorded_at) = 27"),
        _check("event", "occurred_on", "occurred_on IS NULL OR length(occurred_on) = 10"),
        _check("event", "actor", "actor <> ''"),
        _check("event", "mac", "length(prev) = 64 AND length(mac) = 64"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_event")),
        sqlite_strict=True,
    )
    op.create_index("ix_event_case_id_seq", "event", ["case_id", "seq"])
    op.create_index("ix_event_kind_seq", "event", ["kind", "seq"])


def _create_files() -> None:
    _create_fact(
        "received_file",
        *map(_text, ("sha256", "name", "table_name", "period", "covers", "record_name")),
        *map(_count, ("n_rows", "n_accepted", "n_refused", "n_blank")),
        _count("control_total", nullable=True),
        *map(_text, ("dropped_columns", "encoding")),
        _check("received_file", "sha256", "length(sha256) = 64"),
    )
    op.create_index(
        "ix_received_file_table_name_period_covers",
        "received_file",
        ["table_name", "period", "covers"],
    )
    _create_fact(
        "issue",
        *map(_text, ("code", "severity", "sheet")),
        _count("row_no"),
        *map(_text, ("cell", "column_name", "value", "expected", "next_step")),
        _check("issue", "severity", "severity IN ('refused', 'cell', 'doubtful')"),
    )
    _create_fact(
        "correction",
        *map(_text, ("file_sha", "sheet")),
        _count("row_no"),
        _text("column_name"),
        _text("was", nullable=True),
        _text("now", nullable=True),
        _text("reason"),
        _check("correction", "file_sha", "length(file_sha) = 64"),
    )
    op.create_index("ix_correction_file_sha", "correction", ["file_sha"])


def _create_decisions() -> None:
    _create_fact(
        "judgement",
        *map(_text, ("left_key", "right_key", "verdict", "why")),
        _check("judgement", "pair", "left_key <> right_key"),
        _check("judgement", "verdict", "verdict IN ('same', 'different', 'unsure')"),
    )
    _create_fact("link", *map(_text, ("left_key", "right_key", "rule", "why")))
    _create_fact("person", *map(_text, ("record_key", "person_id")))
    _create_fact("pin", *map(_text, ("person_code", "pin_hash")))
    op.create_table(
        "case",
        *map(_text, ("case_id", "kind", "status", "body")),
        _count("seq"),
        sa.ForeignKeyConstraint(["seq"], ["event.seq"], name=op.f("fk_case_seq")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case")),
        sqlite_strict=True,
    )


def _create_pages() -> None:
    steps = "step IN ('proposed', 'approved', 'released', 'withdrawn')"
    _create_fact(
        "release",
        *map(_text, ("month", "page", "page_sha256", "step", "note")),
        _check("release", "page_sha256", "length(page_sha256) = 64"),
        _check("release", "step", steps),
    )
    op.create_index("ix_release_page_sha256", "release", ["page_sha256"])
    _create_fact(
        "access",
        *map(_text, ("record", "purpose")),
        _check("access", "purpose", "length(purpose) >= 2"),
    )


def _refuse_changes(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f'CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON "{table}" '
                f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
            )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION anyuan_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME; END $$"
    )
    op.execute(
        f'CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "{table}" '
        "FOR EACH STATEMENT EXECUTE FUNCTION anyuan_append_only()"
    )
