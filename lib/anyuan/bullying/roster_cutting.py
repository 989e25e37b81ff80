"""From the tables of one school to its week in blocks."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from anyuan.bullying.roster_blocks import BREAK_MINUTES, Blocks, Shift, clock_minutes
from anyuan.bullying.roster_walking import place_names, walking_minutes
from anyuan.codebook import RuleBook, code_list

# Where a break is due, long blocks are cut into pieces of at least so many minutes to take it in.
_PIECE_MINUTES = 15
# Nobody can be posted there.
_NOWHERE = "online"


@dataclass(frozen=True)
class SchoolTables:
    """Record rows of one school; of `risk`: place, slot, weekday, expected (incidents a week)."""

    places: pd.DataFrame
    timetable: pd.DataFrame
    duty_roster: pd.DataFrame
    cameras: pd.DataFrame
    walking_times: pd.DataFrame
    risk: pd.DataFrame


def cut_blocks(tables: SchoolTables, book: RuleBook, on: date) -> Blocks:
    """Return the week of one school, under the rules of a day.

    The risk of a place, slot and weekday is spread evenly over the minutes of its rows of the
    timetable. Rows that end before they begin are left out; of two posts at the same time the
    earlier begun counts (then the lower place); both are noted. A place that only the roster
    names is one without risk.
    """
    notes: list[str] = []
    timetable = _timed(tables.timetable, "作息表", notes)
    roster = _timed(tables.duty_roster, "值守表", notes)
    named = place_names(tables.places, roster)
    places = tuple(named)
    number = {place: n for n, place in enumerate(places)}
    rest = max(int(book.value("bullying.duty_rest_minutes", on)), BREAK_MINUTES)
    hours = _hours(timetable)
    spans = _spans(roster)
    found = _cut(timetable, roster, spans, rest)
    index: dict[str, list[int]] = defaultdict(list)
    for n, (day, *_) in enumerate(found):
        index[day].append(n)
    starts = np.array([start for _, start, _, _ in found], dtype="int64")
    ends = np.array([end for _, _, end, _ in found], dtype="int64")
    parts, unplaced = _spread(tables.risk, hours, (starts, ends, index), number)
    if unplaced > 0:
        notes.append(f"有每周约 {unplaced:.2g} 起的风险在作息表里没有对应的时段，未计入。")
    risk = np.zeros((len(found), len(places)))
    expected = tables.risk["expected"].fillna(0).to_numpy(dtype="float64")
    worth = expected[parts["risk_row"]] * parts["share"].to_numpy()
    np.add.at(risk, (parts["block"].to_numpy(), parts["place"].to_numpy()), worth)
    works = tables.cameras[tables.cameras["works"].fillna(False).astype(bool)]["place"]
    walk = walking_minutes(places, tables.places, tables.walking_times, book, on=on)
    pause = max(BREAK_MINUTES, int(walk.max(initial=0)))
    percent = book.value("bullying.camera_cover_percent", on) / 100
    types = dict(zip(tables.places["place"], tables.places["place_type"], strict=True))
    return Blocks(
        weekday=tuple(day for day, *_ in found),
        may_change=np.array([is_first for *_, is_first in found], dtype=bool),
        starts=starts,
        ends=ends,
        places=places,
        names=named,
        can_stand=np.array([types.get(place) != _NOWHERE for place in places]),
        left=np.where(pd.Series(places).isin(works), percent, 1.0),
        walk=walk,
        risk=risk,
        parts=parts,
        shifts=_shifts(spans, (starts, ends, index), number, (pause, notes)),
        rest_minutes=rest,
        unplaced=unplaced,
        notes=tuple(notes),
    )


def _timed(rows: pd.DataFrame, label: str, notes: list[str]) -> pd.DataFrame:
    """Return the rows with a beginning and a later end, both in minutes."""
    rows = rows[rows["starts"].notna() & rows["ends"].notna()].reset_index(drop=True)
    rows = rows.assign(starts=rows["starts"].map(clock_minutes).astype("int64"))
    rows["ends"] = rows["ends"].map(clock_minutes).astype("int64")
    is_fit = rows["ends"] > rows["starts"]
    if not is_fit.all():
        notes.append(f"{label}有 {(~is_fit).sum()} 行结束不晚于开始，未计入。")
    return rows[is_fit].reset_index(drop=True)


def _hours(timetable: pd.DataFrame) -> dict[tuple[str, str, str], list[tuple[int, int]]]:
    """Return when the rows of the timetable begin and end, by place, slot and weekday."""
    hours = defaultdict(list)
    for row in timetable.itertuples():
        for day in row.weekdays.split(";"):
            hours[row.place, row.slot, day].append((row.starts, row.ends))
    return hours


def _spans(roster: pd.DataFrame) -> dict[tuple[str, str], list[tuple[int, int, str]]]:
    """Return the rows of each person and weekday, in order of time."""
    spans = defaultdict(list)
    for row in roster.itertuples():
        spans[row.weekday, row.staff_no].append((row.starts, row.ends, row.place))
    return {key: sorted(rows) for key, rows in sorted(spans.items())}


def _cut(timetable, roster, spans, rest: int) -> list[tuple[str, int, int, bool]]:
    """Return weekday, beginning and end of each block in which somebody is at a place or on duty,
    and whether it is no later piece of one."""
    used = defaultdict(list)
    for row in timetable.itertuples():
        for day in row.weekdays.split(";"):
            used[day].append((row.starts, row.ends))
    for row in roster.itertuples():
        used[row.weekday].append((row.starts, row.ends))
    long = defaultdict(list)
    for (day, _), rows in spans.items():
        long[day] += [run for run in _runs(rows) if run[1] - run[0] > rest]
    found = []
    for day in code_list("weekday").labels:
        edges = sorted({edge for span in used[day] for edge in span})
        for start, end in zip(edges, edges[1:], strict=False):
            if not any(a <= start and end <= b for a, b in used[day]):
                continue
            n_pieces = 1
            if any(a <= start and end <= b for a, b in long[day]):
                n_pieces = max((end - start) // _PIECE_MINUTES, -((start - end) // rest), 1)
            cuts = [start + (end - start) * n // n_pieces for n in range(n_pieces + 1)]
            found += [(day, a, b, a == start) for a, b in zip(cuts, cuts[1:], strict=False)]
    return found


def _runs(rows: list[tuple[int, int, str]]) -> list[tuple[int, int]]:
    """Return the stretches of a person's rows between which there is a break."""
    runs: list[tuple[int, int]] = []
    for start, end, _ in rows:
        if runs and start - runs[-1][1] < BREAK_MINUTES:
            runs[-1] = (runs[-1][0], max(runs[-1][1], end))
        else:
            runs.append((start, end))
    return runs


def _inside(cut, day: str, start: int, end: int) -> list[int]:
    starts, ends, index = cut
    return [n for n in index[day] if start <= starts[n] and ends[n] <= end]


def _spread(risk, hours, cut, number) -> tuple[pd.DataFrame, float]:
    """Return the parts of each row of risk, and the risk of rows that have none."""
    starts, ends, _ = cut
    parts, unplaced = [], 0.0
    for n, row in enumerate(risk[["place", "slot", "weekday", "expected"]].itertuples()):
        spans = hours.get((row.place, row.slot, row.weekday), ())
        if row.place not in number or not spans:
            unplaced += 0.0 if pd.isna(row.expected) else float(row.expected)
            continue
        whole = sum(end - start for start, end in spans)
        for start, end in spans:
            for block in _inside(cut, row.weekday, start, end):
                share = (ends[block] - starts[block]) / whole
                parts.append((n, block, number[row.place], share))
    frame = pd.DataFrame(parts, columns=["risk_row", "block", "place", "share"])
    types = dict.fromkeys(("risk_row", "block", "place"), "int64") | {"share": "float64"}
    return frame.astype(types), unplaced


def _shifts(spans, cut, number, told: tuple[int, list[str]]) -> tuple[Shift, ...]:
    starts, ends, _ = cut
    pause, notes = told
    days = list(code_list("weekday").labels)
    made = []
    for (day, staff), rows in spans.items():
        posts: dict[int, int] = {}
        n_double = 0
        for start, end, place in rows:
            for block in _inside(cut, day, start, end):
                n_double += ends[block] - starts[block] if block in posts else 0
                posts.setdefault(block, number[place])
        if n_double:
            label = code_list("weekday").label(day)
            notes.append(f"工号 {staff} {label}有 {n_double} 分钟同时排在两处，按先开始的一处计。")
        eve = spans.get((days[days.index(day) - 1], staff), [])
        is_late = any(end > 24 * 60 - BREAK_MINUTES for _, end, _ in eve)
        for blocks in _apart(sorted(posts), starts, ends, pause):
            is_after = is_late and bool(starts[blocks[0]] < BREAK_MINUTES)
            made.append(Shift(staff, day, blocks, tuple(posts[b] for b in blocks), is_after))
    made.sort(key=lambda shift: (shift.blocks[0], shift.staff_no))
    return tuple(made)


def _apart(blocks: list[int], starts, ends, pause: int) -> list[tuple[int, ...]]:
    """Return a person's blocks of one weekday, split where there is a pause."""
    runs = [[blocks[0]]]
    for before, block in zip(blocks, blocks[1:], strict=False):
        if starts[block] - ends[before] >= pause:
            runs.append([])
        runs[-1].append(block)
    return [tuple(run) for run in runs]
