"""Do a file's rows fit one another, the school and the term? Asked once its cells are read.

Which column is asked what stands in the codebook: `check` of a column, `unique` of a table.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from anyuan.codebook import Column, Table, grades_of
from anyuan.errors import Issue
from anyuan.intake.cells import Rules, severity_of
from anyuan.intake.known import Known
from anyuan.intake.layout import Layout
from anyuan.intake.messages import cell_sentence
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


def check_rows(
    setting: Setting, parts: Sequence[Part], layouts: Sequence[Layout], read: Sequence[ReadRows]
) -> None:
    """Add an issue for each cell that does not fit, and hold its row or leave out what it says.

    Codes: `place_unknown`, `before_term` (doubts), `grade_not_taught` (the cell is not used),
    `ends_not_after`, `repeated_no` (the row is refused; of rows with one number the first stands).
    """
    seen: dict[tuple, str] = {}
    for part, layout, rows in zip(parts, layouts, read, strict=True):
        found = [*_by_columns(setting, rows), *_repeated(setting.table, rows, seen)]
        for position, column, code in found:
            place = part.heading.columns[column.name]
            _note(part, layout, rows, (position, place, column, code))
        rows.issues.sort(key=lambda issue: issue.row)


def _by_columns(setting: Setting, rows: ReadRows) -> Iterator[tuple[int, Column, str]]:
    for column in setting.table.columns.values():
        values = rows.values.get(column.name)
        if not column.check or values is None:
            continue
        for position, value in enumerate(values):
            if value is not None and position not in rows.held:
                code = _problem(setting, column, value, rows, position)
                if code:
                    yield position, column, code


def _problem(
    setting: Setting, column: Column, value: Any, rows: ReadRows, position: int
) -> str | None:
    if column.check == "place":
        places = setting.known.places(setting.school)
        return "place_unknown" if places and value not in places else None
    if column.check == "grade":
        school = setting.school or rows.values["school_code"][position]
        taught = grades_of(setting.known.kinds.get(school, ""))
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


def _repeated(
    table: Table, rows: ReadRows, seen: dict[tuple, str]
) -> Iterator[tuple[int, Column, str]]:
    if not table.unique:
        return
    columns = [rows.values.get(name, [None] * len(rows.numbers)) for name in table.unique]
    for position, said in enumerate(zip(*columns, strict=True)):
        if None in said or position in rows.held:
            continue
        if said in seen:
            yield position, table.columns[table.unique[-1]], "repeated_no"
        seen.setdefault(said, f"{rows.sheet}!{rows.numbers[position]}")


def _note(part: Part, layout: Layout, rows: ReadRows, found: tuple[int, int, Column, str]) -> None:
    position, place, column, code = found
    severity = severity_of(code, column)
    value = rows.values[column.name][position]
    if severity == "refused":
        rows.held.setdefault(position, code)
    else:
        rows.doubts[position].append(code)
    if severity == "cell":
        rows.values[column.name][position] = None
    shown = column.codes.label(value) if column.codes else str(value)
    expected, next_step = cell_sentence(code)
    row = layout.data[position]
    issue = Issue(
        code, severity, part.sheet.name, part.sheet.numbers[row], part.sheet.address(row, place),
        column.label, shown, expected, next_step,
    )  # fmt: skip
    rows.issues.append(issue)
