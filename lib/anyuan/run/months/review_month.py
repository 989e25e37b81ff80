"""One major incident as of a day: its log, duties, what was known before, fixes, where else.

Joins records, casebook and the questions of the review. What a page does not ask for is not
computed.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path

import pandas as pd

from anyuan.bullying.mechanism import stand, stand_now
from anyuan.casebook import Casebook
from anyuan.cases import Case, CaseLedger
from anyuan.clock import CHINA
from anyuan.codebook import County, RuleBook, case_kind
from anyuan.errors import ShownError
from anyuan.period import Month
from anyuan.review.accounts import find_events, read_accounts
from anyuan.review.applying import Incident
from anyuan.review.before import as_known_to, known_before
from anyuan.review.closure import run_closure_tests
from anyuan.review.closure_fix import HOLDS
from anyuan.review.elsewhere import count_elsewhere, failed_duties, find_elsewhere
from anyuan.review.fixes import find_echoes, match_gaps, warn_of_many
from anyuan.review.intervals import measure_intervals
from anyuan.review.knowledge import as_seen_by, knowable, learnt
from anyuan.review.ledgers import Ledgers
from anyuan.review.verdicts import judge_duties
from anyuan.run.months.first_received import rows_with_receipt
from anyuan.run.months.hand_accounts import with_hand_accounts
from anyuan.run.months.holdings import (
    BULLYING,
    REVIEW,
    Gap,
    Holdings,
    read_holdings,
    require_complete,
)
from anyuan.run.months.review_ledgers import (
    INCIDENT,
    SURVEY,
    bullying_rows,
    judgements_of,
    read_ledgers,
)

LOG = "incident_log"
_YES, _DONE = "true", "done"
# What is read from files and does not change with the case.
_OF_FILES = ("schools", "_received_log", "_ledgers_read", "_survey_before")


@dataclass(frozen=True)
class ReviewMonth:
    """What the page on one incident is drawn from.

    `case`: the incident's as of the day and as known; `incident`: what decides which duties were
    owed; `holdings` of the review's tables, `bullying` of those of the bullying question, which
    ask the schools' survey, cameras and rosters too. Moments are local, without zone.
    `fixes_now`: the fixes where they are to stand as of now, not as known at the moment. `seen`: a
    party and a moment where accounts and what the ledgers told are to be those that it knew then.
    """

    month: Month
    as_of: date
    known_at: datetime
    incident: Incident
    case: Case
    county: County
    book: RuleBook
    holdings: Holdings
    bullying: Holdings
    gaps: list[Gap]
    fixes_now: pd.DataFrame | None = None
    seen: tuple[str, datetime] | None = None

    @property
    def moment(self) -> datetime:
        """When it happened, as the flash report has it."""
        return datetime.fromisoformat(self.case.fields["happened_at"])

    @cached_property
    def schools(self) -> pd.DataFrame:
        """The newest list of schools, all of them."""
        return self.holdings.schools().reset_index(drop=True)

    def school_name(self, code: str) -> str:
        """Return a school as it is printed."""
        return self.holdings.school_names.get(code, code)

    @cached_property
    def log(self) -> pd.DataFrame:
        """The rows of the incident's log, of an entry the newest, with when they first came; those
        entered by hand behind them (`is_by_hand`)."""
        return with_hand_accounts(self._received_log, self.case)

    @cached_property
    def _received_log(self) -> pd.DataFrame:
        rows = rows_with_receipt(self.holdings, LOG, covers=self.incident.school_code)
        return rows[rows["incident_no"] == self.incident.incident_no].reset_index(drop=True)

    def with_case(self, case: Case, fixes: pd.DataFrame) -> "ReviewMonth":
        """Return the review with its case and all fixes (`fix_table`) as they stand now.

        What the files say is taken as it was read; what came since is not in it.
        """
        incident = _read_incident(case, self.schools)
        fresh = replace(self, case=case, incident=incident, fixes_now=fixes)
        kept = {name: self.__dict__[name] for name in _OF_FILES if name in self.__dict__}
        fresh.__dict__.update(kept)  # where `cached_property` keeps them
        return fresh

    @cached_property
    def accounts(self) -> pd.DataFrame:
        """What each source says of each event (`review.accounts.read_accounts`)."""
        minutes = self.book.value("review.about_minutes", self.incident.on)
        found = read_accounts(self.log, minutes)
        return found if self.seen is None else as_seen_by(found, *self.seen)

    @cached_property
    def events(self) -> pd.DataFrame:
        """Each event with the minutes within which it happened."""
        return find_events(self.accounts)

    @cached_property
    def intervals(self) -> pd.DataFrame:
        """How long each interval took, and whether that was within its limit."""
        return measure_intervals(self.events, self.book, self.incident.on)

    @cached_property
    def learnt(self) -> pd.DataFrame:
        """Who knew of each account, and since when."""
        return learnt(self.accounts)

    @cached_property
    def knowable(self) -> pd.DataFrame:
        """Since when each party could know of each event."""
        return knowable(self.accounts)

    @cached_property
    def ledgers(self) -> Ledgers:
        """What the ledgers say by the day of the page."""
        told = self._ledgers_read
        return told if self.fixes_now is None else replace(told, fixes=self.fixes_now)

    @cached_property
    def _ledgers_read(self) -> Ledgers:
        return read_ledgers(self.holdings, self.bullying, self.as_of)

    @cached_property
    def verdicts(self) -> pd.DataFrame:
        """Every duty with its verdict, the panel's where it judged."""
        return judge_duties(
            self.incident,
            self.intervals,
            self.events,
            inspections=self.ledgers.inspections,
            mechanism_now=self._survey_before,
            judgements=judgements_of(self.case),
            book=self.book,
        )

    @cached_property
    def _survey_before(self) -> pd.DataFrame:
        rows = self.bullying.rows(SURVEY)
        return stand_now(stand(rows, self.schools, self._day_before))

    @property
    def failed(self) -> list[str]:
        """The duties that were late or not met."""
        return failed_duties(self.verdicts)

    @property
    def _day_before(self) -> date:
        return self.incident.on - timedelta(days=1)

    @cached_property
    def before(self) -> pd.DataFrame:
        """What the ledgers hold now of the time before; what came later is marked."""
        return self._known_before(self.holdings, self.bullying, as_known=False)

    @cached_property
    def before_as_known_then(self) -> pd.DataFrame:
        """What the ledgers held when it happened, in the words that they had then."""
        # Received before it, not at that very moment.
        then = (self.moment - timedelta(microseconds=1)).replace(tzinfo=CHINA)
        held = [
            read_holdings(one.workspace, one.casebook, self.month, then, question=one.question)
            for one in (self.holdings, self.bullying)
        ]
        return self._known_before(*held, as_known=True)

    def _known_before(
        self, holdings: Holdings, bullying: Holdings, *, as_known: bool
    ) -> pd.DataFrame:
        if holdings.files_of("schools").empty:  # nothing had come yet
            return known_before(
                self.incident, Ledgers(), self.moment, book=self.book, as_known=as_known
            )
        told = read_ledgers(holdings, bullying, self._day_before)
        terms = [term for term in self.county.calendar.terms if term[0] <= self._day_before]
        school = self.incident.school_code
        cases = bullying_rows(bullying, self._day_before, self.book, terms, school)
        told = replace(told, bullying=cases)
        found = known_before(self.incident, told, self.moment, book=self.book, as_known=as_known)
        return found if self.seen is None else as_known_to(found, *self.seen)

    @cached_property
    def fixes(self) -> pd.DataFrame:
        """The fixes of this review, with what their closure tests say.

        Columns of `fix_table`, then result, on, evidence (null where a fix is not tested) and
        is_verification_owed: reported done, the test holds, and nobody else has verified it yet.
        """
        rows = self.ledgers.fixes
        mine = rows[rows["incident_no"] == self.incident.incident_no].reset_index(drop=True)
        tested = run_closure_tests(mine, self.ledgers, self.as_of, self.book)
        found = mine.merge(tested, on="case_id", how="left")
        is_owed = (found["status"] == _DONE) & (found["result"] == HOLDS)
        return found.assign(is_verification_owed=is_owed)

    @cached_property
    def echoes(self) -> pd.DataFrame:
        """What stands beside each of its fixes: asked before, the opposite, the law."""
        return find_echoes(self.fixes, self.ledgers.fixes)

    @cached_property
    def gap_fixes(self) -> pd.DataFrame:
        """The gaps that the panel found, with their fixes."""
        gaps = [one["gap_duty"] for one in self.case.logs.get("gap", ())]
        return match_gaps(pd.Series(gaps, dtype="str"), self.fixes)

    @property
    def many_fixes(self) -> str:
        """What to say of too many fixes, "" where there are not."""
        return warn_of_many(self.fixes, self.book, self.as_of)

    @cached_property
    def elsewhere(self) -> pd.DataFrame:
        """The other schools with the same gaps today, named."""
        return find_elsewhere(
            self.failed, self.incident.school_code, self.ledgers, self.as_of, self.book
        )

    @cached_property
    def elsewhere_counts(self) -> pd.DataFrame:
        """How many other schools have the same gaps today, for the meeting."""
        return count_elsewhere(
            self.failed, self.incident.school_code, self.ledgers, self.as_of, self.book
        )


def load_review_month(
    workspace: Path,
    casebook: Casebook,
    county: County,
    book: RuleBook,
    *,
    month: Month,
    as_of: date,
    known_at: datetime,
    incident: str,
    seen: tuple[str, datetime] | None = None,
) -> ReviewMonth:
    """Load the review of an incident as of a day and as known at a moment.

    incident: its number. seen: see `ReviewMonth`. Raises ShownError without a list of schools
    (`files_missing`), for a number of which no case is open by then (`unknown_incident`, with the
    numbers that are known), and for an incident at a school that is not on the list
    (`unknown_school`).
    """
    held = read_holdings(workspace, casebook, month, known_at, question=REVIEW)
    gaps = require_complete(held)
    case = _find_case(casebook, as_of, known_at, incident)
    return ReviewMonth(
        month=month,
        as_of=as_of,
        known_at=known_at,
        incident=_read_incident(case, held.schools()),
        case=case,
        county=county,
        book=book,
        holdings=held,
        bullying=read_holdings(workspace, casebook, month, known_at, question=BULLYING),
        gaps=gaps,
        seen=seen,
    )


def list_incidents(casebook: Casebook, as_of: date, known_at: datetime | None) -> dict[str, Case]:
    """Return the incidents that have a case, by number; of one number the first case."""
    cases = CaseLedger(casebook, case_kind(INCIDENT)).as_known(as_of, known_at)
    found: dict[str, Case] = {}
    for name in sorted(cases):
        found.setdefault(cases[name].fields["incident_no"], cases[name])
    return found


def _find_case(casebook: Casebook, as_of: date, known_at: datetime | None, incident: str) -> Case:
    known = list_incidents(casebook, as_of, known_at)
    if incident not in known:
        numbers = "、".join(sorted(known)) or "无"
        raise ShownError(
            f"截至 {as_of} 没有编号为“{incident}”的重大案事件；已登记首报的有：{numbers}。",
            code="unknown_incident",
            next_step="请核对 incident 参数；还没有登记首报的，先在个案工作台登记。",
        )
    return known[incident]


def _read_incident(case: Case, schools: pd.DataFrame) -> Incident:
    said = case.fields
    listed = schools[schools["school_code"] == said["school_code"]]
    if listed.empty:
        raise ShownError(
            f"事件 {said['incident_no']} 登记的学校“{said['school_code']}”不在学校名录里。",
            code="unknown_school",
            next_step="请核对首报登记的学校，或先收入学校名录。",
        )
    school = listed.iloc[0]
    return Incident(
        incident_no=said["incident_no"],
        school_code=said["school_code"],
        school_kind=school["kind"],
        is_boarding=None if pd.isna(school["is_boarding"]) else bool(school["is_boarding"]),
        kind=said["incident_kind"],
        on=date.fromisoformat(said["happened_at"][:10]),
        is_minors_case=said.get("is_minors_case") == _YES,
    )
