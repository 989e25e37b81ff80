"""How much risk do the four rosters leave uncovered, how long do they take, how far from the best?

    python -m bench.bench_roster [SIZE …]

Schools of three sizes with made-up risk, three seeds each. Prints the uncovered risk of the rosters
as a share of all risk, how far the optimal one may lie above the least possible (as a share of what
it leaves in all, and of what it leaves at hours when anybody is on duty), and the seconds.
"""

import platform
import sys
import time
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import scipy

from anyuan.bullying.roster import ROSTERS, SchoolTables, cut_blocks, propose_rosters
from anyuan.bullying.roster_cover import uncovered
from anyuan.codebook import RuleBook, code_list

ON = date(2024, 10, 1)
SEEDS = (1, 2, 3)


@dataclass(frozen=True)
class Size:
    """How many places a school has and how many people stand at each hour of duty.

    Hours of duty: beginning, end, people; those of `nights` on every day of the week.
    """

    n_places: int
    days: tuple[tuple[str, str, int], ...]
    nights: tuple[tuple[str, str, int], ...] = ()


SIZES = {
    "rural": Size(8, (("07:20", "08:00", 2), ("10:00", "10:20", 2), ("12:00", "14:00", 2))),
    "town": Size(
        18,
        (
            *(("07:10", "07:50", 5), ("09:50", "10:20", 5), ("11:50", "12:50", 4)),
            *(("12:50", "14:00", 3), ("11:50", "14:00", 1), ("17:10", "18:10", 4)),
        ),
    ),
    "boarding": Size(
        30,
        (
            *(("07:00", "07:40", 9), ("09:50", "10:20", 9), ("11:50", "12:50", 8)),
            *(("12:50", "14:00", 6), ("11:50", "14:00", 3), ("15:30", "15:50", 4)),
            ("17:10", "18:10", 8),
        ),
        (
            ("18:50", "20:50", 6),
            ("18:50", "21:30", 2),
            ("21:00", "23:59", 3),
            ("00:00", "06:00", 2),
        ),
    ),
}
SLOTS = (
    ("night", "00:00", "06:30", 0.5),
    ("arrival", "07:00", "08:00", 1.0),
    ("lesson", "08:00", "09:50", 0.2),
    ("break", "09:50", "10:20", 3.0),
    ("lesson", "10:20", "11:50", 0.2),
    ("noon", "11:50", "14:00", 2.0),
    ("lesson", "14:00", "15:30", 0.2),
    ("break", "15:30", "15:50", 3.0),
    ("lesson", "15:50", "17:10", 0.2),
    ("after_school", "17:10", "18:10", 1.5),
    ("evening", "18:50", "21:30", 1.0),
    ("night", "21:30", "23:59", 0.7),
)


def made_up_school(size: Size, seed: int) -> SchoolTables:
    """Return the tables of a school that does not exist."""
    chance = np.random.default_rng(seed)
    kinds = [kind for kind in code_list("place_type").labels if kind != "online"]
    places = pd.DataFrame({"place": [f"P{n:02d}" for n in range(size.n_places)]})
    places["place_name"] = "示例地点" + places["place"]
    places["place_type"] = [kinds[n % len(kinds)] for n in range(size.n_places)]
    outside = places["place_type"].isin(["playground", "gate", "corner", "way_home"])
    n_buildings = 1 + size.n_places // 8
    places["building"] = [f"{n}号楼" for n in chance.integers(1, n_buildings + 1, size.n_places)]
    places.loc[outside, "building"] = None
    places["floor"] = pd.array(chance.integers(1, 5, size.n_places), dtype="Int64")
    days = list(code_list("weekday").labels)
    used = days if size.nights else days[:5]
    slots = (
        SLOTS if size.nights else [slot for slot in SLOTS if slot[0] not in ("night", "evening")]
    )
    hours = [
        (";".join(used), slot, starts, ends, place, 30)
        for place in places["place"]
        for slot, starts, ends, _ in slots
        if chance.random() < 0.8
    ]
    columns = ["weekdays", "slot", "starts", "ends", "place", "n_pupils"]
    timetable = pd.DataFrame(hours, columns=columns)
    weight = {slot: times for slot, _, _, times in SLOTS}
    rate = dict(zip(places["place"], chance.gamma(0.5, 0.05, size.n_places), strict=True))
    cells = timetable[["place", "slot"]].drop_duplicates().itertuples(index=False)
    risk = [
        (place, slot, day, rate[place] * weight[slot] * chance.gamma(4, 0.25))
        for place, slot in cells
        for day in used
    ]
    rows = []
    for day in used:
        number = 0
        for starts, ends, n in (*(size.days if day in days[:5] else ()), *size.nights):
            for _ in range(n):
                rows.append((f"{number:03d}", day, starts, ends, chance.choice(places["place"])))
                number += 1
    return SchoolTables(
        places=places,
        timetable=timetable,
        duty_roster=pd.DataFrame(rows, columns=["staff_no", "weekday", "starts", "ends", "place"]),
        cameras=pd.DataFrame({"place": places["place"][::3], "works": True}),
        walking_times=pd.DataFrame({"place": ["P00"], "to_place": ["P01"], "minutes": [2]}),
        risk=pd.DataFrame(risk, columns=["place", "slot", "weekday", "expected"]),
    )


def main(names: list[str]) -> None:
    """Print the table."""
    write = sys.stdout.write
    write(f"{platform.machine()}, Python {platform.python_version()}, scipy {scipy.__version__}\n")
    heads = "".join(f"{name:>14}" for name in ROSTERS)
    write(
        f"{'school':<12}{'shifts':>7}{'places':>7}{heads}"
        f"{'gap':>8}{'on duty':>9}{'s':>7}{'cpu':>7}\n"
    )
    for name in names:
        for seed in SEEDS:
            tables = made_up_school(SIZES[name], seed)
            begun, cpu = time.perf_counter(), time.process_time()
            blocks = cut_blocks(tables, RuleBook(), ON)
            found = propose_rosters(blocks)
            took, cpu = time.perf_counter() - begun, time.process_time() - cpu
            left = [uncovered(blocks, found.rosters[one]) for one in ROSTERS]
            shares = "".join(f"{value / blocks.total:14.1%}" for value in left)
            staffed = {block for shift in blocks.shifts for block in shift.blocks}
            away = blocks.risk.sum() - blocks.value[sorted(staffed)].sum()
            reached = left[-1] - away
            on_duty = found.may_gain / reached if reached > 0 else 0.0
            n = len(blocks.shifts)
            write(
                f"{name:<12}{n:>7}{len(blocks.places):>7}{shares}{found.gap:>8.2%}{on_duty:>9.1%}"
            )
            write(f"{took:>7.1f}{cpu:>7.1f}{' cut short' if found.is_cut_short else ''}\n")


if __name__ == "__main__":
    main(sys.argv[1:] or list(SIZES))
