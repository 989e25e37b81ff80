"""Read a month's rows, persons and cases once in a process, so that each fork of it has them.

Every page of a month asks for nearly the same, and most of a small page's time went there.
"""

from contextlib import suppress
from datetime import date, datetime

from anyuan.period import Month
from anyuan.run.months.bullying_month import load_bullying_month
from anyuan.run.months.holdings import EVERY, QUESTIONS, read_holdings
from anyuan.run.opened import OpenedWorkspace


def keep_at_hand(
    opened: OpenedWorkspace, month: Month, known_at: datetime, *, as_of: str = ""
) -> None:
    """Have this process keep what pages ask of a month, as of a day (its last, if "") and as known.

    The rows of every table that pages read, whom they speak of, every case, and the survey's
    numbers of groups. Rows of restricted and anonymous tables are left where they are. What cannot
    be read is left to the run that asks for it, which says so.
    """
    stores = opened.workspace, opened.casebook
    with suppress(Exception):
        held = {q: read_holdings(*stores, month, known_at, question=q) for q in QUESTIONS}
        holdings = held[EVERY]
        for name, table in holdings.tables.items():
            if not (table.is_restricted or table.is_anonymous):
                holdings.rows(name)
        _ = holdings.person_of
    with suppress(Exception):
        rules = opened.county, opened.county.rule_book()
        moment = {"as_of": date.fromisoformat(as_of) if as_of else month.last_day}
        bullying = load_bullying_month(*stores, *rules, month=month, known_at=known_at, **moment)
        _ = bullying.actions, bullying.gathered, bullying.survey
