"""What is special to a kind of case: what is known of its matter besides what the case says.

A kind of which the casebook alone speaks needs nothing of its own; the others are subclasses.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from anyuan.cases import Case
from anyuan.desk.case_room import CaseRoom


@dataclass(frozen=True)
class Known:
    """What received rows say of an open case's matter: the keys under which its opening is
    written down, and attributes by name."""

    records: tuple[str, ...]
    attributes: Mapping[str, Any]


class Matter:
    """The matter of a kind of which the casebook alone speaks."""

    def __init__(self, room: CaseRoom) -> None:
        self.room = room

    def prepare(self, subjects: Collection[str], on: date) -> None:
        """Begin to find what is known of some subjects; it may go on beside other work."""

    def of(self, case: Case, on: date) -> Known:
        """Return what is known of a case's matter; nothing of it is shown before its opening is
        written down."""
        return Known((f"case-{case.case_id}",), {})

    def told(self, known: Known, on: date) -> dict[str, str]:
        """Return what stands in the head of a case and is no field of it, by name."""
        return {}

    def received(self) -> dict[str, Case]:
        """Return the cases that stand in schools' files, by a number of their own."""
        return {}

    def problems(self, case: Case) -> list[str]:
        """Return what is wrong with a case that stands in a school's file, in words."""
        return []

    def suggest(
        self, given: Mapping[str, Any], taken: Iterable[str], now: datetime
    ) -> dict[str, str]:
        """Return what the form of a new case suggests, by field: `given` is what was typed, `taken`
        the matters of the cases that are there, `now` on the civil clock."""
        return {}

    def named(self, values: Mapping[str, Any], school_code: str) -> dict[str, str]:
        """Return what is wrong with texts that name somebody whom they may not name, by field."""
        return {}

    def places(self, school_code: str) -> dict[str, str]:
        """Return the places of a school by code; none where it has sent no list."""
        return {}
