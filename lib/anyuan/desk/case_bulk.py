"""One move on several cases at once, and its taking back: all of them, or none."""

from collections.abc import Mapping
from typing import Any

from anyuan.codebook import CaseKind, Move
from anyuan.desk.case_form import SEVERAL, Form
from anyuan.desk.case_sitting import CaseSitting
from anyuan.desk.sitting import BAD, GOOD, PLAIN, Notice

_ACCOUNT = "long_text"


def moves_together(sitting: CaseSitting) -> list[Move]:
    """Return the moves that may be made on all selected cases at once.

    None that needs a file or another person, or an account in words: what is told of each child by
    itself is written one by one.
    """
    statuses = {sitting.lines.get(case_id).status for case_id in sitting.selected}
    moves = sitting.kind.moves.values() if statuses else ()
    return [m for m in moves if statuses <= set(m.steps) and not _is_single(sitting.kind, m)]


def _is_single(kind: CaseKind, move: Move) -> bool:
    is_told = any(kind.fields[name].type == _ACCOUNT for name in move.needs)
    return is_told or bool(move.approver_roles) or move.needs_evidence


def select(sitting: CaseSitting, case_ids: list[str], is_on: bool) -> None:
    """Put cases among the selected ones, or take them out."""
    lines = [sitting.lines.get(case_id) for case_id in case_ids]
    known = {line.case_id for line in lines if line is not None and not line.is_received}
    sitting.selected = sitting.selected | known if is_on else sitting.selected - known
    if sitting.form is not None and sitting.form.scope == SEVERAL:
        sitting.form = None


def begin_together(sitting: CaseSitting, name: str) -> Notice | None:
    """Open the form of a move for the selected cases; one that asks for nothing is made at once."""
    move = next((one for one in moves_together(sitting) if one.name == name), None)
    if move is None:
        raise ValueError("this move is not for all of them")
    sitting.cancel()
    sitting.form = Form(move, SEVERAL)
    return None if move.fields else move_together(sitting, {})


def move_together(sitting: CaseSitting, values: Mapping[str, Any]) -> Notice:
    """Make the move of the form on every selected case."""
    form = sitting.form
    if form is None or form.scope != SEVERAL or not sitting.selected:
        raise ValueError("nothing is selected")
    kept = form.take(sitting.kind, values)
    form.miss(kept)
    if form.problems:
        labels = "、".join(sitting.kind.fields[name].label for name in form.problems)
        return Notice(BAD, f"没有保存。请看标红的：{labels}。")
    case_ids = tuple(sorted(sitting.selected))
    cases = [sitting.ledger.case(case_id) for case_id in case_ids]
    sitting.ledger.move_together(cases, form.asks.name, kept, sitting.writer())
    sitting.saved_at = sitting.clock.now()
    sitting.form, sitting.selected = None, set()
    sitting.bulk_done = (form.asks.label, case_ids)
    sitting.refresh_quietly()
    return Notice(GOOD, f"{len(case_ids)} 个个案“{form.asks.label}”{sitting.saved()}。")


def undo_together(sitting: CaseSitting) -> Notice:
    """Take the last common move back from every case that it was made on."""
    if sitting.bulk_done is None:
        return Notice(PLAIN, "没有可以整批撤销的步骤。")
    label, case_ids = sitting.bulk_done
    cases = [sitting.ledger.case(case_id) for case_id in case_ids]
    sitting.ledger.undo(cases, sitting.writer())
    sitting.saved_at = sitting.clock.now()
    sitting.bulk_done = None
    sitting.refresh_quietly()
    return Notice(GOOD, f"已撤销 {len(case_ids)} 个个案的“{label}”，{sitting.saved()}。")
