"""The plan's calendar and phases: what is due when, by whom, and in which phase a day lies."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from anyuan.codebook.codes import DATA, code_list
from anyuan.codebook.reading import read_yaml
from anyuan.period import Month, month_range

MONTHLY, TERMLY = "month", "term"
_TASK_KEYS = frozenset({"label", "owes", "due", "every", "clause", "left"})
_LEFT_KEYS = frozenset({"page", "figure", "words"})


@dataclass(frozen=True)
class Left:
    """Where it can be read how much of a task is still owed: a figure of a page of the month."""

    page: str
    figure: str
    words: str


@dataclass(frozen=True)
class PlanTask:
    """One task of the plan; `due_on` None where it comes again (`every`)."""

    code: str
    label: str
    owes: tuple[str, ...]
    due_on: date | None
    every: str
    clause: str
    left: Left | None


@dataclass(frozen=True)
class Phase:
    """One phase of the plan; both days are in it."""

    code: str
    label: str
    first: date
    last: date
    asks: str


@dataclass(frozen=True)
class Plan:
    """The plan's tasks and phases, in its own order."""

    clause: str
    issued_on: date
    tasks: Mapping[str, PlanTask]
    phases: Mapping[str, Phase]

    def phase_on(self, day: date) -> Phase | None:
        """Return the phase in which a day lies; None before the first and after the last."""
        return next((p for p in self.phases.values() if p.first <= day <= p.last), None)

    def next_phase(self, day: date) -> Phase | None:
        """Return the first phase that begins after a day, None where there is none."""
        return next((p for p in self.phases.values() if p.first > day), None)


@dataclass(frozen=True)
class PlanDue:
    """A task on the day by which it is due. What comes before a day is due the day before it."""

    task: PlanTask
    due_on: date


@cache
def plan() -> Plan:
    """Return the plan of the action."""
    return read_plan(DATA / "plan.yaml")


def read_plan(path: Path) -> Plan:
    """Return the plan of a file.

    Raises ValueError, naming every fault: an office that no code bears, a task with both or neither
    of `due` and `every`, an unknown word, phases that overlap or leave a gap.
    """
    raw = read_yaml(path)
    wrong = [*_task_faults(raw["tasks"]), *_phase_faults(raw["phases"])]
    if wrong:
        raise ValueError(f"{path.name}: {'; '.join(wrong)}")
    return Plan(
        clause=raw["clause"],
        issued_on=date.fromisoformat(raw["issued_on"]),
        tasks={code: _task(code, one) for code, one in raw["tasks"].items()},
        phases={
            code: Phase(
                code,
                one["label"],
                date.fromisoformat(one["first"]),
                date.fromisoformat(one["last"]),
                one["asks"],
            )
            for code, one in raw["phases"].items()
        },
    )


def due_between(
    the_plan: Plan,
    first: date,
    last: date,
    *,
    monthly_due_day: int,
    terms: Iterable[tuple[date, date]],
) -> list[PlanDue]:
    """Return what the plan makes due from one day to another, both in, the earliest first.

    monthly_due_day: the rule reporting.monthly_due_day; a report is due before that day, so on the
    day before it. A term's forms are due on the last day of the month in which the term begins.
    Tasks dated before the plan was issued (late May, by a plan of 5 June) are due on their days all
    the same. The last month of the plan's reports is that of its last phase.
    """
    end = max(p.last for p in the_plan.phases.values())
    found = []
    for task in the_plan.tasks.values():
        if task.due_on:
            days: Iterable[date] = [task.due_on]
        elif task.every == MONTHLY:
            days = _report_days(the_plan.issued_on, end, monthly_due_day)
        else:
            days = (Month.of(begins).last_day for begins, _ in terms)
            days = [day for day in days if the_plan.issued_on <= day <= end]
        found += [PlanDue(task, day) for day in days if first <= day <= last]
    return sorted(found, key=lambda due: due.due_on)


def _report_days(begins: date, end: date, due_day: int) -> Iterator[date]:
    for covered in month_range(Month.of(begins), Month.of(end)):
        yield covered.next().first_day.replace(day=due_day - 1)


def _task(code: str, raw: Mapping[str, Any]) -> PlanTask:
    return PlanTask(
        code=code,
        label=raw["label"],
        owes=tuple(raw["owes"]),
        due_on=date.fromisoformat(raw["due"]) if "due" in raw else None,
        every=raw.get("every", ""),
        clause=raw["clause"],
        left=Left(**raw["left"]) if "left" in raw else None,
    )


def _task_faults(raw: Mapping[str, Any]) -> Iterator[str]:
    offices = code_list("decision_office").labels
    for code, task in raw.items():
        strange = set(task) - _TASK_KEYS | set(task.get("left", _LEFT_KEYS)) ^ _LEFT_KEYS
        if strange:
            yield f"{code}: {sorted(strange)}"
        if ("due" in task) == ("every" in task):
            yield f"{code}: either a day or how often"
        if task.get("every", MONTHLY) not in (MONTHLY, TERMLY):
            yield f"{code}: every {task['every']}"
        yield from (f"{code}: office {one}" for one in task["owes"] if one not in offices)


def _phase_faults(raw: Mapping[str, Any]) -> Iterator[str]:
    days = [date.fromisoformat(one[end]) for one in raw.values() for end in ("first", "last")]
    if days != sorted(days):
        yield "phases are not in order"
    for before, after in zip(days[1::2], days[2::2], strict=False):
        if (after - before).days != 1:
            yield f"phases leave a gap after {before}"
