"""The casework step of a month: the cases that its facts call for, by actor system.

Idempotent: what is there already is not opened again, and a second run of a month writes nothing.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

import pandas as pd

from anyuan.casebook import CASE_EVENT, Casebook
from anyuan.casebook.chain import NO_FACTS
from anyuan.cases import Case, CaseLedger, NewCase, Proposal, Writer, refusals
from anyuan.cases.moves import SYSTEM
from anyuan.codebook import case_kind
from anyuan.dropout.status import OUT_OF_SCOPE
from anyuan.period import Month
from anyuan.run.casework.closure_step import (
    ClosureStep,
    has_closure_tests,
    read_closure_facts,
    take_closure_step,
)
from anyuan.run.casework.mechanism_step import KIND as FIX
from anyuan.run.casework.mechanism_step import (
    MechanismStep,
    read_mechanism_facts,
    take_mechanism_step,
)
from anyuan.run.months.case_facts import KIND
from anyuan.run.months.dropout_month import FRAMES, CountedMonth, load_counted_month
from anyuan.run.months.review_ledgers import INCIDENT
from anyuan.run.opened import OpenedWorkspace

# Where a child's case begins, by where the headcount has it.
_BEGINS = {
    "suspected_dropout": "suspected",
    "never_enrolled": "verifying",
    "dropped_out": "verifying",
}
_KNOWN = ("school_code", "township", "grade", "first_absent_on")
_TO_POLICE = "police_feedback"
_LAPSE, _REOPEN, _AGE_OUT = "lapse", "reopen", "age_out"
TAKEN, MECHANISM_TAKEN = "casework_taken", "mechanism_taken"
CLOSURE_TAKEN = "closure_taken"
# Why a month cannot be counted yet.
NOT_READY = ("empty", "files_missing", "not_linked")
# Events that say nothing about where a child is, or what a school has.
_SEEN = (*NO_FACTS, "release")
_NO_FACTS = (TAKEN, MECHANISM_TAKEN, CLOSURE_TAKEN, *_SEEN)
# Kinds of cases of which what people write is a fact for the tests of fixes.
_TOLD = (FIX, INCIDENT)


@dataclass(frozen=True)
class CaseworkStep:
    """What one casework step did, by case_id.

    `fixes` with the gaps of the mechanism survey, `closure` with the fixes that were tested.
    """

    opened: tuple[str, ...] = ()
    reopened: tuple[str, ...] = ()
    lapsed: tuple[str, ...] = ()
    aged_out: tuple[str, ...] = ()
    fixes: MechanismStep = MechanismStep()
    closure: ClosureStep = ClosureStep()


def take_casework_step(facts: CountedMonth, ledger: CaseLedger, *, at: datetime) -> CaseworkStep:
    """Open, reopen and end what the month's headcount calls for.

    A child whom the headcount counts or suspects gets a case, unless one of its rows has one; a
    case that was finished before the month is opened again; an exclusion past its day of review is
    at an end, and so is the case of a child who is not of school age any more. A case follows the
    row that it was opened from, whoever that row belongs to now.
    """
    writer = Writer(SYSTEM, at, facts.as_of)
    lapsed = _move_each(ledger, ledger.cases(), _LAPSE, {}, writer)
    by_person = cases_by_person(facts, ledger.cases())
    people = facts.headcount.people
    wanted = people[people["status"].isin(_BEGINS) & ~people.index.str.startswith("held:")]
    finished = [
        case
        for person in wanted.index
        for case in by_person.get(person, ())
        if case.last_day < facts.month.first_day
    ]
    why = f"{facts.month.label}四查三比对仍列为不在校或疑似，重新核实"
    reopened = _move_each(ledger, finished, _REOPEN, {"why": why}, writer)
    of_no_age = people.index[people["status"] == OUT_OF_SCOPE]
    too_old = [case for person in of_no_age for case in by_person.get(person, ())]
    why = f"{facts.month.label}已不在义务教育年龄内"
    aged_out = _move_each(ledger, too_old, _AGE_OUT, {"why": why}, writer)
    new = wanted[~wanted.index.isin(set(by_person))]
    records = _first_records(facts)
    rows = new.assign(record=new.index.map(records), route=new.index.map(_routes(facts)))
    rows = rows.reindex(columns=["record", "status", "found_by_police", "route", *_KNOWN])
    opened = ledger.open_cases([_new_case(row, facts.as_of) for row in _texts(rows)], writer)
    return CaseworkStep(tuple(case.case_id for case in opened), reopened, lapsed, aged_out)


def begin_month(opened: OpenedWorkspace, month: Month) -> CaseworkStep | None:
    """Take the casework step of a month; None where nothing has come or been decided since it was.

    The fixes for gaps of the mechanism survey come first, then the tests of fixes that are said to
    be made. Neither waits for the headcount: where the month cannot be counted yet, they are owed
    all the same, and ShownError (NOT_READY) says why the rest is not. A rehearsal stays on its own
    clock.
    """
    at = opened.now()
    fixes = _begin_fixes(opened, month, at)
    closure = _begin_closure(opened, month, at)
    done = _begin_cases(opened, month, at)
    if fixes is None and closure is None:
        return done
    return replace(
        done or CaseworkStep(), fixes=fixes or MechanismStep(), closure=closure or ClosureStep()
    )


def _begin_fixes(opened: OpenedWorkspace, month: Month, at: datetime) -> MechanismStep | None:
    casebook = opened.casebook
    if not _is_due(casebook, MECHANISM_TAKEN, month):
        return None
    facts = read_mechanism_facts(opened, month)
    if facts is None:
        return None
    done = take_mechanism_step(facts, CaseLedger(casebook, case_kind(FIX)), at=at)
    body = {"month": str(month), **asdict(done)}
    casebook.append_event(MECHANISM_TAKEN, body, actor=SYSTEM, at=at)
    return done


def _begin_closure(opened: OpenedWorkspace, month: Month, at: datetime) -> ClosureStep | None:
    casebook = opened.casebook
    ledger = CaseLedger(casebook, case_kind(FIX))
    if not has_closure_tests(ledger) or not _is_due(casebook, CLOSURE_TAKEN, month, _TOLD):
        return None
    facts = read_closure_facts(opened, month)
    if facts is None:
        return None
    done = take_closure_step(facts, ledger, at=at)
    body = {"month": str(month), **asdict(done)}
    casebook.append_event(CLOSURE_TAKEN, body, actor=SYSTEM, at=at)
    return done


def _begin_cases(opened: OpenedWorkspace, month: Month, at: datetime) -> CaseworkStep | None:
    casebook, county = opened.casebook, opened.county
    if not _is_due(casebook, TAKEN, month):
        return None
    facts = load_counted_month(opened.workspace, casebook, county, county.rule_book(), month=month)
    done = take_casework_step(facts, CaseLedger(casebook, case_kind(KIND)), at=at)
    body = {name: ids for name, ids in asdict(done).items() if name not in ("fixes", "closure")}
    casebook.append_event(TAKEN, {"month": str(month), **body}, actor=SYSTEM, at=at)
    return done


def _is_due(casebook: Casebook, kind: str, month: Month, told: tuple[str, ...] = ()) -> bool:
    """Whether a step was never taken for a month, or facts have come since it was.

    What is written of cases is a fact only where they are of a kind in `told`.
    """
    taken = casebook.events(kind=kind)
    mine = [
        seq
        for seq, body in zip(taken["seq"], taken["body"], strict=True)
        if body["month"] == str(month)
    ]
    if not mine:
        return True
    since = casebook.events()
    since = since[since["seq"] > max(mine)]
    prefixes = tuple(case_kind(name).prefix for name in told)
    is_of_case = since["kind"].str.startswith(CASE_EVENT)
    is_told = since["case_id"].fillna("").str.startswith(prefixes)
    return bool((~since["kind"].isin(_NO_FACTS) & (~is_of_case | is_told)).any())


def cases_by_person(facts: CountedMonth, cases: list[Case]) -> dict[str, list[Case]]:
    """Return the cases of each person, by the rows from which they were opened."""
    rows = _rows(facts)
    owner = dict(zip(rows["record_key"], rows["person_id"], strict=True))
    found: dict[str, list[Case]] = {}
    for case in cases:
        person = owner.get(case.subject)
        if person is not None:
            found.setdefault(person, []).append(case)
    return found


def _move_each(
    ledger: CaseLedger, cases: Iterable[Case], move: str, fields: dict[str, str], writer: Writer
) -> tuple[str, ...]:
    """Make a move on every case of several on which it may be made; return which."""
    may = [
        case
        for case in cases
        if not refusals(ledger.kind, case, Proposal(move, SYSTEM, writer.today, fields))
    ]
    return tuple(ledger.move(ledger.case(one.case_id), move, fields, writer).case_id for one in may)


def _new_case(row: dict, day: date) -> NewCase:
    fields = {name: row[name] for name in (*_KNOWN, "route") if row[name]}
    fields["found_by"] = "police" if row["found_by_police"] else "headcount"
    return NewCase(row["record"], _BEGINS[row["status"]], day, fields)


def _texts(rows: pd.DataFrame) -> list[dict]:
    days = rows["first_absent_on"].dt.strftime("%Y-%m-%d")
    texts = rows.assign(first_absent_on=days).astype(object)
    return texts.where(texts.notna(), "").to_dict("records")


def _routes(facts: CountedMonth) -> pd.Series:
    """Return by person along which route the plan wants other areas to be told."""
    due = facts.notifications[facts.notifications["route"] != _TO_POLICE]
    return due.drop_duplicates("person_id").set_index("person_id")["route"]


def _rows(facts: CountedMonth) -> pd.DataFrame:
    frames = [
        getattr(facts.evidence, field)[["person_id", "record_key", "period"]].assign(place=place)
        for place, field in enumerate(FRAMES)
    ]
    return pd.concat(frames, ignore_index=True)


def _first_records(facts: CountedMonth) -> pd.Series:
    """Return for each person the row that stands for it: of the best table, the oldest month."""
    rows = _rows(facts).sort_values(["place", "period"], kind="stable")
    return rows.drop_duplicates("person_id").set_index("person_id")["record_key"]
