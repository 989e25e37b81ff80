"""Two registers to be matched, as Parquet: made-up, with the answer in a column of its own.

The rehearsal county's police register and school rolls of September 2024, as intake would hand
them on. One county holds up to 450,000 children, for more there are not enough identity numbers;
a province is made of such counties, each with number places and townships of its own.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from anyuan.paths import private_dir, replacing
from anyuan.rehearsal.county import build_county
from anyuan.rehearsal.facts import SEPTEMBER
from anyuan.rehearsal.identity import complete
from anyuan.rehearsal.registers import household_rows, roll_rows
from anyuan.resident_id import parse_id
from anyuan.text import visible

SEED = 20240605
LARGEST = 450_000
COLUMNS = [
    *("row", "person", "resident_id", "resident_id_given", "name", "sex", "birth_on"),
    *("guardian_name", "guardian_phone", "township"),
]


def make_registers(folder: Path, n_children: int, profile: str, seed: int = SEED) -> Path:
    """Write left.parquet (police) and right.parquet (rolls), unless they are there; return where.

    `person` is the answer: nobody who matches may read it.
    """
    place = private_dir(folder / f"{n_children}-{profile}-{seed}")
    if (place / "right.parquet").is_file():
        return place
    n_parts = -(-n_children // LARGEST)
    sides: tuple[list, list] = ([], [])
    for part in range(n_parts):
        for side, frame in zip(
            sides, _county(seed + part, n_children // n_parts, profile, part), strict=True
        ):
            side.append(frame)
    for name, frames in zip(("left", "right"), sides, strict=True):
        whole = pd.concat(frames, ignore_index=True)
        # Rows of a province come in no order that would tell which belong together.
        whole = whole.sample(frac=1, random_state=seed, ignore_index=True)
        whole["row"] = np.arange(2, len(whole) + 2)
        with replacing(place / f"{name}.parquet") as file:
            whole[COLUMNS].to_parquet(file, index=False)
    return place


def _county(seed: int, n_children: int, profile: str, part: int) -> list[pd.DataFrame]:
    world = build_county(seed, n_children, profile)
    if part:
        world.children["resident_id"] = _elsewhere(world.children["resident_id"], part)
    frames = []
    for rows in (household_rows(world, SEPTEMBER), roll_rows(world, SEPTEMBER)):
        parsed = [_read(value) for value in rows["resident_id"]]
        frames.append(
            pd.DataFrame(
                {
                    "person": f"{part}" + world.children["person"].to_numpy()[rows["child"]],
                    "resident_id": [number for number, _ in parsed],
                    "resident_id_given": [given for _, given in parsed],
                    "name": [visible(name) for name in rows["name"]],
                    "sex": rows["sex"],
                    "birth_on": pd.to_datetime(rows["birth_on"]).astype("datetime64[us]"),
                    "guardian_name": rows["guardian_name"],
                    "guardian_phone": rows["guardian_phone"],
                    "township": f"{part}" + rows["township"],
                }
            )
        )
    return frames


def _elsewhere(numbers: pd.Series, part: int) -> np.ndarray:
    """Return the numbers with their place moved, so that no two counties share one."""
    moved = numbers.str[:2] + f"{20 + part}" + numbers.str[4:17]
    return complete(moved.to_numpy(dtype=object))


def _read(value: object) -> tuple[str | None, str | None]:
    # A number stored as a number is refused at intake; nothing of it comes through.
    if not isinstance(value, str):
        return None, None
    parsed = parse_id(value)
    return (parsed.number if parsed.is_valid else None), visible(value)


if __name__ == "__main__":
    make_registers(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
