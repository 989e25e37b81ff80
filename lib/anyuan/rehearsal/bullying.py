"""Everything that is true of bullying in the made-up county, made once a world."""

from dataclasses import dataclass

import pandas as pd

from anyuan.rehearsal.bullying_days import make_timetable
from anyuan.rehearsal.bullying_handling import forbid_one, handle
from anyuan.rehearsal.bullying_incidents import by_term, draw_incidents, seasons
from anyuan.rehearsal.bullying_mechanism import make_answers, make_states
from anyuan.rehearsal.bullying_people import make_people
from anyuan.rehearsal.bullying_places import Place, make_places
from anyuan.rehearsal.bullying_rates import make_rates
from anyuan.rehearsal.bullying_rosters import change_roster, make_change, make_roster
from anyuan.rehearsal.bullying_sites import AUTUMN, PILOT, SPRING, TERMS, Site, make_sites
from anyuan.rehearsal.bullying_survey import make_survey_truth
from anyuan.rehearsal.world import World

_MADE = "bullying"
# The letter that a term has in the numbers of its cases.
_TERM_MARK = {SPRING: "24A", AUTUMN: "24B"}


@dataclass(frozen=True)
class Bullying:
    """The truth, before any file tells of it.

    `places` and `rosters` by school code; `timetables` by code and term; `changed` and `changes`
    (see `make_change`) of the pilots alone. `rates`: the true rates. `incidents`: one row an
    incident, `incident_id` for all, `register_no` for the known ones, whose whole handling stands
    in `handling` by the same index and whose people in `people`. `survey`: what is true of the
    pupils; `states` and `answers`: what schools have against bullying, and what they say.
    """

    sites: tuple[Site, ...]
    places: dict[str, tuple[Place, ...]]
    timetables: dict[tuple[str, str], pd.DataFrame]
    rosters: dict[str, pd.DataFrame]
    changed: dict[str, pd.DataFrame]
    changes: dict[str, pd.DataFrame]
    rates: pd.DataFrame
    incidents: pd.DataFrame
    handling: pd.DataFrame
    people: pd.DataFrame
    survey: pd.DataFrame
    states: pd.DataFrame
    answers: pd.DataFrame

    @property
    def asked(self) -> list[Site]:
        """The schools that send places, timetables, rosters and surveys."""
        return [site for site in self.sites if site.is_asked]

    def site(self, code: str) -> Site:
        """Return a school by its code."""
        return next(site for site in self.sites if site.code == code)


def bullying_of(world: World) -> Bullying:
    """Return the truth of a world, the same object each time."""
    if _MADE not in world.made:
        world.made[_MADE] = make_bullying(world)
    return world.made[_MADE]


def make_bullying(world: World) -> Bullying:
    """Make the truth of a world; nothing of the world is changed."""
    seed, calendar = world.seed, world.county.calendar
    sites = make_sites(world)
    places = {s.code: make_places(s) for s in sites}
    timetables = {
        (s.code, term): make_timetable(seed, s, places[s.code], term)
        for s in sites
        for term in TERMS
    }
    rates = make_rates(seed, sites, places, timetables)
    mine = dict(list(rates.groupby("school_code")))
    rosters = {s.code: make_roster(seed, s, places[s.code]) for s in sites if s.is_asked}
    changed, changes = {}, {}
    for site in (s for s in sites if s.role == PILOT):
        autumn = mine[site.code][mine[site.code]["term"] == AUTUMN]
        after = changed[site.code] = change_roster(rosters[site.code], autumn)
        both = (rosters[site.code], after)
        changes[site.code] = make_change(site.code, both, timetables[site.code, AUTUMN])
    year = seasons(calendar)
    drawn = [
        draw_incidents(
            seed,
            s,
            mine[s.code],
            {term: timetables[s.code, term] for term in TERMS},
            (year, changes.get(s.code)),
        )
        for s in sites
    ]
    drawn = [frame for frame in drawn if len(frame)]
    incidents = _number(pd.concat(drawn, ignore_index=True))
    known = incidents[incidents["is_known"]]
    handling = handle(seed, known, calendar.holidays, world.book)
    pilots = {s.code for s in sites if s.role == PILOT}
    # The desk, at which the pilots' cases are kept, would refuse it.
    known, handling = forbid_one(known, handling, ~known["school_code"].isin(pilots))
    incidents.loc[known.index] = known
    states = make_states(seed, sites)
    return Bullying(
        sites=sites,
        places=places,
        timetables=timetables,
        rosters=rosters,
        changed=changed,
        changes=changes,
        rates=rates,
        incidents=incidents,
        handling=handling,
        people=make_people(world, known),
        survey=make_survey_truth(seed, sites, rates),
        states=states,
        answers=make_answers(seed, sites, states),
    )


def _number(incidents: pd.DataFrame) -> pd.DataFrame:
    """Number all incidents through, and those that a school knows in its own list of the term."""
    ids = [f"X{k + 1:05d}" for k in range(len(incidents))]
    incidents.insert(0, "incident_id", ids)
    numbers = pd.Series(None, index=incidents.index, dtype=object)
    for (code, term), known in by_term(incidents):
        numbers[known.index] = [f"{code}-{_TERM_MARK[term]}-{k + 1:02d}" for k in range(len(known))]
    incidents.insert(1, "register_no", numbers)
    return incidents
