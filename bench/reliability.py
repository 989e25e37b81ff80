"""Of the pairs said to be one child with 0.7, are seven in ten? Over many made-up counties.

Registers of the profile `worse`, made barer still: birthdays are known to the month, and the right
list lacks most numbers, guardians, telephones and townships, so that many pairs stay in doubt.
Writes a table to outputs/bench/reliability.md and the reliability diagram beside it. Arguments:
number of seeds, children in each county.
"""

import sys
import tempfile
from pathlib import Path

import matplotlib
import numpy as np
import pandas as pd
from bench.registers import make_registers

from anyuan.briefing.fonts import chinese_fonts
from anyuan.linkage import match_lists
from anyuan.paths import private_dir, project_root, write_text

matplotlib.use("Agg")
FIRST_SEED = 90_000
# Share of the right list's rows that lack a field.
BARE = {
    ("resident_id", "resident_id_given"): 0.9,
    ("guardian_name",): 0.95,
    ("guardian_phone",): 0.97,
    ("township",): 0.7,
}
EDGES = (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.995, 1.0)


def draw_pairs(folder: Path, seed: int, n_children: int) -> pd.DataFrame:
    """Return the weighed pairs of one county: probability and whether they are one child."""
    place = make_registers(folder, n_children, "worse", seed)
    left, right = (pd.read_parquet(place / f"{side}.parquet") for side in ("left", "right"))
    rng = np.random.default_rng(seed)
    for columns, share in BARE.items():
        right.loc[rng.random(len(right)) < share, list(columns)] = None
    for side in (left, right):
        side["birth_on"] = side["birth_on"].dt.to_period("M").dt.start_time.astype("datetime64[us]")
    answers = left["person"].to_numpy(), right["person"].to_numpy()
    found = match_lists(left.drop(columns=["row", "person"]), right.drop(columns=["row", "person"]))
    found = found[found["rule"] == "weights"]
    is_same = answers[0][found["left"]] == answers[1][found["right"]]
    return pd.DataFrame({"probability": found["probability"].to_numpy(), "is_same": is_same})


def table_of(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return, by what was said: number of pairs, what was said on average, how many were."""
    bins = pd.cut(pairs["probability"], EDGES, include_lowest=True)
    return pairs.groupby(bins, observed=True).agg(
        n=("is_same", "size"), said=("probability", "mean"), true=("is_same", "mean")
    )


def draw_diagram(table: pd.DataFrame, into: Path) -> None:
    """Save what was said against what was true, with two standard errors."""
    from matplotlib import pyplot  # imported here: after the back end is chosen

    with chinese_fonts():
        figure, axes = pyplot.subplots(figsize=(5, 5), dpi=160)
        error = 2 * np.sqrt(table["said"] * (1 - table["said"]) / table["n"])
        axes.plot([0, 1], [0, 1], color="#888888", linewidth=1)
        axes.errorbar(table["said"], table["true"], yerr=error, fmt="o", color="#1f4e79", capsize=3)
        for said, true, n in zip(table["said"], table["true"], table["n"], strict=True):
            axes.annotate(f"{n}", (said, true), (5, -11), textcoords="offset points", fontsize=7)
        axes.set_ylim(-0.05, 1.08)
        axes.set_xlabel("说的概率")
        axes.set_ylabel("其中确为同一人的比例")
        axes.set_title("比对概率可靠性（合成示例数据）")
        figure.savefig(into, bbox_inches="tight")


def main(n_seeds: str = "12", n_children: str = "9000") -> None:
    """Print and write the table, and draw the diagram."""
    with tempfile.TemporaryDirectory() as folder:
        drawn = [
            draw_pairs(Path(folder), FIRST_SEED + n, int(n_children)) for n in range(int(n_seeds))
        ]
    pairs = pd.concat(drawn, ignore_index=True)
    table = table_of(pairs)
    gap = float((table["n"] * (table["said"] - table["true"]).abs()).sum() / table["n"].sum())
    brier = float(((pairs["probability"] - pairs["is_same"]) ** 2).mean())
    text = (
        f"{n_seeds} counties of {n_children}, seeds from {FIRST_SEED}; {len(pairs)} weighed pairs, "
        f"mean gap {gap:.4f}, Brier score {brier:.4f}\n\n{table.round(3).to_string()}\n"
    )
    sys.stdout.write(text)
    into = private_dir(project_root() / "outputs" / "bench")
    write_text(into / "reliability.md", text)
    draw_diagram(table, into / "reliability.png")


if __name__ == "__main__":
    main(*sys.argv[1:])
