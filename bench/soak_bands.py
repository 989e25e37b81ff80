"""Do the 90 % bands cover the truth in 400 simulated counties?

Each county is drawn in memory from poor registers (profile `poor` of the rehearsal: most numbers
and guardians missing, birthdays known to the year), linked by the house's own linkage, counted with
its doubt, and compared with the same count under the true persons: what is tested is the doubt of
linkage and nothing else. Ends with an error unless the county's bands cover in 86–94 %, the
townships' in at least 88 %, and the randomised probability integral transform is uniform
(p > 0.01).

    python -m bench.soak_bands [N_COUNTIES [N_CHILDREN [FIRST_SEED]]]
"""

import multiprocessing
import sys
import time

import numpy as np
import pandas as pd

from anyuan.rehearsal.covering import (
    COUNTY,
    TOWNSHIP,
    coverage,
    mark_bands,
    p_of_uniform,
    places_in_distribution,
)
from anyuan.rehearsal.simulated import simulate_month

N_COUNTIES, N_CHILDREN, FIRST_SEED = 400, 1500, 700_000
PROFILE, LEVEL = "poor", 90
N_WORKERS = 2


def draw_county(order: tuple[int, int]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return one county's bands beside the truth, and its open pairs with the truth."""
    seed, n_children = order
    month = simulate_month(seed, n_children, PROFILE)
    marks = mark_bands(month, LEVEL).assign(seed=seed)
    return marks, month.pairs[["probability", "is_same"]].assign(seed=seed)


def main(n_counties: int, n_children: int, first_seed: int) -> None:
    """Draw the counties, print what they showed, end with an error where it falls short."""
    started = time.perf_counter()
    orders = [(first_seed + n, n_children) for n in range(n_counties)]
    # spawn: DuckDB's threads do not survive a fork.
    with multiprocessing.get_context("spawn").Pool(N_WORKERS) as pool:
        drawn = pool.map(draw_county, orders, chunksize=5)
    marks = pd.concat([m for m, _ in drawn], ignore_index=True)
    pairs = pd.concat([p for _, p in drawn], ignore_index=True)
    say(f"{n_counties} counties of {n_children}, profile {PROFILE}, seeds from {first_seed}")
    n_pairs, n_same = len(pairs) / n_counties, pairs["is_same"].sum() / n_counties
    say(f"open pairs a county: {n_pairs:.1f}, of them the same {n_same:.1f}")
    tell_reliability(pairs)
    fell_short = [line for where in (COUNTY, TOWNSHIP) for line in tell_bands(marks, where)]
    say(f"{time.perf_counter() - started:.0f} s")
    if fell_short:
        raise SystemExit("; ".join(fell_short))


def tell_bands(marks: pd.DataFrame, where: str) -> list[str]:
    """Print how the bands of one kind did; return what falls short."""
    mine = marks[marks["where"] == where]
    covered, p = coverage(mine), p_of_uniform(places_in_distribution(mine, seed=1))
    width = mine["high"] - mine["low"]
    off = (mine["truth"].sum() - mine["mean"].sum()) / np.sqrt(mine["variance"].sum())
    say(
        f"{where}: {LEVEL} % bands cover {100 * covered:.1f} %, mean width {width.mean():.2f}, "
        f"without width {100 * (width == 0).mean():.0f} %, uniform p {p:.3f}, "
        f"sum of truths off by {off:+.2f} sd"
    )
    low, high = (0.86, 0.94) if where == COUNTY else (0.88, 1.0)
    short = [] if low <= covered <= high else [f"{where}: coverage {covered:.3f}"]
    return short if p > 0.01 or where == TOWNSHIP else [*short, f"{where}: uniform p {p:.4f}"]


def tell_reliability(pairs: pd.DataFrame) -> None:
    """Print the open pairs by what was said of them and what they were."""
    edges = [0, 0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98, 1]
    bins = pd.cut(pairs["probability"], edges, include_lowest=True)
    for interval, group in pairs.groupby(bins, observed=True):
        said, was = group["probability"].mean(), group["is_same"].mean()
        say(f"  said {interval!s:>14}: {len(group):6} pairs, mean {said:.3f}, true {was:.3f}")


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    defaults = [N_COUNTIES, N_CHILDREN, FIRST_SEED]
    main(*given, *defaults[len(given) :])
