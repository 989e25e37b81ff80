"""What is due on a case, until when, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from anyuan.cases.state import Case
from anyuan.codebook import CaseKind, Limit, RuleBook, code_list
from anyuan.codebook.kinds import ENTERED, LAST
from anyuan.period import SchoolCalendar

WORKING, TERM_END = "working", "term_end"


@dataclass(frozen=True)
class Due:
    """A step that somebody owes. `move` is the move that meets it, `line` who owes it."""

    case_id: str
    limit: str
    label: str
    move: str
    line: str
    due_on: date
    days_left: int
    why: str

    @property
    def is_overdue(self) -> bool:
        """Whether the day has passed; on the day itself the step is not late."""
        return self.days_left < 0


def find_due(
    kind: CaseKind, case: Case, on: date, book: RuleBook, calendar: SchoolCalendar
) -> list[Due]:
    """Return every step that is owed on a case on a day, the most urgent first.

    Calendar days run through weekends and holidays; working days follow the State Council's
    notices, swaps included. A follow-up that would fall into a break is due on the next term's
    first day, one at the end of term on the last day of the term that holds the day; where the
    terms are not known so far, on the day itself. Raises ShownError for a year without notice.
    """
    status = kind.statuses[case.status]
    found = []
    for limit in kind.limits.values():
        if case.status not in limit.statuses or _is_met(case, limit):
            continue
        start = _start(case, limit)
        if start is None:
            continue
        due_on, why = _due_on(limit, start, book, calendar)
        left = (due_on - on).days
        due = Due(case.case_id, limit.name, limit.label, limit.step, status.owes, due_on, left, why)
        found.append(due)
    return sorted(found, key=lambda due: (due.due_on, due.limit))


def next_due(dues: Iterable[Due]) -> Due | None:
    """Return the most urgent of several, None for none."""
    return min(dues, key=lambda due: (due.due_on, due.limit), default=None)


def _is_met(case: Case, limit: Limit) -> bool:
    """Whether a limit does not run: it was met often enough, or nothing is awaited, or not here."""
    return (
        any(len(case.entries(log)) >= n for log, n in limit.unless.items())
        or any(len(case.entries(a)) >= len(case.entries(b)) for a, b in limit.awaits.items())
        or any(case.fields.get(name) != wanted for name, wanted in limit.where.items())
    )


def _start(case: Case, limit: Limit) -> date | None:
    if limit.start == ENTERED:
        return case.since
    if limit.start == LAST:
        days = [entry["day"] for log in limit.start_of for entry in case.entries(log)]
        return date.fromisoformat(max(days)) if days else case.since
    text = case.fields.get(limit.start_of[0])
    return date.fromisoformat(text) if text else None


def _due_on(
    limit: Limit, start: date, book: RuleBook, calendar: SchoolCalendar
) -> tuple[date, str]:
    if not limit.days:
        return start, f"登记的日期 {start}"
    n = book.value(limit.days, start)
    unit = code_list("day_unit").label("calendar" if limit.unit == TERM_END else limit.unit)
    why = f"自 {start} 起 {n} {unit}（设置值）"
    if limit.unit == WORKING:
        return calendar.holidays.workday_after(start, n), why
    day = start + timedelta(days=n)
    if limit.unit == TERM_END:
        end = calendar.term_end_from(day)
        return (end, f"{why}后的学期末") if end else (day, f"{why}，学期日期未登记")
    if limit.in_term and not any(a <= day <= b for a, b in calendar.terms):
        first = calendar.term_start_after(day)
        return (first, f"{why}，遇假期顺延到开学") if first else (day, f"{why}，学期日期未登记")
    return day, why
