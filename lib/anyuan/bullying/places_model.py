"""The density of counts by place and slot under effects and spreads.

A count n of a place and slot is Poisson with the exposure times

    exp(level + slope x size + school + place type + slot) x noise of the place

where types and slots are normal about 0, the noise of a place is gamma with mean 1, and a school's
effect is normal about 0, or, where the school is silent (it tells next to nothing), far below.
The noise is summed out in closed form and a school's effect on a grid, so that what is left are the
*shared* effects (level, slope, types, slots), the four spreads and the share of silent schools.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, gammaln

# The four spreads of logarithms: of schools, types, slots, and of the noise of places.
SCHOOL, TYPE, SLOT, NOISE = range(4)
# Half-normal priors of the spreads: a spread of 1 lets two types differ by a factor of four.
_SPREAD_SCALE = 1.0
# Normal priors: the level about the raw overall rate, the slope of the logarithm of the size.
_LEVEL_SD, _SLOPE_SD = 2.0, 0.5
# A silent school lies about so far below the others; so large a share of schools may be silent.
_SILENT_LEVEL, _SILENT_SD = -3.0, 1.5
SILENT_SHARES = np.array([0.01, 0.03, 0.07, 0.12, 0.2, 0.3])
# Points on which a school's effect is summed out: in its own spreads, and as it stands.
_POINTS, _SILENT_POINTS = np.linspace(-4.8, 4.8, 17), np.linspace(-7.5, 1.5, 12)
N_USUAL = len(_POINTS)
_LOG_2PI = np.log(2 * np.pi)


@dataclass(frozen=True)
class Counts:
    """Cases and exposure of places (rows, by school) and slots (columns).

    `school` and `place_type` number the rows' schools and types from 0, schools in order. Every
    row has exposure, and no case lies where there is none.
    """

    n: np.ndarray
    exposure: np.ndarray
    school: np.ndarray
    place_type: np.ndarray


class Model:
    """The density for one set of counts; `spreads` and `shared` are draws, one a row."""

    def __init__(self, counts: Counts) -> None:
        self.exposure, self.school = counts.exposure, counts.school
        self.n_place, self.n_slot = counts.n.sum(axis=1), counts.n.sum(axis=0)
        self.n_school = np.bincount(self.school, self.n_place)
        self._starts = np.searchsorted(self.school, np.arange(len(self.n_school)))
        size = np.log(np.bincount(self.school, self.exposure.sum(axis=1)))
        size = (size - size.mean())[self.school]
        types = np.eye(counts.place_type.max() + 1)[counts.place_type]
        self._design = np.column_stack([np.ones(len(size)), size, types])
        self._n_effects = self._design.shape[1]
        self.n_shared = self._n_effects + len(self.n_slot)
        self.prior_mean = np.zeros(self.n_shared)
        self.prior_mean[0] = np.log((counts.n.sum() + 0.5) / self.exposure.sum())
        self._n_linear = np.concatenate([self.n_place @ self._design, self.n_slot])

    def slots(self, shared: np.ndarray) -> np.ndarray:
        """Return the factors of slots."""
        return np.exp(shared[:, self._n_effects :])

    def expected(self, shared: np.ndarray) -> np.ndarray:
        """Return expected cases of places in a school of effect 0."""
        effects = shared[:, : self._n_effects] @ self._design.T
        return np.exp(effects) * (self.slots(shared) @ self.exposure.T)

    def prior_precision(self, spreads: np.ndarray) -> np.ndarray:
        """Return the precisions of the shared effects before the counts are seen."""
        sd = np.empty((len(spreads), self.n_shared))
        sd[:, :2] = _LEVEL_SD, _SLOPE_SD
        sd[:, 2 : self._n_effects] = spreads[:, [TYPE]]
        sd[:, self._n_effects :] = spreads[:, [SLOT]]
        return sd**-2

    def log_density(self, spreads: np.ndarray, shared: np.ndarray) -> np.ndarray:
        """Return the log density by share of silent schools (columns), spreads by logarithm."""
        _, heights = self.school_grid(spreads, shared)
        usual = _log_sum(heights[:, :, :N_USUAL])
        silent = _log_sum(heights[:, :, N_USUAL:])
        return _log_of_shares(usual, silent) + self._log_rest(spreads, shared)[:, None]

    def _log_rest(self, spreads: np.ndarray, shared: np.ndarray) -> np.ndarray:
        """Return what the log density holds beside the schools' sums: priors and linear parts."""
        precision = self.prior_precision(spreads)
        z2 = precision * (shared - self.prior_mean) ** 2
        prior = 0.5 * (np.log(precision) - z2).sum(axis=1)
        prior += (np.log(spreads) - 0.5 * (spreads / _SPREAD_SCALE) ** 2).sum(axis=1)
        n, times = np.unique(self.n_place, return_counts=True)
        k = spreads[:, [NOISE]] ** -2
        noise = (gammaln(k + n) - gammaln(k) + k * np.log(k)) @ times
        return prior + noise + shared @ self._n_linear

    def school_grid(self, spreads: np.ndarray, shared: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the points of each school's effect, usual ones then silent ones, and log weights.

        Axes: draw, school, point. The share of silent schools is not in the weights.
        """
        base = self.expected(shared)
        centre, width = self._usual_mode(spreads, base)
        usual = centre[:, :, None] + width[:, :, None] * _POINTS
        silent = np.broadcast_to(_SILENT_POINTS, (*centre.shape, len(_SILENT_POINTS)))
        points = np.concatenate([usual, silent], axis=2)
        k = (spreads[:, NOISE] ** -2)[:, None, None]
        told = np.exp(points)[:, self.school]
        told *= base[:, :, None]
        told += k
        np.log(told, out=told)
        told *= k + self.n_place[:, None]
        heights = self.n_school[:, None] * points - np.add.reduceat(told, self._starts, axis=1)
        tau = spreads[:, [SCHOOL]]
        step = np.log(width * (_POINTS[1] - _POINTS[0]) / tau) - 0.5 * _LOG_2PI
        heights[:, :, :N_USUAL] += step[:, :, None] - 0.5 * (usual / tau[:, :, None]) ** 2
        z = (_SILENT_POINTS - _SILENT_LEVEL) / _SILENT_SD
        heights[:, :, N_USUAL:] += np.log(z[1] - z[0]) - 0.5 * (z**2 + _LOG_2PI)
        return points, heights

    def _usual_mode(self, spreads: np.ndarray, base: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return about where, and how wide, a school's effect lies if the school is not silent."""
        k, lean = spreads[:, [NOISE]] ** -2, spreads[:, [SCHOOL]] ** -2
        a = np.log((self.n_school + lean) / (self._by_school(base) + lean))
        for _ in range(6):
            mean = base * np.exp(a)[:, self.school]
            due = (k + self.n_place) * mean / (k + mean)
            precision = self._by_school(due * k / (k + mean)) + lean
            a = a + ((self.n_school - self._by_school(due) - a * lean) / precision).clip(-1, 1)
        return a, precision**-0.5

    def _by_school(self, values: np.ndarray) -> np.ndarray:
        return np.add.reduceat(values, self._starts, axis=1)

    def slopes(self, spreads: np.ndarray, shared: np.ndarray) -> tuple[float, np.ndarray]:
        """Return log density and gradient in the shared effects, for one draw."""
        height, weights, due = self._sum_out(spreads, shared)
        told = (due * weights[self.school]).sum(axis=1) @ self._rows(shared)
        prior = self.prior_precision(spreads[None])[0] * (shared - self.prior_mean)
        return height, self._n_linear - told - prior

    def information(self, spreads: np.ndarray, shared: np.ndarray) -> np.ndarray:
        """Return what the counts tell of the shared effects: minus the curvature, prior apart.

        Where something is summed out that is the mean one less the variance of the gradient
        (Louis 1982). The share of silent schools is taken as known, and negative directions as 0.
        """
        _, weights, due = self._sum_out(spreads, shared)
        rows, mix = self._rows(shared), self._rows(shared)[:, self._n_effects :]
        k, of_place = spreads[NOISE] ** -2, weights[self.school]
        told = (due * of_place).sum(axis=1)
        bend = (due * (1 - due / (k + self.n_place[:, None])) * of_place).sum(axis=1)
        found = rows.T @ (bend[:, None] * rows)
        m = self._n_effects
        found[m:, m:] += np.diag(told @ mix) - mix.T @ (told[:, None] * mix)
        pulls = np.add.reduceat(due[:, :, None] * rows[:, None, :], self._starts, axis=0)
        pulls -= (pulls * weights[:, :, None]).sum(axis=1, keepdims=True)
        pulls = (pulls * np.sqrt(weights)[:, :, None]).reshape(-1, self.n_shared)
        values, vectors = np.linalg.eigh(found - pulls.T @ pulls)
        return (vectors * values.clip(0)) @ vectors.T

    def _rows(self, shared: np.ndarray) -> np.ndarray:
        """Return how the expected cases of places (rows) move with the shared effects."""
        mix = self.exposure * self.slots(shared[None])
        return np.concatenate([self._design, mix / mix.sum(axis=1, keepdims=True)], axis=1)

    def _sum_out(self, spreads, shared) -> tuple[float, np.ndarray, np.ndarray]:
        """Return the log density, weights of schools' points, and cases due of places there."""
        points, heights = (v[0] for v in self.school_grid(spreads[None], shared[None]))
        usual, silent = _log_sum(heights[:, :N_USUAL]), _log_sum(heights[:, N_USUAL:])
        by_share = _log_of_shares(usual[None], silent[None])[0]
        height = _log_sum(by_share)
        logit = np.log(SILENT_SHARES / (1 - SILENT_SHARES)) + (silent - usual)[:, None]
        p_silent = (expit(logit) @ np.exp(by_share - height)).clip(max=1)[:, None]
        of_usual = np.exp(heights[:, :N_USUAL] - usual[:, None]) * (1 - p_silent)
        of_silent = np.exp(heights[:, N_USUAL:] - silent[:, None]) * p_silent
        k = spreads[NOISE] ** -2
        mean = self.expected(shared[None])[0][:, None] * np.exp(points)[self.school]
        due = (k + self.n_place[:, None]) * mean / (k + mean)
        height = height + self._log_rest(spreads[None], shared[None])[0]
        return float(height), np.concatenate([of_usual, of_silent], axis=1), due


def _log_sum(heights: np.ndarray) -> np.ndarray:
    top = heights.max(axis=-1)
    return top + np.log(np.exp(heights - top[..., None]).sum(axis=-1))


def _log_of_shares(usual: np.ndarray, silent: np.ndarray) -> np.ndarray:
    """Return log densities of all schools (draw by share) from those of one school as either."""
    by_share = [
        np.logaddexp(np.log(1 - p) + usual, np.log(p) + silent).sum(axis=1) for p in SILENT_SHARES
    ]
    return np.stack(by_share, axis=1)
