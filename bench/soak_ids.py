"""Is every single-digit slip and every swap of neighbours in an identity number caught?

A million changed numbers; ends with an error if one passes for valid.
"""

import random
import sys

from anyuan.resident_id import check_character, parse_id

N_CASES = 1_000_000


def main() -> None:
    """Print how many changed numbers were tried and how many passed (none may)."""
    rng = random.Random(7)
    tried = passed = 0
    while tried < N_CASES:
        first = f"141182{rng.randint(2009, 2018)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"
        first += f"{rng.randint(1, 999):03d}"
        number = first + check_character(first)
        for changed in slips(number):
            tried += 1
            passed += parse_id(changed).is_valid
    sys.stdout.write(f"tried {tried}, passed {passed}\n")
    if passed:
        raise SystemExit(1)


def slips(number: str):
    """Yield the number with each digit changed to each other one, and each unequal pair swapped."""
    for place in range(17):
        for digit in "0123456789":
            if digit != number[place]:
                yield number[:place] + digit + number[place + 1 :]
    for place in range(17):
        a, b = number[place], number[place + 1]
        if a != b:
            yield number[:place] + b + a + number[place + 2 :]


if __name__ == "__main__":
    main()
