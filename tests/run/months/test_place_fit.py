"""The rates of places: fitted once for all pages, and as doubtful for a roster as they are."""

import numpy as np
import pandas as pd
import pytest

from anyuan.bullying.places import fit_places
from anyuan.run.months.place_fit import draw_risk, fitted_places, fitted_weekdays


def cells(n=9):
    """A school where most happens on the stairs, and one where nothing is known."""
    rows = [
        ("S1", "stairs", "stairwell", "break", "mon", n, 400.0),
        ("S1", "hall", "corridor", "break", "mon", 1, 4000.0),
        ("S1", "yard", "playground", "noon", "tue", 1, 4000.0),
        ("S2", "hall", "corridor", "break", "mon", 0, 900.0),
    ]
    names = ["school_code", "place", "place_type", "slot", "weekday", "n", "exposure"]
    return pd.DataFrame(rows, columns=names)


def test_what_was_fitted_is_found_again_and_is_the_fit_itself(tmp_path):
    first, again = fitted_places(tmp_path, cells()), fitted_places(tmp_path, cells())
    fresh = fit_places(cells())
    for found in (first, again):
        pd.testing.assert_frame_equal(found.places, fresh.places, check_dtype=False)
        pd.testing.assert_frame_equal(found.cells, fresh.cells, check_dtype=False)
        assert found.effective == pytest.approx(fresh.effective)
    assert len(list((tmp_path / "derived" / "place_rates").iterdir())) == 1


def test_other_counts_are_fitted_anew(tmp_path):
    fitted_places(tmp_path, cells())
    fitted_places(tmp_path, cells(n=3))
    fitted_weekdays(tmp_path, cells())
    assert len(list((tmp_path / "derived" / "place_rates").iterdir())) == 3


def test_the_order_of_the_rows_is_no_other_fit(tmp_path):
    fitted_places(tmp_path, cells())
    fitted_places(tmp_path, cells().iloc[::-1])
    assert len(list((tmp_path / "derived" / "place_rates").iterdir())) == 1


def risk(*rows):
    return pd.DataFrame(rows, columns=["place", "expected", "low", "high"])


def test_draws_lie_about_the_rate_as_wide_as_its_interval():
    draws = draw_risk(risk(("a", 1.0, 0.25, 4.0), ("b", 1.0, 0.9, 1.1)))
    low, high = np.quantile(draws, (0.05, 0.95), axis=0)
    assert high[0] / low[0] == pytest.approx(16, rel=0.35)
    assert high[1] / low[1] == pytest.approx(1.1 / 0.9, rel=0.1)
    assert draws.mean(axis=0) == pytest.approx([1, 1], rel=0.15)


def test_the_hours_of_one_place_move_together_and_those_of_others_apart():
    draws = draw_risk(risk(("a", 1.0, 0.3, 3.0), ("a", 2.0, 0.6, 6.0), ("b", 1.0, 0.3, 3.0)))
    assert draws[:, 1] == pytest.approx(2 * draws[:, 0])
    assert abs(np.corrcoef(draws[:, 0], draws[:, 2])[0, 1]) < 0.2


def test_a_rate_without_an_interval_stays_as_it_is():
    assert (draw_risk(risk(("a", 0.0, 0.0, 0.0))) == 0).all()
