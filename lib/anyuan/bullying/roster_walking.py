"""How many minutes is it from one place of a school to another?"""

from datetime import date

import numpy as np
import pandas as pd

from anyuan.codebook import RuleBook


def place_names(places: pd.DataFrame, roster: pd.DataFrame) -> dict[str, str]:
    """Return each place's name by its code; behind them those that only the roster knows."""
    names = dict(zip(places["place"], places["place_name"], strict=True))
    return names | {p: p for p in sorted(set(roster["place"])) if p not in names}


def walking_minutes(
    codes: tuple[str, ...],
    places: pd.DataFrame,
    measured: pd.DataFrame,
    book: RuleBook,
    *,
    on: date,
) -> np.ndarray:
    """Return the minutes between every two places, int64, the same both ways.

    As measured where somebody did (of two answers the longer), else estimated: within a building so
    much for each floor; between buildings, or where a place has none (the yard), down to the
    ground, across and up. A floor not given is the ground floor.
    """
    a_floor = book.value("bullying.walk_floor_minutes", on)
    across = book.value("bullying.walk_building_minutes", on)
    rows = places.drop_duplicates("place").set_index("place").reindex(list(codes))
    floors = rows["floor"].fillna(1).to_numpy(dtype="int64")
    buildings = rows["building"].to_numpy(dtype="object")
    has_one = rows["building"].notna().to_numpy()
    is_same = (buildings[:, None] == buildings[None, :]) & has_one[:, None] & has_one[None, :]
    inside = a_floor * np.abs(floors[:, None] - floors[None, :])
    to_ground = a_floor * np.abs(floors - 1)
    minutes = np.where(is_same, inside, across + to_ground[:, None] + to_ground[None, :])
    number = {code: n for n, code in enumerate(codes)}
    told = np.full(minutes.shape, -1, dtype="int64")
    for row in measured.itertuples():
        if row.place in number and row.to_place in number and not pd.isna(row.minutes):
            a, b = number[row.place], number[row.to_place]
            told[a, b] = told[b, a] = max(told[a, b], int(row.minutes))
    minutes = np.where(told >= 0, told, minutes)
    np.fill_diagonal(minutes, 0)
    return minutes.astype("int64")
