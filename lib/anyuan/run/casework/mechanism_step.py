"""The part of the casework step that follows the mechanism survey: one fix for each gap, by system.

A gap of a school in an item (bullying.mechanism) has one case of kind corrective_action, with the
school's head for owner until the office names another, and a day by which it is due. What later
rounds say moves that case on. What a person did later than the answer stands.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pandas as pd

from anyuan.bullying.mechanism import GAPS, INSPECTION, KEY, find_gaps, stand, stand_now
from anyuan.cases import Case, CaseLedger, NewCase, Proposal, Writer, refusals
from anyuan.cases.moves import SYSTEM
from anyuan.codebook import RuleBook, code_list, mechanism_items
from anyuan.period import Month
from anyuan.run.months.holdings import BULLYING, read_holdings
from anyuan.run.opened import OpenedWorkspace

KIND, SOURCE, TABLE = "corrective_action", "mechanism", "mechanism_survey"
_ASSIGN, _REPORT, _CONFIRM = "assign", "report_done", "confirm_by_inspection"
_SEND_BACK, _LAPSE, _REOPEN = "send_back", "lapse", "reopen"
# What a gap found anew does to a case, by where the case stands.
_FOUND_AGAIN = {"done": _SEND_BACK, "verified": _LAPSE, "withdrawn": _REOPEN}
_DID = {
    _REPORT: "reported",
    _CONFIRM: "confirmed",
    _SEND_BACK: "sent_back",
    _LAPSE: "reopened",
    _REOPEN: "reopened",
}
_TO_ASSIGN = ("opened", "lapsed")
_LONGEST = 500


@dataclass(frozen=True)
class MechanismFacts:
    """What schools and inspections say by a day: a standing (bullying.mechanism), the schools."""

    standing: pd.DataFrame
    schools: pd.DataFrame
    as_of: date
    book: RuleBook


@dataclass(frozen=True)
class MechanismStep:
    """Which cases were opened, and which moves made, by case_id."""

    opened: tuple[str, ...] = ()
    reported: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    sent_back: tuple[str, ...] = ()
    reopened: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Answer:
    """The newest answer on one item of one school (a row of the list of schools).

    `found`: of a gap the round and day in which it was first found, else those of the answer.
    """

    school: Mapping
    item: str
    answer: str
    said: tuple[str, date]
    found: tuple[str, date]
    evidence: str

    @property
    def key(self) -> tuple[str, str]:
        return self.school["school_code"], self.item

    @property
    def is_gap(self) -> bool:
        return self.answer in GAPS

    @property
    def is_inspection(self) -> bool:
        return self.said[0] == INSPECTION

    @property
    def day(self) -> date:
        return self.said[1]

    @property
    def told(self) -> str:
        """Who said what and when, in words."""
        what = code_list("mechanism_answer").label(self.answer)
        said, of = ("查为", "依据") if self.is_inspection else ("填报", "佐证")
        day = f"{self.day.year}年{self.day.month}月{self.day.day}日"
        words = f"{code_list('mechanism_round').label(self.said[0])}（{day}）{said}“{what}”"
        return f"{words}；{of}：{self.evidence[:_LONGEST] or '未附'}"


def read_mechanism_facts(opened: OpenedWorkspace, month: Month) -> MechanismFacts | None:
    """Return what has been said by the end of a month; None where no survey has come."""
    holdings = read_holdings(opened.workspace, opened.casebook, month, question=BULLYING)
    if holdings.files_of(TABLE).empty:
        return None
    schools, as_of = holdings.schools(), month.last_day
    standing = stand(holdings.rows(TABLE), schools, as_of)
    return MechanismFacts(standing, schools, as_of, opened.county.rule_book())


def take_mechanism_step(
    facts: MechanismFacts, ledger: CaseLedger, *, at: datetime
) -> MechanismStep:
    """Open a case for each gap that has none, and move on those of which an answer says more.

    Present by the school's own word: its fix is reported done. Present by inspection: it is
    confirmed. A gap that an inspection finds after the fix was reported sends it back; one found
    after it was verified or withdrawn opens it again. An answer from before the day on which the
    case took its status moves nothing, nor does a gap of that same day. Due is what
    `bullying.gap_days_<round>` says of the round that found the gap; one that lasts through later
    rounds keeps its day. Taking the step again writes nothing.
    """
    known = ledger.as_known(None, None).values()
    cases = {_key(case): case for case in known if case.fields.get("source") == SOURCE}
    answers = _answers(facts)
    new = [one for one in answers if one.is_gap and one.key not in cases]
    opened = _open(new, ledger, Writer(SYSTEM, at, facts.as_of))
    cases |= {_key(case): case for case in opened}
    answered = [(cases[one.key], one) for one in answers if one.key in cases]
    moved = _make(ledger, filter(None, (_next_move(ledger, *pair) for pair in answered)), at)
    cases |= {_key(case): case for case, _ in moved}
    owed = [(cases[one.key], one) for one in answers if one.is_gap]
    _make(ledger, [_assignment(*pair, facts) for pair in owed if pair[0].status in _TO_ASSIGN], at)
    done: dict[str, list[str]] = {}
    for case, move in moved:
        done.setdefault(_DID[move], []).append(case.case_id)
    ids = {name: tuple(found) for name, found in done.items()}
    return MechanismStep(opened=tuple(case.case_id for case in opened), **ids)


def _open(gaps: list[_Answer], ledger: CaseLedger, writer: Writer) -> list[Case]:
    drafts = [NewCase(":".join(gap.key), "opened", gap.found[1], _opening(gap)) for gap in gaps]
    return ledger.open_cases(drafts, writer) if drafts else []


def _make(
    ledger: CaseLedger, wanted: Iterable[tuple[Case, Proposal]], at: datetime
) -> list[tuple[Case, str]]:
    """Make moves, those that are the same together; return each case after it with the move."""
    groups: dict[tuple, list[Case]] = {}
    for case, one in wanted:
        same = (one.move, one.today, tuple(one.fields.items()))
        groups.setdefault(same, []).append(case)
    done = []
    for (move, day, fields), cases in groups.items():
        after = ledger.move_together(cases, move, dict(fields), Writer(SYSTEM, at, day))
        done += [(case, move) for case in after]
    return done


def _opening(gap: _Answer) -> dict[str, str]:
    item = mechanism_items()[gap.item]
    asks = "、".join(item.asks_of(gap.school["kind"], gap.school["is_boarding"] is True))
    words = f"{item.label}。{gap.told}。补齐须有：{asks}。"
    fields = {"source": SOURCE, "school_code": gap.school["school_code"], "duty": gap.item}
    return fields | {"township": gap.school["township"], "gap": words}


def _assignment(case: Case, gap: _Answer, facts: MechanismFacts) -> tuple[Case, Proposal]:
    """Return the move that gives a case its owner, else the school's head, and the round's day."""
    how, day = gap.found if case.round == 1 else gap.said
    owner = case.fields.get("owner") or f"{gap.school['school_name']}校长"
    due_on = _due_on(facts.book.value(f"bullying.gap_days_{how}", facts.as_of), day)
    fields = {"owner": owner, "due_on": due_on.isoformat()}
    return case, Proposal(_ASSIGN, SYSTEM, max(day, case.last_day), fields)


def _due_on(term: int | str, found_on: date) -> date:
    """Return a number of days after a gap was found, or a day (06-30) of the year it was found."""
    if isinstance(term, int):
        return found_on + timedelta(days=term)
    return date.fromisoformat(f"{found_on.year}-{term}")


def _next_move(ledger: CaseLedger, case: Case, answer: _Answer) -> tuple[Case, Proposal] | None:
    """Return the move that an answer calls for, None where none, or where it may not be made."""
    if answer.is_gap:
        move = _FOUND_AGAIN.get(case.status)
        if answer.day <= case.since or (move == _SEND_BACK and not answer.is_inspection):
            return None
    else:
        move = _CONFIRM if answer.is_inspection else _REPORT
        if answer.day < case.since:
            return None
    if move is None:
        return None
    # A step that was written down later for an earlier day must not come before one already taken.
    day = max(answer.day, case.last_day)
    proposal = Proposal(move, SYSTEM, day, _fields(move, answer, day.isoformat()))
    return None if refusals(ledger.kind, case, proposal) else (case, proposal)


def _fields(move: str, answer: _Answer, day: str) -> dict[str, str]:
    """Return what a move is to be given; `day` is that of the answer, or of a later move before."""
    found = {"verified_on": day, "verified_how": INSPECTION}
    verdict = {"present": "holds", "partly": "partly", "absent": "not_fixed"}[answer.answer]
    return {
        _REPORT: {"done_on": day, "evidence_note": answer.told},
        _CONFIRM: found | {"verdict": verdict},
        _SEND_BACK: found | {"verdict": verdict, "why": answer.told},
        _LAPSE: {"lapsed_on": day, "why": answer.told},
        _REOPEN: {"why": answer.told},
    }[move]


def _answers(facts: MechanismFacts) -> list[_Answer]:
    """Return the newest answer of each school and item that says something, in their order."""
    now = stand_now(facts.standing)
    gaps = find_gaps(facts.standing)[[*KEY, "found_in", "found_on"]]
    rows = now[now["round"].notna()].merge(gaps, on=KEY, how="left")
    rows["found_in"] = rows["found_in"].fillna(rows["round"])
    rows["found_on"] = rows["found_on"].fillna(rows["answered_on"])
    schools = facts.schools.set_index("school_code", drop=False).to_dict("index")
    return [
        _Answer(
            school=schools[row.school_code],
            item=row.item,
            answer=row.answer,
            said=(row.round, row.answered_on.date()),
            found=(row.found_in, row.found_on.date()),
            evidence="" if pd.isna(row.evidence) else row.evidence,
        )
        for row in rows.itertuples()
    ]


def _key(case: Case) -> tuple[str, str]:
    return case.fields["school_code"], case.fields["duty"]
