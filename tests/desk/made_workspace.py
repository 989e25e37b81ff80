"""A project folder with a workspace `demo` for a desk's tests: people who may sit down, files."""

import csv
import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from anyuan import clock, keys
from anyuan.casebook import Casebook
from anyuan.codebook import read_county, table
from anyuan.intake import ReceivingDesk, receive
from anyuan.keys import purpose_key
from anyuan.paths import private_dir, write_text
from anyuan.period import Month
from anyuan.run.months.linking import link_month

HOME = Path(__file__).parents[2]
MONTH = Month(2024, 9)
PIN = "旧县志第七页"
BEGUN = clock.from_text("2024-09-01T08:00:00+08:00")
# Names of tables with their rows, text by column.
Tables = Iterable[tuple[str, list[dict[str, str]]]]


def make_workspace(root: Path, *people: str) -> Path:
    """Make the folder with an empty workspace, in which some people have the PIN; return that."""
    shutil.copytree(HOME / "params", root / "params")
    workspace = private_dir(root / "casework" / "demo")
    keys.create_key_file()
    write_text(workspace / "workspace.yaml", 'name: "demo"\nis_rehearsal: "true"\n')
    casebook = Casebook.create(workspace, at=BEGUN)
    for code in people:
        casebook.set_pin(code, PIN, actor=code, at=BEGUN)
    return workspace


def receive_and_link(workspace: Path, tables: Tables, at: datetime) -> Casebook:
    """Write each table as the CSV file that a unit sends, receive and link them at a moment."""
    casebook = receive_tables(workspace, tables, at)
    link_month(workspace, casebook, MONTH, actor="system", at=at)
    return casebook


def receive_tables(workspace: Path, tables: Tables, at: datetime) -> Casebook:
    """Write each table as the CSV file that a unit sends, and receive them at a moment."""
    root, casebook = workspace.parents[1], Casebook.open(workspace)
    private_dir(root / "sent")
    paths = [_write(root / "sent", name, rows) for name, rows in tables]
    receipts = receive(paths, desk=receiving_desk(workspace, casebook, at))
    assert [r.message for r in receipts if r.status != "accepted"] == []
    return casebook


def receiving_desk(workspace: Path, casebook: Casebook, at: datetime) -> ReceivingDesk:
    """Return the desk at which a workspace receives files at a moment."""
    return ReceivingDesk(
        workspace=workspace,
        casebook=casebook,
        county=read_county(workspace.parents[1] / "params" / "county.yaml"),
        actor="system",
        at=at,
        record_key=purpose_key("record"),
    )


def _write(folder: Path, name: str, rows: list[dict[str, str]]) -> Path:
    wanted = table(name)
    school = rows[0].get("school_code", "") if name != "schools" else ""
    path = folder / f"{wanted.label}{school}2024年9月.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([f"{wanted.label}（2024年9月，合成示例数据）"])
        writer.writerow([column.label for column in wanted.columns.values()])
        writer.writerows([[row.get(key, "") for key in wanted.columns] for row in rows])
    return path
