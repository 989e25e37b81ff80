"""What does a roster leave uncovered, and does it keep the rules?

A roster is one tuple of posts for each shift of `Blocks.shifts`, a place's number or REST for each
block of the shift.
"""

from collections.abc import Iterable

import numpy as np

from anyuan.bullying.roster_blocks import BREAK_MINUTES, REST, Blocks, Shift

Posts = tuple[int, ...]
Roster = tuple[Posts, ...]


def stands(blocks: Blocks, shift: Shift, posts: Posts) -> list[tuple[int, int, int]]:
    """Return block, place and minute of the block from which the person stands there.

    Whoever is sent elsewhere sets off when the block before is over (a pause between two blocks is
    time to walk), or, where still on the way, on getting there, and covers nothing while walking.
    Blocks wholly walked through are left out.
    """
    found = []
    place, arrives, is_free = None, 0, 0
    for block, post in zip(shift.blocks, posts, strict=True):
        end = int(blocks.ends[block])
        if post == REST:
            is_free = max(is_free, end)
            continue
        if place is not None and post != place:
            arrives = is_free + int(blocks.walk[place, post])
        place = post
        late = max(arrives - int(blocks.starts[block]), 0)
        if arrives < end:
            found.append((block, post, late))
        is_free = max(arrives, end)
    return found


def first_minutes(blocks: Blocks, stood: Iterable[tuple[int, int, int]]) -> np.ndarray:
    """Return from which minute on [block, place] somebody stands; the block's length if nobody.

    Whoever comes stays to the block's end: of several the first counts.
    """
    first = np.repeat(blocks.minutes[:, None], len(blocks.places), axis=1)
    for block, place, late in stood:
        first[block, place] = min(first[block, place], late)
    return first


def uncovered_shares(blocks: Blocks, roster: Roster) -> np.ndarray:
    """Return which share of the risk [block, place] counts as uncovered."""
    pairs = zip(blocks.shifts, roster, strict=True)
    stood = [one for shift, posts in pairs for one in stands(blocks, shift, posts)]
    alone = first_minutes(blocks, stood) / blocks.minutes[:, None]
    return blocks.left * np.where(blocks.can_stand, alone, 1.0)


def uncovered(blocks: Blocks, roster: Roster) -> float:
    """Return the risk that a roster leaves uncovered, in expected incidents a week."""
    return float((blocks.risk * uncovered_shares(blocks, roster)).sum())


def uncovered_by_row(blocks: Blocks, roster: Roster, n_rows: int) -> np.ndarray:
    """Return which share of each row of the risk frame is left uncovered; 0 for one in no block."""
    parts = blocks.parts
    share = uncovered_shares(blocks, roster)[parts["block"], parts["place"]] * parts["share"]
    return np.bincount(parts["risk_row"], share, minlength=n_rows)


def overlong(blocks: Blocks, shift: Shift, posts: Posts) -> list[tuple[int, int]]:
    """Return the stretches of duty (minutes of the day) longer than is allowed without a break.

    A break lasts at least BREAK_MINUTES, walking is duty. After a night's duty the hours past
    midnight begin with a break; without one the stretch counts, however short.
    """
    runs: list[list[int]] = []
    for block, post in zip(shift.blocks, posts, strict=True):
        start, end = int(blocks.starts[block]), int(blocks.ends[block])
        if post == REST:
            continue
        if runs and start - runs[-1][1] < BREAK_MINUTES:
            runs[-1][1] = end
        else:
            runs.append([start, end])
    first = int(blocks.starts[shift.blocks[0]])
    return [
        (start, end)
        for start, end in runs
        if end - start > blocks.rest_minutes
        or (shift.is_after_midnight and start - first < BREAK_MINUTES)
    ]
