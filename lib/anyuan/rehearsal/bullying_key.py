"""The answer key of bullying: rates, incidents, arrangements, pupils, rosters."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from anyuan.paths import private_dir, replacing
from anyuan.rehearsal.bullying import Bullying, bullying_of
from anyuan.rehearsal.bullying_deliveries import STANDING, bullying_rows
from anyuan.rehearsal.bullying_handling import made_moments
from anyuan.rehearsal.bullying_mechanism import claims_by_month
from anyuan.rehearsal.world import World

_MOMENTS = ["occurred_on", "reported_at"]


def write_bullying_key(world: World, places: Sequence[int], folder: Path) -> None:
    """Write the bullying files of the answer key (.parquet) into a folder.

    bullying_truth: the true rate per 1,000 pupil-hours and the pupil-hours of one week by school,
    place, slot, weekday and term. bullying_incidents: every incident with its whole handling, known
    to the school or not. mechanism_truth: state, claim and false claim by school, item and month.
    survey_truth: true shares by school and survey. roster_truth: what the pilots' changed rosters
    do. bullying_rows: which row of the registers is which incident, and every bad cell, for the
    months at `places` and for the standing lists of the months before.
    """
    truth = bullying_of(world)
    rows = [bullying_rows(world, place, STANDING) for place in range(min(places))]
    rows += [bullying_rows(world, place) for place in places]
    frames = {
        "bullying_truth": truth.rates,
        "bullying_incidents": incidents_of(truth),
        "mechanism_truth": claims_by_month(truth.states, truth.answers),
        "survey_truth": truth.survey,
        "roster_truth": pd.concat(truth.changes.values(), ignore_index=True),
        "bullying_rows": pd.concat([one for one in rows if one is not None], ignore_index=True),
    }
    private_dir(folder)
    for name, frame in frames.items():
        with replacing(folder / f"{name}.parquet") as part:
            frame.to_parquet(part, index=False)


def incidents_of(truth: Bullying) -> pd.DataFrame:
    """Return every incident with its handling; days and moments as datetime64[us]."""
    frame = truth.incidents.join(made_moments(truth.handling))
    for name in _MOMENTS:
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[us]")
    return frame.reset_index(drop=True)
