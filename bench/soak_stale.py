"""Change single cells of a finished month's inputs; count those after which a page counts as new.

    python -m bench.soak_stale 200

A small rehearsal county's month is made once. Each round changes one cell through a door of the
office (a correction, the same file sent again with one digit changed, a judgement on a pair) and
asks `preview_month`, which runs nothing: every page has to be due. Then the receipts are brought up
to the new state, as making the month again would, and none may be due: so a change that is noticed
is that of its own round. What is shown is the judging; no page is made again in between.
"""

import argparse
import os
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from end_to_end.small_county import make_county, make_home
from run.single_changes import change_one, settle

from anyuan import keys
from anyuan.period import Month
from anyuan.run.batch.batch import Batch, preview_month, run_month
from anyuan.run.batch.outcome import DONE

MONTH = Month(2024, 9)


def main() -> None:
    """Make the month, change it so many times, and tell; exit 1 where a change went unnoticed."""
    words = argparse.ArgumentParser()
    words.add_argument("rounds", nargs="?", type=int, default=200)
    words.add_argument("--seed", type=int, default=7)
    asked = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="anyuan-soak-") as folder:
        root = Path(folder) / "home"
        os.environ |= {"ANYUAN_HOME": str(root), "ANYUAN_KEY_FILE": str(Path(folder) / "key")}
        keys.create_key_file()
        make_home(root, "dropout_headcount")
        make_county(root, str(MONTH), n_children=400)
        batch = Batch(root, MONTH, "demo")
        outcomes = run_month(batch)
        if {o.state for o in outcomes} != {DONE}:
            sys.exit("the month could not be made")
        sys.exit(soak(batch, random.Random(asked.seed), asked.rounds, Path(folder)))


def soak(batch: Batch, dice: random.Random, rounds: int, folder: Path) -> int:
    """Return 1 where a change went unnoticed or a page was due without one."""
    missed, idle, by_door = [], 0, Counter()
    n_pages = settle(batch)
    for n in range(rounds):
        idle += sum(reason.is_due for _, reason in preview_month(batch))
        change = change_one(batch.root, dice, batch.month, folder)
        by_door[f"{change.door} {change.status}".strip()] += 1
        due = sum(reason.is_due for _, reason in preview_month(batch))
        if due < n_pages:
            missed.append((n, change, due))
        settle(batch)
    tell(f"{rounds} single changes, {rounds - len(missed)} noticed on all {n_pages} pages")
    tell("by door: " + ", ".join(f"{door} {count}" for door, count in sorted(by_door.items())))
    tell(f"due without a change: {idle}")
    for one in missed:
        tell(f"missed: {one}")
    return int(bool(missed or idle))


def tell(text: str) -> None:
    """Write a line."""
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main()
