"""One month for the joint meeting: the pages of the month, what is missing, what was decided.

Nothing is counted here again: numbers come from published pages. Of the casebook only the meetings'
own decisions are read.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path

from anyuan.casebook import Casebook
from anyuan.cases import CaseLedger
from anyuan.codebook import (
    County,
    Phase,
    PlanDue,
    RuleBook,
    case_kind,
    due_between,
    plan,
    read_yaml,
)
from anyuan.errors import ShownError
from anyuan.paths import project_root
from anyuan.period import Month
from anyuan.review.decisions import Decision, pick_for_meeting, read_decisions
from anyuan.review.fix_table import KIND
from anyuan.run.months.bullying_units import list_schools
from anyuan.run.months.holdings import BULLYING, Holdings, read_holdings
from anyuan.run.months.review_month import list_incidents
from anyuan.run.plans.plan import AFTER, RunSpec, plan_month
from anyuan.run.results.marks import OUTPUTS
from anyuan.run.results.publish import FAILED_DIR
from anyuan.run.results.published import Published, read_published, require_agreement

NOTEBOOK = "joint_meeting"
_REPORT_DAY = "reporting.monthly_due_day"


@dataclass(frozen=True)
class MissingPage:
    """A page on which the meeting's page should rest and that it does not have."""

    name: str
    title: str
    has_failed: bool


@dataclass(frozen=True)
class MeetingMonth:
    """What the meeting's page is drawn from.

    `published`: pages by name, all of one state. `decisions`: every decision of a meeting up to the
    day. `pilots`: the pilot schools' codes with their names. `titles`: of each notebook's pages.
    """

    month: Month
    as_of: date
    known_at: datetime
    county: County
    book: RuleBook
    published: Mapping[str, Published]
    missing: tuple[MissingPage, ...]
    decisions: tuple[Decision, ...]
    pilots: Mapping[str, str]
    titles: Mapping[str, str]

    def page(self, name: str) -> Published | None:
        """Return a published page by name, None where it is missing."""
        return self.published.get(name)

    def pages_of(self, notebook: str) -> list[Published]:
        """Return the published pages of a notebook, by name."""
        return [page for _, page in sorted(self.published.items()) if page.notebook == notebook]

    @cached_property
    def told(self) -> list[Decision]:
        """The decisions of which this meeting hears."""
        return pick_for_meeting(self.decisions, self.month.first_day)

    @property
    def last_meeting_on(self) -> date | None:
        """The day of the last meeting that decided anything."""
        return max((one.meeting_on for one in self.decisions), default=None)

    @property
    def phase(self) -> Phase | None:
        """The plan's phase on the day."""
        return plan().phase_on(self.as_of)

    @cached_property
    def next_report_on(self) -> date:
        """Before which day the report of the month after is due: the next meeting follows it."""
        due_day = self.book.value(_REPORT_DAY, self.as_of)
        return Month.of(self.as_of).plus(2).first_day.replace(day=due_day)

    @cached_property
    def past_tasks(self) -> list[PlanDue]:
        """The plan's dated tasks that were due by the day; what comes again is left out."""
        past = self._due(plan().issued_on - timedelta(days=31), self.as_of)
        return [due for due in past if due.task.due_on]

    @cached_property
    def coming_tasks(self) -> list[PlanDue]:
        """What the plan makes due after the day and before the next meeting."""
        return self._due(self.as_of + timedelta(days=1), self.next_report_on)

    def _due(self, first: date, last: date) -> list[PlanDue]:
        due_day = self.book.value(_REPORT_DAY, self.as_of)
        terms = self.county.calendar.terms
        return due_between(plan(), first, last, monthly_due_day=due_day, terms=terms)


def load_meeting_month(
    workspace: Path,
    casebook: Casebook,
    county: County,
    book: RuleBook,
    *,
    month: Month,
    as_of: date,
    known_at: datetime,
) -> MeetingMonth:
    """Return the month for the meeting.

    Raises ShownError: `pages_disagree` (see `published.require_agreement`), `pages_of_another_day`
    where the pages were made as of another day than this one, `no_pages` where there is none.
    """
    root = project_root()
    outputs = Path(os.environ.get(OUTPUTS) or root / "outputs")
    notebooks = _notebooks(root)
    holdings = read_holdings(workspace, casebook, month, known_at, question=BULLYING)
    units = _units(holdings, casebook, county, as_of)
    wanted = _wanted(root, (workspace.name, month), notebooks, units)
    names = {spec.name for spec in wanted}
    published = {n: p for n, p in read_published(outputs, str(month)).items() if n in names}
    _require_some(published, month)
    require_agreement(published)
    _require_day(published, as_of)
    names_of = _school_names(holdings)
    failed = outputs / str(month) / FAILED_DIR
    cases = CaseLedger(casebook, case_kind(KIND)).as_known(as_of, known_at)
    return MeetingMonth(
        month=month,
        as_of=as_of,
        known_at=known_at,
        county=county,
        book=book,
        published=published,
        missing=tuple(
            MissingPage(spec.name, _titled(spec, names_of), (failed / spec.name).exists())
            for spec in wanted
            if spec.name not in published
        ),
        decisions=tuple(read_decisions(cases.values(), as_of)),
        pilots={
            code: names_of.get(code, code)
            for code in list_schools(holdings, county)["pilot_school"]
        },
        titles={spec.notebook: spec.title for spec in wanted},
    )


def _notebooks(root: Path) -> tuple[str, ...]:
    return tuple(read_yaml(root / "params" / f"{NOTEBOOK}.yaml")[AFTER])


def _units(
    holdings: Holdings, casebook: Casebook, county: County, as_of: date
) -> dict[str, list[str]]:
    """Return what meeting-level runs are spread over."""
    listed = list_schools(holdings, county)
    return listed | {"incident": sorted(list_incidents(casebook, as_of, holdings.known_at))}


def _wanted(
    root: Path,
    about: tuple[str, Month],
    notebooks: Sequence[str],
    units: Mapping[str, Sequence[str]],
) -> list[RunSpec]:
    """Return the runs whose pages the meeting's page rests on, as the month is planned."""
    name, month = about
    shared = {"month": str(month), "workspace": name, "as_of": "", "known_at": ""}
    planned = plan_month(root, shared, units)
    return [s for s in planned if s.level == "meeting" and s.notebook in notebooks]


def _school_names(holdings: Holdings) -> dict[str, str]:
    if holdings.files_of("schools").empty:
        return {}
    schools = holdings.schools()
    return dict(zip(schools["school_code"], schools["school_name"], strict=True))


def _titled(spec: RunSpec, names: Mapping[str, str]) -> str:
    key = "" if spec.key == "county" else f"（{names.get(spec.key, spec.key)}）"
    return f"{spec.title}{key}"


def _require_some(published: Mapping[str, Published], month: Month) -> None:
    if not published:
        raise ShownError(
            f"{month.label}还没有可以引用的会议级页，联席会议页无从做起。",
            code="no_pages",
            next_step=f"请先运行 anyuan month {month}，看各页为什么没有做成。",
        )


def _require_day(published: Mapping[str, Published], as_of: date) -> None:
    day = next(iter(published.values())).receipt["as_of"]
    if day != as_of.isoformat():
        raise ShownError(
            f"所引用的各页截至 {day}，本页要求截至 {as_of}。",
            code="pages_of_another_day",
            next_step="请用同一个 as_of 重新运行 anyuan month。",
        )
