"""The gaps that a review found, each with the one fix that was asked for."""

from dataclasses import dataclass

from anyuan.cases import Case, CaseLedger

GAP = "gap"
_WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class GapLine:
    """A gap that the panel found, with the fix that was asked for, "" where there is none.

    `n`: the number of its step in the case. Of several gaps of one duty the earlier fix is the
    earlier gap's.
    """

    n: int
    duty: str
    text: str
    fix: str


def gap_lines(incident: Case, fixes: CaseLedger) -> list[GapLine]:
    """Return the gaps of an incident, in the order in which they were found."""
    taken: dict[str, list[str]] = {}
    for case in fixes.cases():
        mine = case.fields.get("incident_no") == incident.fields["incident_no"]
        if mine and case.status != _WITHDRAWN:
            taken.setdefault(case.fields.get("duty_code", ""), []).append(case.case_id)
    lines = []
    for entry in incident.logs.get(GAP, ()):
        left = taken.get(entry["gap_duty"], [])
        fix = left.pop(0) if left else ""
        lines.append(GapLine(entry["n"], entry["gap_duty"], entry["gap_text"], fix))
    return lines
