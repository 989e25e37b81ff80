"""One slip on the keyboard: which syllables, which five-stroke codes lie one key apart?"""

from functools import cache

from anyuan.linkage.shapes import describe_character

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


@cache
def neighbours() -> dict[str, frozenset[str]]:
    """Return each letter's neighbours on a QWERTY keyboard: left, right, above and below."""
    found: dict[str, set[str]] = {}
    for row, letters in enumerate(_ROWS):
        for place, letter in enumerate(letters):
            near = {letters[n] for n in (place - 1, place + 1) if 0 <= n < len(letters)}
            # Each row stands half a key to the right of the one above it.
            above = _ROWS[row - 1][place : place + 2] if row else ""
            below = _ROWS[row + 1][max(place - 1, 0) : place + 1] if row < 2 else ""
            found[letter] = near | set(above) | set(below)
    return {letter: frozenset(near) for letter, near in found.items()}


@cache
def is_key_slip(left: str, right: str) -> bool:
    """Whether one key makes one syllable of the other: a neighbour, two swapped, one left out.

    A key left out counts from the second letter on, in syllables of three letters or more on the
    longer side; the last letter only where it is not n or g (in and ing are a matter of sound).
    """
    if left == right:
        return False
    if len(left) == len(right):
        unlike = [n for n, (a, b) in enumerate(zip(left, right, strict=True)) if a != b]
        first = unlike[0]
        if len(unlike) == 1:
            return right[first] in neighbours().get(left[first], ())
        return (
            len(unlike) == 2
            and unlike[1] == first + 1
            and left[first] == right[first + 1]
            and left[first + 1] == right[first]
        )
    short, long = sorted((left, right), key=len)
    if len(long) - len(short) != 1 or len(long) < 3:
        return False
    return any(long[:n] + long[n + 1 :] == short for n in range(1, len(long) - 1))


def is_code_slip(left: str, right: str) -> bool:
    """Whether two characters bear one five-stroke code, or codes one neighbouring key apart."""
    mine, theirs = describe_character(left).keys, describe_character(right).keys
    if len(mine) < 3 or len(mine) != len(theirs):
        return False
    unlike = [(a, b) for a, b in zip(mine, theirs, strict=True) if a != b]
    return not unlike or (len(unlike) == 1 and unlike[0][1] in neighbours()[unlike[0][0]])
