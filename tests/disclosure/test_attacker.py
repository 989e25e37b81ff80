"""One who has only the printed pages attacks a small seeded sample (the whole: `make soak`)."""

from pathlib import Path

import pytest


@pytest.fixture
def soak(monkeypatch):
    """The soak, which lies outside the package on purpose."""
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2]))
    from bench import soak_disclosure

    return soak_disclosure


def test_no_hidden_number_of_random_tables_is_placed_within_fewer_than_k_values(soak):
    score = soak.Score()
    for seed in range(700_000, 700_015):
        soak.attack_table(seed, score)
    assert score.failures == []
    assert score.counts["hidden"] and score.counts["asked"]


def test_no_hidden_number_or_small_change_of_a_school_year_is_placed_so(soak):
    score = soak.Score()
    soak.attack_year(700_001, score)
    assert score.failures == []
    assert score.counts["audits"] == 12 and score.counts["asked"]


def test_the_attacker_finds_what_an_unprotected_table_gives_away(soak):
    """He is worth something: one mark in a column with its total is no mark."""
    found = soak.Attacker()
    cells = {("a", "n"): 7, ("b", "n"): None, ("total", "n"): 9}
    found.read(0, soak.Shape("any", has_total_row=True), ["a", "b", "total"], ["n"], cells)
    assert found.range_of({(0, "any", "b", "n"): 1}) == (2, 2)
