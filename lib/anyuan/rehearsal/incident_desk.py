"""What the offices write of the incidents at the desk, and at which moment: cases and fixes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from anyuan.rehearsal.incident_scenarios import Scenario, moment_of
from anyuan.rehearsal.incidents import Incidents

INCIDENT, FIX = "incident", "corrective_action"
OPEN = "open"
_DONE_AT, _VERIFIED_AT = "16:30", "15:00"
_ABOUT = ("incident_no", "is_minors_case", "happened_at")


@dataclass(frozen=True)
class DeskAct:
    """One step on a case: `at` when it is written (local), `move` the move, or OPEN.

    `approves`: a second person does. `subject` tells the case, of both kinds.
    """

    at: datetime
    kind: str
    subject: str
    move: str
    fields: Mapping[str, Any]
    approves: bool = False


def desk_acts(truth: Incidents) -> list[DeskAct]:
    """Return every step on the cases of incidents and on their fixes, the earliest first."""
    acts = []
    for scenario in truth.scenarios:
        school = truth.sites[scenario.incident_no].code
        acts += _incident(scenario, school)
        acts += _asked_before(scenario, school)
        acts += _fixes(scenario, school)
    return sorted(acts, key=lambda act: act.at)


def fix_subject(scenario: Scenario, duty: str) -> str:
    """Return the subject of a fix that a review asks for."""
    return f"{scenario.incident_no}:{duty}"


def _incident(scenario: Scenario, school: str) -> Iterator[DeskAct]:
    about = scenario.raw["incident"]
    known = {name: about[name] for name in _ABOUT} | {"school_code": school}
    known |= {"incident_kind": about["kind"], "incident_class": about["class"]}
    for step in scenario.raw["desk"]:
        fields = step["fields"] | known if step["move"] == OPEN else step["fields"]
        yield DeskAct(moment_of(step["at"]), INCIDENT, scenario.incident_no, step["move"], fields)


def _asked_before(scenario: Scenario, school: str) -> Iterator[DeskAct]:
    """Yield the fixes that an inspection had asked for before the incident."""
    for fix in scenario.raw["actions_before"]:
        subject, at = f"{school}:{fix['duty']}:{fix['on']}", moment_of(fix["at"])
        fields = {"source": "inspection", "school_code": school, "gap": fix["gap"]}
        fields |= {"duty_code": fix["duty"], "direction": "do"}
        yield DeskAct(at, FIX, subject, OPEN, fields)
        yield _assign(fix, subject, at)


def _fixes(scenario: Scenario, school: str) -> Iterator[DeskAct]:
    for fix in scenario.raw["fixes"]:
        subject, at = fix_subject(scenario, fix["duty"]), moment_of(fix["at"])
        fields = {"source": "review", "school_code": school, "duty_code": fix["duty"]}
        fields |= {"incident_no": scenario.incident_no}
        fields |= {name: fix[name] for name in ("direction", "closure_test", "gap")}
        yield DeskAct(at, FIX, subject, OPEN, fields)
        yield _assign(fix, subject, at)
        if "done_on" in fix:
            done = {name: fix[name] for name in ("done_on", "evidence_note")}
            at = moment_of(f"{fix['done_on']} {_DONE_AT}")
            yield DeskAct(at, FIX, subject, "report_done", done)
        if "verified_on" in fix:
            found = {"verified_on": fix["verified_on"], "verified_how": "visit"}
            at = moment_of(f"{fix['verified_on']} {_VERIFIED_AT}")
            yield DeskAct(at, FIX, subject, "verify", found | {"verdict": "holds"}, True)


def _assign(fix: Mapping[str, Any], subject: str, at: datetime) -> DeskAct:
    fields = {name: fix[name] for name in ("owner", "due_on")}
    return DeskAct(at + timedelta(minutes=1), FIX, subject, "assign", fields)
