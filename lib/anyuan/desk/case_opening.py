"""Opening a case at the desk: the form, what it suggests, and that no matter gets two cases."""

from collections.abc import Mapping
from typing import Any

from anyuan.cases import opening_refusals
from anyuan.desk.case_form import MISSING, NEW, Form
from anyuan.desk.case_sitting import CaseSitting
from anyuan.desk.sitting import BAD, GOOD, Notice
from anyuan.run.casework.new_cases import open_once
from anyuan.run.casework.register_takeover import take_over_row

_SCHOOL, _PLACE = "school_code", "place"


def begin_opening(sitting: CaseSitting) -> None:
    """Open the form of a new case, with what was typed into it before."""
    opening = sitting.kind.opening
    if opening is None:
        raise ValueError("cases of this kind are not opened by hand")
    sitting.cancel()
    sitting.form = Form(opening, NEW, typed=sitting.draft("", opening.name))
    _suggest(sitting, {})


def check_form(sitting: CaseSitting, values: Mapping[str, Any]) -> None:
    """Take in what was typed; where that decides other fields of a new case, they follow."""
    form = sitting.form
    if form is not None and form.scope == NEW:
        _suggest(sitting, values)
    sitting.check(values)


def open_new(sitting: CaseSitting, values: Mapping[str, Any]) -> Notice:
    """Open the case of the form and put it on the table, or say what stands against it."""
    form, kind = sitting.form, sitting.kind
    if form is None or form.scope != NEW:
        raise ValueError("no form of a new case is open")
    kept = {name: value for name, value in form.take(kind, values).items() if value}
    form.miss(kept)
    form.problems |= sitting.matter.named(kept, kept.get(_SCHOOL, ""))
    against = opening_refusals(kind, sitting.propose(form.asks.name, kept))
    told = [one.told for one in against if one.code != MISSING]
    if form.problems or told:
        labels = "、".join(kind.fields[name].label for name in form.problems)
        told += [f"请看标红的：{labels}"] if labels else []
        return Notice(BAD, f"没有登记。{'；'.join(told)}。")
    case = open_once(sitting.ledger, kept, sitting.words["matter"], sitting.writer())
    return _show(sitting, case.case_id, f"“{form.asks.label}”")


def take_over(sitting: CaseSitting) -> Notice:
    """Make a case of the register's row on the table, with its fields and steps, and show it."""
    if sitting.opened is None or not sitting.opened.is_received:
        raise ValueError("no row of a register is open")
    case = take_over_row(sitting.room, sitting.ledger, sitting.case, sitting.writer())
    return _show(sitting, case.case_id, "“转为在办个案”")


def _show(sitting: CaseSitting, case_id: str, what: str) -> Notice:
    sitting.form = None
    sitting.saved_at = sitting.clock.now()
    sitting.refresh_quietly()
    sitting.open(case_id)
    return Notice(GOOD, f"{what}{sitting.saved()}，编号 {case_id}。")


def _suggest(sitting: CaseSitting, values: Mapping[str, Any]) -> None:
    """Fill in what follows from what was just typed, but never over what somebody typed."""
    form = sitting.form
    if form.typed.get(_SCHOOL) != values.get(_SCHOOL, form.typed.get(_SCHOOL)):
        form.typed.pop(_PLACE, None)  # it was one of the other school's
    taken = [line.matter for line in sitting.lines.all()]
    suggested = sitting.matter.suggest({**form.typed, **values}, taken, sitting.now)
    for name, value in suggested.items():
        if form.typed.get(name, "") in ("", form.suggested.get(name)):
            form.typed[name] = value
    form.suggested |= suggested
