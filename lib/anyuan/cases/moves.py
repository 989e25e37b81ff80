"""May this be done to this case? Every reason why not, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from anyuan.casebook import Person
from anyuan.cases.state import MOVED, Case
from anyuan.codebook import CaseKind, Move
from anyuan.errors import ShownError

SYSTEM = "system"
# Every reason there is to refuse a move.
REASONS = (
    "illegal_here",
    "not_by_system",
    "field_missing",
    "needs_first",
    "too_few",
    "not_so",
    "too_early",
    "not_ahead",
    "not_passed",
    "in_the_future",
    "before_last_move",
    "no_evidence",
    "no_approver",
    "own_approval",
    "wrong_approver",
    "wrong_agency",
)


@dataclass(frozen=True)
class Proposal:
    """A move that somebody wants to make: `fields` as read by `read_values`.

    `actor` is a person's code, or system. `approver` is who approves, confirmed by PIN by the
    caller; None where nobody does.
    """

    move: str
    actor: str
    today: date
    fields: Mapping[str, Any] = field(default_factory=dict)
    approver: Person | None = None


@dataclass(frozen=True)
class Refusal:
    """One reason why a move may not be made; `code` is one of REASONS."""

    code: str
    told: str


def refusals(kind: CaseKind, case: Case, proposal: Proposal) -> list[Refusal]:
    """Return every reason why a move may not be made, [] where it may.

    KeyError for an unknown move, or a field that the move does not take.
    """
    move = kind.moves[proposal.move]
    strange = set(proposal.fields) - set(move.fields)
    if strange:
        raise KeyError(f"{move.name} does not take {sorted(strange)}")
    if case.status not in move.steps:
        here = kind.statuses[case.status].label
        legal = "、".join(one.label for one in kind.moves_from(case.status)) or "无"
        told = f"“{here}”的个案不能“{move.label}”，现在可以做的是：{legal}"
        return [Refusal("illegal_here", told)]
    guards = (_by_whom, _fields, _history, _days, _evidence, _approval)
    return [one for guard in guards for one in guard(kind, case, move, proposal)]


def require_legal(kind: CaseKind, case: Case, proposal: Proposal) -> Move:
    """Return the move where it may be made; else raise ShownError with every reason."""
    found = refusals(kind, case, proposal)
    if found:
        raise ShownError(
            f"个案 {case.case_id}：{'；'.join(one.told for one in found)}。",
            code=found[0].code,
            next_step="请补齐或改正后再做这一步。",
        )
    return kind.moves[proposal.move]


def day_of(move: Move, proposal: Proposal) -> date:
    """Return the day on which a move happened: that of its field, else today."""
    text = proposal.fields.get(move.day) if move.day else None
    return date.fromisoformat(text) if text else proposal.today


def _by_whom(_: CaseKind, __: Case, move: Move, proposal: Proposal) -> Iterator[Refusal]:
    if proposal.actor == SYSTEM and not move.by_system:
        yield Refusal("not_by_system", f"“{move.label}”须由人来做")


def _fields(kind: CaseKind, case: Case, move: Move, proposal: Proposal) -> Iterator[Refusal]:
    missing = [name for name in move.needs if not proposal.fields.get(name)]
    if missing:
        labels = "、".join(kind.fields[name].label for name in missing)
        yield Refusal("field_missing", f"“{move.label}”还缺：{labels}")
    lacking = [name for name in move.has if not case.fields.get(name)]
    if lacking:
        labels = "、".join(kind.fields[name].label for name in lacking)
        yield Refusal("needs_first", f"“{move.label}”之前须先登记：{labels}")


def _history(kind: CaseKind, case: Case, move: Move, proposal: Proposal) -> Iterator[Refusal]:
    for log, least in move.after.items():
        n = len(case.entries(log))
        if n < least:
            told = f"“{move.label}”之前须至少“{kind.logs[log]}” {least} 次，现有 {n} 次"
            yield Refusal("too_few", told)
    known = {**case.fields, **proposal.fields}
    for name, wanted in move.where.items():
        if known.get(name) != wanted:
            label = kind.fields[name].label
            yield Refusal("not_so", f"“{move.label}”要求最近一次登记的“{label}”为是")


def _days(kind: CaseKind, case: Case, move: Move, proposal: Proposal) -> Iterator[Refusal]:
    known = {**case.fields, **proposal.fields}
    for name, other in move.not_before.items():
        if known.get(name) and known.get(other) and known[name] < known[other]:
            mine, theirs = kind.fields[name].label, kind.fields[other].label
            yield Refusal("too_early", f"{mine} {known[name]} 早于{theirs} {known[other]}")
    today = proposal.today.isoformat()
    for name in move.ahead:
        if proposal.fields.get(name) and proposal.fields[name] <= today:
            label = kind.fields[name].label
            yield Refusal("not_ahead", f"{label} {proposal.fields[name]} 应在今天（{today}）之后")
    for name in move.passed:
        if not known.get(name) or known[name] >= today:
            label = kind.fields[name].label
            yield Refusal("not_passed", f"{label} {known.get(name, '（未填）')} 还没有过")
    day = day_of(move, proposal)
    if day > proposal.today:
        yield Refusal("in_the_future", f"“{move.label}”的日期 {day} 在今天（{today}）之后")
    elif day < _not_before(kind, case, move):
        told = f"“{move.label}”的日期 {day} 早于上一步的日期 {_not_before(kind, case, move)}"
        yield Refusal("before_last_move", told)


def _not_before(kind: CaseKind, case: Case, move: Move) -> date:
    """Return the day of the last move, leaving aside those of logs that the move may precede."""
    if not move.may_precede:
        return case.last_day
    moved = [step for step in case.steps if step.kind == MOVED]
    days = [s.day for s in moved if kind.moves[s.body["move"]].log not in move.may_precede]
    return max(days, default=date.min)


def _evidence(_: CaseKind, case: Case, move: Move, __: Proposal) -> Iterator[Refusal]:
    if move.needs_evidence and not case.has_fresh_evidence:
        yield Refusal("no_evidence", f"“{move.label}”之前须先附上凭证文件")


def _approval(kind: CaseKind, _: Case, move: Move, proposal: Proposal) -> Iterator[Refusal]:
    if not move.approver_roles:
        return
    approver = proposal.approver
    if approver is None:
        yield Refusal("no_approver", f"“{move.label}”须由另一名审批人确认")
        return
    if approver.code == proposal.actor:
        yield Refusal("own_approval", f"{approver.code} 不能审批自己提出的“{move.label}”")
    if not approver.roles & move.approver_roles:
        yield Refusal("wrong_approver", f"{approver.code} 没有审批权限")
    for name, agencies in move.one_of_agency.items():
        value = proposal.fields.get(name)
        agency = agencies.get(value) if isinstance(value, str) else None
        if agency and approver.agency != agency:
            what = kind.fields[name].choices.label(value)
            yield Refusal("wrong_agency", f"“{what}”只能由公安机关认定，须由其审批人确认")
