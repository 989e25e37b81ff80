"""May this be done to this case? Every reason why not, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from anyuan.casebook import Person
from anyuan.cases.saying import find_unsayable
from anyuan.cases.state import MOVED, Case
from anyuan.cases.values import in_words
from anyuan.codebook import CaseKind, Move, RuleBook
from anyuan.codebook.kinds import Values
from anyuan.errors import ShownError

SYSTEM = "system"
# Of cases that a move waits for, so many are named.
_N_TOLD = 5
# Every reason there is to refuse a move.
REASONS = (
    "illegal_here",
    "not_by_system",
    "only_by_system",
    "field_missing",
    "needs_first",
    "needed_then",
    "only_then",
    "stage_unknown",
    "below_stage",
    "too_few",
    "not_so",
    "unsettled",
    "not_by_all",
    "others_open",
    "not_repeated",
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
    "not_own_hand",
    "signed_already",
)


@dataclass(frozen=True)
class Proposal:
    """A move that somebody wants to make: `fields` as read by `read_values`.

    `actor` is a person's code, or system. `approver` is who approves or, for a move that is signed,
    who signs, confirmed by PIN by the caller; None where nobody does. `book` holds the county's
    rules; a kind whose choices depend on a rule must have it. `others_open`: the cases that
    the move waits for (see `others_ended` in the YAML of incident), by number, told by the ledger.
    """

    move: str
    actor: str
    today: date
    fields: Mapping[str, Any] = field(default_factory=dict)
    approver: Person | None = None
    book: RuleBook | None = None
    others_open: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refusal:
    """One reason why a move may not be made; `code` is one of REASONS."""

    code: str
    told: str


def refusals(kind: CaseKind, case: Case, proposal: Proposal) -> list[Refusal]:
    """Return every reason why a move may not be made, [] where it may.

    KeyError for an unknown move, or a field that the move does not take; ValueError for a proposal
    without the rules that a choice of it depends on.
    """
    move = kind.moves[proposal.move]
    _require_known(move, proposal)
    if case.status not in move.steps:
        here = kind.statuses[case.status].label
        legal = "、".join(one.label for one in kind.moves_from(case.status)) or "无"
        told = f"“{here}”的个案不能“{move.label}”，现在可以做的是：{legal}"
        return [Refusal("illegal_here", told)]
    guards = (_by_whom, _fields, _said, _history, _days, _evidence, _approval)
    return [one for guard in guards for one in guard(kind, case, move, proposal)]


def opening_refusals(kind: CaseKind, proposal: Proposal) -> list[Refusal]:
    """Return every reason why a case may not begin so; [] for a kind that asks nothing.

    The proposal's move is not read. KeyError for a field that the opening does not take.
    """
    if kind.opening is None:
        return []
    _require_known(kind.opening, proposal)
    today, status = proposal.today, kind.opens_at[0]
    blank = Case("", kind.name, status, "", today, since=today, last_day=date.min, n=0, seq=0)
    guards = (_fields, _said, _history, _days)
    return [one for guard in guards for one in guard(kind, blank, kind.opening, proposal)]


def require_opening(kind: CaseKind, proposal: Proposal) -> None:
    """Raise ShownError with every reason why a case may not begin so."""
    found = opening_refusals(kind, proposal)
    if found:
        raise ShownError(
            f"{'；'.join(one.told for one in found)}。",
            code=found[0].code,
            next_step="请补齐或改正后再登记。",
        )


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
    return date.fromisoformat(text[:10]) if text else proposal.today


def _require_known(move: Move, proposal: Proposal) -> None:
    strange = set(proposal.fields) - set(move.fields)
    if strange:
        raise KeyError(f"{move.name} does not take {sorted(strange)}")


def _known(case: Case, proposal: Proposal) -> dict[str, Any]:
    """Return what the case will say; what a form leaves blank takes nothing back."""
    return {**case.fields, **{name: said for name, said in proposal.fields.items() if said}}


def _by_whom(_: CaseKind, __: Case, move: Move, proposal: Proposal) -> Iterator[Refusal]:
    if proposal.actor == SYSTEM and not move.by_system:
        yield Refusal("not_by_system", f"“{move.label}”须由人来做")
    if proposal.actor != SYSTEM and move.only_by_system:
        yield Refusal("only_by_system", f"“{move.label}”只由程序办理")


def _fields(kind: CaseKind, case: Case, move: Move, proposal: Proposal) -> Iterator[Refusal]:
    missing = [name for name in move.needs if not proposal.fields.get(name)]
    if missing:
        labels = "、".join(kind.fields[name].label for name in missing)
        yield Refusal("field_missing", f"“{move.label}”还缺：{labels}")
    lacking = [name for name in move.has if not case.fields.get(name)]
    if lacking:
        labels = "、".join(kind.fields[name].label for name in lacking)
        yield Refusal("needs_first", f"“{move.label}”之前须先登记：{labels}")


def _said(kind: CaseKind, case: Case, move: Move, proposal: Proposal) -> Iterator[Refusal]:
    for name in move.repeats:
        if proposal.fields.get(name) and proposal.fields[name] != case.fields.get(name):
            told = f"“{kind.fields[name].label}”与个案登记的不一致，不能“{move.label}”"
            yield Refusal("not_repeated", told)
    known, on = _known(case, proposal), day_of(move, proposal)
    for code, told in find_unsayable(kind, proposal.fields, known, proposal.book, on=on):
        yield Refusal(code, f"“{move.label}”：{told}")


def _history(kind: CaseKind, case: Case, move: Move, proposal: Proposal) -> Iterator[Refusal]:
    for log, least in move.after.items():
        counted = [one for one in case.entries(log) if _is_so(one, move.counting)]
        if len(counted) < least:
            only = "".join(f"（{_wanted(kind, *pair)}的）" for pair in move.counting.items())
            told = f"“{move.label}”之前须至少“{kind.logs[log]}”{only} {least} 次"
            yield Refusal("too_few", f"{told}，现有 {len(counted)} 次")
    known = _known(case, proposal)
    for name, wanted in move.where.items():
        if known.get(name) not in wanted:
            told = f"“{move.label}”要求最近一次登记的{_wanted(kind, name, wanted)}"
            yield Refusal("not_so", told)
    for name, told_by in move.needs_when.items():
        lacking = [one for one in told_by.get(known.get(name), ()) if not known.get(one)]
        if lacking:
            labels = "、".join(kind.fields[one].label for one in lacking)
            so = _wanted(kind, name, (known[name],))
            yield Refusal("needed_then", f"{so}的，“{move.label}”还须有：{labels}（{move.clause}）")
    for answer, asked in move.settled.items():
        if len(case.entries(answer)) < len(case.entries(asked)):
            told = f"“{move.label}”之前须办结“{kind.logs[asked]}”（{move.clause}）"
            yield Refusal("unsettled", told)
    for log, name in move.each.items():
        there, choices = {one.get(name) for one in case.entries(log)}, kind.fields[name].choices
        lacking = "、".join(label for code, label in choices.labels.items() if code not in there)
        if lacking:
            told = f"“{move.label}”之前须各方都已“{kind.logs[log]}”，还缺：{lacking}"
            yield Refusal("not_by_all", told)
    if proposal.others_open:
        first = "、".join(proposal.others_open[:_N_TOLD])
        told = f"还有 {len(proposal.others_open)} 件未办结：{first}（{move.clause}）"
        yield Refusal("others_open", f"“{move.label}”之前，所提的事项须都已办结，{told}")


def _is_so(said: Mapping[str, Any], wanted: Values) -> bool:
    return all(said.get(name) in values for name, values in wanted.items())


def _wanted(kind: CaseKind, name: str, wanted: tuple[str, ...]) -> str:
    one = kind.fields[name]
    return f"“{one.label}”为{'或'.join(in_words(one, value) for value in wanted)}"


def _days(kind: CaseKind, case: Case, move: Move, proposal: Proposal) -> Iterator[Refusal]:
    known = _known(case, proposal)
    for name, other in move.not_before.items():
        if known.get(name) and known.get(other) and _is_before(known[name], known[other]):
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
    for name, said in proposal.fields.items():
        if kind.fields[name].is_past and name != move.day and said and said[:10] > today:
            told = f"{kind.fields[name].label} {said} 在今天（{today}）之后"
            yield Refusal("in_the_future", told)
    day = day_of(move, proposal)
    if day > proposal.today:
        yield Refusal("in_the_future", f"“{move.label}”的日期 {day} 在今天（{today}）之后")
    elif not move.beside and day < _not_before(kind, case, move):
        told = f"“{move.label}”的日期 {day} 早于上一步的日期 {_not_before(kind, case, move)}"
        yield Refusal("before_last_move", told)


def _is_before(one: str, other: str) -> bool:
    """Whether a day or moment lies before another; by the day where one of them is a day."""
    n = min(len(one), len(other))
    return one[:n] < other[:n]


def _not_before(kind: CaseKind, case: Case, move: Move) -> date:
    """Return the day of the last move, leaving aside those of logs that the move may precede."""
    if not move.may_precede:
        return case.last_day
    moved = [(s.day, kind.moves[s.body["move"]]) for s in case.steps if s.kind == MOVED]
    days = [day for day, one in moved if not one.beside and one.log not in move.may_precede]
    return max(days, default=date.min)


def _evidence(_: CaseKind, case: Case, move: Move, __: Proposal) -> Iterator[Refusal]:
    if move.needs_evidence and not case.has_fresh_evidence:
        yield Refusal("no_evidence", f"“{move.label}”之前须先附上凭证文件")


def _approval(kind: CaseKind, case: Case, move: Move, proposal: Proposal) -> Iterator[Refusal]:
    if not move.approver_roles:
        return
    approver = proposal.approver
    if approver is None:
        whom = "本人凭口令" if move.signs_for else "另一名审批人"
        yield Refusal("no_approver", f"“{move.label}”须由{whom}确认")
        return
    if move.signs_for:
        yield from _signature(kind, case, move, proposal)
    elif approver.code == proposal.actor:
        yield Refusal("own_approval", f"{approver.code} 不能审批自己提出的“{move.label}”")
    if not approver.roles & move.approver_roles:
        what = "签署" if move.signs_for else "审批"
        yield Refusal("wrong_approver", f"{approver.code} 没有{what}权限")
    for name, agencies in move.one_of_agency.items():
        value = proposal.fields.get(name)
        agency = agencies.get(value) if isinstance(value, str) else None
        if agency and approver.agency != agency:
            what = kind.fields[name].choices.label(value)
            yield Refusal("wrong_agency", f"“{what}”只能由公安机关认定，须由其审批人确认")


def _signature(kind: CaseKind, case: Case, move: Move, proposal: Proposal) -> Iterator[Refusal]:
    """Own hand, own agency, once in a round: nobody signs for another."""
    signer, agency = proposal.approver, proposal.fields.get(move.signs_for)
    if signer.code != proposal.actor:
        told = f"“{move.label}”须由本人办理，{proposal.actor} 不能代 {signer.code} 签署"
        yield Refusal("not_own_hand", told)
    if not agency:
        return
    label = kind.fields[move.signs_for].choices.label(agency)
    if signer.agency != agency:
        told = f"{signer.code} 是{signer.agency_label}的人员，不能代表{label}签署"
        yield Refusal("wrong_agency", told)
    if any(one.get(move.signs_for) == agency for one in case.entries(move.log)):
        yield Refusal("signed_already", f"{label}在本轮已经签署过")
