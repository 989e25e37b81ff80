"""Which quarters and terms end with a month, and which months they hold?"""

from dataclasses import dataclass
from datetime import date

from anyuan.codebook import code_list
from anyuan.period import Month, SchoolCalendar, month_range, school_year

QUARTER, TERM = "quarter", "term"
_MONTHS_OF_A_QUARTER = 3
_NEW_SCHOOL_YEAR = 8  # a term that begins in August or later is the school year's first


@dataclass(frozen=True)
class Span:
    """A quarter or a term as whole months: `kind`, its first and last month, its printed name."""

    kind: str
    first: Month
    last: Month
    label: str

    @property
    def opening(self) -> Month:
        """The month at whose end the span opens: the one before its first."""
        return self.first.previous()

    @property
    def months(self) -> list[Month]:
        """Every month of the span, the first and the last included."""
        return month_range(self.first, self.last)


def ended_spans(month: Month, calendar: SchoolCalendar) -> list[Span]:
    """Return the spans that end with a month, the quarter before the term; [] in most months.

    A quarter is one of the calendar year and ends with March, June, September, December. A term
    ends with the month in which its last day lies (whatever day that is), and holds every month
    from that of its first day on. Of two terms that end in one month only the later one is told.
    """
    found = []
    if month.number % _MONTHS_OF_A_QUARTER == 0:
        number = month.number // _MONTHS_OF_A_QUARTER
        label = f"{month.year}年{code_list('quarter').label(str(number))}"
        found.append(Span(QUARTER, month.plus(1 - _MONTHS_OF_A_QUARTER), month, label))
    ended = [term for term in calendar.terms if Month.of(term[1]) == month]
    if ended:
        first, _ = ended[-1]
        found.append(Span(TERM, Month.of(first), month, _term_label(first)))
    return found


def _term_label(first: date) -> str:
    is_first = first.month >= _NEW_SCHOOL_YEAR
    year = first.year if is_first else school_year(first)
    name = code_list("school_term").label("first" if is_first else "second")
    return f"{year}—{year + 1}学年{name}"
