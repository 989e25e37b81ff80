"""The part of the casework step that asks whether fixes hold, by system.

Every fix with a closure test that is reported done or verified is tested against the ledgers as of
the month's end (review.closure). One that was verified and fails is opened again, with the owner it
had and a new day; one that was only reported done goes back. One that holds still waits for another
person, unless the rule corrective.confirm_by_test says otherwise. Without a record nothing is done.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from anyuan.cases import Case, CaseLedger, Proposal, Writer, refusals
from anyuan.cases.moves import SYSTEM
from anyuan.cases.state import MOVED
from anyuan.codebook import RuleBook
from anyuan.period import Month
from anyuan.review.closure import run_closure_tests
from anyuan.review.closure_fix import FAILS, HOLDS, NO_RECORD
from anyuan.review.fix_table import fix_table
from anyuan.review.ledgers import Ledgers
from anyuan.run.months.holdings import BULLYING, REVIEW, find_gaps, read_holdings
from anyuan.run.months.review_ledgers import read_ledgers
from anyuan.run.opened import OpenedWorkspace

_TEST = "closure_test"
_LAPSE, _SEND_BACK, _ASSIGN, _CONFIRM = "lapse", "send_back", "assign", "confirm_by_test"
# What a fix that fails calls for, by where its case stands.
_FAILED = {"verified": _LAPSE, "done": _SEND_BACK}
_LAPSED, _DONE = "lapsed", "done"
_LONGEST = 1000


@dataclass(frozen=True)
class ClosureFacts:
    """What the ledgers say by a day."""

    ledgers: Ledgers
    as_of: date
    book: RuleBook


@dataclass(frozen=True)
class ClosureStep:
    """What the tests did and found, by case_id.

    `held`: the test holds, and another person has still to verify; `no_record`: nobody can say.
    """

    reopened: tuple[str, ...] = ()
    sent_back: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    no_record: tuple[str, ...] = ()


def has_closure_tests(ledger: CaseLedger) -> bool:
    """Whether any fix has a closure test."""
    return any(case.fields.get(_TEST) for case in ledger.cases())


def read_closure_facts(opened: OpenedWorkspace, month: Month) -> ClosureFacts | None:
    """Return what the ledgers say by the end of a month; None without a list of schools."""
    held = [
        read_holdings(opened.workspace, opened.casebook, month, question=question)
        for question in (REVIEW, BULLYING)
    ]
    if any(gap.is_fatal for gap in find_gaps(held[0])):
        return None
    ledgers = read_ledgers(*held, month.last_day)
    return ClosureFacts(ledgers, month.last_day, opened.county.rule_book())


def take_closure_step(facts: ClosureFacts, ledger: CaseLedger, *, at: datetime) -> ClosureStep:
    """Test every fix that is said to be made, and move those that fail.

    A fact of a day on or before which somebody said that the fix was made, or verified it, moves
    nothing, whenever it was received. Due again is corrective.relapse_days after the fact that
    decided; a fix without an owner is the head's. Taking the step again writes nothing.
    """
    cases = ledger.as_known(None, None)
    tested = {name: case for name, case in cases.items() if case.fields.get(_TEST)}
    results = run_closure_tests(
        fix_table(tested.values()), facts.ledgers, facts.as_of, facts.book
    ).to_dict("records")
    done: dict[str, list[str]] = {}
    for result in results:
        case = tested[result["case_id"]]
        wanted = _next_move(case, result, facts)
        if wanted is not None and not refusals(ledger.kind, case, wanted):
            tested[case.case_id] = _make(ledger, case, wanted, at)
            done.setdefault(wanted.move, []).append(case.case_id)
        elif result["result"] == HOLDS and case.status == _DONE:
            done.setdefault(HOLDS, []).append(case.case_id)
        elif result["result"] == NO_RECORD:
            done.setdefault(NO_RECORD, []).append(case.case_id)
    for case in _to_assign(tested):
        _make(ledger, case, _assignment(case, facts), at)
    return ClosureStep(
        reopened=tuple(done.get(_LAPSE, ())),
        sent_back=tuple(done.get(_SEND_BACK, ())),
        confirmed=tuple(done.get(_CONFIRM, ())),
        held=tuple(done.get(HOLDS, ())),
        no_record=tuple(done.get(NO_RECORD, ())),
    )


def _make(ledger: CaseLedger, case: Case, wanted: Proposal, at: datetime) -> Case:
    return ledger.move(case, wanted.move, wanted.fields, Writer(SYSTEM, at, wanted.today))


def _next_move(case: Case, result: Mapping, facts: ClosureFacts) -> Proposal | None:
    """Return the move that a result calls for, None where none."""
    move = None
    if result["result"] == FAILS:
        move = _FAILED[case.status]
    elif result["result"] == HOLDS and case.status == _DONE:
        is_enough = facts.book.value("corrective.confirm_by_test", facts.as_of)
        move = _CONFIRM if is_enough else None
    if move is None:
        return None
    # A step that was written down later for an earlier day must not come before one already taken.
    day = max(result["on"].date(), case.last_day)
    why = f"按台账检验：{result['evidence'][:_LONGEST]}"
    return Proposal(move, SYSTEM, day, _fields(move, day.isoformat(), why))


def _fields(move: str, day: str, why: str) -> dict[str, str]:
    tested = {"verified_on": day, "verified_how": _TEST}
    return {
        _LAPSE: {"lapsed_on": day, "why": why},
        _SEND_BACK: tested | {"verdict": "not_fixed", "why": why},
        _CONFIRM: tested | {"verdict": "holds"},
    }[move]


def _to_assign(cases: Mapping[str, Case]) -> Iterator[Case]:
    """Yield the cases that the step has opened again and that nobody has to mend yet."""
    for case in cases.values():
        moves = [step for step in case.steps if step.kind == MOVED]
        if case.status == _LAPSED and moves[-1].actor == SYSTEM:
            yield case


def _assignment(case: Case, facts: ClosureFacts) -> Proposal:
    days = facts.book.value("corrective.relapse_days", case.since)
    owner = case.fields.get("owner") or f"{_school_name(case, facts)}校长"
    fields = {"owner": owner, "due_on": (case.since + timedelta(days=days)).isoformat()}
    return Proposal(_ASSIGN, SYSTEM, case.last_day, fields)


def _school_name(case: Case, facts: ClosureFacts) -> str:
    schools = facts.ledgers.schools
    code = case.fields["school_code"]
    names = dict(zip(schools["school_code"], schools["school_name"], strict=True))
    return names.get(code, code)
