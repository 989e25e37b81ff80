"""How alike are two names? The levels of `name` in levels.yaml, from variant to against."""

import re
from functools import lru_cache

from anyuan.linkage.edits import edit_distance
from anyuan.linkage.keystrokes import is_code_slip, is_key_slip
from anyuan.linkage.namebook import name_book
from anyuan.linkage.shapes import describe_character, look_alike
from anyuan.linkage.sounds import blurred_readings, name_sound, readings, split_surname
from anyuan.text import has_private_use

_LONGEST_CHINESE = 4
_SOUND, _SHAPE, _NEAR, _SLIP = "homophone", "look_alike", "near_sound", "key_slip"
# How many answers on pairs of characters are kept: more pairs than that come up only in a province.
_KEPT = 1 << 19


def compare_names(left: str, right: str) -> str:
    """Return how alike two names in `simple` form are: a level of `name` in levels.yaml.

    The order of the two does not matter. Levels from here: variant (equal), homophone, stand_in
    (a mark, a syllable or its parts written for a character), look_alike, near_sound, similar
    (several of these, characters in another order, a long name cut), key_slip, one_off (one
    character of three or more), other_surname (given names equal), short_off (one of two
    characters, the surname equal), initials, nickname, half (only the surname), against.
    Never same or former: those are told from other fields.
    """
    if left == right:
        return "variant"
    n = len(left)
    if n > _LONGEST_CHINESE and len(right) > _LONGEST_CHINESE:
        return _compare_long(left, right)
    if name_book().stand_ins.search(left + right) and _stands_in(left, right):
        return "stand_in"
    if n == len(right):
        return _compare_equal_length(left, right, n)
    return _compare_unequal_length(left, right)


def _compare_equal_length(left: str, right: str, n: int) -> str:
    worst, n_unlike = "", 0
    for k in range(n):  # by place: a list of the unlike pairs takes twice as long
        a, b = left[k], right[k]
        if a == b:
            continue
        n_unlike += 1
        kind = _alike(a, b) if a < b else _alike(b, a)
        if not kind or (kind == _SLIP == worst):
            break
        if kind != _SOUND and worst != kind:
            worst = kind if not worst else _SLIP if _SLIP in (kind, worst) else "similar"
    else:
        return worst or _SOUND
    if n_unlike == 1 and n > 2 and k and left[k + 1 :] == right[k + 1 :]:
        return "one_off"
    if a in right and b in left and sorted(left) == sorted(right):
        return "similar"
    return _compare_parts(left, right)


def _compare_unequal_length(left: str, right: str) -> str:
    short, long = (left, right) if len(left) < len(right) else (right, left)
    if not short:
        return "against"
    if name_sound(left) == name_sound(right):
        return _SOUND
    if len(long) - len(short) <= 2 and _is_taken_apart(short, long):
        return "stand_in"
    if len(long) > _LONGEST_CHINESE:
        return "similar" if len(short) > 1 and long.startswith(short) else "against"
    if len(short) > 1 and len(long) - len(short) == 1 and _is_within(short, long):
        return "one_off"
    return _compare_parts(left, right)


def _compare_long(left: str, right: str) -> str:
    short, long = (left, right) if len(left) < len(right) else (right, left)
    if name_sound(left) == name_sound(right):
        return _SOUND
    if long.startswith(short) or edit_distance(left, right) * 4 <= len(long):
        return "similar"
    if len(left) == len(right) and left in right + right:
        return "similar"  # its parts in the other order: the dot between them is folded away
    return "half" if left[:3] == right[:3] else "against"


def _compare_parts(left: str, right: str) -> str:
    book = name_book()
    if left in book.nicknames or right in book.nicknames:
        return "nickname"
    if left[0] == right[0] and left[:2] != right[:2]:
        if left[:2] in book.compound_surnames or right[:2] in book.compound_surnames:
            # 欧阳娜 and 欧娜: one bears the surname's first half only.
            return "half" if left[-1] == right[-1] else "against"
        given, other_given = left[1:], right[1:]
    elif left[-1] != right[-1] and left[0] != right[0]:
        return "against"
    else:
        surname, given = split_surname(left)
        other_surname, other_given = split_surname(right)
        if not surname or surname != other_surname:
            return "other_surname" if given and given == other_given else "against"
    if given in book.nicknames or other_given in book.nicknames:
        return "nickname"
    if len(given) == len(other_given) > 1 and all(map(_share_initial, given, other_given)):
        return "initials"
    return "short_off" if len(left) == len(right) == 2 else "half"


@lru_cache(_KEPT)
def _alike(a: str, b: str) -> str:
    """Return the best kind of likeness of two different characters, or ""."""
    mine, theirs = readings(a), readings(b)
    if mine[0] == theirs[0] or not set(mine).isdisjoint(theirs):
        return _SOUND
    if (a, b) in name_book().look_alikes or look_alike(a, b):
        return _SHAPE
    if not blurred_readings(a).isdisjoint(blurred_readings(b)):
        return _NEAR
    return _SLIP if is_key_slip(mine[0], theirs[0]) or is_code_slip(a, b) else ""


def _share_initial(a: str, b: str) -> bool:
    return readings(a)[0][:1] == readings(b)[0][:1]


def _stands_in(left: str, right: str) -> bool:
    return _fills(left, right) or _fills(right, left) or name_sound(left) == name_sound(right)


def _fills(given: str, full: str) -> bool:
    """Whether `given` is `full` with marks for characters that its system could not hold."""
    marks = name_book().placeholders
    is_mark = [c in marks or has_private_use(c) for c in given]
    if not any(is_mark) or all(c in marks for c in given):
        return False
    pattern = (".{1,2}" if m else re.escape(c) for c, m in zip(given, is_mark, strict=True))
    return re.fullmatch("".join(pattern), full) is not None


def _is_taken_apart(short: str, long: str) -> bool:
    """Whether `long` is `short` with one character written as its parts side by side (王月: 玥)."""
    extra = len(long) - len(short) + 1
    start = next((n for n, c in enumerate(short) if c != long[n]), len(short))
    if start == len(short) or short[start + 1 :] != long[start + extra :]:
        return False
    return tuple(long[start : start + extra]) == describe_character(short[start]).parts


def _is_within(short: str, long: str) -> bool:
    rest = iter(long)
    return all(c in rest for c in short)
