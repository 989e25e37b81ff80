"""The rows of a recognised sheet: typed column by column, with an issue for each odd cell."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from anyuan.codebook import Column, Table
from anyuan.errors import Issue
from anyuan.intake.cells import ODD, Rules, read_cell, severity_of, shown_value
from anyuan.intake.grid import Cell, Sheet
from anyuan.intake.layout import Layout
from anyuan.intake.messages import cell_sentence
from anyuan.intake.recognise import Part
from anyuan.resident_id import ResidentId, mask_id

# A merged value speaks for every row it covers, but not for who somebody is.
_NEVER_FILLED = frozenset({"name", "resident_id", "student_no"})
_HOLE = date(1900, 2, 28)  # what the parser makes of serial 60, and of 59


@dataclass
class ReadRows:
    """The data rows of one sheet.

    `values`: for each column of the table that the file has (a resident_id column as three) one
    value a row, None where blank or unreadable. `numbers`: the rows' numbers in the file.
    `held`: by position, the code for which the row is refused. `doubts`: by position, the codes of
    doubts and unused cells. `n_filled`: cells that took a merged value.
    """

    sheet: str
    numbers: list[int]
    values: dict[str, list]
    issues: list[Issue] = field(default_factory=list)
    held: dict[int, str] = field(default_factory=dict)
    doubts: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    n_filled: int = 0


def read_rows(part: Part, table: Table, layout: Layout, rules: Rules) -> ReadRows:
    """Return the typed data rows of a sheet; issues are in the order of the file."""
    sheet = part.sheet
    read = ReadRows(sheet.name, [sheet.numbers[row] for row in layout.data], {})
    filled = _fill_merged(part, table, layout)
    read.n_filled = len(filled)
    names = _names(part, table, layout)
    found: list[tuple[int, int, Issue]] = []
    for column in table.columns.values():
        place = part.heading.columns.get(column.name)
        if place is None:
            continue
        cells = _cells(sheet, place, layout.data, filled)
        values, problems = read_column(cells, column, rules)
        _mark_hole(sheet, place, layout.data, column, values, problems)
        for position, code in problems.items():
            severity = severity_of(code, column)
            if severity == "refused":
                read.held.setdefault(position, code)
            else:
                read.doubts[position].append(code)
            row = layout.data[position]
            shown = shown_value(cells[position], column, names)
            expected, next_step = cell_sentence(code, column)
            issue = Issue(
                code, severity, sheet.name, sheet.numbers[row], sheet.address(row, place),
                column.label, shown, expected, next_step,
            )  # fmt: skip
            found.append((row, place, issue))
        if column.type == "resident_id":
            _put_identity(read, column.name, cells, values, problems)
        else:
            read.values[column.name] = values
    found += _compare_with_id(part, table, layout, read)
    read.issues = [issue for _, _, issue in sorted(found, key=lambda entry: entry[:2])]
    return read


def read_column(
    cells: Sequence[Cell], column: Column, rules: Rules
) -> tuple[list[Any], dict[int, str]]:
    """Return a column's values and the code of each position that has a problem.

    A text is parsed once however often it stands there. A blank in a column that must be filled is
    `blank_required`.
    """
    known: dict[Cell, tuple[Any, str | None]] = {}
    values: list[Any] = []
    problems: dict[int, str] = {}
    is_plain = column.type in ("text", "name") and not ODD.search("".join(c.text for c in cells))
    for position, cell in enumerate(cells):
        if is_plain and cell.kind == "t":
            value: Any = cell.text if cell.text and not cell.text.isspace() else None
            problem = None
        else:
            outcome = known.get(cell)
            if outcome is None:
                outcome = known[cell] = read_cell(cell, column, rules)
            value, problem = outcome
        if value is None and problem is None and not column.allows_blank:
            problem = "blank_required"
        if problem is not None:
            problems[position] = problem
        values.append(value)
    return values, problems


def _cells(
    sheet: Sheet, place: int, rows: Sequence[int], filled: dict[tuple[int, int], tuple[int, int]]
) -> list[Cell]:
    kinds, texts = sheet.kinds[place], sheet.texts[place]
    cells = [Cell(kinds[row] if kinds else "t", texts[row]) for row in rows]
    for position, row in enumerate(rows) if filled else ():
        source = filled.get((row, place))
        if source is not None:
            cells[position] = sheet.cell(*source)
    return cells


def _fill_merged(
    part: Part, table: Table, layout: Layout
) -> dict[tuple[int, int], tuple[int, int]]:
    """Return, for blank cells of data rows below a merged value, the cell that speaks for them."""
    takes = {
        place for name, place in part.heading.columns.items()
        if table.columns[name].type not in _NEVER_FILLED
    }  # fmt: skip
    data = set(layout.data)
    return {
        (row, column): (first_row, column)
        for first_row, column, last_row, _ in part.sheet.merged
        if column in takes and first_row in data
        for row in range(first_row + 1, last_row + 1)
        if row in data and not part.sheet.cell(row, column).text.strip()
    }


def _names(part: Part, table: Table, layout: Layout) -> frozenset[str]:
    places = [
        place for name, place in part.heading.columns.items() if table.columns[name].type == "name"
    ]
    texts = {part.sheet.texts[place][row].strip() for place in places for row in layout.data}
    return frozenset(texts - {""})


def _mark_hole(
    sheet: Sheet,
    place: int,
    rows: Sequence[int],
    column: Column,
    values: list[Any],
    problems: dict[int, str],
) -> None:
    if column.type != "date" or _HOLE not in values:
        return
    for position, row in enumerate(rows):
        if values[position] == _HOLE and sheet.is_hole(row, place):
            values[position] = None
            problems[position] = "date_1900_hole"


def _put_identity(
    read: ReadRows, name: str, cells: list[Cell], values: list[Any], problems: dict[int, str]
) -> None:
    """Store a resident_id as three: the valid number, what the file said, what is wrong with it."""
    ids = [value if isinstance(value, ResidentId) else None for value in values]
    given = [
        cell.text if cell.kind == "t" and found is not None else None
        for cell, found in zip(cells, ids, strict=True)
    ]
    read.values[name] = [found.number if found and found.is_valid else None for found in ids]
    read.values[f"{name}_given"] = given
    read.values[f"{name}_problem"] = [
        problems.get(n) if given[n] is not None else None for n in range(len(cells))
    ]


def _compare_with_id(
    part: Part, table: Table, layout: Layout, read: ReadRows
) -> list[tuple[int, int, Issue]]:
    """Return doubts where a valid ID and the columns of sex and birth say different things."""
    found: list[tuple[int, int, Issue]] = []
    ids = read.values.get("resident_id")
    for name, code in (("sex", "sex_mismatch"), ("birth_on", "birth_mismatch")):
        values, place = read.values.get(name), part.heading.columns.get(name)
        if ids is None or values is None or place is None:
            continue
        for position, (number, value) in enumerate(zip(ids, values, strict=True)):
            if number is None or value is None:
                continue
            known = ResidentId(number)
            said = known.sex if name == "sex" else known.born_on
            if said == value:
                continue
            column = table.columns[name]
            row = layout.data[position]
            words = (value, said) if name == "birth_on" else map(column.codes.label, (value, said))
            own, other = (str(word) for word in words)
            expected, next_step = cell_sentence(code, column)
            issue = Issue(
                code, "doubtful", part.sheet.name, part.sheet.numbers[row],
                part.sheet.address(row, place), column.label,
                f"{own}；证件号 {mask_id(number)} 为 {other}", expected, next_step,
            )  # fmt: skip
            read.doubts[position].append(code)
            found.append((row, place, issue))
    return found
