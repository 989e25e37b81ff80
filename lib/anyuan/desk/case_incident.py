"""The matter of an incident's case: its number, and texts that may name nobody of the school."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from anyuan.desk.case_bullying import next_number
from anyuan.desk.case_matter import Matter
from anyuan.desk.case_room import CaseRoom
from anyuan.run.casework.incident_names import find_named, read_school_names


class IncidentMatter(Matter):
    """Suggests a number and the present minute; knows the names of a school's newest roll."""

    def __init__(self, room: CaseRoom) -> None:
        super().__init__(room)
        self._names: dict[str, frozenset[str]] = {}

    def suggest(
        self, given: Mapping[str, Any], taken: Iterable[str], now: datetime
    ) -> dict[str, str]:
        return {
            "reported_at": f"{now:%Y-%m-%dT%H:%M}",
            "incident_no": next_number([one for one in taken if one], now.year),
        }

    def named(self, values: Mapping[str, Any], school_code: str) -> dict[str, str]:
        if school_code not in self._names:
            self._names[school_code] = read_school_names(self.room, school_code)
        return find_named(self.room.kind, values, self._names[school_code])
