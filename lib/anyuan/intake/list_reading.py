"""A list of persons that is compared without being received: its usable rows, and all the others.

The parts are those of receiving: the sheet, its layout, its cells. Only what a faulty number costs
is different: from a comparison no figure is taken, so a number that a spreadsheet has changed costs
its cell and not the row, as long as something else says who it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from anyuan.codebook import IDENTITY
from anyuan.errors import Issue
from anyuan.intake.cells import ROW_PROBLEMS, Rules
from anyuan.intake.grid import Sheet
from anyuan.intake.layout import Layout, lay_out
from anyuan.intake.list_headings import Fit, find_fits
from anyuan.intake.messages import list_sentence
from anyuan.intake.recognise import Part
from anyuan.intake.refusal import Refused
from anyuan.intake.rows import ReadRows, read_rows
from anyuan.intake.xlsx_counts import column_letters
from anyuan.text import visible

_GIVEN = "resident_id_given"
# What stands in such a cell is not even a slip of the number that was meant.
_NO_CLUE = frozenset({"id_scientific", "id_charset"})


@dataclass(frozen=True)
class ListRequest:
    """How a list is to be read.

    `side` is the word of the command's option; `sheet` "" takes the one that fits best;
    `headings`: see `list_headings.find_fits`.
    """

    side: str
    rules: Rules
    sheet: str = ""
    headings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PersonList:
    """A list as read.

    `rows`: the usable rows, columns those of IDENTITY that were found and resident_id_given;
    `numbers`: their numbers in the file. `fields`: by column, its letters and its heading.
    `unused`: headings that tell nobody; `twice`: fields that two columns claim, with both
    addresses. `like_sheets`: other sheets that hold persons too, `other_sheets` the rest.
    `issues`: of cells and rows in the order of the file. `stated`: what a 合计 line says.
    """

    sheet: str
    heading_row: int
    fields: dict[str, tuple[str, str]]
    unused: tuple[str, ...]
    twice: tuple[tuple[str, str, str], ...]
    like_sheets: tuple[str, ...]
    other_sheets: tuple[str, ...]
    encoding: str
    rows: pd.DataFrame
    numbers: list[int]
    issues: tuple[Issue, ...]
    n_data: int
    n_not_data: int
    n_blank: int
    n_hidden: int
    n_filled: int
    stated: int | None

    @property
    def n_refused(self) -> int:
        """The number of data rows that are not compared."""
        return self.n_data - len(self.numbers)


def read_list(parsed: dict[str, Any], request: ListRequest) -> PersonList:
    """Return the persons of a parsed file.

    Refuses `no_data`, `sheet_unknown`, what `find_fits` and `lay_out` refuse, `no_rows`, and
    `no_usable_rows` where no row says who it is.
    """
    full = [sheet for sheet in map(Sheet.of, parsed["sheets"]) if sheet.full_rows]
    if not full:
        raise Refused("no_data")
    fits = find_fits(_asked(full, request.sheet), request.headings, request.side)
    best = fits[0]
    layout = lay_out(best.sheet, best.heading, best.table)
    if not layout.data:
        raise Refused("no_rows")
    part = Part(best.sheet, best.heading, ())
    read = read_rows(part, best.table, layout, request.rules)
    usable = _usable(read)
    if not usable:
        raise Refused("no_usable_rows", n=len(layout.data), side=request.side)
    like = [fit.sheet for fit in fits[1:]]
    others = [s for s in full if s is not best.sheet and all(s is not other for other in like)]
    return PersonList(
        sheet=best.sheet.name,
        heading_row=best.sheet.numbers[best.heading.last],
        fields=_fields(best),
        unused=tuple(dict.fromkeys(best.heading.unknown)),
        twice=_twice(best),
        like_sheets=tuple(sheet.name for sheet in like),
        other_sheets=tuple(sheet.name for sheet in others),
        encoding=parsed["encoding"],
        rows=_frame(read, usable),
        numbers=[read.numbers[n] for n in usable],
        issues=_issues(best, layout, read, frozenset(usable)),
        n_data=len(layout.data),
        n_not_data=len(layout.nil) + len(layout.notes),
        n_blank=layout.n_blank,
        n_hidden=best.sheet.n_hidden,
        n_filled=read.n_filled,
        stated=layout.stated[0] if layout.stated else None,
    )


def _asked(sheets: list[Sheet], name: str) -> list[Sheet]:
    if not name:
        return sheets
    found = [sheet for sheet in sheets if sheet.name.strip() == name.strip()]
    if not found:
        names = "、".join(sheet.name for sheet in sheets if sheet.name)
        raise Refused("sheet_unknown", asked=name, sheets=names or "（文本文件没有工作表）")
    return found


def _usable(read: ReadRows) -> list[int]:
    """Return the positions of rows that say who they are; a slip of a number is enough."""
    n = len(read.numbers)
    blank = [None] * n
    names, students = read.values.get("name", blank), read.values.get("student_no", blank)
    given = read.values.get(_GIVEN, blank)
    problems = read.values.get("resident_id_problem", blank)
    for k, problem in enumerate(problems):
        if problem in _NO_CLUE:
            given[k] = None
    return [k for k in range(n) if names[k] or students[k] or given[k]]


def _frame(read: ReadRows, usable: list[int]) -> pd.DataFrame:
    columns = {}
    for name in (*IDENTITY, _GIVEN):
        if name not in read.values:
            continue
        values = [read.values[name][k] for k in usable]
        if name == "birth_on":
            columns[name] = pd.Series(np.array(values, dtype="datetime64[us]"))
        else:
            columns[name] = pd.Series(values, dtype="str")
    return pd.DataFrame(columns, index=pd.RangeIndex(len(usable)))


def _issues(fit: Fit, layout: Layout, read: ReadRows, usable: frozenset[int]) -> tuple[Issue, ...]:
    by_label = {column.label: column for column in fit.table.columns.values()}
    found = []
    for issue in read.issues:
        wrong, what_to_do = list_sentence(issue.code, by_label[issue.column])
        severity = "cell" if issue.code in ROW_PROBLEMS else issue.severity
        found.append(replace(issue, severity=severity, expected=wrong, next_step=what_to_do))
    sheet = fit.sheet
    lost = [number for k, number in enumerate(read.numbers) if k not in usable]
    found += [_of_row("nobody", sheet.name, number) for number in lost]
    aside = sorted([*layout.nil, *layout.notes])
    found += [_of_row("not_data", sheet.name, sheet.numbers[row]) for row in aside]
    return tuple(sorted(found, key=lambda issue: (issue.row, issue.cell != "")))


def _of_row(code: str, sheet: str, number: int) -> Issue:
    return Issue(code, "refused", sheet, number, "", "", "", *list_sentence(code))


def _fields(fit: Fit) -> dict[str, tuple[str, str]]:
    return {
        name: (column_letters(place + 1), _heading_text(fit, place))
        for name, place in ((n, fit.heading.columns.get(n)) for n in fit.table.columns)
        if place is not None
    }


def _heading_text(fit: Fit, place: int) -> str:
    rows = range(fit.heading.first, fit.heading.last + 1)
    texts = [visible(fit.sheet.texts[place][row]) for row in rows]
    return "".join(dict.fromkeys(text for text in texts if text))


def _twice(fit: Fit) -> tuple[tuple[str, str, str], ...]:
    row = fit.heading.last
    return tuple(
        (name, fit.sheet.address(row, first), fit.sheet.address(row, second))
        for name, first, second in fit.heading.twice
        if name not in fit.heading.columns
    )
