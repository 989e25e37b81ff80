"""What the office writes of the joint meetings' decisions at the desk, and what became of each."""

from collections.abc import Iterator
from datetime import date

import pandas as pd

from anyuan.rehearsal.incident_desk import FIX, OPEN, DeskAct
from anyuan.rehearsal.incident_scenarios import moment_of
from anyuan.rehearsal.words import words

SOURCE = "joint_meeting"
_KEY = {"subject": "str", "meeting_on": "str", "office": "str", "due_on": "str", "became": "str"}


def meeting_acts() -> list[DeskAct]:
    """Return every step on the decisions of the earlier meetings, the earliest first."""
    return sorted(_acts(), key=lambda act: act.at)


def meeting_key(last: date) -> pd.DataFrame:
    """Return the decisions made by a day: subject, meeting_on, office, due_on, and what had become
    of each by the end of October 2024 (a code of decision_state)."""
    rows = [
        {"subject": one["no"], "became": one["key"]}
        | {name: one["fields"][name] for name in ("meeting_on", "office", "due_on")}
        for one in words("meetings")["decisions"]
        if one["fields"]["meeting_on"] <= last.isoformat()
    ]
    return pd.DataFrame(rows, columns=list(_KEY)).astype(_KEY)


def _acts() -> Iterator[DeskAct]:
    for one in words("meetings")["decisions"]:
        fields = one["fields"] | {"source": SOURCE}
        yield DeskAct(moment_of(one["at"]), FIX, one["no"], OPEN, fields)
        for step in one["steps"]:
            at, approves = moment_of(step["at"]), "approves" in step
            yield DeskAct(at, FIX, one["no"], step["move"], step["fields"], approves)
