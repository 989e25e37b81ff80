"""Where and when cases happen: exposure, counts and rates of every school, and one school's risk.

A part of the bullying month; what a page does not ask for is not computed.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from anyuan.bullying.exposure import (
    CaseCounts,
    count_cases,
    count_school_days,
    exposure,
    make_cells,
)
from anyuan.bullying.places import PER_HOURS, PlaceFit
from anyuan.bullying.roster import SchoolTables
from anyuan.run.months.place_fit import draw_risk, fitted_places, fitted_weekdays

_ROWS = ("places", "timetable", "duty_roster", "cameras", "walking_times")


@dataclass(frozen=True)
class PlaceMonth:
    """The map of a term so far; `facts`: the month that it is a part of."""

    facts: object

    @cached_property
    def timetable(self) -> pd.DataFrame:
        """When how many pupils are where, of every school."""
        return self.facts.newest_rows("timetable")

    @cached_property
    def week(self) -> pd.DataFrame:
        """How long how many pupils are where in one week."""
        return exposure(self.timetable, self.facts.places)

    @cached_property
    def counted(self) -> CaseCounts:
        """The cases of the term by place, slot and weekday, and those that stand nowhere."""
        facts = self.facts
        calendar = facts.county.calendar
        return count_cases(facts.term_table, self.timetable, facts.places, calendar)

    @cached_property
    def cells(self) -> pd.DataFrame:
        """Cases beside pupil-hours over the term so far."""
        days = count_school_days(self.facts.county.calendar, *self.facts.term)
        return make_cells(self.week, self.counted.counts, days)

    @cached_property
    def fit(self) -> PlaceFit:
        """The rates, estimated over all schools together."""
        return fitted_places(self.facts.holdings.workspace, self.cells)

    @cached_property
    def weekdays(self) -> pd.DataFrame:
        """The rates of weekdays in each school."""
        return fitted_weekdays(self.facts.holdings.workspace, self.cells)

    @cached_property
    def risk(self) -> pd.DataFrame:
        """Return expected incidents a week of the page's school by place, slot and weekday.

        Columns place, slot, weekday, expected, low, high: the rate of the place and slot times the
        pupil-hours of that weekday.
        """
        facts = self.facts
        rates = facts.of_school(self.fit.cells)[["place", "slot", "rate", "low", "high"]]
        week = facts.of_school(self.week)
        found = week[week["pupil_minutes"] > 0].merge(rates, on=["place", "slot"])
        hours = found["pupil_minutes"] / 60 / PER_HOURS
        told = {"expected": found["rate"], "low": found["low"], "high": found["high"]}
        keys = found[["place", "slot", "weekday"]]
        return keys.assign(**{name: one * hours for name, one in told.items()})

    @cached_property
    def risk_draws(self) -> np.ndarray:
        """The risk as it may be: one row a draw, one column a row of `risk`."""
        return draw_risk(self.risk)

    @cached_property
    def school_tables(self) -> SchoolTables:
        """What the rosters of the page's school are made from."""
        facts = self.facts
        rows = {name: facts.of_school(facts.newest_rows(name)) for name in _ROWS}
        return SchoolTables(**rows, risk=self.risk)
