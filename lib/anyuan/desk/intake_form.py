"""The form for one cell: which one of its row, what may stand there, which correction it makes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from anyuan.casebook import Correction
from anyuan.desk.intake_issues import Entered
from anyuan.errors import Issue, ShownError
from anyuan.intake import ReceivingDesk
from anyuan.run.intake.correcting import OriginalCell, OriginalCells, object_to

LEAST_REASON = 2


@dataclass(frozen=True)
class Form:
    """An issue whose row is open for correction, and which cell of the row is to be mended.

    Where sex and number contradict each other, the number may be what is wrong.
    """

    issue: Issue
    row: tuple[OriginalCell, ...]
    column: str

    @property
    def cell(self) -> OriginalCell:
        """The cell that is to be mended."""
        return next(cell for cell in self.row if cell.column.name == self.column)

    def at_column(self, name: str) -> "Form":
        """Return the form turned to another cell of the row; ValueError for none of it."""
        if all(cell.column.name != name for cell in self.row):
            raise ValueError(f"the row has no column {name!r}")
        return replace(self, column=name)


def open_form(cells: OriginalCells, issue: Issue) -> Form:
    """Return the form for the cell of an issue; ShownError where the file has no such cell."""
    row = tuple(cells.row(issue.sheet, issue.row))
    for cell in row:
        if cell.address == issue.cell:
            return Form(issue, row, cell.column.name)
    raise ShownError(
        f"原件里找不到 {issue.cell}，或这一列不在接收之列。",
        code="cell_unknown",
        next_step="请核对原件，或请报送单位改正后重报。",
    )


def make_correction(
    file_sha: str, form: Form, typed: tuple[str, str], earlier: Sequence[Entered]
) -> Correction:
    """Return the correction that a typed value and reason make.

    Raises ShownError `no_reason`, `no_change` where the value is what already counts.
    """
    now, reason = (text.strip() for text in typed)
    cell = form.cell
    if len(reason) < LEAST_REASON:
        raise ShownError(
            "没有写更正的理由。",
            code="no_reason",
            next_step="请写明依据（至少两个字），如“学校来函更正”“核对户口簿”。",
        )
    words = {cell.letters, cell.column.name, cell.column.label}
    last = None
    for one in earlier:
        said = one.correction
        if said.row == cell.row and said.sheet in (cell.sheet, "") and said.column in words:
            last = said
    if now == (cell.was if last is None else last.now or ""):
        raise ShownError(
            f"{cell.address} 现在就是这个值。",
            code="no_change",
            next_step="请填正确的值；不需要更正的，按“取消”。",
        )
    # The same words for the same cell, so that the later one takes the place of the earlier.
    named = (cell.sheet, cell.column.name)
    sheet, column = named if last is None else (last.sheet, last.column)
    return Correction(file_sha, sheet, cell.row, column, cell.was, now, reason)


def check_value(cell: OriginalCell, now: str, desk: ReceivingDesk) -> str:
    """Return what is doubtful about a value for a cell, "" for nothing.

    Raises ShownError `value_refused` where the column's own parser does not take it.
    """
    objection = object_to(now.strip(), cell.column, desk)
    if objection is None:
        return ""
    if objection.is_final:
        raise ShownError(
            f"没有保存：这个值不能用在“{cell.column.label}”里，{objection.wrong}。",
            code="value_refused",
            next_step="请核对后重填。",
        )
    return objection.wrong


def put_back(correction: Correction) -> Correction:
    """Return the correction that takes another one back: the original's value stands again."""
    return replace(correction, now=correction.was, reason=f"撤回：{correction.reason}")
