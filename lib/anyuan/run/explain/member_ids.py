"""What is a member's id: a person, a record, a case, a school, a refused row? And whose rows?"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from anyuan.casebook import Casebook
from anyuan.cases.state import Step, steps_of

PERSON, RECORD, CASE, SCHOOL, HELD, OTHER = "person", "record", "case", "school", "held", ""
WHAT = {
    PERSON: "儿童",
    RECORD: "数据行",
    CASE: "个案",
    SCHOOL: "学校",
    HELD: "退回的数据行",
    OTHER: "其他",
}
Token = tuple[str, str]


@dataclass(frozen=True)
class MemberIds:
    """The ids of a workspace as known at a moment; `schools` are names by code."""

    casebook: Casebook
    known_at: datetime
    schools: dict[str, str]

    def tokens(self, member: str) -> list[Token]:
        """Return the known parts of a member, (kind, id); the whole as OTHER where none is known.

        Parts are joined by colons: case:step, school:item, record:record.
        """
        if member.startswith(f"{HELD}:"):
            return [(HELD, member)]
        found = [(self._kind(part), part) for part in member.split(":")]
        return [pair for pair in found if pair[0]] or [(OTHER, member)]

    def keys(self, tokens: list[Token]) -> set[str]:
        """Return the record keys of a member: those of its person, or of the person of its case."""
        found: set[str] = set()
        for kind, one in tokens:
            if kind == PERSON:
                found |= set(self._keys_of[one])
            elif kind == RECORD:
                found.add(one)
            elif kind == CASE:
                subject = self.subjects[one]
                person = self._person_of.get(subject)
                found |= {*self._keys_of.get(person, ()), *([subject] if subject else [])}
        return found

    @cached_property
    def steps(self) -> dict[str, list[Step]]:
        """The steps of each case."""
        return steps_of(self.casebook.events(self.known_at))

    @cached_property
    def subjects(self) -> dict[str, str]:
        """The record from which each case was opened, "" for none."""
        return {name: steps[0].body.get("subject", "") for name, steps in self.steps.items()}

    def _kind(self, part: str) -> str:
        if part in self._keys_of:
            return PERSON
        if part in self.subjects:
            return CASE
        if part in self._person_of:
            return RECORD
        return SCHOOL if part in self.schools else OTHER

    @cached_property
    def _person_of(self) -> dict[str, str]:
        persons = self.casebook.persons(known_at=self.known_at)
        return dict(zip(persons["record_key"], persons["person_id"], strict=True))

    @cached_property
    def _keys_of(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for key, person in self._person_of.items():
            found.setdefault(person, []).append(key)
        return found
