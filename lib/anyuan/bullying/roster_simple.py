"""Rosters that need no solver: today's, one in proportion to the risk, and one person by person."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from anyuan.bullying.roster_blocks import BREAK_MINUTES, REST, Blocks, Shift
from anyuan.bullying.roster_cover import Posts, Roster, first_minutes, stands
from anyuan.bullying.roster_paths import ShiftPaths

_FAR = 10_000


def todays(blocks: Blocks) -> Roster:
    """Return the roster as the school keeps it, whether or not it keeps the rules."""
    return tuple(shift.posts for shift in blocks.shifts)


def alike(shifts: Iterable[Shift]) -> list[list[Shift]]:
    """Return shifts in groups of the same blocks: one can stand in for another."""
    groups = defaultdict(list)
    for shift in shifts:
        groups[shift.blocks, shift.is_after_midnight].append(shift)
    return list(groups.values())


def sharing(blocks: Blocks) -> list[list[Shift]]:
    """Return the shifts in sets that share no block, and so do not bear on each other."""
    sets: list[list[Shift]] = []
    # In order of time: a shift joins the last set, or begins one.
    last = -1
    for shift in sorted(blocks.shifts, key=lambda one: (one.blocks[0], one.blocks)):
        if shift.blocks[0] > last:
            sets.append([])
        sets[-1].append(shift)
        last = max(last, shift.blocks[-1])
    return sets


def worth_of(blocks: Blocks, first: np.ndarray, numbers: Sequence[int], width: int) -> np.ndarray:
    """Return what it is worth to stand [block, place, minute m] from minute m on to the end.

    first: the minute from which somebody else stands there. width: for how many minutes m.
    """
    rows = list(numbers)
    a_minute = blocks.value[rows] / blocks.minutes[rows, None]
    alone = np.maximum(first[rows][:, :, None] - np.arange(width), 0)
    return a_minute[:, :, None] * alone


def proportional(blocks: Blocks) -> Roster:
    """Return a roster whose posts in each block are in proportion to the risk.

    By largest remainder (a tie: the place that is listed first); several may stand at one place.
    Whoever has been on duty for as long as is allowed has a break; the others walk as little as
    may be. Where there is no risk everybody stays.
    """
    told: dict[Shift, list[int]] = {shift: [] for shift in blocks.shifts}
    for shifts in sharing(blocks):
        on_duty = defaultdict(list)
        for shift in shifts:
            for block in shift.blocks:
                on_duty[block].append(shift)
        for block in sorted(on_duty):
            ready = []
            for shift in on_duty[block]:
                if _must_rest(blocks, shift, told[shift]):
                    told[shift].append(REST)
                else:
                    ready.append(shift)
            wanted = _shares(blocks.value[block], len(ready)) if blocks.may_change[block] else []
            for shift, post in zip(ready, _nearest(blocks, ready, told, wanted), strict=True):
                told[shift].append(post)
    return tuple(tuple(told[shift]) for shift in blocks.shifts)


def _must_rest(blocks: Blocks, shift: Shift, posts: list[int]) -> bool:
    """Whether the next block must be rest: a break is begun and not over, or is due."""
    numbers = shift.blocks[: len(posts) + 1]
    start, end = int(blocks.starts[numbers[-1]]), int(blocks.ends[numbers[-1]])
    if shift.is_after_midnight and start - blocks.starts[numbers[0]] < BREAK_MINUTES:
        return True
    since, over = None, None
    for block, post in zip(numbers, posts, strict=False):
        if post == REST:
            continue
        if over is None or blocks.starts[block] - over >= BREAK_MINUTES:
            since = int(blocks.starts[block])
        over = int(blocks.ends[block])
    if since is None or start - over >= BREAK_MINUTES:
        return False
    return posts[-1] == REST or end - since > blocks.rest_minutes


def _shares(value: np.ndarray, n: int) -> list[int]:
    """Return the places of n posts in proportion to value; [] where all value is 0."""
    if n == 0 or value.sum() <= 0:
        return []
    due = value / value.sum() * n
    posts = np.floor(due).astype("int64")
    first = np.argsort(-(due - posts), kind="stable")[: n - posts.sum()]
    posts[first] += 1
    return np.repeat(np.arange(len(value)), posts).tolist()


def _nearest(blocks: Blocks, shifts: list[Shift], told: dict, wanted: list[int]) -> list[int]:
    """Return a post for each shift: those wanted, with the least walking, else where one is."""
    today = [shift.posts[len(told[shift])] for shift in shifts]
    here = [
        next((post for post in reversed(told[shift]) if post != REST), None) for shift in shifts
    ]
    if not wanted:
        return [now if was is None else was for was, now in zip(here, today, strict=True)]
    walk = np.array([[0 if a is None else blocks.walk[a, b] for b in wanted] for a in here])
    is_new = np.array(today)[:, None] != np.array(wanted)[None, :]
    row, column = linear_sum_assignment(walk + is_new / _FAR)
    return [wanted[c] for _, c in sorted(zip(row, column, strict=True))]


def greedy(blocks: Blocks) -> Roster:
    """Return a roster made person by person, the one next whose best way covers most of what is
    left."""
    found: dict[Shift, Posts] = {}
    for shifts in sharing(blocks):
        found |= hand_out(blocks, greedy_ways(blocks, alike(shifts)))
    return tuple(found[shift] for shift in blocks.shifts)


def greedy_ways(blocks: Blocks, groups: list[list[Shift]]) -> list[tuple[list[Shift], list[Posts]]]:
    """Return for each group of alike shifts the ways through them, one a shift."""
    width = int(blocks.walk.max(initial=0)) + 1
    first = first_minutes(blocks, [])
    paths = [ShiftPaths(blocks, group[0]) for group in groups]
    ways: list[list[Posts]] = [[] for _ in groups]
    # What is left only shrinks: an old value bounds the new one, and only the highest is asked.
    bound = [np.inf] * len(groups)
    while any(len(way) < len(group) for way, group in zip(ways, groups, strict=True)):
        open_groups = [n for n, group in enumerate(groups) if len(ways[n]) < len(group)]
        n = max(open_groups, key=lambda g: bound[g])
        shift = groups[n][0]
        value, posts = paths[n].best(worth_of(blocks, first, shift.blocks, width))
        bound[n] = value
        if value < max(bound[g] for g in open_groups):
            continue
        ways[n].append(posts)
        for block, place, late in stands(blocks, shift, posts):
            first[block, place] = min(first[block, place], late)
    return list(zip(groups, ways, strict=True))


def hand_out(blocks: Blocks, ways: Iterable[tuple[list[Shift], list[Posts]]]) -> dict[Shift, Posts]:
    """Return who takes which way, so that as many minutes as possible stay as they are today."""
    found = {}
    for shifts, given in ways:
        minutes = blocks.minutes[list(shifts[0].blocks)]
        changed = np.array(
            [[minutes[np.array(w) != np.array(s.posts)].sum() for w in given] for s in shifts]
        )
        row, column = linear_sum_assignment(changed)
        found |= {shifts[r]: given[c] for r, c in zip(row, column, strict=True)}
    return found
