"""How alike do two characters look? From the order of their strokes and their composition.

The table characters.tsv is made by bench/make_characters.py, which names its sources and licences.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

from anyuan.linkage.edits import edit_distance

# At or below this distance two characters look alike. Chosen on worked cases: 涵 and 函 (0.34) or
# 宇 and 字 (0.33) are the farthest that clerks take for one another, 海 and 浩 (0.40) are not. Of
# random pairs of common characters about 1 in 160 is alike.
ALIKE = 0.35
# Strokes alone say little of long characters: they count for more than parts that differ.
_STROKE_FACTOR = 1.25


class Character(NamedTuple):
    """`strokes`: classes 1 (across) to 5 (folded) in writing order; `parts`: as composed.

    `kind` is a for side by side, d for one above the other, s and w for one around the other; a
    character that is not composed has neither kind nor parts. `keys`: the full code of the
    five-stroke keyboard (1986), "" where there is none. `classes`: how many of each
    class.
    """

    strokes: str
    kind: str
    parts: tuple[str, ...]
    keys: str
    classes: tuple[int, ...]


_UNKNOWN = Character("", "", (), "", (0, 0, 0, 0, 0))


@cache
def describe_character(character: str) -> Character:
    """Return what is known of a simplified character or of a piece; empty fields if nothing."""
    line = _lines().get(character)
    if line is None:
        return _UNKNOWN
    strokes, composition, keys = line.split("\t")
    kind, *parts = composition.split() or [""]
    classes = tuple(map(strokes.count, "12345"))
    return Character(strokes, kind, tuple(parts), keys, classes)


@cache
def _lines() -> dict[str, str]:
    table = Path(__file__).with_name("characters.tsv").read_text(encoding="utf-8")
    return dict(line.split("\t", 1) for line in table.split("\n")[1:-1])


def compose_character(parts: str) -> str:
    """Return the one character that is composed of these two, "" if there is none or several."""
    return _composed().get(parts, "") if len(parts) > 1 else ""


@cache
def _composed() -> dict[str, str]:
    found: dict[str, str] = {}
    for character in _lines():
        parts = "".join(describe_character(character).parts)
        if len(character) == 1 and len(parts) == len(describe_character(character).parts) > 1:
            found[parts] = "" if parts in found else character
    return found


def shape_distance(left: str, right: str) -> float:
    """Return how unlike two characters look, from 0 (己 and 已) to 1; 1 where one is not known.

    The lesser of two measures: by strokes, their edits over the strokes of the longer, times 1.25;
    by parts, for characters composed alike that share a part in its place, the share of strokes
    in the parts that differ, weighed by how much they do. The order of the two does not matter.
    """
    if left == right:
        return 0.0
    mine, theirs = describe_character(left), describe_character(right)
    if not (mine.strokes and theirs.strokes):
        return 1.0
    longer = max(len(mine.strokes), len(theirs.strokes))
    edits = edit_distance(mine.strokes, theirs.strokes)
    return min(1.0, _STROKE_FACTOR * edits / longer, _part_distance(mine, theirs))


def look_alike(left: str, right: str) -> bool:
    """Whether two characters can be taken for one another by eye."""
    mine, theirs = describe_character(left), describe_character(right)
    if not (mine.strokes and theirs.strokes):
        return False
    # What is cheap first: no edits can be fewer than the strokes of one class that are too many.
    limit = ALIKE * max(len(mine.strokes), len(theirs.strokes)) / _STROKE_FACTOR
    if _moved_strokes(mine, theirs) <= limit:
        return shape_distance(left, right) <= ALIKE
    return _part_distance(mine, theirs) <= ALIKE


def _part_distance(mine: Character, theirs: Character) -> float:
    if mine.kind != theirs.kind or len(mine.parts) != len(theirs.parts):
        return 1.0
    pairs = list(zip(mine.parts, theirs.parts, strict=True))
    if all(a != b for a, b in pairs):
        return 1.0
    far = total = 0.0
    for a, b in pairs:
        one, other = describe_character(a), describe_character(b)
        if not (one.strokes and other.strokes):
            return 1.0
        size = max(len(one.strokes), len(other.strokes))
        total += size
        if a != b:
            far += min(_half_ordered(one, other), size * _part_distance(one, other))
    return far / total


def _half_ordered(mine: Character, theirs: Character) -> float:
    """Return the mean of edits and of strokes of another class: 于 and 子 differ by 2 of 3."""
    return (edit_distance(mine.strokes, theirs.strokes) + _moved_strokes(mine, theirs)) / 2


def _moved_strokes(mine: Character, theirs: Character) -> int:
    more = less = 0
    for a, b in zip(mine.classes, theirs.classes, strict=True):
        if a > b:
            more += a - b
        else:
            less += b - a
    return max(more, less)
