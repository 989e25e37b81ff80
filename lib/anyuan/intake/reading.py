"""Which table, month, school and rows does a parsed file hold? Nothing is stored here."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from anyuan.casebook import Correction
from anyuan.codebook import Table, code_list
from anyuan.errors import Issue
from anyuan.intake.cells import Rules
from anyuan.intake.checks import Setting, check_rows
from anyuan.intake.corrections import Applied, apply_corrections
from anyuan.intake.grid import Sheet
from anyuan.intake.known import Known
from anyuan.intake.layout import Layout, lay_out
from anyuan.intake.messages import cell_sentence
from anyuan.intake.recognise import Recognised, find_period, recognise
from anyuan.intake.refusal import Refused
from anyuan.intake.rows import ReadRows, read_rows
from anyuan.intake.schools import find_school
from anyuan.period import Month
from anyuan.text import fold_heading


@dataclass(frozen=True)
class Request:
    """How a file is to be read.

    `file_name` is judged for month and table ("" is not). `table` and `month` are what the file
    should be, None for whatever it says.
    """

    file_name: str
    rules: Rules
    known: Known = field(default_factory=Known)
    corrections: Sequence[Correction] = ()
    table: str | None = None
    month: Month | None = None


@dataclass(frozen=True)
class Reading:
    """A file as read; `read` and `layouts` go with the parts of `found`.

    `stated` is the sum of the 合计 lines, None without any. `issues` are those of the file as a
    whole (corrections, an unknown school); those of cells stand in `read`.
    """

    found: Recognised
    month: Month
    covers: str
    read: tuple[ReadRows, ...]
    layouts: tuple[Layout, ...]
    applied: Applied
    stated: int | None
    encoding: str
    issues: tuple[Issue, ...]

    @property
    def dropped(self) -> tuple[str, ...]:
        """The headings of the columns that the table does not have, each once."""
        return tuple(dict.fromkeys(u for part in self.found.parts for u in part.heading.unknown))


def read_parsed(parsed: dict[str, Any], request: Request) -> Reading:
    """Return what a file says, or refuse it whole.

    Refuses what `recognise`, `find_period`, `lay_out` and `find_school` refuse, `not_anonymous` (a
    column of an anonymous questionnaire that tells who answered), `not_counts_only` (a column of a
    table of counts that could tell of a person), `future_month` (a
    month that begins after the day received), `control_total` (a 合计 line that does not give the
    number of rows above it) and `no_rows` (a table that cannot be empty is).
    """
    sheets = [Sheet.of(raw) for raw in parsed["sheets"]]
    found = recognise(sheets, request.file_name, request.table)
    _require_nobody(found)
    month = find_period(found, request.file_name, request.month)
    day = request.rules.received_on
    if month.first_day > day:
        raise Refused("future_month", month=month.label, day=day.isoformat())
    applied = apply_corrections(found.parts, found.table, request.corrections)
    layouts = tuple(lay_out(part.sheet, part.heading, found.table) for part in found.parts)
    stated = _check_totals(found, layouts)
    if found.table.need == "required" and not any(layout.data for layout in layouts):
        raise Refused("no_rows")
    read = tuple(
        read_rows(part, found.table, layout, request.rules)
        for part, layout in zip(found.parts, layouts, strict=True)
    )
    covers, issues = "", list(applied.issues)
    if found.table.covers == "school":
        covers = find_school(found, read, request.known.names, request.file_name)
        if request.known.names and covers not in request.known.names:
            issues.append(_unknown_school(found, read, covers))
    setting = Setting(found.table, covers, month, request.known, request.rules)
    check_rows(setting, found.parts, layouts, read)
    return Reading(
        found, month, covers, read, layouts, applied, stated, parsed["encoding"], tuple(issues)
    )


def _require_nobody(found: Recognised) -> None:
    """Refuse a file with a column that tells who somebody is, where the table may hold none."""
    if not (found.table.is_anonymous or found.table.is_counts_only):
        return
    words = {fold_heading(word) for word in code_list("identifying_heading").words}
    named = [u for part in found.parts for u in part.heading.unknown]
    telling = [u for u in named if any(word in fold_heading(u) for word in words)]
    if telling:
        code = "not_anonymous" if found.table.is_anonymous else "not_counts_only"
        raise Refused(code, table=found.table.label, columns="、".join(dict.fromkeys(telling)))


def _check_totals(found: Recognised, layouts: Sequence[Layout]) -> int | None:
    stated = None
    for part, layout in zip(found.parts, layouts, strict=True):
        if layout.stated is None:
            continue
        n, row = layout.stated
        if n != len(layout.data):
            number = part.sheet.numbers[row]
            raise Refused(
                "control_total", stated=n, row=number, found=len(layout.data), sheet=part.sheet.name
            )
        stated = (stated or 0) + n
    return stated


def _unknown_school(found: Recognised, read: Sequence[ReadRows], code: str) -> Issue:
    """Return the one issue of a school that is in no list; it stands at the file's first row."""
    table: Table = found.table
    column = table.columns["school_code"]
    expected, next_step = cell_sentence("school_unknown", column)
    part = found.parts[0]
    place = part.heading.columns["school_code"]
    number = next((n for rows in read for n in rows.numbers[:1]), 0)
    row = part.heading.last if not number else part.sheet.row_of(number)
    cell = part.sheet.address(row, place) if row is not None and number else ""
    return Issue(
        "school_unknown", "doubtful", part.sheet.name, number, cell, column.label, code,
        expected, next_step,
    )  # fmt: skip
