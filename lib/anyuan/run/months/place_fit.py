"""The rates of places over all schools, fitted once for all pages of a month.

Every school's page needs the same fit. It lies in derived/ under a digest of the counts that it
rests on and of the code; whoever deletes it gets it again.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from anyuan.bullying.places import PlaceFit, fit_places, fit_weekdays
from anyuan.paths import replacing
from anyuan.run.results.fingerprint import code_digest

# Half the width of a 90 % interval in standard deviations.
_HALF_WIDTH = 1.645
_N_DRAWS, _SEED = 500, 20240901


def fitted_places(workspace: Path, cells: pd.DataFrame) -> PlaceFit:
    """Return `fit_places(cells)`, from derived/ where the same counts were fitted before."""

    def make() -> pd.DataFrame:
        fit = fit_places(cells)
        return pd.concat([fit.cells, fit.places]).assign(effective=fit.effective)

    found = _kept(workspace, "places", cells, make)
    effective = float(found["effective"].max()) if len(found) else 0.0
    is_place, rates = found["slot"].isna(), found.drop(columns="effective")
    places = rates[is_place].drop(columns="slot").reset_index(drop=True)
    return PlaceFit(places, rates[~is_place].reset_index(drop=True), effective)


def fitted_weekdays(workspace: Path, cells: pd.DataFrame) -> pd.DataFrame:
    """Return `fit_weekdays(cells)`, from derived/ in the same way."""
    return _kept(workspace, "weekdays", cells, lambda: fit_weekdays(cells))


def _kept(
    workspace: Path, name: str, cells: pd.DataFrame, make: Callable[[], pd.DataFrame]
) -> pd.DataFrame:
    basis = cells.sort_values(list(cells.columns), ignore_index=True).to_csv(index=False)
    digest = hashlib.sha256(f"{basis}{code_digest()}".encode()).hexdigest()[:16]
    path = workspace / "derived" / "place_rates" / f"{name}-{digest}.parquet"
    if not path.is_file():
        with replacing(path) as part:
            make().to_parquet(part, index=False)
    return pd.read_parquet(path)


def draw_risk(risk: pd.DataFrame) -> np.ndarray:
    """Return draws [draw, row] of the expected incidents of a risk frame, the same each time.

    risk: place, expected, low and high (90 % interval, of the same unit). A row's logarithm is
    normal with the interval's width; the rows of one place move together, so that a place whose
    rate is not known stays unknown however many hours it has.
    """
    rng = np.random.default_rng(_SEED)
    number, names = pd.factorize(risk["place"])
    z = rng.standard_normal((_N_DRAWS, len(names)))[:, number]
    low, high = (risk[name].to_numpy(dtype="float64") for name in ("low", "high"))
    is_told = (low > 0) & (high > low)
    ratio = np.where(is_told, high, 1.0) / np.where(is_told, low, 1.0)
    sd = np.log(ratio) / (2 * _HALF_WIDTH)
    return risk["expected"].to_numpy(dtype="float64") * np.exp(sd * z - sd**2 / 2)
