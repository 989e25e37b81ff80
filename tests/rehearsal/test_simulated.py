"""Counties drawn in memory: bands against the truth, and one order of judging against another."""

import numpy as np
import pandas as pd
import pytest

from anyuan.dropout import band_of, distribution
from anyuan.rehearsal.covering import (
    COUNTY,
    coverage,
    mark_bands,
    p_of_uniform,
    places_in_distribution,
)
from anyuan.rehearsal.race import (
    closest_to_even,
    draw_doubt,
    judgements_to_half,
    most_useful,
    share_moving_nothing,
    truth_of,
)
from anyuan.rehearsal.simulated import simulate_month
from anyuan.rehearsal.truth import judge_all

KEY = "out_of_school"


@pytest.fixture(scope="module")
def months():
    """Two small counties with poor registers."""
    return [simulate_month(seed, 600, "poor") for seed in (31, 32)]


def test_the_truth_is_the_count_of_the_same_rows_with_their_true_persons(months):
    for month in months:
        assert len(month.truth.people) < len(month.headcount.people)
        judged = judge_all(month.world)[4].set_axis(month.world.children["person"])
        out = judged.index[judged["status"].isin(["never_enrolled", "dropped_out"])]
        # One month alone does not tell all: who left long ago looks like one who never came.
        assert len(set(month.truth.members(KEY)) & set(out)) > len(out) / 2


def test_every_open_pair_knows_what_it_truly_is(months):
    assert any(month.pairs["is_same"].any() for month in months)
    for month in months:
        assert month.pairs["is_same"].dtype == bool
        assert (month.pairs["left_person"] != month.pairs["right_person"]).all()


def test_the_same_seed_draws_the_same_county(months):
    again = simulate_month(31, 600, "poor")
    pd.testing.assert_frame_equal(again.pairs, months[0].pairs)
    pd.testing.assert_frame_equal(mark_bands(again, 90), mark_bands(months[0], 90))


def test_truths_drawn_from_the_probabilities_themselves_are_covered_as_said(months):
    rng = np.random.default_rng(8)
    marks = []
    for month in months:
        found = distribution(month.doubt, KEY)
        band = band_of(found, 90)
        for _ in range(200):
            truth = month.doubt.fixed[KEY] + sum(
                int(rng.choice(cluster.values[:, cluster.keys.index(KEY)], p=cluster.weights))
                for cluster in month.doubt.clusters
                if KEY in cluster.keys
            )
            marks.append((truth, band.low, band.high, found.below(truth - 1), found.at(truth)))
    frame = pd.DataFrame(marks, columns=["truth", "low", "high", "below", "at"])
    # 400 draws of at least 0.9: three standard errors below.
    assert coverage(frame) > 0.9 - 3 * 0.015
    assert p_of_uniform(places_in_distribution(frame, seed=2)) > 0.01


def test_the_headcount_and_every_township_are_marked(months):
    marks = mark_bands(months[0], 90)
    assert (marks["where"] == COUNTY).sum() == 1
    townships = marks[marks["where"] != COUNTY]
    assert len(townships) == 15
    assert townships["truth"].sum() == marks["truth"].iat[0]
    assert townships["mean"].sum() == pytest.approx(marks["mean"].iat[0])


def test_the_desks_order_needs_no_more_judgements_than_the_closest_to_even(months):
    for month in months:
        ours, theirs = (
            judgements_to_half(month.doubt, truth_of(month), 95, choose)
            for choose in (most_useful, closest_to_even)
        )
        assert (ours or 0) <= (theirs or 0)
        assert 0 <= share_moving_nothing(month.doubt) <= 1


def test_it_needs_at_most_half_as_many_where_half_or_more_of_the_pairs_move_nothing():
    ours, theirs = [], []
    for seed in range(20):
        doubt, truth = draw_doubt(seed, 40, (0.5, 0.7, 0.9)[seed % 3])
        assert share_moving_nothing(doubt) >= 0.5
        ours.append(judgements_to_half(doubt, truth, 90, most_useful))
        theirs.append(judgements_to_half(doubt, truth, 90, closest_to_even))
    assert all(a <= b for a, b in zip(ours, theirs, strict=True))
    assert 2 * sum(ours) <= sum(theirs)


@pytest.mark.parametrize(
    ("numbers", "low", "high"),
    [
        (np.linspace(0.005, 0.995, 100), 0.999, 1.0),
        (np.linspace(0.0, 0.5, 100), 0.0, 1e-6),
        # D = 1.358/sqrt(400): the tabled 5 % point.
        (np.clip(np.linspace(0, 1, 400) + 0.0666, 0, 1), 0.03, 0.07),
    ],
    ids=["even", "all low", "at the 5 % point"],
)
def test_the_test_of_uniformity_gives_the_tabled_values(numbers, low, high):
    assert low <= p_of_uniform(numbers) <= high


def test_a_band_covers_with_both_its_ends():
    marks = pd.DataFrame({"truth": [3, 5, 2, 6], "low": 3, "high": 5})
    assert coverage(marks) == 0.5
