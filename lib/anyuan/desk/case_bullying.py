"""The matter of a bullying case: what schools report in their registers, and their places."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from anyuan import clock, records
from anyuan.bullying.register import RegisterProblem
from anyuan.cases import Case
from anyuan.desk.case_matter import Matter
from anyuan.desk.case_room import CaseRoom
from anyuan.run.casework.register_takeover import MATTER, read_register

_NUMBER = re.compile(r"(.*?)(\d+)(\D*)", re.ASCII)


class BullyingMatter(Matter):
    """Cases that stand in schools' registers beside those of the casebook; the schools' places.

    Files that come while somebody sits at the desk are seen at the next sitting.
    """

    def __init__(self, room: CaseRoom) -> None:
        super().__init__(room)
        self._received: dict[str, Case] | None = None
        self._problems: list[RegisterProblem] = []
        self._places: dict[str, dict[str, str]] = {}

    def received(self) -> dict[str, Case]:
        if self._received is None:
            room = self.room
            found = read_register(room, room.kind, room.book, clock.civil_date(room.now()))
            self._received, self._problems = found
        return self._received

    def problems(self, case: Case) -> list[str]:
        said = [case.fields[name] for name in MATTER]
        return [one.told for one in self._problems if [one.school_code, one.register_no] == said]

    def places(self, school_code: str) -> dict[str, str]:
        if school_code not in self._places:
            files = self.room.casebook.current_files("places")
            files = files[files["covers"] == school_code].sort_values("period")
            newest = list(files["record_name"].tail(1))
            rows = records.read(self.room.workspace, "places", newest)
            self._places[school_code] = {
                code: f"{name}（{code}）"
                for code, name in zip(rows["place"], rows["place_name"], strict=True)
            }
        return dict(self._places[school_code])

    def suggest(
        self, given: Mapping[str, Any], taken: Iterable[str], now: datetime
    ) -> dict[str, str]:
        suggested = {"reported_at": f"{now:%Y-%m-%dT%H:%M}"}
        school = given.get("school_code")
        if school:
            start = f"{school}:"
            numbers = [one.removeprefix(start) for one in taken if one.startswith(start)]
            suggested["register_no"] = next_number(numbers, now.year)
        return suggested


def next_number(numbers: Iterable[str], year: int) -> str:
    """Return the number after the highest: that with the last run of digits raised by one.

    The first of a school that has none is <year>-001; numbers without digits count for nothing.
    """
    found = [match.groups() for one in numbers if (match := _NUMBER.fullmatch(one))]
    if not found:
        return f"{year}-001"
    head, digits, tail = max(found, key=lambda one: (one[0], int(one[1])))
    return f"{head}{int(digits) + 1:0{len(digits)}d}{tail}"
