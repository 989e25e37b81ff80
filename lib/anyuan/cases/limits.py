"""What is due on a case, until when, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from anyuan.cases.state import Case
from anyuan.codebook import CaseKind, Limit, RuleBook, code_list, rules
from anyuan.codebook.kinds import ENTERED, LAST
from anyuan.period import SchoolCalendar

WORKING, TERM_END = "working", "term_end"
# Units that are counted to the minute.
EXACT = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1)}
YES, _SETTING = "true", "setting"


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
    terms are not known so far, on the day itself. What is due to the minute is due on the day that
    holds the minute. Raises ShownError for a year without notice.
    """
    status = kind.statuses[case.status]
    found = []
    for limit in kind.limits.values():
        if case.status not in limit.statuses or not is_called_for(case, limit):
            continue
        start = start_of(case, limit)
        if start is None or is_met(case, limit):
            continue
        due_at, why = due_of(limit, start, case, book, calendar)
        due_on, line = due_at.date(), limit.owes or status.owes
        left = (due_on - on).days
        found.append(
            Due(case.case_id, limit.name, limit.label, limit.step, line, due_on, left, why)
        )
    return sorted(found, key=lambda due: (due.due_on, due.limit))


def next_due(dues: Iterable[Due]) -> Due | None:
    """Return the most urgent of several, None for none."""
    return min(dues, key=lambda due: (due.due_on, due.limit), default=None)


def is_called_for(case: Case, limit: Limit) -> bool:
    """Whether a limit applies to a case at all, by what its fields say."""
    return all(case.fields.get(name) in wanted for name, wanted in limit.where.items()) and all(
        case.fields.get(name) for name in limit.known
    )


def is_met(case: Case, limit: Limit) -> bool:
    """Whether it is written down that a limit was met, or nothing is awaited any more."""
    return (
        bool(limit.done and case.fields.get(limit.done))
        or any(len(case.entries(log)) >= n for log, n in limit.unless.items())
        or any(len(case.entries(a)) >= len(case.entries(b)) for a, b in limit.awaits.items())
    )


def start_of(case: Case, limit: Limit) -> date | datetime | None:
    """Return from when a limit runs, None where that is not known.

    A moment for what is counted to the minute; where only the day is known, the end of that day.
    """
    if limit.start == ENTERED:
        return case.since
    if limit.start == LAST:
        days = [entry["day"] for log in limit.start_of for entry in case.entries(log)]
        return date.fromisoformat(max(days)) if days else case.since
    text = case.fields.get(limit.start_of[0])
    if not text:
        return None
    day = date.fromisoformat(text[:10])
    if limit.unit not in EXACT:
        return day
    return datetime.fromisoformat(text) if len(text) > len(day.isoformat()) else end_of(day)


def due_of(
    limit: Limit, start: date | datetime, case: Case, book: RuleBook, calendar: SchoolCalendar
) -> tuple[datetime, str]:
    """Return the last minute at which a limit is met, and why; days end at 23:59."""
    if not limit.days:
        return end_of(start), f"登记的日期 {start}"
    day = start.date() if isinstance(start, datetime) else start
    n = book.value(limit.days, day)
    why = f"自 {start:%Y-%m-%d %H:%M} 起" if limit.unit in EXACT else f"自 {start} 起"
    why = f"{why} {n} {_unit(limit)}（{_source(limit.days)}）"
    for name, rule in limit.more.items():
        if case.fields.get(name) == YES:
            more = book.value(rule, day)
            n, why = n + more, f"{why}，批准延长 {more} {_unit(limit)}（{_source(rule)}）"
    if limit.unit in EXACT:
        return start + n * EXACT[limit.unit], why
    due_on, why = _due_on(limit, day, n, why, calendar)
    return end_of(due_on), why


def end_of(day: date) -> datetime:
    """Return the last minute of a day."""
    return datetime.combine(day, time(23, 59))


def _due_on(
    limit: Limit, start: date, n: int, why: str, calendar: SchoolCalendar
) -> tuple[date, str]:
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


def _unit(limit: Limit) -> str:
    return code_list("day_unit").label("calendar" if limit.unit == TERM_END else limit.unit)


def _source(rule: str) -> str:
    one = rules()[rule]
    return "设置值" if one.status == _SETTING else one.reference
