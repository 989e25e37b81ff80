"""Are the rates of places honest in 200 simulated counties, and are few worst places made up?

Each seed draws a county three times (see `simulated_places`, which is not the model's own form):
schools with unequal places, all schools with equal places, and half of them. Ends with an error
unless, in each of the three, the 90 % intervals of places' rates cover in 86–94 % and their error
(RMSE) is at least 30 % below that of raw rates, and a worst place is named in at most 5 % of the
schools whose places are equal.

    python -m bench.soak_places [N_COUNTIES [FIRST_SEED [N_WORKERS]]]
"""

import multiprocessing
import sys
import time

import numpy as np
import pandas as pd
from bench.simulated_places import simulate_places

from anyuan.bullying.places import WORST, fit_places

N_COUNTIES, FIRST_SEED, N_WORKERS = 200, 510_000, 2
COUNTIES = ("usual", "mixed", "equal")
PUPILS = [0, 50, 150, 400, 1000, 3000]
CHANCES = [0, 0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98, 1]


def fit_county(order: tuple[int, str]) -> pd.DataFrame:
    """Return the places of one county with their rates, verdicts and truth."""
    seed, county = order
    drawn = simulate_places(seed, county)
    fit = fit_places(drawn.cells)
    keys = ["school_code", "place"]
    cells = fit.cells.merge(drawn.cell_truth, on=[*keys, "slot"])
    cells["covered"] = cells["truth"].between(cells["low"], cells["high"])
    of_cells = cells.groupby(keys)["covered"].agg(["sum", "size"]).add_prefix("cells_")
    places = fit.places.merge(drawn.truth, on=keys).merge(of_cells, on=keys)
    return places.assign(seed=seed, county=county, effective=fit.effective)


def main(n_counties: int, first_seed: int, n_workers: int) -> None:
    """Draw and fit the counties, print what they showed, end with an error where it falls short."""
    started = time.perf_counter()
    orders = [(first_seed + n, county) for n in range(n_counties) for county in COUNTIES]
    with multiprocessing.get_context("spawn").Pool(n_workers) as pool:
        places = pd.concat(pool.map(fit_county, orders, chunksize=3), ignore_index=True)
    say(f"{n_counties} counties of each kind, seeds from {first_seed}")
    places["covered"] = places["truth"].between(places["low"], places["high"])
    places["school"] = places["seed"].astype("str") + places["school_code"]
    fell_short = [line for county in COUNTIES for line in tell(places, county)]
    say(f"{time.perf_counter() - started:.0f} s")
    if fell_short:
        raise SystemExit("; ".join(fell_short))


def tell(places: pd.DataFrame, county: str) -> list[str]:
    """Print how the rates and verdicts of one kind of county did; return what falls short."""
    mine = places[places["county"] == county]
    covered, saved = mine["covered"].mean(), 1 - rmse(mine, "rate") / rmse(mine, "raw")
    cells = mine["cells_sum"].sum() / mine["cells_size"].sum()
    schools = mine.groupby("school")["n"].sum()
    say(
        f"{county}: intervals of {len(mine)} places cover {100 * covered:.1f} % (of their slots "
        f"{100 * cells:.1f} %), RMSE {100 * saved:.0f} % below raw; schools without cases "
        f"{100 * (schools == 0).mean():.0f} %, with more than 15 {100 * (schools > 15).mean():.1f} "
        f"%; effective draws {mine['effective'].min():.0f} or more, median "
        f"{mine['effective'].median():.0f}"
    )
    for pupils, group in mine.groupby(pd.cut(mine["n_pupils"], PUPILS), observed=True):
        below, above = (group["truth"] < group["low"]), (group["truth"] > group["high"])
        say(
            f"  {pupils!s:>12} pupils: {len(group):6} places, cover "
            f"{100 * group['covered'].mean():.1f} %, truth below {100 * below.mean():.1f} %, above "
            f"{100 * above.mean():.1f} %, RMSE {rmse(group, 'rate'):.4f} (raw "
            f"{rmse(group, 'raw'):.4f}), {tell_named(group)}"
        )
    silent = mine[mine["is_silent"]]
    say(f"  silent schools: {len(silent)} places, cover {100 * silent['covered'].mean():.1f} %")
    if county == "usual":
        tell_reliability(mine)
    short = [] if 0.86 <= covered <= 0.94 else [f"{county}: coverage {covered:.3f}"]
    short += [] if saved >= 0.3 else [f"{county}: RMSE {saved:.2f} below raw"]
    equal = mine[mine["is_equal"]]
    if len(equal):
        made_up = is_named(equal).mean()
        say(f"  worst place made up in {100 * made_up:.2f} % of schools with equal places")
        short += [] if made_up <= 0.05 else [f"{county}: worst made up in {made_up:.3f}"]
    return short


def rmse(places: pd.DataFrame, column: str) -> float:
    """Return the root of the mean squared error of one column."""
    return float(np.sqrt(((places[column] - places["truth"]) ** 2).mean()))


def is_named(places: pd.DataFrame) -> pd.Series:
    """Return for each school whether a worst place is named in it."""
    return (places["verdict"] == WORST).groupby(places["school"]).any()


def tell_named(places: pd.DataFrame) -> str:
    """Return how many schools with equal, and with unequal, places have a worst one named."""
    told = []
    for is_equal, group in places.groupby("is_equal"):
        what = "equal" if is_equal else "unequal"
        told.append(f"named in {100 * is_named(group).mean():.1f} % of {what} schools")
    return ", ".join(told)


def tell_reliability(places: pd.DataFrame) -> None:
    """Print how probably places were said to be among the worst three, and how many were."""
    of_school = places.groupby("school")["truth"]
    most = (of_school.transform("size") // 2).clip(1, 3)
    is_worst = of_school.rank(ascending=False) <= most
    bins = pd.cut(places["p_worst_three"], CHANCES, include_lowest=True)
    for interval, group in places.groupby(bins, observed=True):
        said, was = group["p_worst_three"].mean(), is_worst[group.index].mean()
        say(f"  said {interval!s:>14}: {len(group):6} places, mean {said:.3f}, true {was:.3f}")
    for verdict, group in places.groupby("verdict"):
        say(f"  {verdict}: {len(group)} places, worst {100 * is_worst[group.index].mean():.1f} %")


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    defaults = [N_COUNTIES, FIRST_SEED, N_WORKERS]
    main(*given, *defaults[len(given) :])
