"""Where do two texts differ, character by character?"""

from difflib import SequenceMatcher
from itertools import groupby, zip_longest

Runs = list[tuple[str, bool]]


def mark_differences(left: str, right: str) -> tuple[Runs, Runs]:
    """Return both texts cut into runs, each with whether it differs from the other text.

    Numbers and dates of one length are compared place by place, so that two swapped digits are
    marked as two; otherwise the longest common parts are kept. Where a side is empty nothing is
    marked: a blank is no difference.
    """
    if not left or not right:
        return _whole(left), _whole(right)
    if len(left) == len(right) and left.isascii() and right.isascii():
        flags = [a != b for a, b in zip_longest(left, right)]
        return _runs(left, flags), _runs(right, flags)
    left_flags, right_flags = [True] * len(left), [True] * len(right)
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    for a, b, size in matcher.get_matching_blocks():
        left_flags[a : a + size] = [False] * size
        right_flags[b : b + size] = [False] * size
    return _runs(left, left_flags), _runs(right, right_flags)


def _whole(text: str) -> Runs:
    return [(text, False)] if text else []


def _runs(text: str, flags: list[bool]) -> Runs:
    together = groupby(zip(text, flags, strict=True), key=lambda pair: pair[1])
    return [("".join(c for c, _ in group), flag) for flag, group in together]
