"""Everything that is true of major incidents in the made-up county, made once a world."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from anyuan.rehearsal.bullying import bullying_of
from anyuan.rehearsal.bullying_sites import Site
from anyuan.rehearsal.incident_background import make_inspections, make_notices
from anyuan.rehearsal.incident_scenarios import Scenario, scenarios
from anyuan.rehearsal.incident_schools import choose_sites
from anyuan.rehearsal.words import words
from anyuan.rehearsal.world import World

_MADE = "incidents"


@dataclass(frozen=True)
class Incidents:
    """The incidents, where each happened, and what was inspected and written of every school.

    `sites`: by incident_no. `inspections`, `notices`: the rows of these tables by the codebook's
    columns, days as dates, with file_month: the month whose file tells of it, and incident_no: the
    incident whose own school it is about, null for the other schools'.
    """

    scenarios: tuple[Scenario, ...]
    sites: Mapping[str, Site]
    inspections: pd.DataFrame
    notices: pd.DataFrame

    def by_month(self, month: str) -> list[Scenario]:
        """Return the incidents of which a month's files tell."""
        return [one for one in self.scenarios if str(one.month) == month]


def incidents_of(world: World) -> Incidents:
    """Return the truth of a world, the same object each time."""
    if _MADE not in world.made:
        world.made[_MADE] = make_incidents(world)
    return world.made[_MADE]


def make_incidents(world: World) -> Incidents:
    """Make the truth of a world; nothing of the world and of its bullying is changed."""
    found = scenarios()
    sites = choose_sites(found, bullying_of(world).sites)
    others = world.schools[~world.schools["school_code"].isin([s.code for s in sites.values()])]
    letters = words("incident_background")["notices"]["n"]
    n = world.n_of(int(letters["full"]), int(letters["least"]))
    holidays = world.county.calendar.holidays
    return Incidents(
        scenarios=found,
        sites=sites,
        inspections=_with_own(
            make_inspections(world.seed, others, holidays),
            {s.incident_no: s.inspections for s in found},
            sites,
        ),
        notices=_with_own(
            make_notices(world.seed, others["school_code"].tolist(), holidays, n),
            {s.incident_no: s.notices for s in found},
            sites,
        ),
    )


def _with_own(
    others: pd.DataFrame, own: Mapping[str, pd.DataFrame], sites: Mapping[str, Site]
) -> pd.DataFrame:
    mine = [
        rows.assign(school_code=sites[number].code, incident_no=number)
        for number, rows in own.items()
    ]
    return pd.concat([others.assign(incident_no=None), *mine], ignore_index=True)
