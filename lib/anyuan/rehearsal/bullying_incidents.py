"""What happened: every incident from May 2024 to January 2025, whether the school knows or not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np
import pandas as pd

from anyuan.period import SchoolCalendar
from anyuan.rehearsal.bullying_rates import CELL
from anyuan.rehearsal.bullying_sites import AUTUMN, PILOT, SPRING, Site
from anyuan.rehearsal.draws import pick, stream
from anyuan.rehearsal.facts import MONTHS
from anyuan.rehearsal.words import words

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SATURDAY = 5
_BULLYING = "bullying"
_OFF = ("way_home", "online")
COLUMNS = (
    *("school_code", "term", "place", "place_type", "slot", "weekday", "where_kind"),
    *("occurred_on", "occurred_time", "is_time_known", "nature", "severity", "forms"),
    *("is_repeated", "bullied_grade", "bully_grade", "bullies", "assistants", "reinforcers"),
    *("onlookers", "defenders", "is_known", "channel", "reported_at"),
)


@dataclass(frozen=True)
class Season:
    """A stretch of the county's life: its term and its school days by weekday.

    `is_changed`: the pilots' new rosters hold. On a Saturday nobody is at school; on a Sunday
    boarders come back in the evening.
    """

    term: str
    days: Mapping[str, Sequence[date]]
    is_changed: bool


def seasons(calendar: SchoolCalendar) -> tuple[Season, ...]:
    """Return the stretches in which rates are what they are."""
    changed = date.fromisoformat(words("bullying_rates")["change"]["from"])
    (spring_last,) = [b for a, b in calendar.terms if a <= MONTHS[0].last_day <= b]
    ((first, last),) = [(a, b) for a, b in calendar.terms if a <= changed <= b]
    spans = (
        (SPRING, MONTHS[0].first_day, spring_last, False),
        (AUTUMN, first, changed - timedelta(days=1), False),
        (AUTUMN, changed, last, True),
    )
    return tuple(Season(t, _school_days(calendar, a, b), is_new) for t, a, b, is_new in spans)


def _school_days(calendar: SchoolCalendar, first: date, last: date) -> dict[str, list[date]]:
    found: dict[str, list[date]] = {}
    for k in range((last - first).days + 1):
        day = first + timedelta(days=k)
        if day.weekday() != _SATURDAY and calendar.is_term_day(day):
            found.setdefault(_WEEKDAYS[day.weekday()], []).append(day)
    return found


def report_share(seed: int, site: Site) -> float:
    """Return which share of its incidents a school hears of and writes down; 0 for mute ones."""
    entry = words("bullying_incidents")["reporting"]
    rng = stream(seed, "bullying reporting", site.code)
    lot, share = rng.random(), rng.beta(float(entry["alpha"]), float(entry["beta"]))
    if site.role == PILOT:
        return float(entry["pilot"])
    is_mute = site.role in words("bullying_incidents")["mute_roles"] or (
        not site.role and lot < float(entry["mute"])
    )
    return 0.0 if is_mute else float(share)


def draw_incidents(
    seed: int,
    site: Site,
    rates: pd.DataFrame,
    timetables: Mapping[str, pd.DataFrame],
    setting: tuple[Sequence[Season], pd.DataFrame | None],
) -> pd.DataFrame:
    """Return one row an incident of a school (see COLUMNS), in the order of their days.

    `rates` and `timetables` (by term) are the school's own; `setting`: the seasons, and what a
    changed roster changes, None where none did. `nature` is bullying or what it truly was instead.
    """
    rng = stream(seed, "bullying incidents", site.code)
    extra = float(words("bullying_incidents")["not_bullying"]["share"])
    parts = []
    for season in setting[0]:
        cells = rates[rates["term"] == season.term]
        if season.is_changed and setting[1] is not None:
            cells = _after_change(cells, setting[1])
        n_days = cells["weekday"].map({w: len(days) for w, days in season.days.items()})
        expected = (cells["rate"] * cells["pupil_hours"] * n_days / 1000).to_numpy()
        hours = _hours(timetables[season.term])
        for share, is_bullying in ((1.0, True), (extra, False)):
            found = _on_campus(rng, cells, expected * share, hours)
            found += _beyond(rng, float(expected.sum()) * share)
            for weekday, *rest in found:
                days = season.days[weekday]
                day = days[int(rng.integers(0, len(days)))]
                parts.append((season.term, day, weekday, is_bullying, *rest))
    names = ["term", "occurred_on", "weekday", "is_bullying"]
    names += ["place", "place_type", "slot", "occurred_time"]
    frame = pd.DataFrame(parts, columns=names)
    frame = frame.sort_values(["occurred_on", "occurred_time"], kind="stable", ignore_index=True)
    return _describe(rng, site, frame, report_share(seed, site))


def _hours(timetable: pd.DataFrame) -> dict[tuple[str, str], list[tuple]]:
    """Return by place and slot when pupils are there: weekdays, start, minutes, pupils."""
    names = ["place", "slot", "weekdays", "starts", "minutes", "n_pupils"]
    found: dict[tuple[str, str], list[tuple]] = {}
    for place, slot, *rest in zip(*(timetable[name].tolist() for name in names), strict=True):
        found.setdefault((place, slot), []).append(tuple(rest))
    return found


def _after_change(cells: pd.DataFrame, change: pd.DataFrame) -> pd.DataFrame:
    keys = ["place", "slot", "weekday"]
    ratio = cells[keys].merge(change[[*keys, "rate_ratio"]], on=keys, how="left")["rate_ratio"]
    return cells.assign(rate=cells["rate"] * ratio.fillna(1.0).to_numpy())


def _on_campus(
    rng: np.random.Generator,
    cells: pd.DataFrame,
    expected: np.ndarray,
    hours: Mapping[tuple[str, str], Sequence[tuple]],
) -> list[tuple]:
    counts = rng.poisson(expected)
    columns = [cells[name].tolist() for name in CELL[1:]]
    found = []
    for row in np.repeat(np.arange(len(cells)), counts).tolist():
        place, kind, slot, weekday = (column[row] for column in columns)
        periods = [rest for days, *rest in hours[place, slot] if weekday in days]
        weight = np.array([minutes * n for _, minutes, n in periods], dtype=float)
        start, minutes, _ = periods[int(rng.choice(len(periods), p=weight / weight.sum()))]
        at = datetime.combine(date.min, time.fromisoformat(start))
        at += timedelta(minutes=int(rng.integers(0, minutes)))
        found.append((weekday, place, kind, slot, f"{at:%H:%M}"))
    return found


def _beyond(rng: np.random.Generator, n_on_campus: float) -> list[tuple]:
    """Return what happens on the way home and online: no place, and no slot of the timetable."""
    found = []
    for kind in _OFF:
        share = float(words("bullying_rates")["beyond"][kind])
        spans = words("bullying_incidents")["beyond_hours"][kind]
        for _ in range(int(rng.poisson(share * n_on_campus))):
            first, last = spans[int(rng.integers(0, len(spans)))]
            minute = int(rng.integers(int(first), int(last)))
            weekday = _WEEKDAYS[int(rng.integers(0, 5))]
            found.append((weekday, None, kind, None, f"{minute // 60:02d}:{minute % 60:02d}"))
    return found


def _describe(
    rng: np.random.Generator, site: Site, frame: pd.DataFrame, share: float
) -> pd.DataFrame:
    """Add what each incident was like, whether the school heard of it, from whom and when."""
    lists, n = words("bullying_incidents"), len(frame)
    frame.insert(0, "school_code", site.code)
    frame["where_kind"] = frame["place_type"].map(lists["where_kinds"]).fillna("on_campus")
    natures = lists["not_bullying"]["natures"]
    other = _one_of(rng, natures, n)
    frame["nature"] = np.where(frame.pop("is_bullying"), _BULLYING, other)
    is_bullying = frame["nature"] == _BULLYING
    frame["severity"] = np.where(is_bullying, _one_of(rng, lists["severities"], n), None)
    frame["forms"] = _forms(rng, frame)
    frame["is_time_known"] = rng.random(n) >= float(lists["time_unknown"])
    frame["is_repeated"] = (rng.random(n) < float(lists["repeated"])) & is_bullying
    frame["bullied_grade"], frame["bully_grade"] = _grades(rng, site, frame)
    for part, shares in lists["parts"].items():
        frame[part] = rng.choice(len(shares), size=n, p=[float(s) for s in shares])
    odds = frame["severity"].map({k: float(v) for k, v in lists["heard"].items()}).fillna(1.0)
    frame["is_known"] = rng.random(n) < np.minimum(0.97, share * odds)
    frame["channel"] = _one_of(rng, {k: v["share"] for k, v in lists["channels"].items()}, n)
    frame["reported_at"] = _moments(rng, frame)
    frame.loc[~frame["is_known"], "channel"] = None
    frame.loc[~frame["is_known"], "reported_at"] = pd.NaT
    return frame[list(COLUMNS)]


def _one_of(rng: np.random.Generator, shares: Mapping[str, str], n: int) -> np.ndarray:
    return pick(rng, list(shares), n, [float(s) for s in shares.values()])


def _forms(rng: np.random.Generator, frame: pd.DataFrame) -> list[str]:
    shares = words("bullying_incidents")["forms"]
    n, order = len(frame), list(shares)
    first, second = _one_of(rng, shares, n), _one_of(rng, shares, n)
    first = np.where(frame["where_kind"] == "online", "online", first)
    has_two = rng.random(n) < float(words("bullying_incidents")["second_form"])
    return [
        ";".join(sorted({a, b} if two else {a}, key=order.index))
        for a, b, two in zip(first, second, has_two, strict=True)
    ]


def _grades(
    rng: np.random.Generator, site: Site, frame: pd.DataFrame
) -> tuple[list[int], list[int]]:
    bullied, bully = [], []
    for term in frame["term"]:
        taught: Sequence[int] = list(site.pupils[term])
        grade = int(rng.choice(taught, p=_share(site.pupils[term].values())))
        is_older = rng.random() < float(words("bullying_incidents")["older_bully"])
        bullied.append(grade)
        bully.append(grade + 1 if is_older and grade + 1 in taught else grade)
    return bullied, bully


def _share(counts) -> np.ndarray:
    counts = np.array(list(counts), dtype=float)
    return counts / counts.sum()


def _moments(rng: np.random.Generator, frame: pd.DataFrame) -> pd.Series:
    """Return when the school is told; what would be said at night is said next morning."""
    channels = words("bullying_incidents")["channels"]
    lots = rng.random((len(frame), 2))
    found = []
    rows = zip(frame["occurred_on"], frame["occurred_time"], frame["channel"], lots, strict=True)
    for day, at, channel, (lag, morning) in rows:
        entry = channels[channel]
        first, last = int(entry["first"]), int(entry["last"])
        told = datetime.combine(day, time.fromisoformat(at))
        told += timedelta(minutes=int(first + lag * lag * (last - first)))
        found.append(_by_day(told, morning))
    return pd.Series(found, index=frame.index, dtype="datetime64[us]")


def _by_day(told: datetime, lot: float) -> datetime:
    if time(7, 0) <= told.time() < time(22, 0):
        return told
    day = told.date() + timedelta(days=told.hour >= 22)
    return datetime.combine(day, time(7, 30)) + timedelta(minutes=int(lot * 120))


def by_term(frame: pd.DataFrame) -> Iterator[tuple[tuple[str, str], pd.DataFrame]]:
    """Yield ((school_code, term), the known incidents) in the order in which they were reported."""
    known = frame[frame["is_known"]].sort_values(["reported_at"], kind="stable")
    yield from known.groupby(["school_code", "term"], sort=True)
