"""How far can a number move while the sums hold? Exact and quick where each stands in two sums.

Such sums are a network: a sum is a node, a number is an arc between its two sums, and a number can
rise as far as a flow can be sent back around it. Numbers in one sum alone end in the open.
"""

from collections import deque

_GROUND = -1
Line = tuple[list[tuple[int, int]], int]


def room_to_move(
    lines: list[Line], values: dict[int, int], low: dict[int, int], place: int, cap: int
) -> tuple[int, int] | None:
    """Return how far one number can fall and rise from its value, each at most `cap`.

    lines: sums as (sign, place) terms; values: one solution of all of them, none below its `low`.
    None where the sums are no network.
    """
    arcs = _arcs(lines)
    if arcs is None:
        return None
    tail, head = arcs[place]
    others = {p: ends for p, ends in arcs.items() if p != place}
    spare = {p: values[p] - low[p] for p in arcs}
    up = _flow(others, spare, (head, tail), cap)
    down = _flow(others, spare, (tail, head), min(cap, spare[place]))
    return down, up


def _arcs(lines: list[Line]) -> dict[int, tuple[int, int]] | None:
    """Return each number as an arc: to rise takes one from the first sum and adds to the second."""
    entries: dict[int, list[tuple[int, int]]] = {}
    for n, (terms, _) in enumerate(lines):
        for sign, place in terms:
            entries.setdefault(place, []).append((n, sign))
    if any(len(found) > 2 for found in entries.values()):
        return None
    turned = _turned(lines, entries)
    return None if turned is None else {p: _ends(found, turned) for p, found in entries.items()}


def _turned(lines: list[Line], entries: dict[int, list[tuple[int, int]]]) -> dict[int, int] | None:
    """Return a sign for each sum under which every number counts for one and against another."""
    turned: dict[int, int] = {}
    for start in range(len(lines)):
        reach = [] if start in turned else [start]
        turned.setdefault(start, 1)
        while reach:
            here = reach.pop()
            for sign, place in lines[here][0]:
                for there, other in entries[place]:
                    wanted = turned[here] if there == here else -turned[here] * sign * other
                    if there not in turned:
                        turned[there] = wanted
                        reach.append(there)
                    elif turned[there] != wanted:
                        return None
    return turned


def _ends(found: list[tuple[int, int]], turned: dict[int, int]) -> tuple[int, int]:
    tail = head = _GROUND
    for n, sign in found:
        if sign * turned[n] > 0:
            head = n
        else:
            tail = n
    return tail, head


def _flow(arcs: dict, spare: dict[int, int], ends: tuple[int, int], cap: int) -> int:
    """Return how much can be sent from one sum to another, at most `cap`."""
    steps: dict[int, list[tuple[int, int, int]]] = {}
    for place, (tail, head) in arcs.items():
        steps.setdefault(tail, []).append((head, place, 1))
        steps.setdefault(head, []).append((tail, place, -1))
    left, sent = dict(spare), 0
    while sent < cap:
        path = _path(steps, left, ends)
        if path is None:
            break
        falling = [left[place] for place, way in path if way < 0]
        much = min([cap - sent, *falling])
        for place, way in path:
            left[place] += way * much
        sent += much
    return sent


def _path(steps: dict, left: dict[int, int], ends: tuple[int, int]) -> list | None:
    start, goal = ends
    came: dict[int, tuple | None] = {start: None}
    queue = deque([start])
    while queue:
        here = queue.popleft()
        if here == goal:
            path = []
            while came[here] is not None:
                here, place, way = came[here]
                path.append((place, way))
            return path
        for there, place, way in steps.get(here, ()):
            if there not in came and (way > 0 or left[place] > 0):
                came[there] = here, place, way
                queue.append(there)
    return None
