"""The worklist of the case desk: one line a case, kept up to date, narrowed, counted. No names.

Only what changed since the last look is read and reckoned again, so that five thousand cases cost
no more than one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from anyuan.cases import Case, in_words
from anyuan.desk.case_clocks import LATE, PLAIN, SOON, Clock, civil, clocks_of
from anyuan.desk.case_matter import Matter
from anyuan.desk.case_room import CaseRoom, School
from anyuan.desk.case_words import kind_words
from anyuan.run.casework.new_cases import matter_of

OPEN, FINISHED, NO_SCHOOL = "", "finished", "-"
_FAR = datetime.max  # noqa: DTZ901 - on the civil clock


@dataclass(frozen=True)
class Line:
    """A case in the list; `due_at`, `days_left` None where nothing is due, `left` and `tone` as of
    the last look. `matter` is what no two cases have in common, `details` what of it stands in the
    list, `owners` what it says of who is responsible, `writer` who wrote last, `search` what is
    looked through. One that `is_received` stands in a school's file, not in the casebook."""

    case_id: str
    status: str
    is_open: bool
    is_received: bool
    subject: str
    matter: str
    township: str
    school_code: str
    details: str
    step: str
    due_at: datetime | None
    days_left: int | None
    left: str
    tone: str
    n_logged: int
    owners: str
    writer: str
    search: str

    @property
    def is_overdue(self) -> bool:
        """Whether its next step is late."""
        return self.tone == LATE

    @property
    def is_week(self) -> bool:
        """Whether its next step is due today or in the next six days."""
        return self.tone == SOON


@dataclass
class Filters:
    """What of the list is shown: `status` is one, OPEN (every open one) or FINISHED."""

    unit: str = ""
    township: str = ""
    status: str = OPEN
    is_overdue: bool = False
    is_week: bool = False
    is_mine: bool = False
    find: str = ""
    page: int = 0

    def allow(self, line: Line, me: "Me") -> bool:
        """Whether a line is to be shown."""
        return (
            self._allows_status(line)
            and (not self.unit or (line.school_code or NO_SCHOOL) == self.unit)
            and (not self.township or line.township == self.township)
            and (not self.is_overdue or line.is_overdue)
            and (not self.is_week or line.is_week)
            and (not self.is_mine or me.has(line))
            and all(word in line.search for word in self.find.casefold().split())
        )

    def _allows_status(self, line: Line) -> bool:
        if self.status in (OPEN, FINISHED):
            return line.is_open == (self.status == OPEN)
        return line.status == self.status


@dataclass(frozen=True)
class Me:
    """Who sits at the desk: a case is mine where I am one of the responsible persons (by the name
    that the case gives) or was the last to write in it."""

    code: str
    name: str

    def has(self, line: Line) -> bool:
        """Whether a case is mine."""
        return line.writer == self.code or self.name in line.owners


class CaseLines:
    """Every case of the kind, finished ones too, and those that stand in schools' files only."""

    def __init__(self, room: CaseRoom, schools: Mapping[str, School], matter: Matter) -> None:
        self._room, self._schools, self._matter = room, schools, matter
        self._lines: dict[str, Line] = {}
        self._by_minute: dict[str, tuple[Case, str, bool]] = {}
        self._sorted: list[Line] = []
        self._seq = 0
        self._at: datetime | None = None

    def refresh(self, at: datetime) -> set[str]:
        """Take in what changed; return which cases did. On a new day every case is looked at."""
        now = civil(at)
        if self._at is None or now.date() != self._at.date():
            self._seq, self._at = 0, now
            self._take(self._matter.received().values(), {}, now, is_received=True)
        cases = self._room.ledger().cases(self._seq)
        self._take(cases, self._room.casebook.case_writers(self._seq) if cases else {}, now)
        self._seq = max([self._seq, *(case.seq for case in cases)])
        self._sort()
        return {case.case_id for case in cases}

    def tick(self, at: datetime) -> None:
        """Reckon anew what is owed by the minute."""
        now = civil(at)
        if now == self._at:
            return
        self._at = now
        for case, writer, is_received in list(self._by_minute.values()):
            self._take([case], {case.case_id: writer}, now, is_received=is_received)
        self._sort()

    def get(self, case_id: str) -> Line | None:
        """Return the line of a case."""
        return self._lines.get(case_id)

    def all(self) -> list[Line]:
        """Return every line, the most urgent first."""
        return self._sorted

    def shown(self, filters: Filters, me: Me) -> list[Line]:
        """Return the lines that the filters allow, the most urgent first."""
        return [line for line in self._sorted if filters.allow(line, me)]

    def township(self, fields: Mapping[str, Any]) -> str:
        """Return the township that a case belongs to: its own, or that of its school where cases
        of the kind name none."""
        if "township" in self._room.kind.fields:
            return fields.get("township", "")
        school = self._schools.get(fields.get("school_code", ""))
        return school.township if school else ""

    def _take(
        self, cases: Iterable[Case], writers: Mapping[str, str], now: datetime, *,
        is_received: bool = False,
    ) -> None:  # fmt: skip
        for case in cases:
            writer = writers.get(case.case_id, "")
            status = self._room.kind.statuses[case.status]
            clocks = clocks_of(self._room, case, now) if status.is_open else []
            self._by_minute.pop(case.case_id, None)
            if clocks and clocks[0].since is not None:
                self._by_minute[case.case_id] = (case, writer, is_received)
            line = self._line(case, writer, clocks[0] if clocks else None, now)
            self._lines[case.case_id] = replace(line, is_received=is_received)

    def _sort(self) -> None:
        lines = self._lines.values()
        taken = {line.matter for line in lines if not line.is_received}
        every = [one for one in lines if not (one.is_received and one.matter in taken)]
        self._sorted = sorted(every, key=lambda one: (one.due_at or _FAR, one.case_id))

    def _line(self, case: Case, writer: str, next_one: Clock | None, now: datetime) -> Line:
        kind, words = self._room.kind, kind_words(self._room.kind.name)
        status, fields = kind.statuses[case.status], case.fields
        township, school = self.township(fields), fields.get("school_code", "")
        town, place = self._room.county.townships.get(township), self._schools.get(school)
        details = " ".join(
            in_words(kind.fields[name], fields[name]) for name in words["list"] if name in fields
        )
        step = next_one.due.label if next_one else ""
        said = [case.case_id, school, place.name if place else "", status.label, details]
        said += [town.name if town else township, step]
        return Line(
            case_id=case.case_id,
            status=case.status,
            is_open=status.is_open,
            is_received=False,
            subject=case.subject,
            matter=matter_of(fields, words["matter"]),
            township=township,
            school_code=school,
            details=details,
            step=step,
            due_at=next_one.at if next_one else None,
            days_left=next_one.due.days_left if next_one else None,
            left=next_one.left(now) if next_one else "—",
            tone=next_one.tone(now) if next_one else PLAIN,
            n_logged=len(case.entries(words["count"])),
            owners=" ".join(fields.get(name, "") for name in words["owners"]),
            writer=writer,
            search="\n".join(said).casefold(),
        )
