"""A fix for a gap of the review: its form, what stands beside it, and opening it.

A fix is a case of its own (corrective_action): it is worked on, verified and withdrawn at the case
desk. A gap has at most one.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from anyuan.cases import Proposal, opening_refusals
from anyuan.codebook import CaseKind, Move, case_kind, closure_tests
from anyuan.desk.case_form import FIX, MISSING, Form
from anyuan.desk.case_words import kind_words
from anyuan.desk.review_gaps import GapLine, gap_lines
from anyuan.desk.review_sitting import ReviewSitting
from anyuan.desk.sitting import BAD, GOOD, Notice
from anyuan.errors import ShownError
from anyuan.review.fix_table import KIND as FIX_KIND
from anyuan.run.casework.new_cases import open_once

_SOURCE, _ASSIGN = "review", "assign"
_ASKED = ("gap", "direction", "closure_test", "owner", "due_on")
_TITLE = "提出整改"


def begin_fix(sitting: ReviewSitting, n: int) -> None:
    """Open the form of a fix for a gap, by the number of the gap's step.

    Raises ShownError `gap_unknown`, or `gap_has_fix` for a gap that has one.
    """
    gap = _gap(sitting, n)
    sitting.cancel()
    asks = _asks(sitting, n)
    typed = {"gap": gap.text} | sitting.draft(sitting.case.case_id, asks.name)
    known = _known(sitting, gap)
    sitting.form = Form(asks, FIX, typed, suggested=known, kind=_kind(gap.duty))


def open_fix(sitting: ReviewSitting, values: Mapping[str, Any]) -> Notice:
    """Open the fix of the form, with its owner and day, or say what stands against it."""
    form = sitting.form
    if form is None or form.scope != FIX:
        raise ValueError("no form of a fix is open")
    _gap(sitting, _step_of(form))
    kept = {name: value for name, value in form.take(form.kind, values).items() if value}
    form.miss(kept)
    said = sitting.matter.tell_somebody(kept.get("gap", ""), _school(sitting))
    form.problems |= {"gap": said} if said else {}
    given = form.suggested | {k: v for k, v in kept.items() if k not in _assigned(form)}
    proposal = Proposal(
        "open", sitting.me.code, sitting.clock.today(), given, book=sitting.room.book
    )
    against = opening_refusals(form.kind, proposal)
    told = [one.told for one in against if one.code != MISSING]
    if form.problems or told:
        labels = "、".join(form.kind.fields[name].label for name in form.problems)
        told += [f"请看标红的：{labels}"] if labels else []
        return Notice(BAD, f"没有登记。{'；'.join(told)}。")
    ledger, matter = sitting.fixes, kind_words(FIX_KIND)["matter"]
    case = open_once(ledger, given, matter, sitting.writer())
    owner = {name: kept[name] for name in _assigned(form)}
    ledger.move(case, _ASSIGN, owner, sitting.writer())
    sitting.form, sitting.saved_at = None, sitting.clock.now()
    return Notice(GOOD, f"整改事项 {case.case_id} {sitting.saved()}；验收、撤销在个案台办。")


def _gap(sitting: ReviewSitting, n: int) -> GapLine:
    gap = next((one for one in gap_lines(sitting.case, sitting.fixes) if one.n == n), None)
    if gap is None:
        raise ShownError("这一条缺口已经撤销。", code="gap_unknown", next_step="请重新登记缺口。")
    if gap.fix:
        raise ShownError(
            f"这一条缺口已有整改事项 {gap.fix}，一条缺口至多一项整改。",
            code="gap_has_fix",
            next_step="请在个案台办这一项；还缺别的，请另登记缺口。",
        )
    return gap


def _known(sitting: ReviewSitting, gap: GapLine) -> dict[str, str]:
    number = sitting.case.fields["incident_no"]
    known = {"source": _SOURCE, "school_code": _school(sitting), "incident_no": number}
    return known | {"duty_code": gap.duty}


def _school(sitting: ReviewSitting) -> str:
    return sitting.case.fields["school_code"]


def _asks(sitting: ReviewSitting, n: int) -> Move:
    """Return what the form asks: of the opening what is not known, and whom the fix is given to."""
    opening = sitting.fixes.kind.opening
    name = f"fix-{n}"
    return replace(opening, name=name, label=_TITLE, needs=_ASKED, takes=(), needs_when={})


def _assigned(form: Form) -> tuple[str, ...]:
    return form.kind.moves[_ASSIGN].needs


def _step_of(form: Form) -> int:
    return int(form.asks.name.partition("-")[2])


def _kind(duty: str) -> CaseKind:
    """Return the kind of fixes; of the closure tests those that can be asked of the duty."""
    kind = case_kind(FIX_KIND)
    field = kind.fields["closure_test"]
    suits = {code: one.label for code, one in closure_tests().items() if one.suits(duty)}
    if not suits:
        return kind
    fitting = replace(field, choices=replace(field.choices, labels=suits))
    return replace(kind, fields={**kind.fields, "closure_test": fitting})
