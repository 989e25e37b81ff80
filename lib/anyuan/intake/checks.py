"""Do a file's rows fit one another, the school and the term? Asked once its cells are read.

Which column is asked what stands in the codebook: `check` of a column, `unique` and `checks` of a
table.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from anyuan.codebook import Column, Table, grades_of
from anyuan.codebook.tables import NOBODY
from anyuan.errors import Issue
from anyuan.intake.cells import Rules, severity_of
from anyuan.intake.finding import Finding
from anyuan.intake.known import Known
from anyuan.intake.layout import Layout
from anyuan.intake.log_checks import LOG_CHECKS, Minutes, entries_of
from anyuan.intake.messages import cell_sentence
from anyuan.intake.nobody import NOT_KEPT, find_somebody, without_names
from anyuan.intake.recognise import Part
from anyuan.intake.rows import ReadRows
from anyuan.period import Month, SchoolCalendar

_AFTER = "after "


@dataclass(frozen=True)
class Setting:
    """Against what a file's rows are held: its table, school and month, and what is known."""

    table: Table
    school: str
    month: Month
    known: Known
    rules: Rules

    def school_of(self, rows: ReadRows, position: int) -> str:
        """Return the school that a row is about, "" for none."""
        codes = rows.values.get("school_code")
        return self.school or (codes[position] if codes else None) or ""


def check_rows(
    setting: Setting, parts: Sequence[Part], layouts: Sequence[Layout], read: Sequence[ReadRows]
) -> None:
    """Add an issue for each cell that does not fit, and hold its row or leave out what it says.

    Codes: `place_unknown`, `before_term` (doubts), `grade_not_taught` (the cell is not used),
    `ends_not_after`, `repeated_no` (the row is refused; of rows with one number the first stands),
    those of `nobody` (the row is refused and its text not kept) and of `log_checks`.
    """
    seen: dict[tuple, str] = {}
    sheets = list(zip(parts, layouts, read, strict=True))
    for part, layout, rows in sheets:
        for finding in list(_telling(setting, rows)):
            _note(setting.table, part, layout, rows, finding)
        found = [*_by_columns(setting, rows), *_repeated(setting.table, rows, seen)]
        for finding in found:
            _note(setting.table, part, layout, rows, finding)
    for word in setting.table.checks:
        minutes = Minutes.of(setting.rules.county, setting.rules.received_on)
        for entry, finding in list(LOG_CHECKS[word](entries_of(read), minutes)):
            part, layout, rows = sheets[entry.sheet]
            _note(setting.table, part, layout, rows, finding)
    for rows in read:
        rows.issues.sort(key=lambda issue: issue.row)


def _telling(setting: Setting, rows: ReadRows) -> Iterator[Finding]:
    """Yield the texts that tell who somebody was, of rows refused already too.

    Where there are such columns, no issue of the sheet shows a name either.
    """
    if not setting.table.names_nobody:
        return
    known, county = setting.known, setting.rules.county
    position_of = {number: n for n, number in enumerate(rows.numbers)}
    for n, issue in enumerate(rows.issues):
        school = setting.school_of(rows, position_of[issue.row])
        rows.issues[n] = without_names(issue, school, known, county)
    for column in setting.table.columns.values():
        if column.check != NOBODY:
            continue
        for position, text in enumerate(rows.values.get(column.name, ())):
            if text is not None:
                school = setting.school_of(rows, position)
                for code, shown, detail in find_somebody(text, school, known, county):
                    yield Finding(position, column.name, code, shown, detail)


def _by_columns(setting: Setting, rows: ReadRows) -> Iterator[Finding]:
    for column in setting.table.columns.values():
        values = rows.values.get(column.name)
        if column.check in ("", NOBODY) or values is None:
            continue
        for position, value in enumerate(values):
            if value is not None and position not in rows.held:
                code = _problem(setting, column, value, rows, position)
                if code:
                    yield Finding(position, column.name, code)


def _problem(
    setting: Setting, column: Column, value: Any, rows: ReadRows, position: int
) -> str | None:
    if column.check == "place":
        places = setting.known.places(setting.school)
        return "place_unknown" if places and value not in places else None
    if column.check == "grade":
        taught = grades_of(setting.known.kinds.get(setting.school_of(rows, position), ""))
        return None if value in taught else "grade_not_taught"
    if column.check == "term":
        first = _first_of_term(setting.rules.county.calendar, setting.month)
        return "before_term" if first and value < first else None
    start = rows.values[column.check.removeprefix(_AFTER)][position]
    return "ends_not_after" if start is not None and value <= start else None


def _first_of_term(calendar: SchoolCalendar, month: Month) -> date | None:
    """Return the first day of the term that a month's table covers: the last one begun by its end.

    None where the terms are not known so far back.
    """
    begun = [first for first, _ in calendar.terms if first <= month.last_day]
    return max(begun, default=None)


def _repeated(table: Table, rows: ReadRows, seen: dict[tuple, str]) -> Iterator[Finding]:
    if not table.unique:
        return
    columns = [rows.values.get(name, [None] * len(rows.numbers)) for name in table.unique]
    for position, said in enumerate(zip(*columns, strict=True)):
        if None in said or position in rows.held:
            continue
        if said in seen:
            yield Finding(position, table.unique[-1], "repeated_no")
        seen.setdefault(said, f"{rows.sheet}!{rows.numbers[position]}")


def _note(table: Table, part: Part, layout: Layout, rows: ReadRows, finding: Finding) -> None:
    code, position = finding.code, finding.position
    column = table.columns[finding.column]
    severity = severity_of(code, column)
    value = rows.values[column.name][position]
    if severity == "refused":
        rows.held.setdefault(position, code)
    else:
        rows.doubts[position].append(code)
    if severity == "cell" or code in NOT_KEPT:
        rows.values[column.name][position] = None
    shown = _shown(column, value) if finding.shown is None else finding.shown
    expected, next_step = cell_sentence(code, detail=finding.detail)
    row, place = layout.data[position], part.heading.columns[column.name]
    issue = Issue(
        code, severity, part.sheet.name, part.sheet.numbers[row], part.sheet.address(row, place),
        column.label, shown, expected, next_step,
    )  # fmt: skip
    rows.issues.append(issue)


def _shown(column: Column, value: Any) -> str:
    if column.codes:
        return column.codes.label(value)
    return value.replace("T", " ") if column.type == "moment" else str(value)
