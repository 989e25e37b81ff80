"""Do a school's own counts contradict that all its places are equal? An exact answer."""

import numpy as np
from scipy.stats import binom

_ROUNDING = 1 + 1e-9


def chance_if_equal(n: np.ndarray, exposure: np.ndarray) -> np.ndarray:
    """Return for each place how probable it is that *some* place stands out as far as this one.

    Were all rates of the school equal, its cases would fall on its places by exposure. A place
    stands out as far as the chance of so many cases or more there is small; what is returned is the
    sum, over all places, of the largest such chance that does not exceed this one (Tarone 1990). So
    among schools whose places are all equal at most a share `a` has a place with `a` or less,
    whatever the number of cases; it needs no other school and no model. 1 for every place where
    there are no cases. Exposures must be positive.
    """
    total = int(n.sum())
    share = exposure / exposure.sum()
    # tails[x, q]: the chance of x or more cases of all at place q.
    tails = binom.sf(np.arange(total + 1)[:, None] - 1, total, share)
    own = tails[n.astype(int), np.arange(len(n))]
    reached = np.where(tails[None] <= own[:, None, None] * _ROUNDING, tails, 0.0)
    return reached.max(axis=1).sum(axis=1).clip(max=1.0)
