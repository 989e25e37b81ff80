"""Bring a casebook's tables to the newest shape, and tell which shape it has."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection

from anyuan.casebook.schema import REVISION
from anyuan.errors import ShownError

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(connection: Connection) -> None:
    """Run the steps that are missing, in the caller's transaction."""
    command.upgrade(alembic_config(connection), "head")


def revision(connection: Connection) -> str | None:
    """Return the revision of a casebook, or None for an empty database."""
    return MigrationContext.configure(connection).get_current_revision()


def check_revision(connection: Connection) -> None:
    """Refuse a casebook whose shape is not this program's (ShownError `casebook_version`)."""
    found = revision(connection)
    if found != REVISION:
        raise ShownError(
            f"办案库的版本是 {found or '（无）'}，本程序需要 {REVISION}。",
            code="casebook_version",
            next_step="办案库较旧的，请备份后由维护人员升级办案库；较新的，请升级本程序。",
        )


def alembic_config(connection: Connection) -> Config:
    """Return Alembic's configuration: steps from this package, on this connection."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
