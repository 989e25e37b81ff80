"""A school's hours: which slot is when, and how many pupils are where."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from anyuan.rehearsal.bullying_places import Place
from anyuan.rehearsal.bullying_sites import Site
from anyuan.rehearsal.draws import stream
from anyuan.rehearsal.words import words

_UNEVEN = 0.2


@dataclass(frozen=True)
class Period:
    """One stretch of the school day: a slot from one time to another on some weekdays."""

    slot: str
    starts: str
    ends: str
    weekdays: tuple[str, ...]
    is_boarders: bool

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return _minutes(self.ends) - _minutes(self.starts)


def periods_of(site: Site) -> list[Period]:
    """Return the periods of a school's day, in order."""
    lists = words("bullying_days")
    is_secondary = site.kind in lists["secondary_kinds"]
    days = lists["days"]["secondary" if is_secondary else "primary"]
    found = [Period(*entry, tuple(lists["weekdays"]), False) for entry in days]
    if site.is_boarding:
        nights = tuple(lists["boarders_days"])
        found += [Period(*entry, nights, True) for entry in lists["boarders"]]
    return found


def n_there(site: Site, period: Period, term: str) -> int:
    """Return how many pupils are at school in a period."""
    lists = words("bullying_days")
    share = float(lists["there"][period.slot])
    if period.slot == "noon" and site.is_boarding:
        share = float(lists["there_at_noon_where_boarding"])
    n = site.n_boarders(term) if period.is_boarders else site.n_pupils(term)
    return round(share * n)


def make_timetable(seed: int, site: Site, places: Sequence[Place], term: str) -> pd.DataFrame:
    """Return one row a period and place with anybody in it.

    Columns slot, starts, ends, weekdays (tuple), minutes, place, place_type, n_pupils: of one
    period they sum to the pupils who are at school then.
    """
    rng = stream(seed, "bullying timetable", site.code)
    uneven = np.exp(rng.normal(0, _UNEVEN, len(places)))
    rows = []
    for period in periods_of(site):
        for place, n in _spread(n_there(site, period, term), period.slot, places, uneven):
            at = (period.slot, period.starts, period.ends, period.weekdays, period.minutes)
            rows.append((*at, place.code, place.type, n))
    names = ["slot", "starts", "ends", "weekdays", "minutes", "place", "place_type", "n_pupils"]
    return pd.DataFrame(rows, columns=names)


def _spread(
    n: int, slot: str, places: Sequence[Place], uneven: np.ndarray
) -> Iterator[tuple[Place, int]]:
    """Share n pupils out by the slot's shares; what rounding leaves goes to the largest rests."""
    shares = words("bullying_days")["spread"][slot]
    n_of_type = Counter(p.type for p in places)
    weight = np.array([float(shares.get(p.type, 0)) / n_of_type[p.type] for p in places]) * uneven
    exact = n * weight / weight.sum()
    whole = np.floor(exact).astype("int64")
    largest = np.argsort(-(exact - whole), kind="stable")[: n - whole.sum()]
    whole[largest] += 1
    return ((place, int(k)) for place, k in zip(places, whole, strict=True) if k)


def _minutes(time: str) -> int:
    hour, minute = time.split(":")
    return 60 * int(hour) + int(minute)
