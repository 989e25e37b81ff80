"""What schools report in their registers as cases, and how one of them becomes the casebook's."""

from dataclasses import replace
from datetime import date

from anyuan.bullying.one_table import REGISTER
from anyuan.bullying.register import RegisterProblem, register_cases
from anyuan.casebook import CaseChange, NewEvent
from anyuan.cases import Case, CaseLedger, Step, Writer, fold
from anyuan.cases.state import OPENED, to_state
from anyuan.codebook import CaseKind, RuleBook
from anyuan.period import Month
from anyuan.run.casework.new_cases import require_none, subject_of
from anyuan.run.months.holdings import BULLYING, read_holdings
from anyuan.run.opened import OpenedWorkspace

# What tells one event from another, in a register and in the casebook.
MATTER = ("school_code", "register_no")
# What the first step of a case that was taken over says: the number that the row had as a case.
TAKEN_FROM = "taken_from"


def read_register(
    opened: OpenedWorkspace, kind: CaseKind, book: RuleBook, on: date
) -> tuple[dict[str, Case], list[RegisterProblem]]:
    """Return the cases that stand in the registers received for months up to a day's, by number,
    and what is wrong with their rows (see `bullying.register.register_cases`)."""
    month = Month.of(on)
    holdings = read_holdings(opened.workspace, opened.casebook, month, question=BULLYING)
    return register_cases(holdings.rows(REGISTER), kind, book)


def take_over_row(opened: OpenedWorkspace, ledger: CaseLedger, row: Case, writer: Writer) -> Case:
    """Write a register's case into the casebook, with its fields and steps, all or none.

    Each step keeps its day, and is recorded now by who takes the case over. Raises ShownError
    `case_there` where a case of the casebook is about the same event already, `case_changed` where
    somebody else opened one at the same moment.
    """
    require_none(ledger, row.fields, MATTER)
    case_id = next(ledger.free_numbers(writer.today.year))
    steps = [_ours(step, row, writer) for step in row.steps]
    events = tuple(
        NewEvent(step.kind, step.actor, step.recorded_at, dict(step.body), occurred_on=step.day)
        for step in steps
    )
    change = CaseChange(to_state(fold(case_id, steps)), events, 0)
    opened.casebook.save_changes([change])
    return ledger.case(case_id)


def _ours(step: Step, row: Case, writer: Writer) -> Step:
    body = dict(step.body)
    if step.kind == OPENED:
        body |= {"subject": subject_of(row.fields, MATTER), TAKEN_FROM: row.case_id}
    return replace(step, actor=writer.actor, recorded_at=writer.at, body=body)
