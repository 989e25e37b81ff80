"""Where chance comes from: one named stream for each purpose, all from one seed."""

import zlib

import numpy as np


def stream(seed: int, *purpose: object) -> np.random.Generator:
    """Return the generator of random numbers for one purpose.

    The same seed and purpose give the same numbers on every machine; a new purpose somewhere
    does not disturb the others.
    """
    words = [zlib.crc32(str(word).encode("utf-8")) for word in purpose]
    return np.random.default_rng([seed, *words])


def pick(rng: np.random.Generator, options: list, n: int, weights=None) -> np.ndarray:
    """Return n options drawn with replacement, as an object array; weights need not sum to 1."""
    p = None
    if weights is not None:
        p = np.asarray(weights, dtype="float64")
        p = p / p.sum()
    table = np.empty(len(options), dtype=object)
    table[:] = options
    return table[rng.choice(len(options), size=n, p=p)]
