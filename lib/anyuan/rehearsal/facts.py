"""What happens in the made-up county: plain facts, before any table tells of them."""

from dataclasses import dataclass, field
from datetime import date

from anyuan.period import Month, month_range

MONTHS: tuple[Month, ...] = tuple(month_range(Month(2024, 5), Month(2025, 1)))
# The place in MONTHS at which the school year 2024 begins.
SEPTEMBER = MONTHS.index(Month(2024, 9))


@dataclass(frozen=True)
class Absence:
    """One spell away from school; `child` is a row of the children.

    `returned_on` None: still away. `is_hidden`: the school never reports it. `claimed_back_on`: a
    return that the school reports and that did not happen.
    """

    child: int
    first_absent_on: date
    returned_on: date | None
    reason: str
    is_repeat: bool = False
    is_hidden: bool = False
    claimed_back_on: date | None = None

    def is_open(self, day: date) -> bool:
        """Whether the child is away on a day."""
        return self.first_absent_on <= day and (self.returned_on is None or self.returned_on > day)


@dataclass(frozen=True)
class Survey:
    """One door-to-door visit and what was found."""

    child: int
    surveyed_on: date
    finding: str
    reason: str | None = None
    destination: str | None = None


@dataclass(frozen=True)
class Notice:
    """One notice of the police to the education office."""

    child: int
    found_on: date
    situation: str
    current_place: str | None = None


@dataclass(frozen=True)
class Elsewhere:
    """Schooling in another county, listed from `found_on` to the month at place `until`."""

    child: int
    found_on: date
    basis: str
    studies_at: str
    school_name: str
    document_no: str
    until: int = len(MONTHS) - 1


@dataclass(frozen=True)
class Exclusion:
    """One entry of the list of children who need not be brought back, as filed (blanks and all)."""

    child: int
    kind: str
    listed_from: int
    starts_on: date
    expires_on: date | None
    document_no: str | None
    approver: str | None
    approved_on: date | None


@dataclass
class Facts:
    """Everything that happens, in the order in which it was made up."""

    absences: list[Absence] = field(default_factory=list)
    surveys: list[Survey] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    elsewhere: list[Elsewhere] = field(default_factory=list)
    exclusions: list[Exclusion] = field(default_factory=list)
    # Row of a child -> why it never entered or left school, where no absence says so.
    reasons: dict[int, str] = field(default_factory=dict)
