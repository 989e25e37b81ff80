"""Was a duty owed at all: on that day, by that school, in that kind of incident?"""

from dataclasses import dataclass
from datetime import date

from anyuan.codebook import Duty, code_list
from anyuan.review.citing import tell_day


@dataclass(frozen=True)
class Incident:
    """What decides which duties were owed.

    school_kind, kind: codes of school_kind and incident_kind; on: the day it happened; is_boarding:
    None where the list of schools does not say (its duties are then asked about);
    is_minors_case: minors are suspected of an offence in it.
    """

    incident_no: str
    school_code: str
    school_kind: str
    is_boarding: bool | None
    kind: str
    on: date
    is_minors_case: bool


def why_not_applicable(duty: Duty, incident: Incident) -> str:
    """Return in words why a duty was not owed, "" where it was; on its first day it is owed."""
    reasons = []
    if incident.on < duty.since:
        reasons.append(f"自{tell_day(duty.since)}起才有此项要求")
    if duty.kinds and incident.school_kind not in duty.kinds:
        kind = code_list("school_kind").label(incident.school_kind)
        reasons.append(f"此项要求不适用于{kind}")
    if duty.incidents and incident.kind not in duty.incidents:
        reasons.append(f"与“{code_list('incident_kind').label(incident.kind)}”类事件无关")
    if duty.is_for_boarding and incident.is_boarding is not None and not incident.is_boarding:
        reasons.append("不是寄宿制学校")
    if duty.is_for_minors_case and not incident.is_minors_case:
        reasons.append("不是未成年人涉嫌违法犯罪的案事件")
    return "；".join(reasons)
