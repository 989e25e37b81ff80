"""Made-up resident identity numbers that pass every check, many at a time."""

import numpy as np
import pandas as pd

_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_CHECKS = np.array(list("10X98765432"))


def make_numbers(
    place: np.ndarray, birth_on: pd.Series, is_male: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Return an 18-digit number for each child, no two alike (GB 11643-1999).

    Twins in consecutive rows, same sex, get neighbouring sequence numbers. Raises ValueError when
    one place and day needs more numbers of one sex than there are.
    """
    day = birth_on.dt.strftime("%Y%m%d").to_numpy(dtype=object)
    group = pd.Series(place.astype(str)) + day + np.where(is_male, "m", "f")
    rank = group.groupby(group).cumcount().to_numpy()
    if len(rank) and rank.max() > 200:
        raise ValueError("too many births on one day for distinct sequence numbers")
    codes, _ = pd.factorize(group, sort=True)
    offset = rng.integers(1, 250, codes.max() + 1)[codes] if len(codes) else rank
    sequence = 2 * (offset + rank) + np.where(is_male, 1, 0)
    first17 = [f"{p}{d}{s:03d}" for p, d, s in zip(place, day, sequence, strict=True)]
    return complete(np.array(first17, dtype=object))


def complete(first17: np.ndarray) -> np.ndarray:
    """Return the numbers with their check characters (ISO 7064, MOD 11-2)."""
    if not len(first17):
        return first17
    digits = np.frombuffer("".join(first17).encode("ascii"), dtype=np.uint8).reshape(-1, 17) - 48
    check = _CHECKS[(digits * _WEIGHTS).sum(axis=1) % 11]
    return np.array([a + b for a, b in zip(first17, check, strict=True)], dtype=object)
