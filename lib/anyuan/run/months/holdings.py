"""What has the workspace received for a month, as known at a moment, and what is missing?

Joins the casebook (which files stand) with the records (their rows).
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

import pandas as pd

from anyuan import records
from anyuan.casebook import Casebook
from anyuan.codebook import Table, table, tables, tables_of
from anyuan.errors import ShownError
from anyuan.period import Month

# Kinds of school whose roll the headcount needs.
COMPULSORY_KINDS = ("primary", "teaching_point", "junior", "nine_year", "special")
QUESTIONS = DROPOUT, BULLYING, REVIEW, EVERY = "dropout", "bullying", "review", "every"
# The list of schools belongs to every question.
_SCHOOLS = "schools"


@dataclass(frozen=True)
class Holdings:
    """The files that stand up to a month, as known at a moment, of one question's tables.

    `files` is the casebook's list of current files with period ≤ month (one row a file).
    """

    workspace: Path
    casebook: Casebook
    month: Month
    known_at: datetime | None
    files: pd.DataFrame
    question: str = DROPOUT

    @property
    def tables(self) -> dict[str, Table]:
        """The tables that the question is answered from, by name."""
        return _tables(self.question)

    def files_of(self, name: str) -> pd.DataFrame:
        """Return the standing files of one table, oldest period first."""
        return self.files[self.files["table"] == name].sort_values(["period", "covers"])

    def rows(self, name: str) -> pd.DataFrame:
        """Return the record rows of one table over all its standing files.

        ValueError for a restricted table, whose rows are opened for a purpose only
        (`bullying_names`), and an anonymous one, of which a page has counts only (`survey_month`).
        """
        if table(name).is_restricted or table(name).is_anonymous:
            raise ValueError(f"{name} is not read so")
        return records.read(self.workspace, name, list(self.files_of(name)["record_name"]))

    @property
    def person_of(self) -> pd.Series:
        """The person (id) of each record key, as known; shared, so not to be changed."""
        return self.casebook.kept(("person_of", self.known_at), self._read_person_of)

    def _read_person_of(self) -> pd.Series:
        persons = self.casebook.persons(self.known_at)
        person_of = persons.set_index("record_key")["person_id"]
        person_of.index.get_indexer(person_of.index[:1])  # its hash table is built once for all
        return person_of

    def held_rows(self, name: str) -> pd.DataFrame:
        """Return the refused rows of one table over all its standing files."""
        refused = self.files_of(name)
        names = list(refused.loc[refused["n_refused"] > 0, "record_name"])
        return records.read_held(self.workspace, name, names)

    def schools(self) -> pd.DataFrame:
        """Return the newest list of schools, one row a school, by code."""
        schools = self.rows(_SCHOOLS).sort_values("period")
        schools = schools.drop_duplicates("school_code", keep="last")
        return schools.sort_values("school_code")

    @cached_property
    def school_names(self) -> dict[str, str]:
        """The names of schools by code, as the newest list that has them writes them."""
        schools = self.schools()
        return dict(zip(schools["school_code"], schools["school_name"], strict=True))

    def asked_schools(self) -> pd.DataFrame:
        """Return the schools that owe the question's tables.

        For the dropout headcount those that keep a compulsory roll; else all but kindergartens.
        """
        schools = self.schools()
        if self.question == DROPOUT:
            return schools[schools["kind"].isin(COMPULSORY_KINDS)]
        return schools[schools["kind"] != "kindergarten"]

    def summary(self) -> pd.DataFrame:
        """Return one row a table: label, newest period, digest of its files, accepted rows."""
        rows = []
        for name, t in self.tables.items():
            files = self.files_of(name)
            files = files[files["period"] == files["period"].max()]
            digest = hashlib.sha256("".join(sorted(files["sha256"])).encode()).hexdigest()
            if len(files):
                n_rows = str(int(files["n_accepted"].sum()))
                rows.append([t.label, files["period"].max(), digest[:8], n_rows])
        return pd.DataFrame(rows, columns=["label", "period", "digest", "n_rows"])


@dataclass(frozen=True)
class Gap:
    """Something that a month's page lacks: `is_fatal` when no page may be drawn."""

    table: str
    what: str
    is_fatal: bool


def read_holdings(
    workspace: Path,
    casebook: Casebook,
    month: Month,
    known_at: datetime | None = None,
    *,
    question: str = DROPOUT,
) -> Holdings:
    """Return the holdings of a workspace for a month and a question, or for every one."""
    files = casebook.kept(
        ("files", question, known_at),
        lambda: casebook.current_files_of(list(_tables(question)), known_at=known_at),
    )
    files = files[files["period"] <= str(month)]
    return Holdings(workspace, casebook, month, known_at, files, question)


def _tables(question: str) -> dict[str, Table]:
    if question == EVERY:
        return tables()
    return {_SCHOOLS: table(_SCHOOLS)} | tables_of(question)


def find_gaps(holdings: Holdings) -> list[Gap]:
    """Return what the month lacks, table by table, school by school.

    A table may serve for `carry_months` after its own period. Without a required one no page is
    drawn; another gap, and an older file that stands in, is named on the page. Nobody misses an
    optional one.
    """
    gaps: list[Gap] = []
    owed = [t for t in holdings.tables.values() if t.need != "optional"]
    for t in owed:
        if t.covers == "county":
            gaps += _county_gap(holdings, t)
    if any(gap.is_fatal and gap.table == _SCHOOLS for gap in gaps):
        return gaps
    schools = holdings.asked_schools()
    for t in owed:
        if t.covers == "school":
            gaps += _school_gaps(holdings, t, schools)
    return gaps


def require_complete(holdings: Holdings) -> list[Gap]:
    """Return the gaps that may be named on a page, or refuse the month (`files_missing`)."""
    gaps = find_gaps(holdings)
    fatal = [gap.what for gap in gaps if gap.is_fatal]
    if fatal:
        raise ShownError(
            f"{holdings.month.label}缺少必需的表，不能出简报：{'；'.join(fatal)}。",
            code="files_missing",
            next_step="请催收后用 anyuan receive 收入，再重新运行。",
        )
    return gaps


def returns_received(holdings: Holdings) -> frozenset[str]:
    """Return the codes of schools whose attendance return of the month itself has come."""
    files = holdings.files_of("attendance_return")
    return frozenset(files.loc[files["period"] == str(holdings.month), "covers"])


def _county_gap(holdings: Holdings, t: Table) -> list[Gap]:
    periods = holdings.files_of(t.name)["period"]
    newest = Month.parse(periods.max()) if len(periods) else None
    oldest_good = holdings.month.plus(-t.carry_months)
    if newest is None or newest < oldest_good:
        return [Gap(t.name, f"{t.label}（{holdings.month.label}）", t.need == "required")]
    if newest < holdings.month and t.name != _SCHOOLS:
        return [Gap(t.name, f"{t.label}沿用{newest.label}的", False)]
    return []


def _school_gaps(holdings: Holdings, t: Table, schools: pd.DataFrame) -> list[Gap]:
    files = holdings.files_of(t.name)
    newest = files.groupby("covers")["period"].max()
    oldest_good = str(holdings.month.plus(-t.carry_months))
    state = schools.set_index("school_code")["school_name"].to_frame()
    state["newest"] = newest.reindex(state.index)
    missing = state[~(state["newest"] >= oldest_good)]
    carried = state[(state["newest"] >= oldest_good) & (state["newest"] < str(holdings.month))]
    gaps = []
    if len(missing):
        names = "、".join(missing["school_name"])
        what = f"{t.label}（{holdings.month.label}）{len(missing)} 所学校未收到：{names}"
        gaps.append(Gap(t.name, what, t.need == "required"))
    if len(carried):
        names = "、".join(carried["school_name"])
        gaps.append(Gap(t.name, f"{t.label} {len(carried)} 所学校沿用上月的：{names}", False))
    return gaps
