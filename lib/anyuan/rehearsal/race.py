"""How many judgements until the headcount's band is half as wide? One order against another."""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from anyuan.dropout import HEADLINE, OpenDoubt, band_of, distribution, order_pairs
from anyuan.dropout.weighing import Cluster
from anyuan.rehearsal.simulated import SimulatedMonth

Choice = Callable[[OpenDoubt, list[int]], int]


def judgements_to_half(
    doubt: OpenDoubt, is_same: Mapping[tuple[str, str], bool], level: int, choose: Choice
) -> int | None:
    """Return after how many true judgements the band is at most half as wide; None without width.

    `is_same` is the truth of each pair by its keys; `choose` is given what is still open and the
    pairs (their places) not judged yet.
    """
    width = _width(doubt, level)
    if not width:
        return None
    left = list(range(len(doubt.pairs)))
    for n in range(1, len(left) + 1):
        pair = choose(doubt, left)
        left.remove(pair)
        keys = (doubt.pairs["left_key"].iat[pair], doubt.pairs["right_key"].iat[pair])
        doubt = doubt.judged(*keys, is_same=bool(is_same[keys]))
        if 2 * _width(doubt, level) <= width:
            return n
    return len(doubt.pairs)


def truth_of(month: SimulatedMonth) -> dict[tuple[str, str], bool]:
    """Return the truth of a simulated month's open pairs by their keys."""
    keys = zip(month.pairs["left_key"], month.pairs["right_key"], strict=True)
    return dict(zip(keys, month.pairs["is_same"], strict=True))


def draw_doubt(
    seed: int, n_pairs: int, share_idle: float
) -> tuple[OpenDoubt, dict[tuple[str, str], bool]]:
    """Return made-up doubt and its truth, drawn from the probabilities themselves.

    Every pair stands alone with a probability between 0.02 and 0.98; a share of them moves nothing,
    each other one takes a child out of the headcount if it is the same.
    """
    rng = np.random.default_rng(seed)
    p = rng.uniform(0.02, 0.98, n_pairs)
    is_idle = rng.permutation(n_pairs) < round(share_idle * n_pairs)
    clusters = tuple(
        Cluster(
            pairs=(n,),
            same=np.array([[False], [True]]),
            weights=np.array([1 - p[n], p[n]]),
            keys=() if is_idle[n] else (HEADLINE,),
            values=np.zeros((2, 0), dtype=int) if is_idle[n] else np.array([[1], [0]]),
            is_drawn=False,
        )
        for n in range(n_pairs)
    )
    keys = [(f"left-{n}", f"right-{n}") for n in range(n_pairs)]
    pairs = pd.DataFrame(keys, columns=["left_key", "right_key"]).assign(probability=p)
    truth = dict(zip(keys, (rng.random(n_pairs) < p).tolist(), strict=True))
    return OpenDoubt(pairs, {HEADLINE: 20}, clusters), truth


def most_useful(doubt: OpenDoubt, left: list[int]) -> int:
    """Return the pair that the desk would ask next, ranked anew by all that was judged."""
    return next(worth.pair for worth in order_pairs(doubt) if worth.pair in set(left))


def closest_to_even(doubt: OpenDoubt, left: list[int]) -> int:
    """Return the pair whose probability, by all that was judged, is closest to one half."""
    now = {
        pair: float(cluster.weights @ cluster.same[:, e])
        for cluster in doubt.clusters
        for e, pair in enumerate(cluster.pairs)
    }
    return min(left, key=lambda pair: (abs(now[pair] - 0.5), pair))


def share_moving_nothing(doubt: OpenDoubt) -> float:
    """Return the share of the open pairs on which no printed number hangs."""
    return float(np.mean([not worth.moves for worth in order_pairs(doubt)] or [0.0]))


def _width(doubt: OpenDoubt, level: int) -> int:
    return band_of(distribution(doubt, HEADLINE), level).width
