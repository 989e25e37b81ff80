"""How long does linking a county's month take, and how often is it right?

The rehearsal county's files of one month are received into a workspace of their own, linked, and
compared with the answer key. Arguments: number of children, profile, month.
"""

import itertools
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import pandas as pd

from anyuan import clock, keys, records
from anyuan.casebook import Casebook
from anyuan.codebook import IDENTITY, tables
from anyuan.linkage import LinkBatch, LinkResult, link_records
from anyuan.paths import private_dir, project_root
from anyuan.period import Month
from anyuan.rehearsal.answer_key import write_answer_key
from anyuan.rehearsal.county import build_county
from anyuan.rehearsal.deliveries import write_month
from anyuan.rehearsal.demo import DemoOrder, receive_deliveries

COLUMNS = [
    *("record_key", "table", "period"),
    *("resident_id_given", "resident_id_problem"),
    *IDENTITY,
]


def received_rows(order: DemoOrder, month: Month) -> pd.DataFrame:
    """Return every received row of a month with its child (`person`) from the answer key."""
    folder = private_dir(order.workspace / "rehearsal")
    world = build_county(order.seed, order.n_children, order.profile)
    deliveries = write_month(world, month, folder)
    first = clock.from_text(f"{month.first_day.isoformat()}T00:00:00+08:00")
    casebook = Casebook.create(order.workspace, at=first)
    receive_deliveries(order, casebook, deliveries)
    answers = pd.read_parquet(write_answer_key(world, [month], folder) / "rows.parquet")
    frames = []
    for name in tables():
        files = casebook.current_files(name)
        if name == "schools" or files.empty:
            continue
        rows = records.read(order.workspace, name, list(files["record_name"]))
        named = files.set_index(files["sha256"].str[:8])["name"]
        rows = rows.assign(table=name, file_name=rows["file_sha8"].map(named))
        frames.append(rows.reindex(columns=[*COLUMNS, "file_name", "sheet", "row"]))
    rows = pd.concat(frames, ignore_index=True)
    truth = answers[["file_name", "sheet", "row", "person"]]
    return rows.merge(truth, on=["file_name", "sheet", "row"], how="left", validate="1:1")


def link_all(rows: pd.DataFrame) -> LinkResult:
    """Link rows of which nothing is known."""
    counter = itertools.count(1)
    return link_records(
        LinkBatch(
            records=rows[COLUMNS],
            persons=pd.DataFrame(columns=["record_key", "person_id"], dtype="str"),
            judgements=pd.DataFrame(columns=["left_key", "right_key", "verdict"], dtype="str"),
            mint=lambda n: [f"P{next(counter)}" for _ in range(n)],
        )
    )


def measure(rows: pd.DataFrame, result: LinkResult) -> dict[str, float]:
    """Return precision and recall over pairs of rows, and what hangs on the register's children.

    `unlinked`: in the register and on a roll, but two persons; `lost`: of these, without an
    undecided pair (counted as out of school by mistake); `hidden`: in the register and on no roll,
    but given another child's roll row (missed by the count).
    """
    rows = rows.drop_duplicates("record_key").merge(result.persons, on="record_key")
    right = _n_pairs(rows.groupby(["person", "person_id"]).size())
    register = rows[rows["table"] == "household_register"]
    roll = rows[rows["table"] == "enrolment_roll"]
    is_pupil = register["person"].isin(set(roll["person"]))
    has_roll = register["person_id"].isin(set(roll["person_id"]))
    of = rows.set_index("record_key")["person_id"]
    waiting = set(result.undecided[["left_key", "right_key"]].stack().map(of))
    unlinked = register[is_pupil & ~has_roll]
    return {
        "rows": len(rows),
        "precision": right / _n_pairs(rows["person_id"].value_counts()),
        "recall": right / _n_pairs(rows["person"].value_counts()),
        "undecided": len(result.undecided),
        "undecided share": len(result.undecided) / len(rows),
        "unlinked": len(unlinked),
        "lost": int((~unlinked["person_id"].isin(waiting)).sum()),
        "hidden": int((~is_pupil & has_roll).sum()),
    }


def _n_pairs(sizes: pd.Series) -> int:
    return int((sizes * (sizes - 1) // 2).sum())


def main(n_children: str = "45000", profile: str = "default", month: str = "2024-09") -> None:
    """Print wall time, peak memory and quality."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        os.environ["ANYUAN_KEY_FILE"] = str(root / "key")
        keys.create_key_file()
        workspace = private_dir(root / "casework" / "bench")
        of = Month.parse(month)
        order = DemoOrder(workspace, project_root(), (of,), int(n_children), profile=profile)
        rows = received_rows(order, of)
    n_unknown = int(rows["person"].isna().sum())
    rows = rows[rows["person"].notna()]
    start, used = time.perf_counter(), time.process_time()
    result = link_all(rows)
    wall, cpu = time.perf_counter() - start, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    lines = [
        f"python {sys.version.split()[0]}, duckdb {duckdb.__version__}, {os.cpu_count()} cores",
        f"{n_children} children, profile {profile}, month {month}",
        f"wall {wall:.2f} s, processor {cpu:.2f} s, peak {peak:.0f} MiB",
        f"rows without an answer {n_unknown}",
    ]
    for name, value in measure(rows, result).items():
        lines.append(f"{name:16} {value:.6f}" if isinstance(value, float) else f"{name:16} {value}")
    sys.stdout.write("\n".join([*lines, result.links["rule"].value_counts().to_string(), ""]))


if __name__ == "__main__":
    main(*sys.argv[1:])
