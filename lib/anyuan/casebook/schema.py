"""The casebook's tables, for SQLite (STRICT) and PostgreSQL alike.

`event` is the backbone. Every other fact row hangs on the event that recorded it by (seq, line):
who and when are the event's, so no row can be redated without breaking the chain. Fact tables are
append-only (triggers refuse UPDATE and DELETE); what superseded what is found by query.
Identifiers are TEXT; moments are UTC text of fixed width (`clock.to_text`).
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
)

REVISION = "0001"

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)
Count = BigInteger().with_variant(Integer, "sqlite")


def _text(name: str, **options) -> Column:
    return Column(name, Text, nullable=False, **options)


def _fact(name: str, *columns) -> Table:
    """A table of rows that belong to one event each, numbered from 1 within it."""
    return Table(
        name,
        metadata,
        Column("seq", Count, ForeignKey("event.seq"), primary_key=True, autoincrement=False),
        Column("line", Count, primary_key=True, autoincrement=False),
        *columns,
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


event = Table(
    "event",
    metadata,
    Column("seq", Count, primary_key=True, autoincrement=False),
    Column("case_id", Text),
    _text("kind"),
    Column("occurred_on", Text),
    _text("recorded_at"),
    _text("actor"),
    _text("body"),
    _text("prev"),
    _text("mac"),
    CheckConstraint("seq >= 1", name="seq"),
    CheckConstraint("length(recorded_at) = 27", name="recorded_at"),
    CheckConstraint("occurred_on IS NULL OR length(occurred_on) = 10", name="occurred_on"),
    CheckConstraint("actor <> ''", name="actor"),
    CheckConstraint("length(prev) = 64 AND length(mac) = 64", name="mac"),
    Index("ix_event_case_id_seq", "case_id", "seq"),
    Index("ix_event_kind_seq", "kind", "seq"),
    sqlite_strict=True,
)

received_file = _fact(
    "received_file",
    _text("sha256"),
    _text("name"),
    _text("table_name"),
    _text("period"),
    _text("covers"),
    _text("record_name"),
    Column("n_rows", Count, nullable=False),
    Column("n_accepted", Count, nullable=False),
    Column("n_refused", Count, nullable=False),
    Column("n_blank", Count, nullable=False),
    Column("control_total", Count),
    _text("dropped_columns"),
    _text("encoding"),
    CheckConstraint("length(sha256) = 64", name="sha256"),
    Index("ix_received_file_table_name_period_covers", "table_name", "period", "covers"),
)

issue = _fact(
    "issue",
    _text("code"),
    _text("severity"),
    _text("sheet"),
    Column("row_no", Count, nullable=False),
    _text("cell"),
    _text("column_name"),
    _text("value"),
    _text("expected"),
    _text("next_step"),
    CheckConstraint("severity IN ('refused', 'cell', 'doubtful')", name="severity"),
)

correction = _fact(
    "correction",
    _text("file_sha"),
    _text("sheet"),
    Column("row_no", Count, nullable=False),
    _text("column_name"),
    Column("was", Text),
    Column("now", Text),
    _text("reason"),
    CheckConstraint("length(file_sha) = 64", name="file_sha"),
    Index("ix_correction_file_sha", "file_sha"),
)

judgement = _fact(
    "judgement",
    _text("left_key"),
    _text("right_key"),
    _text("verdict"),
    _text("why"),
    CheckConstraint("left_key <> right_key", name="pair"),
    CheckConstraint("verdict IN ('same', 'different', 'unsure')", name="verdict"),
)

link = _fact("link", _text("left_key"), _text("right_key"), _text("rule"), _text("why"))

person = _fact("person", _text("record_key"), _text("person_id"))

pin = _fact("pin", _text("person_code"), _text("pin_hash"))

release = _fact(
    "release",
    _text("month"),
    _text("page"),
    _text("page_sha256"),
    _text("step"),
    _text("note"),
    CheckConstraint("length(page_sha256) = 64", name="page_sha256"),
    CheckConstraint("step IN ('proposed', 'approved', 'released', 'withdrawn')", name="step"),
    Index("ix_release_page_sha256", "page_sha256"),
)

access = _fact(
    "access",
    _text("record"),
    _text("purpose"),
    CheckConstraint("length(purpose) >= 2", name="purpose"),
)

# A projection of the events: the one table that may be emptied and built again.
case = Table(
    "case",
    metadata,
    _text("case_id", primary_key=True),
    _text("kind"),
    _text("status"),
    _text("body"),
    Column("seq", Count, ForeignKey("event.seq"), nullable=False),
    sqlite_strict=True,
)

FACTS = (received_file, issue, correction, judgement, link, person, pin, release, access)
APPEND_ONLY = (event, *FACTS)
