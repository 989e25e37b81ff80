"""Has the rate changed between two periods? An exact comparison, and what it could have seen.

What is compared are *known* cases. A school that hears more may have more cases on its list and
less bullying; so the words are risen and fallen, never better or worse, and where the reporting
changed in between nothing is said.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.stats import beta, binom, poisson

RISEN, FALLEN, CANNOT_SAY = "risen", "fallen", "cannot_say"
# Why nothing can be said.
NO_EXPOSURE, NO_CASES = "no_exposure", "no_cases"
REPORTING_CHANGED, MAY_BE_CHANCE = "reporting_changed", "may_be_chance"
_POWER = 0.8
# Logarithm of the largest ratio looked at; what is left out of a count at either end.
_FAR, _NOTHING = 12.0, 1e-9


@dataclass(frozen=True)
class Period:
    """Known cases in a period, and the exposure they are set against (pupil-hours, or days)."""

    n: int
    exposure: float


@dataclass(frozen=True)
class RateChange:
    """The rate of the later period over that of the earlier one.

    `ratio` is None without cases before; `low` and `high` hold it with `level` % or more: 0 and
    infinite where the counts set no bound. `p` is the exact
    two-sided chance of a difference so large were both rates equal: twice the smaller tail, as the
    interval has it, no mid-p. `least_rise` and `least_fall` are the ratios nearest to 1 that would
    have been called risen or fallen with 80 % chance, had the rate before been as it was seen; None
    where no ratio would. `reason` says why it is cannot_say: no_exposure, no_cases,
    reporting_changed, may_be_chance.
    """

    before: Period
    after: Period
    level: int
    ratio: float | None
    low: float
    high: float
    p: float
    least_rise: float | None
    least_fall: float | None
    verdict: str
    reason: str


def compare_rates(
    before: Period, after: Period, *, level: int = 95, is_reporting_changed: bool = False
) -> RateChange:
    """Return how two rates differ, by the split of all their cases (Clopper and Pearson 1934).

    Given the sum of two Poisson counts the later one is binomial, so that nothing is approximated.
    The verdict is risen or fallen where the interval excludes 1, and cannot_say otherwise and
    always where the way of reporting changed in between (a new hotline, a first survey, another
    head). Raises ValueError for a negative n or exposure, or a level outside 50–99.
    """
    if min(before.n, after.n, before.exposure, after.exposure) < 0 or not 50 <= level <= 99:
        raise ValueError("n, exposure or level out of range")
    error = (1 - level / 100) / 2
    n = before.n + after.n
    low, high, p, rise, fall = 0.0, math.inf, 1.0, None, None
    ratio, reason = None, NO_EXPOSURE
    if before.exposure > 0 and after.exposure > 0:
        odds = before.exposure / after.exposure
        share = 1 / (1 + odds)
        rise, fall = _least_changes(before.n, share, error)
        ratio = after.n / before.n * odds if before.n else None
        if after.n:
            low = _odds(beta.ppf(error, after.n, before.n + 1)) * odds
        if before.n:
            high = _odds(beta.ppf(1 - error, after.n + 1, before.n)) * odds
        p = 2 * min(binom.sf(after.n - 1, n, share), binom.cdf(after.n, n, share))
        reason = MAY_BE_CHANCE if n else NO_CASES
    verdict = RISEN if low > 1 else FALLEN if high < 1 else CANNOT_SAY
    if is_reporting_changed:
        verdict, reason = CANNOT_SAY, REPORTING_CHANGED
    return RateChange(
        before=before,
        after=after,
        level=level,
        ratio=ratio,
        low=low,
        high=high,
        p=min(1.0, float(p)),
        least_rise=rise,
        least_fall=fall,
        verdict=verdict,
        reason=reason if verdict == CANNOT_SAY else "",
    )


def _odds(share: float) -> float:
    return float(share / (1 - share))


def _least_changes(n: int, share: float, error: float) -> tuple[float | None, float | None]:
    """Return the least ratios above and below 1 that would be told with 80 % chance.

    `n` cases are expected before; `share` of all are expected after if nothing changes.
    """
    if not n:
        return None, None
    first, last = poisson.ppf([_NOTHING, 1 - _NOTHING], n)
    before = np.arange(first, last + 1)
    chance = poisson.pmf(before, n)
    # The least later count that is called risen, the most that is called fallen (-1: none).
    risen = _search(lambda after: binom.sf(after - 1, before + after, share) < error, before)
    fallen = _search(lambda after: binom.cdf(after, before + after, share) >= error, before) - 1
    expected = n * share / (1 - share)

    def beyond(log_ratio: float) -> float:
        return chance @ poisson.sf(risen - 1, expected * math.exp(log_ratio)) - _POWER

    def beneath(log_ratio: float) -> float:
        return chance @ poisson.cdf(fallen, expected * math.exp(log_ratio)) - _POWER

    rise = math.exp(brentq(beyond, 0, _FAR)) if beyond(_FAR) > 0 else None
    fall = math.exp(brentq(beneath, -_FAR, 0)) if beneath(-_FAR) > 0 else None
    return rise, fall


def _search(holds: Callable[[np.ndarray], np.ndarray], before: np.ndarray) -> np.ndarray:
    """Return for each earlier count the least later one from which a condition holds."""
    low, high = np.full(len(before), -1), np.ones(len(before), dtype=int)
    while not (reached := holds(high)).all():
        low, high = np.where(reached, low, high), np.where(reached, high, 2 * high)
    while (high - low > 1).any():
        middle = (low + high) // 2
        reached = holds(middle)
        low, high = np.where(reached, low, middle), np.where(reached, middle, high)
    return high
