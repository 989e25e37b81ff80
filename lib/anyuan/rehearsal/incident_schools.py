"""At which school each incident happened: by kind, place and boarding, never a pilot."""

from collections.abc import Mapping, Sequence
from typing import Any

from anyuan.rehearsal.bullying_sites import AUTUMN, PILOT, Site
from anyuan.rehearsal.homes import urban_townships
from anyuan.rehearsal.incident_scenarios import Scenario

_URBAN, _ANY, _YES = "urban", "any", "true"


def choose_sites(scenarios: Sequence[Scenario], sites: Sequence[Site]) -> dict[str, Site]:
    """Return the school of each incident by incident_no, three different ones.

    The first of a scenario's wishes that any school fits; of several schools the one that sends
    rosters, then the largest in autumn. ValueError where none fits any wish.
    """
    chosen: dict[str, Site] = {}
    for scenario in scenarios:
        taken = {site.code for site in chosen.values()}
        free = [s for s in sites if s.role != PILOT and s.code not in taken]
        fits = next((f for w in scenario.wishes if (f := [s for s in free if _fits(s, w)])), [])
        if not fits:
            raise ValueError(f"no school for {scenario.name}")
        chosen[scenario.incident_no] = max(fits, key=_rank)
    return chosen


def _fits(site: Site, wish: Mapping[str, Any]) -> bool:
    is_urban = site.township in urban_townships()
    is_there = wish["area"] == _ANY or (wish["area"] == _URBAN) == is_urban
    is_such = site.kind in wish["kinds"] and site.is_boarding == (wish["boarding"] == _YES)
    return is_there and is_such


def _rank(site: Site) -> tuple[bool, int, str]:
    return site.is_asked, site.n_pupils(AUTUMN), site.code
