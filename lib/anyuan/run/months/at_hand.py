"""Read and check a month's rows once in a process, so that each fork of it has them.

Every page of a month reads nearly the same files, and half of a small page's time went there.
"""

from contextlib import suppress
from pathlib import Path

from anyuan.casebook import Casebook
from anyuan.period import Month
from anyuan.run.months.holdings import EVERY, read_holdings


def keep_at_hand(workspace: Path, month: Month) -> None:
    """Have this process keep the rows of every table that pages read, up to a month.

    Restricted and anonymous tables are left where they are. What cannot be read is left to the run
    that asks for it, which says so.
    """
    with suppress(Exception):
        holdings = read_holdings(workspace, Casebook.open(workspace), month, question=EVERY)
        for name, table in holdings.tables.items():
            if not (table.is_restricted or table.is_anonymous):
                holdings.rows(name)
