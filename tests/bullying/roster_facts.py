"""Small schools drawn as text, and every way through their shifts, tried one by one."""

import itertools
from datetime import date

import pandas as pd
from bullying.facts import frame

from anyuan.bullying.roster_blocks import REST, Blocks, Shift
from anyuan.bullying.roster_cover import Posts, overlong, uncovered
from anyuan.bullying.roster_cutting import SchoolTables, cut_blocks
from anyuan.codebook import RuleBook

ON = date(2024, 10, 1)
PLACES = """
place | place_name | place_type | building | floor
A | 一楼厕所 | toilet | 1号楼 | 1
B | 三楼走廊 | corridor | 1号楼 | 3
C | 操场 | playground | - | -
"""


def school(
    duty: str,
    timetable: str,
    risk: str,
    *,
    places: str = PLACES,
    cameras: str = "",
    walking: str = "",
) -> SchoolTables:
    """Return one school's tables.

    duty: staff_no | weekday | starts | ends | place; timetable: weekdays | slot | starts | ends |
    place; risk: place | slot | weekday | expected; cameras: place | works; walking: place |
    to_place | minutes.
    """
    rows = [[cell.strip() for cell in line.split("|")] for line in risk.strip().splitlines()]
    told = pd.DataFrame(rows, columns=["place", "slot", "weekday", "expected"])
    return SchoolTables(
        places=frame("places", places, school_code="S1"),
        timetable=_table("timetable", "weekdays | slot | starts | ends | place", timetable, "30"),
        duty_roster=_table("duty_roster", "staff_no | weekday | starts | ends | place", duty),
        cameras=_table("cameras", "place | works | camera_no", _numbered(cameras)),
        walking_times=_table("walking_times", "place | to_place | minutes", walking),
        risk=told.assign(expected=told["expected"].astype("float64")),
    )


def _table(name: str, heading: str, text: str, n_pupils: str = "") -> pd.DataFrame:
    more = {"n_pupils": n_pupils} if n_pupils else {}
    return frame(name, f"{heading}\n{text.strip()}", school_code="S1", **more)


def _numbered(cameras: str) -> str:
    lines = cameras.strip().splitlines()
    return "\n".join(f"{line} | {n}" for n, line in enumerate(lines))


def cut(tables: SchoolTables, **settings: str) -> Blocks:
    """Return the blocks under the rules, some of them set otherwise."""
    return cut_blocks(tables, RuleBook({f"bullying.{k}": v for k, v in settings.items()}), ON)


def keeps_its_place(blocks: Blocks, shift: Shift, posts: Posts) -> bool:
    """Whether places change only with a block, not within one that was cut for breaks."""
    place = None
    for block, post in zip(shift.blocks, posts, strict=True):
        if post == REST:
            continue
        if place is not None and post != place and not blocks.may_change[block]:
            return False
        place = post
    return True


def arrives(blocks: Blocks, shift: Shift, posts: Posts) -> bool:
    """Whether nobody is sent on, or has a break, before having arrived."""
    place, until, is_free = None, 0, 0
    for block, post in zip(shift.blocks, posts, strict=True):
        if post != place and place is not None and until > is_free:
            return False
        if post == REST:
            is_free, until = int(blocks.ends[block]), 0
            continue
        if place is not None and post != place:
            until = is_free + int(blocks.walk[place, post])
        place, is_free = post, int(blocks.ends[block])
    return True


def every_way(blocks: Blocks, shift: Shift) -> list[Posts]:
    """Return every way through a shift that keeps the rules, tried one by one."""
    choices = [REST, *range(len(blocks.places))]
    ways = itertools.product(choices, repeat=len(shift.blocks))
    return [
        way
        for way in ways
        if not overlong(blocks, shift, way)
        and keeps_its_place(blocks, shift, way)
        and arrives(blocks, shift, way)
    ]


def least_uncovered(blocks: Blocks) -> float:
    """Return the least that any roster leaves uncovered which keeps the rules."""
    ways = [every_way(blocks, shift) for shift in blocks.shifts]
    return min(uncovered(blocks, roster) for roster in itertools.product(*ways))
