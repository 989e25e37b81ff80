"""Who is of compulsory school age on a day?"""

from datetime import date, timedelta

import pandas as pd

from anyuan.codebook import RuleBook
from anyuan.period import school_year


def cutoff_on(as_of: date, book: RuleBook) -> date:
    """Return the day on which ages are taken for the school year that holds `as_of`."""
    month, day = book.value("dropout.cutoff", as_of).split("-")
    return date(school_year(as_of), int(month), int(day))


def birth_window(as_of: date, book: RuleBook) -> tuple[date, date]:
    """Return the first and last birthday in scope, both included.

    In scope: `entry_age` completed by the cut-off day and `upper_age` not yet completed on it
    (义务教育法第十一条; the upper age is a setting). Born on 29 February completes a year on
    1 March in common years.
    """
    cutoff = cutoff_on(as_of, book)
    entry = book.value("dropout.entry_age", as_of)
    upper = book.value("dropout.upper_age", as_of)
    first = cutoff.replace(year=cutoff.year - upper) + timedelta(days=1)
    return first, cutoff.replace(year=cutoff.year - entry)


def is_in_scope(born_on: pd.Series, as_of: date, book: RuleBook) -> pd.Series:
    """Return for each birthday (datetime64) whether the child is in scope; unknown is False."""
    first, last = birth_window(as_of, book)
    return born_on.between(pd.Timestamp(first), pd.Timestamp(last))
