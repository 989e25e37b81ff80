"""How often does bullying truly happen, by school, place, slot and weekday?"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from anyuan.rehearsal.bullying_places import Place
from anyuan.rehearsal.bullying_sites import SPRING, Site
from anyuan.rehearsal.draws import stream
from anyuan.rehearsal.words import words

_USUAL_SIZE = 300
CELL = ["school_code", "place", "place_type", "slot", "weekday"]


def make_rates(
    seed: int,
    sites: Sequence[Site],
    places: Mapping[str, Sequence[Place]],
    timetables: Mapping[tuple[str, str], pd.DataFrame],
) -> pd.DataFrame:
    """Return school_code, place, place_type, slot, weekday, term, pupil_hours and the true rate.

    One row a cell and term: `pupil_hours` are those of one week of the term, `rate` is per 1,000 of
    them and the same in both terms. `timetables` stand by school code and term.
    """
    lists = words("bullying_rates")
    frame = _exposure(timetables)
    rate = frame["school_code"].map({s.code: _level(seed, s) for s in sites})
    noise = {(s.code, place): k for s in sites for place, k in _noise(seed, s, places[s.code])}
    rate *= [noise[key] for key in zip(frame["school_code"], frame["place"], strict=True)]
    for column, name in (("place_type", "types"), ("slot", "slots"), ("weekday", "weekdays")):
        rate *= frame[column].map({word: float(k) for word, k in lists[name].items()})
    return frame.assign(rate=rate)


def _exposure(timetables: Mapping[tuple[str, str], pd.DataFrame]) -> pd.DataFrame:
    rows = pd.concat(
        [t.assign(school_code=code, term=term) for (code, term), t in timetables.items()],
        ignore_index=True,
    )
    rows["pupil_hours"] = rows["n_pupils"] * rows["minutes"] / 60
    rows = rows.explode("weekdays").rename(columns={"weekdays": "weekday"})
    return rows.groupby([*CELL, "term"], sort=True)["pupil_hours"].sum().reset_index()


def _level(seed: int, site: Site) -> float:
    lists = words("bullying_rates")
    lot = stream(seed, "bullying level", site.code).normal(0, float(lists["spread"]["school"]))
    set_level = lists["schools"].get(site.role)
    level = float(lists["base"]) * (float(set_level) if set_level else float(np.exp(lot)))
    return level * (site.n_pupils(SPRING) / _USUAL_SIZE) ** float(lists["size_power"])


def _noise(seed: int, site: Site, places: Sequence[Place]) -> list[tuple[str, float]]:
    rng = stream(seed, "bullying places", site.code)
    spread = float(words("bullying_rates")["spread"]["place"])
    lots = np.exp(rng.normal(0, spread, len(places))).tolist()
    return list(zip([p.code for p in places], lots, strict=True))
