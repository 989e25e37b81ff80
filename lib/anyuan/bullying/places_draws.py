"""Draws of the rates of places: proposals about modes, weighed by their exact density."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve_triangular
from scipy.optimize import OptimizeResult, minimize
from scipy.special import logsumexp
from scipy.stats import qmc
from scipy.stats import t as student

from anyuan.bullying.places_model import N_USUAL, NOISE, SILENT_SHARES, Counts, Model

# Sets of spreads, draws of the effects for each, draws that are kept.
_N_SETS, _N_EACH, N_DRAWS = 64, 16, 1000
# Behind the four spreads of a draw stands its share of silent schools.
SHARE = 4
_FREEDOM = 8
_START = np.array([0.6, 0.6, 0.5, 0.6])
# Spreads beyond these mean the same as these.
_LEAST, _MOST = np.log(0.005), np.log(10.0)
_BATCH = 32
_MAX_STEPS, _NEAR = 25, 0.01


@dataclass(frozen=True)
class Draws:
    """Equally likely draws: `places[d, p]` rates of places, all their slots together.

    The rate of place p in slot s is `levels[d, p] * slots[d, s]`. `spreads`: of schools, types,
    slots, noise, and behind them the share of silent schools. `effective`: how many independent
    draws the weights were worth.
    """

    places: np.ndarray
    levels: np.ndarray
    slots: np.ndarray
    spreads: np.ndarray
    effective: float


def draw_rates(counts: Counts, seed: int) -> Draws:
    """Return draws from the posterior of the rates; the same for the same seed.

    Spreads are proposed about the mode of their marginal density, effects given those about their
    mode (Laplace); the draws are weighed by their exact density, schools summed out, and N_DRAWS
    of them kept by weight.
    """
    rng = np.random.default_rng(seed)
    model = Model(counts)
    climber = _Climber(model)
    sets, log_q = _propose_spreads(climber, rng)
    spreads, log_q = np.repeat(sets, _N_EACH, axis=0), np.repeat(log_q, _N_EACH)
    n = model.n_shared
    shared = np.empty((len(spreads), n))
    for j, some in enumerate(sets):
        at = slice(j * _N_EACH, (j + 1) * _N_EACH)
        top, lower, _ = climber.climb(some)
        z = rng.standard_normal((_N_EACH, n))
        z /= np.sqrt(rng.chisquare(_FREEDOM, (_N_EACH, 1)) / _FREEDOM)
        shared[at] = top + solve_triangular(lower, z.T, lower=True, trans="T").T
        log_q[at] += np.log(np.diag(lower)).sum()
        log_q[at] -= (_FREEDOM + n) / 2 * np.log1p((z**2).sum(axis=1) / _FREEDOM)
    log_p = np.concatenate([model.log_density(spreads[b], shared[b]) for b in _batches(spreads)])
    log_w = log_p - log_q[:, None]
    weights = np.exp(log_w - logsumexp(log_w))
    at = (np.arange(N_DRAWS) + rng.random()) / N_DRAWS
    kept = np.searchsorted(np.cumsum(weights), at).clip(max=weights.size - 1)
    chosen, which = np.divmod(kept, len(SILENT_SHARES))
    spreads = np.column_stack([spreads[chosen], SILENT_SHARES[which]])
    slots = model.slots(shared[chosen])
    places = _draw_places(model, spreads, shared[chosen], rng)
    levels = places * counts.exposure.sum(axis=1) / (slots @ counts.exposure.T)
    return Draws(places, levels, slots, spreads, float(1 / (weights.sum(axis=1) ** 2).sum()))


def _batches(rows: np.ndarray) -> list[np.ndarray]:
    return np.array_split(np.arange(len(rows)), max(1, len(rows) // _BATCH))


def _draw_places(
    model: Model, spreads: np.ndarray, shared: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Return rates: each school's effect from its grid, then the noise of each place."""
    found = np.empty((len(shared), len(model.n_place)))
    for batch in _batches(shared):
        points, heights = model.school_grid(spreads[batch, :SHARE], shared[batch])
        share = spreads[batch, SHARE, None, None]
        weights = np.exp(heights - heights.max(axis=2, keepdims=True))
        weights[:, :, :N_USUAL] *= 1 - share
        weights[:, :, N_USUAL:] *= share
        upto = np.cumsum(weights, axis=2)
        u = rng.random((*upto.shape[:2], 1)) * upto[:, :, -1:]
        at = (upto < u).sum(axis=2, keepdims=True)
        near = np.where(at < N_USUAL, 0, N_USUAL)
        step = np.take_along_axis(points, near + 1, 2) - np.take_along_axis(points, near, 2)
        schools = np.take_along_axis(points, at, 2) + step * (rng.random(at.shape) - 0.5)
        k = spreads[batch, NOISE, None] ** -2
        mean = model.expected(shared[batch]) * np.exp(schools[:, :, 0])[:, model.school]
        found[batch] = rng.gamma(k + model.n_place, 1 / (k + mean)) * mean
    return found / model.exposure.sum(axis=1)


class _Climber:
    """Finds modes of the shared effects, each from where the last one lay."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.shared = model.prior_mean
        self.information = model.information(_START, self.shared)

    def climb(self, spreads: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
        """Return the mode, the factor of the precision about it, and the log mass about it."""
        prior = np.diag(self.model.prior_precision(spreads[None])[0])
        last = np.inf
        for _ in range(_MAX_STEPS):
            height, slope = self.model.slopes(spreads, self.shared)
            step = np.linalg.solve(self.information + prior, slope)
            # What another point told leads on well as long as the steps shrink.
            if step @ slope < _NEAR or step @ slope > last / 4:
                self.information = self.model.information(spreads, self.shared)
                step = np.linalg.solve(self.information + prior, slope)
            last = step @ slope
            if last < _NEAR:
                break
            self.shared = self.shared + step / max(1.0, np.abs(step).max())
        lower = np.linalg.cholesky(self.information + prior)
        return self.shared, lower, height - np.log(np.diag(lower)).sum()


def _propose_spreads(climber: _Climber, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return sets of spreads about the mode of their approximate density, and their log density.

    On each axis of its curvature stand two halves of Student's t, as wide as the density falls: a
    spread that may be 0 has a long tail on one side.
    """

    def depth(logs: np.ndarray) -> float:
        return -climber.climb(np.exp(logs.clip(_LEAST, _MOST)))[2]

    start = np.log(_START)
    corners = np.vstack([start, start + 0.5 * np.eye(len(start))])
    options = {"initial_simplex": corners, "xatol": 0.1, "fatol": 0.05, "maxfev": 120}
    found = minimize(depth, start, method="Nelder-Mead", options=options)
    _, axes = np.linalg.eigh(_curvature(depth, found.x))
    reach = [[_reach(depth, found, side * axis) for side in (-1, 1)] for axis in axes.T]
    left, right = np.array(reach).T
    u = qmc.Sobol(len(start), rng=rng).random(_N_SETS)
    middle = left / (left + right)
    tail = np.where(u < middle, u / middle, (1 - u) / (1 - middle)) / 2
    z = student.ppf(tail.clip(1e-6), _FREEDOM)
    moved = np.where(u < middle, z * left, -z * right)
    log_q = (student.logpdf(z, _FREEDOM) - np.log(left + right)).sum(axis=1)
    return np.exp((found.x + moved @ axes.T).clip(_LEAST, _MOST)), log_q


def _reach(depth: Callable, lowest: OptimizeResult, way: np.ndarray) -> float:
    """Return how wide the density is on one side of its mode, as the spread of half a normal."""
    length = 0.3
    while (drop := depth(lowest.x + length * way) - lowest.fun) < 1.0 and length < 2.5:
        length *= 1.6
    return float(length / np.sqrt(2 * max(drop, 0.3)))


def _curvature(depth: Callable, at: np.ndarray) -> np.ndarray:
    """Return the second differences of a function at a point."""
    moves = np.eye(len(at)) * 0.15
    up, down = (np.array([depth(at + side * move) for move in moves]) for side in (1, -1))
    here = depth(at)
    found = np.diag(up + down - 2 * here)
    for i, j in zip(*np.tril_indices(len(at), -1), strict=True):
        found[i, j] = found[j, i] = depth(at + moves[i] + moves[j]) - up[i] - up[j] + here
    return found
