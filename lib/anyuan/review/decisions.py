"""What became of what joint meetings decided: each decision as a day finds it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from anyuan.cases import Case
from anyuan.cases.state import OPENED

SOURCE = "joint_meeting"
DONE, DONE_LATE, TO_VERIFY = "done", "done_late", "to_verify"
RUNNING, LATE, REOPENED, WITHDRAWN = "running", "late", "reopened", "withdrawn"
# Still owed by somebody.
UNFINISHED = frozenset({TO_VERIFY, RUNNING, LATE, REOPENED})


@dataclass(frozen=True)
class Decision:
    """One decision: `due_on` is the day that counts now, `first_due_on` the meeting's own.

    `state` is a code of decision_state; `ended_on` the day of the step that brought it about, None
    while it runs. `days_late`: how far the day is past, or by how much the work came too late; 0
    for neither.
    """

    case_id: str
    meeting_on: date
    office: str
    text: str
    first_due_on: date
    due_on: date
    state: str
    ended_on: date | None
    days_late: int

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED


def read_decisions(cases: Iterable[Case], on: date) -> list[Decision]:
    """Return the decisions among cases of corrective_action, folded as of a day, in their order.

    The order: the newest meeting first, then the day by which they were due, then the number. Done
    in time: reported done on the meeting's day or before, whenever it was verified. A decision that
    was verified and lapsed stays `reopened` until it is verified again.
    """
    found = [_decision(case, on) for case in cases if case.fields.get("source") == SOURCE]
    return sorted(found, key=lambda one: (-one.meeting_on.toordinal(), one.due_on, one.case_id))


def pick_for_meeting(decisions: Iterable[Decision], since: date) -> list[Decision]:
    """Return what a meeting hears of: the last meeting's decisions, and of earlier ones those that
    are unfinished or ended on a day from `since` on."""
    decisions = list(decisions)
    last = max((one.meeting_on for one in decisions), default=None)
    return [
        one
        for one in decisions
        if one.meeting_on == last
        or one.is_unfinished
        or (one.ended_on is not None and one.ended_on >= since)
    ]


def _decision(case: Case, on: date) -> Decision:
    opened = next(step for step in case.steps if step.kind == OPENED).body["fields"]
    said: Mapping[str, str] = case.fields
    first_due_on = date.fromisoformat(opened["due_on"])
    # A lapse clears the day; the next one is set when it is assigned again.
    due_on = date.fromisoformat(said["due_on"]) if said.get("due_on") else first_due_on
    state = _state(case, first_due_on, due_on, on)
    ended = {TO_VERIFY: "done_on", DONE: "verified_on", DONE_LATE: "verified_on"}.get(state)
    ended_on = date.fromisoformat(said[ended]) if ended else None
    if state == REOPENED:
        ended_on = date.fromisoformat(said["lapsed_on"])
    late = (on - due_on).days if state in (LATE, REOPENED) else 0
    if state in (DONE_LATE, TO_VERIFY):
        late = (date.fromisoformat(said["done_on"]) - first_due_on).days
    return Decision(
        case_id=case.case_id,
        meeting_on=date.fromisoformat(said["meeting_on"]),
        office=said["office"],
        text=said["decision"],
        first_due_on=first_due_on,
        due_on=due_on,
        state=state,
        ended_on=ended_on,
        days_late=max(late, 0),
    )


def _state(case: Case, first_due_on: date, due_on: date, on: date) -> str:
    if case.status == "withdrawn":
        return WITHDRAWN
    if case.status == "verified":
        is_late = case.fields.get("done_on", "") > first_due_on.isoformat()
        return DONE_LATE if is_late and case.round == 1 else DONE
    if case.round > 1 or case.status == "lapsed":
        return REOPENED
    if case.status == "done":
        return TO_VERIFY
    return LATE if due_on < on else RUNNING
