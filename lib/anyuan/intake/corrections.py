"""Corrections: cells that are read otherwise than the original says, each checked before use."""

import hashlib
import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from anyuan.casebook import Correction
from anyuan.codebook import Table
from anyuan.errors import Issue
from anyuan.intake.grid import Cell, Sheet
from anyuan.intake.messages import cell_sentence
from anyuan.intake.recognise import Part
from anyuan.intake.xlsx_counts import column_number
from anyuan.resident_id import mask_id

_LETTERS = re.compile(r"[A-Za-z]{1,3}", re.ASCII)


@dataclass(frozen=True)
class Applied:
    """The corrections that were put in, those that could not be, and a digest ("" for none)."""

    done: tuple[Correction, ...]
    issues: tuple[Issue, ...]
    digest: str


def apply_corrections(
    parts: Sequence[Part], table: Table, corrections: Sequence[Correction]
) -> Applied:
    """Put corrections into the sheets and return what was done.

    A correction names its sheet ("" means the only one), its row as in the file and its column by
    letter, by the table's column or by its label. Of two for one cell the later counts; one whose
    `now` is its `was` withdraws the earlier ones: the cell stays as it came. Where the cell does
    not say `was`, it is left and reported as `correction_mismatch`; where there is no such cell, as
    `correction_place`.
    """
    done: dict[tuple[str, int, int], Correction] = {}
    issues: list[Issue] = []
    latest = {(c.sheet, c.row, c.column): c for c in corrections}
    for correction in latest.values():
        place = _place(parts, table, correction)
        if place is None:
            issues.append(_issue("correction_place", correction, ""))
            continue
        sheet, row, column = place
        if not _says(sheet.cell(row, column), correction.was):
            issues.append(_issue("correction_mismatch", correction, sheet.address(row, column)))
            continue
        if (correction.now or "") != (correction.was or ""):  # else it was withdrawn
            sheet.put(row, column, correction.now or "")
        done[sheet.name, row, column] = correction
    applied = tuple(done[key] for key in sorted(done))
    said = [[c.sheet, c.row, c.column, c.was, c.now] for c in applied]
    digest = hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()
    return Applied(applied, tuple(issues), digest if applied else "")


def _place(
    parts: Sequence[Part], table: Table, correction: Correction
) -> tuple[Sheet, int, int] | None:
    named = [p for p in parts if p.sheet.name == correction.sheet]
    if not named and not correction.sheet and len(parts) == 1:
        named = list(parts)
    for part in named:
        row = part.sheet.row_of(correction.row)
        column = _column(part, table, correction.column)
        if row is not None and column is not None and column < part.sheet.n_columns:
            return part.sheet, row, column
    return None


def _column(part: Part, table: Table, word: str) -> int | None:
    for column in table.columns.values():
        if word in (column.name, column.label):
            return part.heading.columns.get(column.name)
    return column_number(word) - 1 if _LETTERS.fullmatch(word) else None


def _says(cell: Cell, was: str | None) -> bool:
    said = (was or "").strip()
    if cell.text.strip() == said:
        return True
    if cell.kind != "n":
        return False
    try:  # Excel shows a long number shorter than it is stored
        return math.isclose(float(said), float(cell.text), rel_tol=1e-5)
    except ValueError:
        return False


def _issue(code: str, correction: Correction, address: str) -> Issue:
    wrong, what_to_do = cell_sentence(code)
    return Issue(
        code,
        "doubtful",
        correction.sheet,
        correction.row,
        address,
        correction.column,
        mask_id(correction.was or ""),
        wrong,
        what_to_do,
    )
