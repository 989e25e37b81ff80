"""Our linkage beside Splink 5: errors, undecided pairs, time and memory at growing sizes.

Both read the same two Parquet files, each in a process of its own, in turn; both are made to decide
every pair. Writes a table to outputs/bench/linkage.md. Arguments: sizes and profiles, as in
`45000 450000 3600000:default 45000:worse`; without any, three sizes and three profiles.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd
import splink
from bench.registers import SEED, make_registers

from anyuan.paths import private_dir, project_root, write_text

ORDERS = (
    "45000",
    "450000",
    "3600000",
    "45000:worse",
    "450000:worse",
    "45000:paper",
    "450000:paper",
)
# Rounds at each size: the smaller, the noisier.
ROUNDS = {45_000: 5, 450_000: 3, 3_600_000: 3}
LIMIT_S = 1800
HEAD = [
    *("children", "profile", "program", "wrong", "missed", "of", "ceiling", "undecided"),
    *("wall s", "cpu s", "peak MiB", "Splink's time / ours"),
]


@dataclass(frozen=True)
class Run:
    """One process: seconds of wall and processor, peak memory, and whether it came to its end."""

    wall: float
    cpu: float
    peak_mib: float
    is_done: bool


def run(module: str, *arguments: str) -> Run:
    """Run a module in a process of its own and wait for its end."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments], cwd=project_root(), stdout=subprocess.DEVNULL
    )
    deadline = start + LIMIT_S
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            break
        if time.perf_counter() > deadline:
            process.kill()
            _, status, usage = os.wait4(process.pid, 0)
            break
        time.sleep(0.01)
    process.returncode = status
    wall = time.perf_counter() - start
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, status == 0)


def errors(place: Path, found: Path) -> tuple[int, int, int]:
    """Return wrong links, children in both lists who lack theirs, and how many are in both."""
    left, right = (
        pd.read_parquet(place / f"{side}.parquet", columns=["row", "person"]).set_index("row")[
            "person"
        ]
        for side in ("left", "right")
    )
    pairs = pd.read_parquet(found, columns=["left_row", "right_row"])
    mine, other = pairs["left_row"].map(left), pairs["right_row"].map(right)
    is_right = mine.to_numpy() == other.to_numpy()
    both = set(left) & set(right)
    return int((~is_right).sum()), len(both - set(mine[is_right])), len(both)


def ceiling(place: Path) -> int:
    """Return how many children no field tells from another who fits their row as well.

    Every field that both rows have is equal, for the child's own row and for a stranger's.
    """
    fields = ("sex", "guardian_name", "guardian_phone", "township")
    agrees = " AND ".join(f"coalesce(l.{f} = r.{f}, true)" for f in fields)
    sides = {side: (place / f"{side}.parquet").as_posix() for side in ("left", "right")}
    return duckdb.sql(f"""
        SELECT count(DISTINCT r.person) FROM '{sides["left"]}' l JOIN '{sides["right"]}' r
        ON l.name = r.name AND l.birth_on = r.birth_on AND l.person <> r.person AND {agrees}
        AND (l.resident_id IS NULL OR r.resident_id IS NULL)
        WHERE r.person IN (SELECT person FROM '{sides["left"]}')""").fetchall()[0][0]


def compare(place: Path, folder: Path, n_children: int, profile: str) -> list[list[str]]:
    """Return the two programs' lines of the table for one size and profile."""
    ours, theirs, open_ones = (folder / f"{name}.parquet" for name in ("ours", "splink", "open"))
    runs: dict[str, list[Run]] = {"anyuan": [], "Splink": []}
    for _ in range(ROUNDS.get(n_children, 1)):
        runs["anyuan"].append(run("bench.match_once", str(place), str(ours), "decide"))
        runs["Splink"].append(run("bench.splink_peer", str(place), str(theirs)))
    run("bench.match_once", str(place), str(open_ones))
    decision = pd.read_parquet(open_ones, columns=["decision"])["decision"]
    undecided = {"anyuan": int((decision == "undecided").sum())}
    if runs["Splink"][-1].is_done:
        undecided["Splink"] = int(theirs.with_suffix(".undecided").read_text(encoding="utf-8"))
    ratio = statistics.median(
        b.wall / a.wall for a, b in zip(runs["anyuan"], runs["Splink"], strict=True)
    )
    lines = []
    for name, file in (("anyuan", ours), ("Splink", theirs)):
        done = [r for r in runs[name] if r.is_done]
        if not done:
            lines.append([f"{n_children}", profile, name, *["did not finish"] * 9])
            continue
        wrong, missed, of = errors(place, file)
        lines.append(
            [
                *(f"{n_children}", profile, name, f"{wrong}", f"{missed}", f"{of}"),
                *(f"{ceiling(place)}", f"{undecided[name]}"),
                *(f"{statistics.median(getattr(r, what) for r in done):.1f}"
                  for what in ("wall", "cpu")),
                f"{max(r.peak_mib for r in done):.0f}",
                f"{ratio:.1f}" if name == "anyuan" else "",
            ]
        )  # fmt: skip
    return lines


def main(*orders: str) -> None:
    """Print and write the table."""
    lines = [HEAD, ["---"] * len(HEAD)]
    about = (
        f"python {sys.version.split()[0]}, duckdb {duckdb.__version__}, splink "
        f"{splink.__version__}, {os.cpu_count()} cores, seed {SEED}; medians of rounds in turn\n\n"
    )
    sys.stdout.write(about)
    folder = private_dir(project_root() / "outputs" / "bench" / "registers")
    with tempfile.TemporaryDirectory() as results:
        for order in orders or ORDERS:
            size, _, profile = order.partition(":")
            place = make_registers(folder, int(size), profile or "default")
            lines += compare(place, Path(results), int(size), profile or "default")
            sys.stdout.write("\n".join(" | ".join(line) for line in lines[-2:]) + "\n")
            sys.stdout.flush()
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    write_text(project_root() / "outputs" / "bench" / "linkage.md", about + table + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
