"""Which form is due for which period, and when; where each stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from anyuan.codebook import County, RuleBook
from anyuan.codebook.forms import MONTHLY, ONCE, TERM, Form
from anyuan.errors import ShownError
from anyuan.period import Month, month_range

_FULL, _LATE_START = "full_month", 15
_DUE_DAY, _TERM_DUE, _DEPUTIES = (
    "reporting.monthly_due_day",
    "reporting.term_form_due",
    "reporting.deputies_due_on",
)


@dataclass(frozen=True)
class FormDue:
    """A form that is due for a period on a day."""

    form: Form
    period: Month
    due_on: date


def periods_due(
    form: Form, county: County, book: RuleBook, first: Month, last: Month
) -> Iterator[FormDue]:
    """Yield every period of a form from a month to another, with the day on which it is due.

    A month's report is due by the 28th of the next month (before the 28th: the day itself is the
    last). Those of a term at the end of its first month; the deputies once, on the plan's day.
    """
    for month in month_range(first, last):
        if form.cadence == MONTHLY:
            day = book.value(_DUE_DAY, month.last_day)
            yield FormDue(form, month, month.next().first_day.replace(day=day))
        elif form.cadence == TERM and month in term_months(county, book):
            yield FormDue(form, month, month.last_day)
        elif form.cadence == ONCE and month == Month.of(once_due_on(book, month)):
            yield FormDue(form, month, once_due_on(book, month))


def term_months(county: County, book: RuleBook) -> list[Month]:
    """Return the first month of each known term, in order, by the county's reading.

    `full_month`: of a term that begins after the 15th the next month is the first.
    """
    found = []
    for first, last in county.calendar.terms:
        reading = book.value(_TERM_DUE, max(first, last))
        begun = Month.of(first)
        is_late = reading == _FULL and first.day > _LATE_START
        found.append(begun.next() if is_late else begun)
    return found


def once_due_on(book: RuleBook, month: Month) -> date:
    """Return the day on which the form that is due once is due."""
    return date.fromisoformat(book.value(_DEPUTIES, month.last_day))


def require_period(form: Form, county: County, book: RuleBook, month: Month) -> None:
    """Refuse a month for which a form is not drawn up, naming those for which it is.

    The list of deputies may be drawn up anew for every term besides. ShownError `form_period`.
    """
    terms = term_months(county, book)
    if form.cadence == MONTHLY:
        return
    if form.cadence == ONCE:
        terms = sorted({Month.of(once_due_on(book, month)), *terms})
    if month not in terms:
        raise ShownError(
            f"{form.attachment}不按 {month} 填报；可填的月份有 {'、'.join(map(str, terms))}。",
            code="form_period",
            next_step="请换一个月份，或在 params/county.yaml 的 terms 中补上学期。",
        )
