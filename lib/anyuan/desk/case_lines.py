"""The worklist of the case desk: one line a case, kept up to date, narrowed, counted. No names.

Only what changed since the last look is read and reckoned again, so that five thousand cases cost
no more than one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from anyuan.cases import Case, find_due, next_due
from anyuan.desk.case_room import CaseRoom

OPEN, FINISHED, NO_SCHOOL = "", "finished", "-"
WEEK = range(0, 7)
_OWNERS = ("owner_government", "owner_education")
_PERSUASION = "persuasion"
_FAR = date.max


@dataclass(frozen=True)
class Line:
    """A case in the list; `due_on` None where nothing is due. `search` is what is looked through,
    `owners` what the plan says of the two responsible persons, `writer` who wrote last."""

    case_id: str
    status: str
    is_open: bool
    subject: str
    township: str
    school_code: str
    grade: str
    step: str
    due_on: date | None
    days_left: int | None
    owes: str
    n_persuasions: int
    owners: str
    writer: str
    search: str

    @property
    def is_overdue(self) -> bool:
        """Whether its next step is late."""
        return self.days_left is not None and self.days_left < 0


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
            and (not self.is_week or line.days_left in WEEK)
            and (not self.is_mine or me.has(line))
            and all(word in line.search for word in self.find.casefold().split())
        )

    def _allows_status(self, line: Line) -> bool:
        if self.status in (OPEN, FINISHED):
            return line.is_open == (self.status == OPEN)
        return line.status == self.status


@dataclass(frozen=True)
class Me:
    """Who sits at the desk: a case is mine where I am one of the two responsible persons (by the
    name that the plan gives) or was the last to write in it."""

    code: str
    name: str

    def has(self, line: Line) -> bool:
        """Whether a case is mine."""
        return line.writer == self.code or self.name in line.owners


@dataclass
class CaseLines:
    """Every case of the kind, finished ones too."""

    room: CaseRoom
    schools: dict[str, str]
    _lines: dict[str, Line] = field(default_factory=dict)
    _sorted: list[Line] = field(default_factory=list)
    _seq: int = 0
    _on: date | None = None

    def refresh(self, on: date) -> set[str]:
        """Take in what changed; return which cases did. On a new day every case is looked at."""
        if on != self._on:
            self._seq, self._on = 0, on
        cases = self.room.ledger().cases(self._seq)
        if not cases:
            return set()
        writers = self.room.casebook.case_writers(self._seq)
        self._lines |= {line.case_id: line for line in self._read(cases, writers, on)}
        self._seq = max(self._seq, *(case.seq for case in cases))
        self._sorted = sorted(
            self._lines.values(), key=lambda one: (one.due_on or _FAR, one.case_id)
        )
        return {case.case_id for case in cases}

    def get(self, case_id: str) -> Line | None:
        """Return the line of a case."""
        return self._lines.get(case_id)

    def all(self) -> list[Line]:
        """Return every line, the most urgent first."""
        return self._sorted

    def shown(self, filters: Filters, me: Me) -> list[Line]:
        """Return the lines that the filters allow, the most urgent first."""
        return [line for line in self._sorted if filters.allow(line, me)]

    def _read(self, cases: Iterable[Case], writers: dict[str, str], on: date) -> Iterable[Line]:
        book = self.room.county.rule_book()
        for case in cases:
            yield self._line(case, writers.get(case.case_id, ""), on, book)

    def _line(self, case: Case, writer: str, on: date, book) -> Line:
        kind, county = self.room.kind, self.room.county
        status = kind.statuses[case.status]
        due = next_due(find_due(kind, case, on, book, county.calendar)) if status.is_open else None
        fields = case.fields
        township, school = fields.get("township", ""), fields.get("school_code", "")
        places = county.townships.get(township)
        said = [case.case_id, school, self.schools.get(school, ""), status.label]
        said += [places.name if places else township, due.label if due else ""]
        return Line(
            case_id=case.case_id,
            status=case.status,
            is_open=status.is_open,
            subject=case.subject,
            township=township,
            school_code=school,
            grade=fields.get("grade", ""),
            step=due.label if due else "",
            due_on=due.due_on if due else None,
            days_left=due.days_left if due else None,
            owes=status.owes,
            n_persuasions=len(case.entries(_PERSUASION)),
            owners=" ".join(fields.get(name, "") for name in _OWNERS),
            writer=writer,
            search="\n".join(said).casefold(),
        )


def _by_urgency(line: Line) -> tuple[date, str]:
    return (line.due_on or _FAR, line.case_id)
