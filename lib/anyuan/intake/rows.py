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
        kinds, texts = _cells(sheet, place, layout.data, filled)
        values, problems = read_column(kinds, texts, column, rules)
        for position in _find_holes(sheet, place, layout.data, values):
            values[position], problems[position] = None, "date_1900_hole"
        for position, code in problems.items():
            severity = severity_of(code, column)
            if severity == "refused":
                read.held.setdefault(position, code)
            else:
                read.doubts[position].append(code)
            row = layout.data[position]
            cell = Cell(kinds[position] if kinds else "t", texts[position])
            # What somebody answered is not told to whoever sent the answers.
            shown = "" if table.is_anonymous else shown_value(cell, column, names)
            expected, next_step = cell_sentence(code, column)
            issue = Issue(
                code, severity, sheet.name, sheet.numbers[row], sheet.address(row, place),
                column.label, shown, expected, next_step,
            )  # fmt: skip
            found.append((row, place, issue))
        if column.type == "resident_id":
            _put_identity(read, column.name, texts, values, problems)
        else:
            read.values[column.name] = values
    found += _compare_with_id(part, table, layout, read)
    read.issues = [issue for _, _, issue in sorted(found, key=lambda entry: entry[:2])]
    return read


def read_column(
    kinds: str | None, texts: Sequence[str], column: Column, rules: Rules
) -> tuple[list[Any], dict[int, str]]:
    """Return a column's values and the code of each position that has a problem.

    `kinds`: a letter for each cell, None where all are text. What stands there more than once is
    parsed once. A blank in a column that must be filled is `blank_required`.
    """
    cells: Sequence[Any] = texts if kinds is None else list(zip(kinds, texts, strict=True))
    if kinds is None and column.type in ("text", "name") and not ODD.search("".join(texts)):
        known = {text: (None if text.isspace() else text or None, None) for text in set(texts)}
    else:
        known = {
            said: read_cell(Cell("t", said) if kinds is None else Cell(*said), column, rules)
            for said in set(cells)
        }
    if not column.allows_blank:
        for said, outcome in known.items():
            if outcome == (None, None):
                known[said] = (None, "blank_required")
    values = [known[said][0] for said in cells]
    if all(problem is None for _, problem in known.values()):
        return values, {}
    problems = ((n, known[said][1]) for n, said in enumerate(cells))
    return values, {n: problem for n, problem in problems if problem is not None}


def _cells(
    sheet: Sheet, place: int, rows: Sequence[int], filled: dict[tuple[int, int], tuple[int, int]]
) -> tuple[str | None, list[str]]:
    """Return kinds and texts of a column's data rows, merged values filled in."""
    kinds, column = sheet.kinds[place], sheet.texts[place]
    texts = [column[row] for row in rows]
    letters = None if kinds is None else "".join(kinds[row] for row in rows)
    sources = {n: filled[row, place] for n, row in enumerate(rows) if (row, place) in filled}
    for n, source in sources.items():
        cell = sheet.cell(*source)
        texts[n] = cell.text
        if letters is not None:
            letters = letters[:n] + cell.kind + letters[n + 1 :]
    return letters, texts


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


def _find_holes(sheet: Sheet, place: int, rows: Sequence[int], values: Sequence[Any]) -> list[int]:
    """Return the positions of dates that the file has as serial 60: a day that never was."""
    if _HOLE not in values:
        return []
    return [n for n, row in enumerate(rows) if values[n] == _HOLE and sheet.is_hole(row, place)]


def _put_identity(
    read: ReadRows, name: str, texts: list[str], values: list[Any], problems: dict[int, str]
) -> None:
    """Store a resident_id as three: the valid number, what the file said, what is wrong with it.

    Of a numeric cell nothing is stored: what it holds is not what was typed.
    """
    read.values[name] = [found.number if found and found.is_valid else None for found in values]
    read.values[f"{name}_given"] = [
        text if found else None for text, found in zip(texts, values, strict=True)
    ]
    read.values[f"{name}_problem"] = [
        problems.get(n) if found else None for n, found in enumerate(values)
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
