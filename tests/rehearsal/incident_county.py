"""A small county's files of the review question, received: what the tests of incidents share."""

from pathlib import Path

from rehearsal.bullying_county import Sent, send

from anyuan import records
from anyuan.period import Month, month_range
from anyuan.rehearsal.bullying_deliveries import draft_bullying
from anyuan.rehearsal.deliveries import REVIEW, place_of, write_drafts, write_month
from anyuan.rehearsal.drafts import Delivery

N_CHILDREN = 2000
LIVED = tuple(month_range(Month(2024, 5), Month(2024, 12)))


def write_incidents(world, month: Month, folder: Path) -> list[Delivery]:
    """Write a month's files of the review question, and its mechanism survey."""
    survey = draft_bullying(world, place_of(month), ("mechanism_survey",))
    return write_drafts(survey, month, folder) + write_month(world, month, folder, (REVIEW,))


def send_incidents(world, folder: Path) -> Sent:
    """Write these files of May to December and their lists of schools, and receive them."""
    return send(world, folder, LIVED, write_incidents)


def rows_of(sent: Sent, table: str):
    """Return every row that was received of a table."""
    files = sent.casebook.current_files(table)
    return records.read(sent.workspace, table, list(files["record_name"]))
