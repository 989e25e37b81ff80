"""Who stands where: the rosters that schools have, the pilots' changed one, and what it changes."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from anyuan.rehearsal.bullying_days import Period, periods_of
from anyuan.rehearsal.bullying_places import Place
from anyuan.rehearsal.bullying_sites import SPRING, Site
from anyuan.rehearsal.draws import stream
from anyuan.rehearsal.words import words

_COLUMNS = ["staff_no", "weekday", "starts", "ends", "place", "slot", "minutes"]
_CELL = ["place", "slot", "weekday"]
_FALLBACK = "gate"


def make_roster(seed: int, site: Site, places: Sequence[Place]) -> pd.DataFrame:
    """Return a school's roster as it is: one row a member of staff, weekday, period and place.

    Columns staff_no, weekday, starts, ends, place, slot, minutes. Nobody stands at two places at
    once; corners, toilets and stairs have nobody.
    """
    lists, rng = words("bullying_rosters"), stream(seed, "bullying roster", site.code)
    staff = _staff(site)
    rows = []
    for period in periods_of(site):
        posts = lists["posts"].get(period.slot)
        if posts is None:
            continue
        n = max(1, round(float(lists["turnout"][period.slot]) * len(staff)))
        for weekday in period.weekdays:
            on_duty = sorted(rng.permutation(staff)[:n].tolist())
            rows += _stand(period, weekday, on_duty, _posts_of(posts, places, n))
    return pd.DataFrame(rows, columns=_COLUMNS)


def change_roster(roster: pd.DataFrame, rates: pd.DataFrame) -> pd.DataFrame:
    """Return a roster with the same hours of the same staff, moved to where most happens.

    In each period one of them stays where most stood; the others take the places with the highest
    expected number of incidents in that slot and weekday, each place once. `rates`: the school's.
    """
    risk = rates.assign(risk=rates["rate"] * rates["pupil_hours"])
    risk = risk.sort_values(["risk", "place"], ascending=[False, True], kind="stable")
    worst = {key: mine["place"].tolist() for key, mine in risk.groupby(["slot", "weekday"])}
    moved = roster.copy()
    for (slot, weekday, _), mine in roster.groupby(["slot", "weekday", "starts"], sort=True):
        keeps = mine["place"].mode().iat[0]
        others = [place for place in worst[slot, weekday] if place != keeps]
        wanted = [keeps, *others][: len(mine)]
        wanted += [keeps] * (len(mine) - len(wanted))
        moved.loc[mine.index, "place"] = wanted
    return moved


def cover_of(roster: pd.DataFrame, timetable: pd.DataFrame) -> pd.Series:
    """Return the share of a slot's minutes with somebody on duty, by place, slot, weekday."""
    once = roster.drop_duplicates([*_CELL, "starts"])
    covered = once.groupby(_CELL)["minutes"].sum()
    periods = timetable.drop_duplicates(["slot", "starts"])
    whole = periods.groupby("slot")["minutes"].sum()
    return covered / covered.index.get_level_values("slot").map(whole).to_numpy()


def make_change(
    code: str, rosters: tuple[pd.DataFrame, pd.DataFrame], timetable: pd.DataFrame
) -> pd.DataFrame:
    """Return what a changed roster does: one row a cell whose cover changes.

    Columns school_code, place, slot, weekday, from_on, cover_before, cover_after (0 to 1),
    rate_ratio: the true rate after, over that before; above 1 where cover is taken away.
    """
    entry = words("bullying_rates")["change"]
    before, after = (cover_of(roster, timetable) for roster in rosters)
    both = pd.DataFrame({"cover_before": before, "cover_after": after}).fillna(0.0)
    both = both[both["cover_before"] != both["cover_after"]].reset_index()
    gain = both["cover_after"] - both["cover_before"]
    ratio = float(entry["covered"]) ** gain.clip(lower=0)
    ratio *= float(entry["given_up"]) ** -gain.clip(upper=0)
    both.insert(0, "school_code", code)
    both.insert(4, "from_on", pd.Timestamp(entry["from"]).as_unit("us"))
    return both.assign(rate_ratio=ratio)


def _staff(site: Site) -> list[str]:
    entry = words("bullying_rosters")["staff"]
    n = round(float(entry["a_hundred_pupils"]) * site.n_pupils(SPRING) / 100)
    return [f"W{k + 1:02d}" for k in range(min(int(entry["most"]), max(int(entry["least"]), n)))]


def _posts_of(posts: dict[str, str], places: Sequence[Place], n: int) -> list[str]:
    """Return the place of each of n on duty: by share, the places of one type in turn."""
    types = list(posts)
    share = np.array([float(posts[t]) for t in types])
    ends = np.floor(np.cumsum(share) / share.sum() * n + 0.5).astype(int)
    found, start = [], 0
    for kind, end in zip(types, ends, strict=True):
        options = [p.code for p in places if p.type == kind]
        options = options or [p.code for p in places if p.type == _FALLBACK]
        found += [options[k % len(options)] for k in range(end - start)]
        start = end
    return found


def _stand(period: Period, weekday: str, on_duty: list[str], posts: list[str]) -> list[tuple]:
    at = (weekday, period.starts, period.ends)
    return [
        (who, *at, place, period.slot, period.minutes)
        for who, place in zip(on_duty, posts, strict=True)
    ]


def make_cameras(seed: int, site: Site, places: Sequence[Place]) -> pd.DataFrame:
    """Return one row a camera: camera_no, place, works."""
    lists, rng = words("bullying_rosters"), stream(seed, "bullying cameras", site.code)
    seen = [p.code for p in places if rng.random() < float(lists["cameras"].get(p.type, 0))]
    works = rng.random(len(seen)) < float(lists["works"])
    numbers = [f"C{k + 1:02d}" for k in range(len(seen))]
    return pd.DataFrame({"camera_no": numbers, "place": seen, "works": works})


def make_walking_times(seed: int, site: Site, places: Sequence[Place]) -> pd.DataFrame:
    """Return one row a pair of places: place, to_place, minutes; by building, floor and luck."""
    rng = stream(seed, "bullying walking", site.code)
    rows = []
    for k, one in enumerate(places):
        for other in places[k + 1 :]:
            floors = abs((one.floor or 1) - (other.floor or 1))
            far = 0 if one.building and one.building == other.building else 2
            rows.append((one.code, other.code, 1 + floors + far + int(rng.integers(0, 2))))
    return pd.DataFrame(rows, columns=["place", "to_place", "minutes"])
