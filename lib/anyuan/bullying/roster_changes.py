"""Which posts does a proposed roster change, and what does each change cover?"""

from dataclasses import dataclass

import pandas as pd

from anyuan.bullying.roster_blocks import REST, Blocks, clock_text
from anyuan.bullying.roster_cover import Roster, first_minutes, stands

_BREAK = "休息"
# Less than one incident in fifty years: the change is there for the sake of others.
_WORTH_TELLING = 5e-4
_COLUMNS = [
    *("weekdays", "starts", "ends", "staff_no", "place", "to_place", "place_name"),
    *("to_place_name", "gain", "why"),
]


@dataclass(frozen=True)
class ChangedPost:
    """Blocks `first` to `last` of one shift (by its number), moved from a place to another or REST.

    `gain`: risk that would be uncovered if only this one stayed as it is today. `is_alone`: today
    nobody stands at the new place for some of that time.
    """

    shift: int
    first: int
    last: int
    place: int
    to_place: int
    gain: float
    is_alone: bool

    def line(self, blocks: Blocks) -> dict:
        """Return the post as a line of `list_changes`."""
        shift = blocks.shifts[self.shift]
        code = blocks.places[self.place]
        to_code = None if self.to_place == REST else blocks.places[self.to_place]
        gain, seen = self.gain, "现无人在场" if self.is_alone else "原值守人员另有调整"
        if to_code is None:
            seen = f"连续值守不超过 {blocks.rest_minutes} 分钟，轮换休息"
        elif gain < _WORTH_TELLING:
            gain, seen = 0.0, "与其他调整相配合"
        return {
            "weekdays": shift.weekday,
            "starts": clock_text(int(blocks.starts[self.first])),
            "ends": clock_text(int(blocks.ends[self.last])),
            "staff_no": shift.staff_no,
            "place": code,
            "to_place": to_code,
            "place_name": blocks.names[code],
            "to_place_name": _BREAK if to_code is None else blocks.names[to_code],
            "gain": gain,
            "seen": seen,
        }


def list_changes(
    blocks: Blocks, today: Roster, proposed: Roster, *, merge: bool = False
) -> pd.DataFrame:
    """Return one line a changed post: a person, a stretch of time, from one place to another.

    merge: one line for all weekdays of a person on which it is the same. Most risk first, then by
    time. Columns: weekdays (codes joined by ;), starts, ends (clock_time), staff_no, place,
    to_place (codes; to_place null for a break), place_name, to_place_name (休息 for a break), gain
    (incidents a week that would be uncovered if this change alone were not made; 0 for a break),
    why (in words).
    """
    lines = [post.line(blocks) for post in changed_posts(blocks, today, proposed)]
    merged: dict[tuple, dict] = {}
    for number, line in enumerate(lines):
        same = tuple(line[name] for name in ("staff_no", "starts", "ends", "place", "to_place"))
        key = (*same, line["seen"]) if merge else (number,)
        if key in merged:
            merged[key]["weekdays"] += f";{line['weekdays']}"
            merged[key]["gain"] += line["gain"]
        else:
            merged[key] = line
    lines = sorted(merged.values(), key=lambda line: -round(line["gain"], 9))
    for line in lines:
        seen = line.pop("seen")
        line["why"] = f"每周多顾及 {line['gain']:.2g} 起，{seen}" if line["gain"] else seen
    types = dict.fromkeys(_COLUMNS, "str") | {"gain": "float64"}
    return pd.DataFrame(lines, columns=_COLUMNS).astype(types)


def what_stays(blocks: Blocks, today: Roster, proposed: Roster) -> str:
    """Return what a proposal leaves as it is, as a sentence."""
    n_same = sum(was == now for was, now in zip(today, proposed, strict=True))
    return f"人员、班次和每人工时都不变；每周 {len(today)} 个班次中有 {n_same} 个的岗位完全不变。"


def changed_posts(blocks: Blocks, today: Roster, proposed: Roster) -> list[ChangedPost]:
    """Return the stretches in which one person is posted elsewhere than today, in order of time."""
    now = first_minutes(blocks, _all_stands(blocks, today))
    by_shift = [
        stands(blocks, shift, posts) for shift, posts in zip(blocks.shifts, proposed, strict=True)
    ]
    found = []
    for number, shift in enumerate(blocks.shifts):
        runs = _runs(shift.blocks, today[number], proposed[number])
        if not runs:
            continue
        others = [one for n, told in enumerate(by_shift) if n != number for one in told]
        without = first_minutes(blocks, others)
        for start, end in runs:
            kept = list(proposed[number])
            kept[start : end + 1] = today[number][start : end + 1]
            gain = _left(blocks, without, stands(blocks, shift, tuple(kept)), shift.blocks)
            gain -= _left(blocks, without, by_shift[number], shift.blocks)
            place, to_place = today[number][start], proposed[number][start]
            first, last = shift.blocks[start], shift.blocks[end]
            mine = list(shift.blocks[start : end + 1])
            is_alone = to_place != REST and bool((now[mine, to_place] > 0).any())
            gain = 0.0 if to_place == REST else max(gain, 0.0)
            found.append(ChangedPost(number, first, last, place, to_place, gain, is_alone))
    return found


def _all_stands(blocks: Blocks, roster: Roster) -> list[tuple[int, int, int]]:
    pairs = zip(blocks.shifts, roster, strict=True)
    return [one for shift, posts in pairs for one in stands(blocks, shift, posts)]


def _left(blocks: Blocks, first, stood, numbers: tuple[int, ...]) -> float:
    """Return the risk uncovered in some blocks where these stand beside those of `first`."""
    rows = list(numbers)
    minutes = first[rows].copy()
    at = {block: n for n, block in enumerate(rows)}
    for block, place, late in stood:
        minutes[at[block], place] = min(minutes[at[block], place], late)
    return float((blocks.value[rows] * minutes / blocks.minutes[rows, None]).sum())


def _runs(numbers, was, now) -> list[tuple[int, int]]:
    """Return first and last place in a shift of each stretch with one and the same change."""
    runs: list[tuple[int, int]] = []
    for n, (a, b) in enumerate(zip(was, now, strict=True)):
        if a == b:
            continue
        if runs and runs[-1][1] == n - 1 and (was[n - 1], now[n - 1]) == (a, b):
            runs[-1] = (runs[-1][0], n)
        else:
            runs.append((n, n))
    return runs
