"""The made-up county as a whole: its children, schools, ledgers-to-be and facts."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from anyuan.codebook import County, RuleBook
from anyuan.rehearsal.dirt import Dirt
from anyuan.rehearsal.draws import stream
from anyuan.rehearsal.facts import MONTHS, SEPTEMBER, Facts
from anyuan.rehearsal.people import make_children
from anyuan.rehearsal.schools import choose_schools, make_schools


@dataclass
class World:
    """One county, from May 2024 to January 2025.

    `children` has one row a child (see `make_children`), `schools` one a school. Arrays by child
    and month (N × 9, months in the order of MONTHS): `on_roll`, `in_register` booleans, `school`
    row of the school (-1 none), `grade` 1…9 (0 none). `school_of` (N × 10) is the school that
    serves a child in each grade. `written`, `dirt` and `identity` are
    remembered: whose row is which, the errors drawn, the true identities; `made`: what other
    questions have made of this county.
    """

    seed: int
    n_children: int
    profile: str
    county: County
    children: pd.DataFrame
    schools: pd.DataFrame
    on_roll: np.ndarray
    in_register: np.ndarray
    school: np.ndarray
    grade: np.ndarray
    school_of: np.ndarray
    facts: Facts = field(default_factory=Facts)
    written: dict[str, pd.DataFrame] = field(default_factory=dict)
    dirt: dict[str, Dirt] = field(default_factory=dict)
    identity: dict[str, np.ndarray] = field(default_factory=dict)
    made: dict[str, Any] = field(default_factory=dict)

    @property
    def book(self) -> RuleBook:
        """A fresh rule book under the county's settings."""
        return self.county.rule_book()

    def n_of(self, full: float, at_least: int) -> int:
        """Return a full-size county's number of something, scaled to this county."""
        return max(at_least, round(full * self.n_children / 45_000))


def lay_out(seed: int, n_children: int, profile: str, county: County) -> World:
    """Return the county as it would be if every child were where it should be."""
    children = make_children(seed, n_children, county)
    schools = make_schools(seed, n_children, county)
    by_year = []
    for year_grade in (0, 1):
        grade = (children["cohort"] - children["is_late"] + year_grade).to_numpy()
        by_year.append(np.where((grade >= 1) & (grade <= 9), grade, 0))
    place = np.array([0 if m < SEPTEMBER else 1 for m in range(len(MONTHS))])
    grade = np.stack(by_year, axis=1)[:, place]
    school_of = choose_schools(schools, children["township"].to_numpy(), stream(seed, "places"))
    registered = ~children["is_migrant"].to_numpy()
    return World(
        seed=seed,
        n_children=n_children,
        profile=profile,
        county=county,
        children=children,
        schools=schools,
        on_roll=grade > 0,
        in_register=np.repeat(registered[:, None], len(MONTHS), axis=1),
        school=np.take_along_axis(school_of, grade, axis=1),
        grade=grade,
        school_of=school_of,
    )
