"""One month of the bullying question: arrangements, cases, places, survey, rosters.

Joins records, casebook and question. The survey comes as aggregates only (`survey_month`): no row
of it is ever beside a case.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

import pandas as pd

from anyuan.bullying.change import Period, RateChange, compare_rates
from anyuan.bullying.exposure import count_school_days
from anyuan.bullying.inspections import compare_with_inspection
from anyuan.bullying.mechanism import find_gaps, stand, stand_now
from anyuan.bullying.one_table import REGISTER, case_clocks, one_table
from anyuan.bullying.survey import SurveyReading
from anyuan.casebook import Casebook
from anyuan.cases import Case, CaseLedger
from anyuan.codebook import County, RuleBook, case_kind, code_list
from anyuan.errors import ShownError
from anyuan.period import Month, month_range
from anyuan.run.months.bullying_cases import GatheredCases, gather_cases
from anyuan.run.months.bullying_places import PlaceMonth
from anyuan.run.months.holdings import BULLYING, Gap, Holdings, read_holdings, require_complete
from anyuan.run.months.survey_month import TABLE as SURVEY
from anyuan.run.months.survey_month import SurveyMonth, Term, load_survey, survey_reading

COUNTY = "county"
_SCHOOL_DAYS = ("mon", "tue", "wed", "thu", "fri")
# Items after which a school hears more: its hotline is published, its one table is in use.
_REPORTING = ("14", "17")


@dataclass(frozen=True)
class BullyingMonth:
    """What the page on bullying is drawn from; `school` is a code, or COUNTY.

    `schools`: the newest list, all but kindergartens. Frames of the question hold every school;
    the page takes its own. What a page does not ask for is not computed.
    """

    month: Month
    as_of: date
    known_at: datetime
    school: str
    county: County
    book: RuleBook
    holdings: Holdings
    gaps: list[Gap]
    schools: pd.DataFrame

    @property
    def is_county(self) -> bool:
        """Whether the page is the county's."""
        return self.school == COUNTY

    def school_name(self, code: str) -> str:
        """Return a school as it is printed."""
        return self.holdings.school_names.get(code, code)

    @cached_property
    def pilots(self) -> frozenset[str]:
        """The codes of the pilot schools."""
        is_pilot = self.schools["school_name"].isin(self.county.pilot_schools)
        return frozenset(self.schools.loc[is_pilot, "school_code"])

    @cached_property
    def answers(self) -> pd.DataFrame:
        """Every answer of the mechanism survey, of all rounds."""
        return self.holdings.rows("mechanism_survey")

    @cached_property
    def standing(self) -> pd.DataFrame:
        """Where each school stands with each item in each round."""
        return stand(self.answers, self.schools, self.as_of)

    @cached_property
    def standing_now(self) -> pd.DataFrame:
        """Where each school stands with each item after all rounds."""
        return stand_now(self.standing)

    @cached_property
    def mechanism_gaps(self) -> pd.DataFrame:
        """The items that a school has only partly, or not."""
        return find_gaps(self.standing)

    @cached_property
    def compared(self) -> pd.DataFrame:
        """What schools said of themselves beside what inspections found."""
        return compare_with_inspection(self.answers, self.schools, self.as_of)

    @cached_property
    def actions(self) -> dict[str, Case]:
        """Every corrective action as of the day and as known, by case_id."""
        ledger = CaseLedger(self.holdings.casebook, case_kind("corrective_action"))
        return ledger.as_known(self.as_of, self.known_at)

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """The terms begun by the day of the page, the one that it speaks of last.

        Between two terms that is the one that is over. Empty before the first term.
        """
        return tuple(term for term in self.county.calendar.terms if term[0] <= self.as_of)

    @property
    def term(self) -> Term:
        """The term that the page speaks of, as far as it has come."""
        first, last = self.terms[-1]
        return first, min(last, self.as_of)

    @cached_property
    def month_ends(self) -> list[pd.Timestamp]:
        """The last day of each month of the term so far, the day of the page last."""
        first, last = self.term
        months = month_range(Month.of(first), Month.of(last))
        return [pd.Timestamp(min(month.last_day, last)) for month in months]

    @cached_property
    def gathered(self) -> GatheredCases:
        """Every case, the desk's and the registers'."""
        return gather_cases(self.holdings, self.as_of, self.book, self.terms)

    @cached_property
    def table(self) -> pd.DataFrame:
        """The one table of every case."""
        return one_table(self.gathered.cases.values())

    def table_of(self, term: Term | None) -> pd.DataFrame:
        """Return the cases that schools came to know of in a term."""
        if term is None:
            return self.table.iloc[:0]
        day = self.table["reported_at"].dt.normalize()
        return self.table[day.between(pd.Timestamp(term[0]), pd.Timestamp(term[1]))]

    @cached_property
    def term_table(self) -> pd.DataFrame:
        """The cases of the term so far."""
        return self.table_of(self.term)

    @cached_property
    def clocks(self) -> pd.DataFrame:
        """How each case of the term stands with each time limit."""
        cases = [self.gathered.cases[name] for name in self.term_table["case_id"]]
        return case_clocks(cases, self.as_of, self.book, self.county.calendar)

    @property
    def change(self) -> RateChange | None:
        """The page's school this term against the term before, by school days.

        None where the register of either term has not come. Nothing is said where the school began
        to publish a hotline or to keep the one table in between, or surveyed for the first time:
        more is reported then, whatever happens.
        """
        if len(self.terms) < 2 or not all(map(self._has_register, self.terms[-2:])):
            return None
        periods = [self._period(term) for term in (self.terms[-2], self.term)]
        return compare_rates(*periods, is_reporting_changed=self._reports_otherwise)

    def _has_register(self, term: Term) -> bool:
        return self.school in self._covered(REGISTER, term)

    def _period(self, term: Term) -> Period:
        n = len(self.of_school(self.table_of(term)))
        days = count_school_days(self.county.calendar, *term)
        return Period(n, sum(days[day] for day in _SCHOOL_DAYS))

    @property
    def _reports_otherwise(self) -> bool:
        before, now = self.terms[-2:]
        surveyed = [self.school in self._covered(SURVEY, term) for term in (before, now)]
        told = self.of_school(self.answers)
        told = told[
            told["item"].isin(_REPORTING) & (told["answered_on"] <= pd.Timestamp(self.as_of))
        ]
        is_new = told["answered_on"] >= pd.Timestamp(now[0])
        had, has = (
            set(told.loc[some & (told["answer"] == "present"), "item"])
            for some in (~is_new, is_new)
        )
        return surveyed == [False, True] or bool(has - had)

    def _covered(self, table: str, term: Term) -> set[str]:
        """Return the schools of which a file of a table came for a month of a term."""
        files = self.holdings.files_of(table)
        months = (str(Month.of(day)) for day in term)
        return set(files.loc[files["period"].between(*months), "covers"])

    @property
    def registers_in_survey_term(self) -> set[str]:
        """The schools whose register of the term of the survey came."""
        if self.survey.term is None:
            return set(self.newest_file(REGISTER))
        return self._covered(REGISTER, self.survey.term)

    @property
    def cases_in_survey_term(self) -> dict[str, int]:
        """How many cases each school had in the term of the survey."""
        cases = self.table_of(self.survey.term)
        return cases["school_code"].value_counts().to_dict()

    @cached_property
    def reading(self) -> SurveyReading:
        """How the survey is read."""
        return survey_reading(self.book, self.as_of, self.county.disclosure)

    @cached_property
    def survey(self) -> SurveyMonth:
        """What pupils say: numbers of groups."""
        held = self.holdings
        handouts, files = held.rows("survey_handouts"), held.files_of(SURVEY)
        names = (*files["record_name"], *held.files_of("survey_handouts")["record_name"])
        given = (self.terms[-2:], self.reading)
        return held.casebook.kept(
            ("survey", names, *given), lambda: load_survey(held.workspace, files, handouts, *given)
        )

    def newest_file(self, table: str) -> dict[str, Month]:
        """Return the month of the newest file of each school that still serves, by school code."""
        t = self.holdings.tables[table]
        newest = self.holdings.files_of(table).groupby("covers")["period"].max()
        oldest_good = str(self.month.plus(-t.carry_months))
        return {code: Month.parse(p) for code, p in newest.items() if p >= oldest_good}

    def newest_rows(self, table: str) -> pd.DataFrame:
        """Return the rows of the newest file of each school that still serves."""
        rows = self.holdings.rows(table)
        newest = {code: str(month) for code, month in self.newest_file(table).items()}
        return rows[rows["period"] == rows["school_code"].map(newest)].reset_index(drop=True)

    @cached_property
    def places(self) -> pd.DataFrame:
        """Every school's places."""
        return self.newest_rows("places")

    @cached_property
    def map(self) -> PlaceMonth:
        """Where and when the cases of the term happened."""
        return PlaceMonth(self)

    def place_name(self, code: str, case: Mapping[str, object]) -> str:
        """Return where a case of a school happened, as it is printed."""
        named = self._place_names.get((code, case["place"]))
        kind = code_list("where_kind").label(case["where_kind"])
        return named or (kind if pd.isna(case["place"]) else f"{kind}（{case['place']}）")

    @cached_property
    def _place_names(self) -> dict[tuple[str, str], str]:
        keys = zip(self.places["school_code"], self.places["place"], strict=True)
        return dict(zip(keys, self.places["place_name"], strict=True))

    def of_school(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of the page's school."""
        return frame[frame["school_code"] == self.school]


def load_bullying_month(
    workspace: Path,
    casebook: Casebook,
    county: County,
    book: RuleBook,
    *,
    month: Month,
    as_of: date,
    known_at: datetime,
    school: str = COUNTY,
) -> BullyingMonth:
    """Load a month's bullying question as of a day and as known at a moment.

    Raises ShownError without a list of schools (`files_missing`), and for a school that is not on
    it (`unknown_school`).
    """
    holdings = read_holdings(workspace, casebook, month, known_at, question=BULLYING)
    gaps = require_complete(holdings)
    schools = holdings.asked_schools().reset_index(drop=True)
    if school != COUNTY and school not in set(schools["school_code"]):
        raise ShownError(
            f"学校名录里没有代码为“{school}”的学校（幼儿园不出本页）。",
            code="unknown_school",
            next_step="请核对 school 参数，或先收入学校名录。",
        )
    return BullyingMonth(
        month=month,
        as_of=as_of,
        known_at=known_at,
        school=school,
        county=county,
        book=book,
        holdings=holdings,
        gaps=gaps,
        schools=schools,
    )
