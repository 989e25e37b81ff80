"""Rates of places: beside brute force, in simulated counties, and what few cases may say."""

import importlib.util
import sys
from itertools import product
from math import factorial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyuan.bullying.places import fit_places, fit_weekdays
from anyuan.bullying.places_draws import draw_rates
from anyuan.bullying.places_evidence import chance_if_equal
from anyuan.bullying.places_model import SILENT_SHARES, Counts

SIMULATOR = Path(__file__).parents[2] / "bench" / "simulated_places.py"
KEYS = ["school_code", "place"]


def simulator():
    """Return the soak's simulator, which lies outside the package on purpose."""
    spec = importlib.util.spec_from_file_location("simulated_places", SIMULATOR)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def cells_of(text):
    """Return the cells of a text table: school, place, type, slot (`-`: none), n, exposure."""
    rows = [line.split() for line in text.splitlines() if line]
    names = ["school_code", "place", "place_type", "slot", "n", "exposure"]
    frame = pd.DataFrame(rows, columns=names, dtype="str").replace("-", None)
    return frame.assign(n=frame["n"].astype("int64"), exposure=frame["exposure"].astype("float64"))


HOT = """
S1 K1 classroom  lesson  1 90000
S1 C1 toilet     break  11  1500
S1 G1 gate       break   0  2000
S1 P1 playground break   1  9000
S1 H1 corridor   break   0  6000
S1 T1 stairwell  break   0  2000
"""
QUIET = HOT.replace("S1", "S2").replace(" 11 ", "  0 ").replace("  1 ", "  0 ")


def at(frame, place, column, school="S1"):
    rows = frame.set_index(KEYS).sort_index()
    return rows.loc[(school, place), column]


# The evidence of one school.


def outcomes(n, n_places):
    """Return every way in which n cases fall on places, with its multinomial coefficient."""
    for counts in product(range(n + 1), repeat=n_places):
        if sum(counts) == n:
            ways = factorial(n) / np.prod([factorial(c) for c in counts])
            yield np.array(counts), ways


@given(
    st.integers(1, 6),
    st.lists(st.floats(0.5, 200), min_size=1, max_size=4),
    st.sampled_from([0.01, 0.05, 0.1, 0.3]),
)
def test_equal_places_seldom_stand_out(n, exposure, level):
    exposure = np.array(exposure)
    share = exposure / exposure.sum()
    chance = sum(
        ways * np.prod(share**counts)
        for counts, ways in outcomes(n, len(exposure))
        if chance_if_equal(counts, exposure).min() <= level
    )
    assert chance <= level + 1e-9


@given(st.lists(st.integers(0, 2), min_size=2, max_size=3))
def test_the_chance_is_no_less_than_that_of_the_place_alone(n):
    n, exposure = np.array(n), np.arange(1.0, len(n) + 1)
    share = exposure / exposure.sum()
    found = chance_if_equal(n, exposure)
    for place, count in enumerate(n):
        alone = sum(
            ways * np.prod(share**counts)
            for counts, ways in outcomes(n.sum(), len(n))
            if counts[place] >= count
        )
        assert found[place] >= alone - 1e-9


def test_all_cases_at_a_small_place_are_evidence_and_at_the_largest_are_none():
    exposure = np.array([90.0, 4, 6])
    assert chance_if_equal(np.array([0, 3, 0]), exposure)[1] < 0.001
    assert chance_if_equal(np.array([3, 0, 0]), exposure)[0] > 0.5
    assert (chance_if_equal(np.zeros(3), exposure) == 1).all()


# The model, where brute force can follow.


def by_brute_force(counts, n_draws=200_000):
    """Return draws of places' rates from the priors, and how likely each makes the counts."""
    rng = np.random.default_rng(5)
    n_places, n_slots = counts.n.shape
    spreads = np.abs(rng.standard_normal((n_draws, 4)))
    centre = np.log((counts.n.sum() + 0.5) / counts.exposure.sum())
    is_silent = rng.random(n_draws) < rng.choice(SILENT_SHARES, n_draws)
    usual = rng.normal(0, spreads[:, 0])
    school = np.where(is_silent, rng.normal(-3, 1.5, n_draws), usual)
    level = rng.normal(centre, 2, n_draws) + school
    types = rng.standard_normal((n_draws, n_places)) * spreads[:, [1]]
    slots = rng.standard_normal((n_draws, n_slots)) * spreads[:, [2]]
    k = spreads[:, [3]].clip(1e-3) ** -2
    noise = rng.gamma(k, 1 / k, (n_draws, n_places))
    rates = (np.exp(level[:, None] + types) * noise)[:, :, None] * np.exp(slots)[:, None, :]
    expected = rates * counts.exposure
    fit = (counts.n * np.log(expected + 1e-300) - expected).sum(axis=(1, 2))
    weights = np.exp(fit - fit.max())
    return expected.sum(axis=2) / counts.exposure.sum(axis=1), weights / weights.sum()


@pytest.mark.parametrize(
    "n", [[[2, 3], [1, 0], [0, 0]], [[0, 0], [0, 0], [0, 0]], [[0, 1], [6, 0], [0, 1]]]
)
def test_the_draws_agree_with_brute_force(n):
    exposure = np.array([[60.0, 30], [5, 2], [0, 12]])
    counts = Counts(np.array(n, dtype=float), exposure, np.zeros(3, dtype=int), np.arange(3))
    draws = draw_rates(counts, seed=1)
    rates, weights = by_brute_force(counts)
    for place in range(3):
        order = np.argsort(rates[:, place])
        upto = np.cumsum(weights[order])
        for q in (0.05, 0.25, 0.5, 0.75, 0.95):
            bound = rates[order[np.searchsorted(upto, q)], place]
            assert (draws.places[:, place] <= bound).mean() == pytest.approx(q, abs=0.06)


def test_many_cases_leave_their_own_rates():
    rng = np.random.default_rng(2)
    exposure = rng.uniform(10, 100, (30, 2))
    true = rng.lognormal(0, 1, 30)
    n = rng.poisson(true[:, None] * exposure * 50).astype(float)
    draws = draw_rates(Counts(n, exposure, np.repeat(np.arange(6), 5), np.arange(30) % 5), seed=1)
    assert draws.places.mean(axis=0) == pytest.approx(50 * true, rel=0.12)


# What is said of places.


def test_a_place_that_stands_out_is_named():
    places = fit_places(cells_of(HOT + QUIET)).places
    assert at(places, "C1", "verdict") == "worst"
    assert at(places, "C1", "p_worst_three") > 0.9
    assert at(places, "C1", "reason") == ""


def test_a_place_below_all_others_is_not_worst():
    busy = cells_of(HOT).assign(n=[1, 11, 4, 8, 6, 5])
    places = fit_places(busy).places
    assert at(places, "C1", "verdict") == "worst" and at(places, "K1", "verdict") == "not_worst"
    assert at(places, "H1", "reason") == "not_apart"


def test_a_school_without_cases_is_told_nothing_by_the_others():
    places = fit_places(cells_of(HOT + QUIET)).places
    quiet = places[places["school_code"] == "S2"]
    assert set(quiet["verdict"]) == {"cannot_say"} and set(quiet["reason"]) == {"no_cases"}
    # What happens elsewhere still moves the rate that is expected of its toilet.
    assert at(places, "C1", "rate", "S2") > 2 * at(places, "K1", "rate", "S2")


def test_cases_that_fell_by_exposure_name_no_place():
    spread = cells_of(HOT).assign(n=[9, 0, 0, 1, 1, 0])
    places = fit_places(spread).places
    assert set(places["verdict"]) == {"cannot_say"}
    assert set(places["reason"]) == {"may_be_chance"}


def test_an_interval_holds_the_rate_and_is_narrower_with_more_cases():
    few, many = cells_of(HOT), cells_of(HOT)
    many[["n", "exposure"]] *= 20
    found = [fit_places(cells).places for cells in (few, many)]
    for places in found:
        assert (places["low"] <= places["rate"]).all() and (places["rate"] <= places["high"]).all()
        assert places["p_worst_three"].sum() == pytest.approx(3, abs=1e-6)
    widths = [at(p, "C1", "high") / at(p, "C1", "low") for p in found]
    assert widths[1] < widths[0] / 2


def test_no_cases_at_all_give_small_rates_and_no_verdict():
    places = fit_places(cells_of(HOT).assign(n=0)).places
    assert set(places["reason"]) == {"no_cases"}
    assert (places["high"] < 1000 * 5 / places["exposure"].min()).all()


def test_a_place_without_exposure_has_no_rate_and_says_so():
    idle = "S1 X1 corner - 0 0\nS1 G1 gate night 2 0\nS1 Y1 corner night 1 0"
    fit = fit_places(cells_of(HOT + idle))
    corner = fit.places.set_index("place").loc[["X1", "Y1"]]
    assert corner[["raw", "rate", "low", "high", "p_worst_three"]].isna().all(axis=None)
    assert corner["verdict"].to_list() == ["cannot_say"] * 2
    assert corner["reason"].to_list() == ["no_exposure"] * 2
    assert corner["n_unexposed"].to_list() == [0, 1]
    gate = fit.cells.set_index(["place", "slot"]).loc[("G1", "night")]
    assert gate["n_unexposed"] == 2 and np.isnan(gate["rate"])
    assert at(fit.places, "G1", "n") == 0 and at(fit.places, "G1", "n_unexposed") == 2


def test_without_any_exposure_nothing_has_a_rate():
    fit = fit_places(cells_of(HOT).assign(exposure=0.0))
    assert fit.places["rate"].isna().all() and fit.places["n_unexposed"].sum() == 13


def test_no_rows_make_no_places():
    fit = fit_places(cells_of(HOT).head(0))
    assert len(fit.places) == 0 and "verdict" in fit.places and "slot" in fit.cells


def test_rows_of_one_place_and_slot_add_up_in_any_order():
    cells = cells_of(HOT + QUIET)
    halves = pd.concat([cells.assign(n=0), cells.assign(exposure=0.0)]).sample(
        frac=1, random_state=1
    )
    halves["exposure"] = halves["exposure"].astype("float64")
    pd.testing.assert_frame_equal(fit_places(halves).cells, fit_places(cells).cells)


def test_one_place_alone_is_never_worst():
    places = fit_places(cells_of("S1 C1 toilet break 12 10")).places
    assert places["verdict"].to_list() == ["cannot_say"]
    assert places["rate"].item() == pytest.approx(1200, rel=0.15)


def test_of_few_places_the_higher_half_counts_as_worst():
    few = "S1 K1 classroom lesson 0 90000\nS1 C1 toilet break 9 900\nS1 G1 gate break 0 900"
    places = fit_places(cells_of(few)).places
    assert places["p_worst_three"].sum() == pytest.approx(1, abs=1e-6)
    assert at(places, "C1", "verdict") == "worst"


@pytest.mark.parametrize(("n", "exposure"), [(-1, 5), (1, -5), (1, np.nan), (1, np.inf)])
def test_impossible_numbers_are_refused(n, exposure):
    cells = cells_of("S1 C1 toilet break 12 10").assign(n=n, exposure=exposure)
    with pytest.raises(ValueError, match="0 or more"):
        fit_places(cells)


def test_the_weekday_on_which_all_happens_is_named():
    days = ["mon", "tue", "wed", "thu", "fri"]
    cells = pd.concat([cells_of(HOT).assign(weekday=d, n=0) for d in days], ignore_index=True)
    cells.loc[cells["weekday"].eq("fri") & cells["place"].eq("C1"), "n"] = 11
    found = fit_weekdays(cells).set_index("weekday")
    assert found["verdict"].to_dict() == dict.fromkeys(days[:-1], "not_worst") | {"fri": "worst"}
    assert found["n"].sum() == 11 and found["p_worst"].sum() == pytest.approx(1)


# Simulated counties; `make soak` takes two hundred.


@pytest.fixture(scope="module")
def sample():
    simulate = simulator().simulate_places
    found = []
    for seed in range(3):
        drawn = simulate(seed, "mixed", n_schools=25)
        places = fit_places(drawn.cells).places.merge(drawn.truth, on=KEYS)
        found.append(places.assign(school=str(seed) + places["school_code"]))
    return pd.concat(found, ignore_index=True)


def test_intervals_cover_in_simulated_counties(sample):
    assert 0.82 <= sample["truth"].between(sample["low"], sample["high"]).mean() <= 0.97


def test_rates_err_less_than_raw_ones(sample):
    errors = sample[["rate", "raw"]].sub(sample["truth"], axis=0).pow(2).mean().pow(0.5)
    assert errors["rate"] < 0.7 * errors["raw"]


def test_worst_places_are_seldom_made_up(sample):
    named = sample["verdict"].eq("worst").groupby([sample["is_equal"], sample["school"]]).any()
    assert named[True].mean() <= 0.05
    assert named[False].any()


# The survey: answers that name a type of place, n of them, a binomial count.


def survey_cells(rng, n_schools, spread):
    """Return answers by type of place and how often each type is truly named."""
    types = ["classroom", "corridor", "toilet", "playground", "gate", "dormitory"]
    schools = np.repeat(np.arange(n_schools), len(types))
    answers = np.repeat(rng.integers(20, 600, n_schools), len(types))
    usual = rng.normal(-2.8, 0.4, n_schools)[schools]
    of_type = np.tile(rng.normal(0, spread, len(types)), n_schools)
    chance = np.exp(usual + of_type + rng.normal(0, spread / 2, len(schools))).clip(max=0.6)
    names = np.tile(types, n_schools)
    return pd.DataFrame(
        {
            "school_code": [f"S{n:02}" for n in schools],
            "place": names,
            "place_type": names,
            "slot": "any",
            "n": rng.binomial(answers, chance),
            "exposure": answers.astype(float),
            "truth": 1000 * chance,
        }
    )


@pytest.mark.parametrize(("spread", "is_equal"), [(0.5, False), (0.0, True)])
def test_survey_answers_are_served_as_well(spread, is_equal):
    found = []
    for seed in range(3):
        cells = survey_cells(np.random.default_rng(seed), 20, spread)
        places = fit_places(cells).places.merge(cells[[*KEYS, "truth"]], on=KEYS)
        found.append(places.assign(school=str(seed) + places["school_code"]))
    places = pd.concat(found)
    assert 0.84 <= places["truth"].between(places["low"], places["high"]).mean() <= 0.98
    named = places["verdict"].eq("worst").groupby(places["school"]).any().mean()
    assert named <= 0.05 if is_equal else named > 0.3
