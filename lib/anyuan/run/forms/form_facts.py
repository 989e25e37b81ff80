"""What the forms of a month are computed from: the received rows, and cases, with their files."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

import pandas as pd

from anyuan import records
from anyuan.cases import Case, CaseLedger
from anyuan.codebook import RuleBook, case_kind, table
from anyuan.letters.form_values import NOT_RECEIVED, FormSource, FormValue
from anyuan.period import Month
from anyuan.run.months.bullying_cases import gather_cases
from anyuan.run.months.holdings import BULLYING, EVERY, Holdings, read_holdings
from anyuan.run.opened import OpenedWorkspace

SCHOOLS, ROLL = "schools", "enrolment_roll"
_CASES = "个案库"
# How far back a file serves a form: the month alone, the term, else the table's own months.
_OF_MONTH = frozenset({"inspections", "notices", "police_notifications", "police_month"})
_OF_MONTH |= {"bullying_register"}
_OF_TERM = frozenset({"school_basics", "school_security", "legal_deputies"})


@dataclass(frozen=True)
class Rows:
    """Rows of a table with the files that they stand in; `frame` is None where no file came."""

    table: str
    frame: pd.DataFrame | None
    sources: tuple[FormSource, ...]

    @property
    def is_received(self) -> bool:
        return self.frame is not None

    def figure(self, value: int | None) -> FormValue:
        """Return a figure that was counted on these rows; not received where no file came."""
        if not self.is_received:
            return FormValue(None, NOT_RECEIVED)
        return FormValue(None if value is None else int(value), "", self.sources)


@dataclass(frozen=True)
class FormFacts:
    """The facts of a month as of its last day and as known at a moment (None: now)."""

    opened: OpenedWorkspace
    month: Month
    known_at: datetime | None
    book: RuleBook

    @property
    def as_of(self) -> date:
        """The last day of the month."""
        return self.month.last_day

    @cached_property
    def holdings(self) -> Holdings:
        """Every table's standing files."""
        return self._held(EVERY)

    def of_month(self, name: str) -> Rows:
        """Return a table's rows of the month itself: an older file does not stand in."""
        return self._rows(name, self.month)

    def of_term(self, name: str) -> Rows:
        """Return the newest rows of the term that the month lies in, of each school or county."""
        return self._rows(name, self.first_of_term)

    def carried(self, name: str) -> Rows:
        """Return the newest rows that still serve, by the table's `carry_months`."""
        return self._rows(name, self.month.plus(-table(name).carry_months))

    def newest(self, name: str) -> Rows:
        """Return a table's rows by the reach that the forms give it."""
        if name in _OF_TERM:
            return self.of_term(name)
        return self.of_month(name) if name in _OF_MONTH else self.carried(name)

    def n_refused(self, names: set[str]) -> int:
        """Return how many rows of the used files of some tables intake refused."""
        used = {
            s.digest
            for name in names & self.holdings.tables.keys()
            for s in self.newest(name).sources
        }
        files = self.holdings.files
        return int(files.loc[files["sha256"].str[:8].isin(used), "n_refused"].sum())

    @cached_property
    def first_of_term(self) -> Month:
        """The month in which the term began that the month lies in, or the last one before it."""
        begun = [first for first, _ in self.opened.county.calendar.terms if first <= self.as_of]
        return Month.of(max(begun)) if begun else self.month

    @cached_property
    def schools(self) -> Rows:
        """The newest list of schools, one row a school, by code."""
        found = self.carried(SCHOOLS)
        if not found.is_received:
            return found
        frame = found.frame.drop_duplicates("school_code").sort_values("school_code")
        return Rows(SCHOOLS, frame.reset_index(drop=True), found.sources)

    @cached_property
    def school_names(self) -> dict[str, str]:
        """The schools' names by code."""
        frame = self.schools.frame
        if frame is None:
            return {}
        return dict(zip(frame["school_code"], frame["school_name"], strict=True))

    @cached_property
    def inspections(self) -> Rows:
        """The month's own inspections: of its file, the rows of its days."""
        return self._of_days("inspections", "inspected_on")

    @cached_property
    def notices(self) -> Rows:
        """The letters issued in the month."""
        return self._of_days("notices", "issued_on")

    @cached_property
    def police_month(self) -> Rows:
        """What the police typed in for the month."""
        return self.of_month("police_month")

    def cases(self, kind: str) -> list[Case]:
        """Return every case of a kind as of the month's end and as known."""
        ledger = CaseLedger(self.opened.casebook, case_kind(kind))
        return list(ledger.as_known(self.as_of, self.known_at).values())

    @cached_property
    def bullying_cases(self) -> list[Case]:
        """Every case of bullying that desk or register tells of by the month's end."""
        terms = [term for term in self.opened.county.calendar.terms if term[0] <= self.as_of]
        gathered = gather_cases(self._held(BULLYING), self.as_of, self.book, terms)
        return list(gathered.cases.values())

    @cached_property
    def case_source(self) -> FormSource:
        """The casebook, by the head of its chain."""
        return FormSource(_CASES, "", self.opened.casebook.anchor(self.known_at))

    def _held(self, question: str) -> Holdings:
        opened = self.opened
        return read_holdings(
            opened.workspace, opened.casebook, self.month, self.known_at, question=question
        )

    def _rows(self, name: str, oldest: Month) -> Rows:
        files = self.holdings.files_of(name)
        files = files[files["period"] >= str(oldest)].drop_duplicates("covers", keep="last")
        if files.empty:
            return Rows(name, None, ())
        frame = records.read(self.opened.workspace, name, list(files["record_name"]))
        label = table(name).label
        sources = tuple(
            FormSource(label, row["period"], row["sha256"][:8]) for row in files.to_dict("records")
        )
        return Rows(name, frame, sources)

    def _of_days(self, name: str, column: str) -> Rows:
        found = self.of_month(name)
        if not found.is_received:
            return found
        days = found.frame[column]
        first, last = pd.Timestamp(self.month.first_day), pd.Timestamp(self.as_of)
        return Rows(name, found.frame[days.between(first, last)], found.sources)
