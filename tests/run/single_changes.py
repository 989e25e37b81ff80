"""One cell of what a workspace received becomes another, through the doors that an office uses.

A finished month then has to be judged out of date. `settle` stands for making it again: the
receipts are written as a run of now would write them, the pages are left as they lie.
"""

import json
import random
from dataclasses import dataclass
from pathlib import Path

from anyuan import records
from anyuan.casebook import Correction
from anyuan.codebook import read_county, table
from anyuan.paths import write_text
from anyuan.period import Month
from anyuan.run.batch.batch import Batch
from anyuan.run.batch.inputs import describe_inputs
from anyuan.run.intake.correcting import open_original
from anyuan.run.intake.receiving import correct_cell, open_receiving, receive_files
from anyuan.run.opened import open_workspace
from anyuan.run.results.fingerprint import fingerprint
from anyuan.run.results.mending import read_whole
from anyuan.run.results.receipt import RECEIPT

DIGITS = b"0123456789"


@dataclass(frozen=True)
class Change:
    """What was done: by which door, in which table, and what became of the file."""

    door: str
    table: str
    status: str


def settle(batch: Batch) -> int:
    """Bring every receipt of the month up to now; return how many there are."""
    opened = open_workspace(batch.workspace, batch.root)
    inputs = describe_inputs(opened.workspace, opened.casebook, batch.month)
    whole = read_whole(batch.places)
    for name, receipt in whole.items():
        receipt["inputs"] = inputs.noted
        receipt["fingerprint"] = fingerprint(inputs.told, receipt["basis"])
        text = json.dumps(receipt, ensure_ascii=False, sort_keys=True)
        write_text(batch.places.final(name) / RECEIPT, text)
    return len(whole)


def change_one(root: Path, dice: random.Random, month: Month, folder: Path) -> Change:
    """Correct a cell, send a file again with one digit changed, or judge a pair."""
    opened = open_workspace("demo", root)
    county = read_county(root / "params" / "county.yaml")
    desk = open_receiving(opened.workspace, opened.casebook, county, actor="E01")
    files = opened.casebook.files()
    files = files[files["superseded_at"].isna() & (files["record_name"] != "")]
    files = files[files["period"] <= str(month)]
    door = dice.choice(("correct", "send_again", "judge"))
    if door == "judge":
        keys = _keys(opened, files, dice)
        opened.casebook.add_judgement(*keys, "different", actor="E01", at=desk.at)
        return Change(door, "judgement", "")
    if door == "send_again":
        kept = {p.name[:8]: p for p in (opened.workspace / "inbox").glob("*.csv")}
        rows = [r for r in files.itertuples() if r.sha256[:8] in kept]
        row = dice.choice(rows)
        original = kept[row.sha256[:8]]
        path = folder / original.name[9:]
        path.write_bytes(_one_digit(original.read_bytes(), dice))
        received = receive_files([path], desk)
        return Change(door, row.table, received.receipts[0].status)
    return _correct(opened, files, dice, desk)


def _correct(opened, files, dice, desk) -> Change:
    open_ones = [
        row
        for row in files.itertuples()
        if not (table(row.table).is_anonymous or table(row.table).is_restricted)
        and row.n_accepted > 0
    ]
    row = dice.choice(open_ones)
    rows = records.read(opened.workspace, row.table, [row.record_name])
    place = rows.iloc[dice.randrange(len(rows))]
    cells = open_original(row.sha256, row.table, desk).row(place["sheet"], int(place["row"]))
    cell = dice.choice(cells)
    now = f"{cell.was}1"
    entry = Correction(row.sha256, cell.sheet, cell.row, cell.letters, cell.was, now, "核对")
    received = correct_cell(entry, desk)
    return Change("correct", row.table, received.receipts[0].status)


def _keys(opened, files, dice) -> list[str]:
    rolls = files[files["table"] == "enrolment_roll"]
    names = list(rolls["record_name"])
    rows = records.read(opened.workspace, "enrolment_roll", [dice.choice(names)])
    return dice.sample(sorted(rows["record_key"]), 2)


def _one_digit(data: bytes, dice: random.Random) -> bytes:
    """Return the bytes with one digit below the headings made another."""
    begin = len(data) // 2
    places = [n for n in range(begin, len(data)) if data[n] in DIGITS]
    n = dice.choice(places)
    other = dice.choice([d for d in DIGITS if d != data[n]])
    return data[:n] + bytes([other]) + data[n + 1 :]
