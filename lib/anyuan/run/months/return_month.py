"""One month of return-to-school casework, from the stores: cases as known, steps taken, steps owed.

Joins the cases with the rows that they were opened from and, for the county, with the headcount.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

import pandas as pd

from anyuan import records
from anyuan.casebook import Casebook
from anyuan.cases import Case, CaseLedger, fold
from anyuan.cases.state import MOVED, OPENED
from anyuan.cases.staying import Spell, find_spells
from anyuan.codebook import CaseKind, County, RuleBook, case_kind
from anyuan.period import Month, month_range
from anyuan.run.months.case_facts import KIND
from anyuan.run.months.dropout_month import FRAMES, CountedMonth, load_counted_month
from anyuan.run.months.holdings import Holdings, read_holdings
from anyuan.run.months.return_units import list_owed, units_of_case

COUNTY = "county"
TAKEN = ["case_id", "move", "day", "n"]
# Where a case stands, in four stages; what is finished has none.
STAGES = {
    "watch": "to_verify",
    "suspected": "to_verify",
    "verifying": "to_verify",
    "confirmed": "to_return",
    "planned": "to_return",
    "persuading": "to_return",
    "notice_served": "to_return",
    "escalated": "to_return",
    "re_dropout": "to_return",
    "returned": "back",
    "placed": "back",
    "staying": "back",
    "excluded": "aside",
    "handed_over": "aside",
}
_CHILD = ["name", "sex", "birth_on", "guardian_name", "village"]


@dataclass(frozen=True)
class ReturnMonth:
    """What the page on return-to-school cases is drawn from.

    `cases`: every case as of the day and as known at the moment; `shown` those of the page's unit.
    `steps`: every opening and move (TAKEN; an opening's move is `open`) of the shown cases up to
    the day. `owed`: every step owed on them (`return_units.OWED`). `children`: the child of each
    shown case, by case_id. `headcount`: the month's headcount, None on a unit's page.
    """

    month: Month
    as_of: date
    known_at: datetime
    unit: str
    kind: CaseKind
    county: County
    cases: Mapping[str, Case]
    shown: Mapping[str, Case]
    steps: pd.DataFrame
    owed: pd.DataFrame
    children: pd.DataFrame
    schools: Mapping[str, str]
    holdings: Holdings
    headcount: CountedMonth | None

    @property
    def is_county(self) -> bool:
        """Whether the page is the county's."""
        return self.unit == COUNTY

    @property
    def overdue(self) -> pd.DataFrame:
        """The steps whose day has passed."""
        return self.owed[self.owed["days_left"] < 0]

    @cached_property
    def spells(self) -> list[Spell]:
        """Every time at school after a return."""
        return find_spells(self.shown.values(), self.as_of)

    def open_cases(self, *stages: str) -> list[Case]:
        """Return the shown open cases of some stages (all when none is named), by case_id."""
        found = [case for case in self.shown.values() if self.stage(case)]
        return [case for case in found if not stages or self.stage(case) in stages]

    def stage(self, case: Case) -> str:
        """Return the stage of a case, "" where it is finished."""
        return STAGES.get(case.status, "")

    def moved(self, move: str) -> pd.DataFrame:
        """Return the steps of one move within the month."""
        first = pd.Timestamp(self.month.first_day)
        return self.steps[(self.steps["move"] == move) & (self.steps["day"] >= first)]

    def unit_name(self, unit: str) -> str:
        """Return a unit as it is printed."""
        if unit in self.county.townships:
            return self.county.townships[unit].name
        return self.schools.get(unit, "未登记单位" if unit == "unplaced" else unit)

    def at_month_ends(self) -> dict[Month, list[Case]]:
        """Return the cases as they stood at each month's end since the first, this one included."""
        if not self.shown:
            return {}
        first = min(Month.of(case.opened_on) for case in self.shown.values())
        return {
            month: [
                case
                for name, one in self.shown.items()
                if (case := fold(name, one.steps, min(month.last_day, self.as_of)))
            ]
            for month in month_range(first, self.month)
        }


def load_return_month(
    workspace: Path,
    casebook: Casebook,
    county: County,
    book: RuleBook,
    *,
    month: Month,
    as_of: date,
    known_at: datetime,
    unit: str = COUNTY,
) -> ReturnMonth:
    """Load a month's casework as of a day and as known at a moment, of one unit or the county.

    Raises ShownError for a year whose holidays are not known and, for the county, where the
    month cannot be counted (`files_missing`, `not_linked`).
    """
    kind = case_kind(KIND)
    cases = CaseLedger(casebook, kind).as_known(as_of, known_at)
    is_county = unit == COUNTY
    shown = {n: c for n, c in cases.items() if is_county or unit in units_of_case(kind, c)}
    holdings = read_holdings(workspace, casebook, month, known_at)
    headcount = None
    if is_county:
        headcount = load_counted_month(
            workspace, casebook, county, book, month=month, as_of=as_of, known_at=known_at
        )
    return ReturnMonth(
        month=month,
        as_of=as_of,
        known_at=known_at,
        unit=unit,
        kind=kind,
        county=county,
        cases=cases,
        shown=shown,
        steps=list_steps(shown.values(), as_of),
        owed=list_owed(kind, shown.values(), as_of, county, book),
        children=_children(holdings, shown, headcount),
        schools=holdings.school_names,
        holdings=holdings,
        headcount=headcount,
    )


def list_steps(cases: Iterable[Case], as_of: date) -> pd.DataFrame:
    """Return every opening and move of some cases up to a day, as TAKEN, in order of the days."""
    rows = []
    for case in cases:
        for step in case.steps:
            move = "open" if step.kind == OPENED else step.body.get("move", "")
            if step.kind in (OPENED, MOVED) and step.day <= as_of:
                rows.append((case.case_id, move, pd.Timestamp(step.day), step.n))
    frame = pd.DataFrame(rows, columns=TAKEN)
    frame["day"] = frame["day"].astype("datetime64[us]")
    return frame.sort_values(["day", "case_id", "n"], ignore_index=True)


def _children(
    holdings: Holdings, cases: Mapping[str, Case], headcount: CountedMonth | None
) -> pd.DataFrame:
    """Return one row a case: the newest row of its child that the case was opened from.

    Where that row stands no longer, any row of the same person speaks for the child; null where
    there is none. `is_ex_poverty`: its household is on the list.
    """
    person_of = holdings.person_of
    subjects = pd.Series({name: case.subject for name, case in cases.items()}, dtype="str")
    known = _rows_of(holdings, set(subjects), headcount)
    lost = subjects[~subjects.isin(known["record_key"])].map(person_of).dropna()
    if len(lost):
        others = set(person_of.index[person_of.isin(set(lost))])
        known = pd.concat([known, _rows_of(holdings, others, headcount)], ignore_index=True)
    known = known.assign(person_id=known["record_key"].map(person_of))
    by_row = known.drop_duplicates("record_key").set_index("record_key")
    by_person = known.drop_duplicates("person_id").set_index("person_id")
    found = by_row.reindex(subjects.to_numpy()).set_axis(subjects.index)
    found["person_id"] = subjects.map(person_of)
    for column in _CHILD:
        found[column] = found[column].fillna(found["person_id"].map(by_person[column]))
    poor = holdings.rows("ex_poverty_households")["record_key"].map(person_of)
    is_poor = found["person_id"].isin(set(poor.dropna()))
    return found[["person_id", *_CHILD]].assign(is_ex_poverty=is_poor)


def _rows_of(holdings: Holdings, keys: set[str], headcount: CountedMonth | None) -> pd.DataFrame:
    """Return the rows of some keys, each once: from the newest file of the first table.

    Files are read until every key was found: a unit's page needs few of them.
    """
    columns = [*_CHILD, "record_key"]
    found, wanted = [pd.DataFrame(columns=columns, dtype="str")], set(keys)
    for field, table in FRAMES.items():
        files = holdings.files_of(table)
        for period in sorted(set(files["period"]), reverse=True):
            if not wanted:
                break
            if headcount:
                rows = getattr(headcount.evidence, field)
                rows = rows[rows["period"] == period]
            else:
                names = list(files.loc[files["period"] == period, "record_name"])
                rows = records.read(holdings.workspace, table, names)
            rows = rows[rows["record_key"].isin(wanted)].reindex(columns=columns)
            rows = rows.drop_duplicates("record_key")
            wanted -= set(rows["record_key"])
            found += [rows] if len(rows) else []
    return pd.concat(found[1:] or found, ignore_index=True)
