"""Kill -9 a writer of the casebook at random moments; count what was acknowledged and lost.

    python -m bench.soak_kill --kills 1000

Each round forks a writer that saves (a received file with issues, persons, links, an event) and
acknowledges each save after its COMMIT; the parent kills it, opens the casebook, verifies chain and
facts against the last acknowledged head, and counts rows against events. POSIX only. A process
kill says nothing about fsync: that needs a power cut.
"""

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd

from anyuan import clock, keys
from anyuan.casebook import Casebook, FileEntry
from anyuan.errors import Issue

START = datetime(2024, 9, 1, 8, 0, tzinfo=clock.CHINA)
ROWS = 50


def save(book: Casebook, n: int) -> str:
    """Make one save of four kinds in turn and return the head that seals it."""
    at = START + timedelta(minutes=n)
    names = [f"{n}-{k}" for k in range(ROWS)]
    if n % 4 == 0:
        digits = f"{n:064x}"
        entry = FileEntry(
            digits, "made-up.xlsx", "enrolment_roll", "2024-09", str(n), f"2024-09-{digits[-8:]}",
            ROWS, ROWS, 0, 0, ROWS, (), "",
        )  # fmt: skip
        issue = Issue("id_check", "cell", "Sheet1", 3, "C3", "resident_id", "…", "", "")
        book.record_file(entry, [issue] * ROWS, actor="E01", at=at)
    elif n % 4 == 1:
        frame = pd.DataFrame({"record_key": names, "person_id": names})
        book.assign_persons(frame, actor="system", at=at)
    elif n % 4 == 2:
        frame = pd.DataFrame({"left_key": names, "right_key": "x", "rule": "r", "why": ""})
        book.add_links(frame, actor="system", at=at)
    else:
        book.append_event("noted", {"n": n}, actor="E01", at=at, case_id=f"C{n}")
    return book.anchor()


def write_until_killed(workspace: Path, first: int, acknowledge: int) -> None:
    """Save and acknowledge for ever."""
    book = Casebook.open(workspace)
    n = first
    while True:
        os.write(acknowledge, f"{n} {save(book, n)}\n".encode())
        n += 1


def kill_once(workspace: Path, first: int, wait: float) -> list[str]:
    """Run a writer for `wait` seconds after its first acknowledgement; return what it told."""
    receive, acknowledge = os.pipe()
    writer = os.fork()
    if writer == 0:
        os.close(receive)
        try:
            write_until_killed(workspace, first, acknowledge)
        finally:
            os._exit(1)
    os.close(acknowledge)
    with os.fdopen(receive, "rb") as told:
        begun = told.readline()
        time.sleep(wait)
        os.kill(writer, signal.SIGKILL)
        text = (begun + told.read()).decode()
    _, status = os.waitpid(writer, 0)
    if not os.WIFSIGNALED(status):
        raise RuntimeError("the writer ended by itself")
    return [line for line in text.splitlines(keepends=True) if line.endswith("\n")]


def check(workspace: Path, anchor: str) -> str:
    """Return what is wrong in a casebook, or nothing."""
    book = Casebook.open(workspace)
    report = book.verify(anchor)
    if not report.is_ok:
        return f"not verified: {report.broken_at}"
    kinds = book.events()["kind"].value_counts()
    found = {
        "file_received": len(book.issues()) / ROWS,
        "persons_assigned": len(book.persons()) / ROWS,
        "linked": len(book.links()) / ROWS,
    }
    wrong = [kind for kind, n in found.items() if n != kinds.get(kind, 0)]
    return f"facts and events differ: {wrong}" if wrong else ""


def main() -> int:
    """Kill as often as asked; print the counts; 1 if anything was lost or torn."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=20240605)
    given = parser.parse_args()
    chance = random.Random(given.seed)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ANYUAN_KEY_FILE"] = str(Path(folder) / "key")
        keys.create_key_file()
        workspace, faults, n_told, next_n = Path(folder) / "soak-0", [], 0, 0
        Casebook.create(workspace, at=START)
        for round_no in range(given.kills):
            told = kill_once(workspace, next_n, chance.uniform(0, 0.03))
            number, anchor = told[-1].split()
            n_told += len(told)
            next_n = int(number) + 2  # the save under way may have been committed, untold
            fault = check(workspace, anchor)
            faults += [fault] if fault else []
            if round_no % 50 == 49:  # verification grows with the chain: begin a new one
                workspace = workspace.with_name(f"soak-{round_no + 1}")
                Casebook.create(workspace, at=START)
    sys.stdout.write(
        f"kills {given.kills}, acknowledged saves {n_told}, lost or torn {len(faults)}\n"
    )
    for fault in faults:
        sys.stdout.write(f"  {fault}\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
