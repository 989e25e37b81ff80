"""The probability of open pairs, on whole counties made up in memory."""

import pandas as pd
import pytest

from anyuan.rehearsal.simulated import simulate_month


@pytest.fixture(scope="module")
def poor() -> pd.DataFrame:
    """The open pairs of some counties with bare registers, with the truth."""
    months = [simulate_month(seed, 1500, "poor") for seed in range(5100, 5106)]
    return pd.concat([month.pairs for month in months], ignore_index=True)


def test_of_pairs_said_to_be_probable_so_many_are_one_child(poor):
    assert len(poor) > 30
    bins = pd.cut(poor["probability"], [0, 0.1, 0.6, 1])
    seen = poor.groupby(bins, observed=True).agg(
        n=("is_same", "size"), said=("probability", "mean"), true=("is_same", "mean")
    )
    # Four standard errors, and some room for the few pairs of a bin.
    room = 4 * (seen["said"] * (1 - seen["said"]) / seen["n"]) ** 0.5 + 0.05
    assert ((seen["said"] - seen["true"]).abs() <= room).all(), seen


def test_weights_leave_nothing_open_that_is_beyond_doubt():
    month = simulate_month(5200, 2500, "worse")
    assert (month.pairs["probability"] < 0.995).all()
    people = month.headcount
    assert people.count("out_of_school") + people.count("undecided") >= month.truth.count(
        "out_of_school"
    )
