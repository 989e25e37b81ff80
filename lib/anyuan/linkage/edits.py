"""How many slips lie between two strings of signs? Letters, digits, strokes or characters alike."""


def edit_distance(left: str, right: str) -> int:
    """Return how many signs must be changed, put in or left out (Levenshtein).

    Myers' bit vectors as simplified by Hyyrö: one pass over `right`, a column in one integer.
    """
    if not left:
        return len(right)
    places: dict[str, int] = {}
    for n, sign in enumerate(left):
        places[sign] = places.get(sign, 0) | 1 << n
    full, last, distance = (1 << len(left)) - 1, 1 << len(left) - 1, len(left)
    rising, falling = full, 0
    for sign in right:
        equal = places.get(sign, 0)
        down = equal | falling
        across = (((equal & rising) + rising) ^ rising) | equal
        up, low = falling | (full & ~(across | rising)), rising & across
        distance += (up & last != 0) - (low & last != 0)
        up, low = up << 1 | 1, low << 1
        rising, falling = low & full | (full & ~(down | up)), up & down & full
    return distance


def is_one_swap(left: str, right: str) -> bool:
    """Whether one string is the other with two neighbouring, different signs exchanged."""
    if len(left) != len(right):
        return False
    unlike = [n for n, (a, b) in enumerate(zip(left, right, strict=True)) if a != b]
    if len(unlike) != 2 or unlike[1] - unlike[0] != 1:
        return False
    a, b = unlike
    return left[a] == right[b] and left[b] == right[a]
