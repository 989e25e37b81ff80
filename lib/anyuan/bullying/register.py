"""The rows of the schools' registers → cases, by the same moves and guards as at the desk.

A row says on which days things were done; each is made as a move. What the row may not say (days
that run backwards, a step without what it needs, a severity without bullying, a measure that the
grade forbids) is a problem for the school to mend; the case stands as far as its legal moves go.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import pandas as pd

from anyuan import clock
from anyuan.bullying.one_table import CHECKS, REGISTER
from anyuan.cases import Case, Proposal, Refusal, Step, fold, opening_refusals, refusals
from anyuan.cases.moves import day_of
from anyuan.cases.state import MOVED, NOTED, OPENED
from anyuan.codebook import CaseKind, RuleBook, table

# Who did what a register tells: the school, on paper; no person of ours.
SCHOOL = "register"
KEY = ["school_code", "register_no"]
_BULLYING, _CHANGED, _YES = "bullying", "changed", "true"
_APPEALS = ("appealed_on", "reviewed_on", "appeal_result")
# What a second person confirmed at the school is not in the file.
_NOT_OF_A_FILE = "no_approver"
_ILLEGAL = "illegal_here"
_NEXT_STEP = "请学校在一张表上改正这一行后重报；姓名、原件不必附上。"

# A move and what the row says for it.
Act = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class RegisterProblem:
    """Something that a row says and may not: where it stands, what is wrong, what to do."""

    school_code: str
    register_no: str
    file_sha8: str
    row: int
    code: str
    told: str
    next_step: str = _NEXT_STEP

    def __str__(self) -> str:
        where = f"学校 {self.school_code} 登记编号 {self.register_no}（第 {self.row} 行）"
        return f"{where}：{self.told}。{self.next_step}"


def register_cases(
    rows: pd.DataFrame, kind: CaseKind, book: RuleBook
) -> tuple[dict[str, Case], list[RegisterProblem]]:
    """Return the cases of a record frame of bullying_register by case_id, and what is wrong.

    case_id is "<school_code>-<register_no>". Where several rows tell of one case, that of the
    newest period stands, of one period the last. Every row gives a case; problems stand by school
    and number. A step's day is the day that the row says; nothing is judged by when the
    file came.
    """
    order = [*KEY, "period", "file_sha8", "row"]
    newest = rows.sort_values(order, kind="stable").drop_duplicates(KEY, keep="last")
    cases, problems = {}, []
    for row in newest.to_dict("records"):
        told = _Telling(kind, book, row)
        cases[told.case.case_id] = told.case
        problems += told.problems
    return cases, problems


class _Telling:
    """One row told as the moves of a case."""

    def __init__(self, kind: CaseKind, book: RuleBook, row: Mapping[str, Any]) -> None:
        self._kind, self._book, self._row = kind, book, row
        self.problems: list[RegisterProblem] = []
        self._is_stuck = False
        self._said = {
            column.name: _kept(column.type, row[column.name])
            for column in table(REGISTER).columns.values()
            if not _is_blank(row[column.name])
        }
        self._days = {
            name: date.fromisoformat(value[:10])
            for name, value in self._said.items()
            if name.endswith(("_on", "_at"))
        }
        self._last = max(self._days.values())
        self.case = self._open()
        for name, fields in self._acts():
            self._take(name, fields)
        rest = self._rest()
        if rest:
            self.case = self._next(NOTED, self._last, {"fields": rest})

    def _open(self) -> Case:
        opening = self._kind.opening
        fields = {name: self._said[name] for name in opening.fields if name in self._said}
        proposal = self._proposal(opening.name, fields)
        self._note(opening_refusals(self._kind, proposal))
        case_id = "-".join(self._said[name] for name in KEY)
        body = {"kind": self._kind.name, "status": self._kind.opens_at[0], "subject": case_id}
        day = day_of(opening, proposal)
        return fold(case_id, [self._step(1, OPENED, day, body | {"fields": fields})])

    def _acts(self) -> Iterator[Act]:
        """Return what the row says was done: what stands beside the flow first, then the flow."""
        yield from self._each(("stop", "stopped_at"), ("tell_bullied", "bullied_told_at"))
        yield from self._each(("tell_bully", "bully_told_at"))
        yield from self._each(("refer_police", "police_told_at"))
        yield from self._each(("report_education", "education_told_at"))
        yield from self._each(("check", "checked_on"), ("open_committee", "committee_on"))
        if self._said.get("is_extended") == _YES:
            yield "extend", {"is_extended": _YES, "why": table(REGISTER).label}
        yield from self._each(("determine", "determined_on", "determination", "severity"))
        yield from self._each(("inform", "told_both_on"))
        yield from self._with_appeal([*self._after()])

    def _after(self) -> Iterator[Act]:
        yield from self._each(("measure", "measures", "measures_on"))
        is_safe = {name: self._said[name] for name in ("is_safe",) if name in self._said}
        visits = [self._said[name] for name in CHECKS if name in self._said]
        yield from (("follow_up", {"checked_back_on": day} | is_safe) for day in visits)
        if is_safe and not visits:
            yield "follow_up", is_safe
        is_bullying = self._said.get("determination", _BULLYING) == _BULLYING
        yield from self._each(("archive" if is_bullying else "close_not_bullying", "archived_on"))

    def _each(self, *told: tuple[str, ...]) -> Iterator[Act]:
        """Return the moves of which the row says anything."""
        for move, *names in told:
            said = {name: self._said[name] for name in names if name in self._said}
            if said:
                yield move, said

    def _with_appeal(self, flow: list[Act]) -> Iterator[Act]:
        """Put the appeal and its review where their days lie among what followed."""
        changes = self._said.get("appeal_result") == _CHANGED
        if changes and self._is_determined_anew:
            return iter(flow)  # the row tells of the new determination; `_rest` keeps the appeal
        extra = [*self._each(("appeal", "appealed_on"))]
        extra += self._each(("overturn" if changes else "review", *_APPEALS[1:]))
        for move, said in extra:
            day = self._day_of(move, said)
            later = [n for n, one in enumerate(flow) if self._day_of(*one) > day]
            flow.insert(min(later, default=len(flow)), (move, said))
        return iter(flow)

    @property
    def _is_determined_anew(self) -> bool:
        reviewed, determined = self._days.get("reviewed_on"), self._days.get("determined_on")
        return bool(reviewed and determined and determined > reviewed)

    def _day_of(self, name: str, said: dict[str, Any]) -> date:
        return day_of(self._kind.moves[name], self._proposal(name, said))

    def _take(self, name: str, fields: dict[str, Any]) -> None:
        """Make a move, or note why it may not be made; the flow goes no further than that."""
        move, proposal = self._kind.moves[name], self._proposal(name, fields)
        if self._is_stuck and not move.beside:
            return
        found = refusals(self._kind, self.case, proposal)
        found = [one for one in found if one.code != _NOT_OF_A_FILE]
        if not found:
            body = {"move": name, "to": move.steps[self.case.status], "fields": fields}
            self.case = self._next(MOVED, day_of(move, proposal), body)
        elif not (self._is_stuck and found[0].code == _ILLEGAL):
            self._note(found)
        self._is_stuck |= bool(found) and not move.beside

    def _note(self, found: list[Refusal]) -> None:
        if found:
            names = ("school_code", "register_no", "file_sha8", "row")
            where = [self._row[name] for name in names]
            told = "；".join(one.told for one in found)
            self.problems.append(RegisterProblem(*where, found[0].code, told))

    def _rest(self) -> dict[str, Any]:
        """Return what the row says beside any move."""
        names = ["support"] if "support" in self._said else []
        if self._said.get("appeal_result") == _CHANGED and self._is_determined_anew:
            names += [name for name in _APPEALS if name in self._said]
        return {name: self._said[name] for name in names}

    def _proposal(self, name: str, fields: dict[str, Any]) -> Proposal:
        return Proposal(name, SCHOOL, self._last, fields, book=self._book)

    def _next(self, kind: str, day: date, body: dict[str, Any]) -> Case:
        step = self._step(self.case.n + 1, kind, day, body)
        return fold(self.case.case_id, [step], before=self.case)

    def _step(self, n: int, kind: str, day: date, body: dict[str, Any]) -> Step:
        at = datetime.combine(self._last, time.max, tzinfo=clock.CHINA)
        return Step(n, n, kind, day, at, SCHOOL, body)


def _is_blank(value: Any) -> bool:
    return value is None or bool(pd.isna(value))


def _kept(kind: str, value: Any) -> Any:
    """Return a cell of a record frame as a case keeps it."""
    if kind == "date":
        return value.date().isoformat()
    if kind == "boolean":
        return str(bool(value)).lower()
    return value.split(";") if kind == "codes" else value
