"""How far may the share among all pupils asked lie from that among those who answered?

A school asks every pupil, so nothing is drawn: what is not known is what those would have said who
did not answer. The intervals speak of the pupils who were asked (finite population), suppose that
who answered is chance, and have no width where everybody answered. What holds without supposing
anything are the floor and the ceiling that `bullying.survey` prints beside them.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import betaincinv
from scipy.stats import hypergeom, norm

LEVEL = 0.90


@dataclass(frozen=True)
class Stratum:
    """Of `n_asked` pupils `n_answered` answered, `n_yes` of them with yes.

    `n_asked` is 0 where it is not known how many were asked.
    """

    n_yes: int
    n_answered: int
    n_asked: int


def share_interval(stratum: Stratum, level: float = LEVEL) -> tuple[float, float]:
    """Return the bounds of the share of yes among those asked, of one school.

    Exact: the interval holds every share that the answers do not contradict at (1 − level) / 2 on
    either side (hypergeometric; where it is not known how many were asked, binomial after Clopper
    and Pearson), so its coverage never falls below the level. ValueError without any answer.
    """
    x, n, asked = stratum.n_yes, stratum.n_answered, stratum.n_asked
    if not 0 <= x <= n or n == 0 or 0 < asked < n:
        raise ValueError(f"{x} of {n} of {asked}")
    tail = (1 - level) / 2
    if asked == 0:
        low = float(betaincinv(x, n - x + 1, tail)) if x else 0.0
        high = float(betaincinv(x + 1, n - x, 1 - tail)) if x < n else 1.0
        return low, high
    # Numbers of yes among those asked that are possible at all; P(X >= x) rises with them.
    first, last = x, x + asked - n
    low = _first_true(lambda m: hypergeom.sf(x - 1, asked, m, n) > tail, first, last)
    above = _first_true(lambda m: hypergeom.cdf(x, asked, m, n) <= tail, low, last + 1)
    return low / asked, (above - 1) / asked


def pooled_share(strata: list[Stratum], level: float = LEVEL) -> tuple[float, float, float]:
    """Return the share of yes among those asked in several schools, and its bounds.

    Each school weighs by how many it asked (by its answers, where that is not known), whatever part
    of them answered. Bounds after Wilson, for as many answers as have the same variance under one
    common share, the finite population taken into account. A school without answers has no weight.
    """
    told = [one for one in strata if one.n_answered]
    yes, n, asked = (
        np.array([getattr(one, name) for one in told], dtype="float64")
        for name in ("n_yes", "n_answered", "n_asked")
    )
    is_known = asked > 0
    weight = np.where(is_known, asked, n) / np.where(is_known, asked, n).sum()
    share = float(weight @ (yes / n))
    unseen = np.where(is_known, (asked - n) / np.maximum(asked - 1, 1), 1.0)
    spread = float(weight**2 @ (unseen / n))
    if spread == 0:
        return share, share, share
    z = float(norm.ppf((1 + level) / 2)) ** 2 * spread
    middle = (share + z / 2) / (1 + z)
    half = np.sqrt(z * share * (1 - share) + z**2 / 4) / (1 + z)
    return share, max(float(middle - half), 0.0), min(float(middle + half), 1.0)


def _first_true(holds, first: int, last: int) -> int:
    """Return the smallest number from first to last for which a rising statement holds.

    `last` where it holds for none before.
    """
    while first < last:
        middle = (first + last) // 2
        if holds(middle):
            last = middle
        else:
            first = middle + 1
    return first
