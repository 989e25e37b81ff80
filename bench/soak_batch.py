"""Kill -9 batches at random moments, during runs and publication; count what is torn, lost, astray.

    python -m bench.soak_batch 200

A small project folder with a month of short runs is made; each round starts `anyuan month --force`
or a plain one, kills it (the batch alone, or a worker) at a random moment, and looks: every page
that a reader finds is whole by its receipt; readers that read all the time saw whole pages only.
At the end an uninterrupted call has to bring manifest and pages in step, with the same tables as
those of a folder that nobody disturbed. POSIX only.
"""

import argparse
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from run.month_home import SmallMonth, make_small_month

from anyuan.run.results.mending import read_whole
from anyuan.run.results.publish import published_names

UNITS = 3
LONGEST = 12.0


class Reader(threading.Thread):
    """Reads pages all the time, and keeps what was not whole."""

    def __init__(self, small: SmallMonth) -> None:
        super().__init__(daemon=True)
        self.small, self.torn, self.n_read, self.is_over = small, [], 0, False

    def run(self) -> None:
        """Read until told to stop."""
        while not self.is_over:
            for path in self.small.places.folder.glob("**/briefing.html"):
                if ".staging" in path.parts:
                    continue
                try:
                    text = path.read_bytes()
                except OSError:
                    continue  # it was moved between being listed and being opened
                self.n_read += 1
                if not text.rstrip().endswith(b"</html>"):
                    self.torn.append(path.name)
            time.sleep(0.01)


def start(small: SmallMonth, *words: str) -> subprocess.Popen:
    """Start a batch of the month."""
    command = [sys.executable, "-m", "anyuan", "month", "2024-09", "--quiet", *words]
    environment = os.environ | {"ANYUAN_HOME": str(small.root)}
    return subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)


def faults_now(small: SmallMonth, expected: set[str]) -> list[str]:
    """Return what a killed batch has left that a reader would be misled by.

    `expected`: pages that lay there whole before; each has to lie there still, or in the keeping.
    """
    whole = read_whole(small.places)
    lying = set(published_names(small.places))
    faults = [f"torn: {name}" for name in lying - whole.keys()]
    for name in expected - lying:
        kept = [*small.places.folder.glob(f".superseded/*/{name}")]
        faults += [] if kept else [f"lost: {name}"]
    return faults


def results(small: SmallMonth) -> dict[str, str]:
    """Return a digest of the tables and figures of each page."""
    found = {}
    for name in published_names(small.places):
        folder = small.places.final(name)
        facts = json.loads((folder / "figures.json").read_text(encoding="utf-8"))
        tables = b"".join(p.read_bytes() for p in sorted((folder / "tables").iterdir()))
        text = json.dumps(facts["figures"], sort_keys=True).encode() + tables
        found[name] = hashlib.sha256(text).hexdigest()
    return found


def out_of_step(small: SmallMonth) -> list[str]:
    """Return where the manifest and the pages disagree."""
    whole, runs = read_whole(small.places), small.manifest()["runs"]
    faults = [f"not published: {name}" for name, r in runs.items() if r["state"] != "published"]
    for name in runs.keys() | whole.keys():
        page = whole.get(name, {}).get("files", {}).get("briefing.html")
        if runs.get(name, {}).get("page") != page:
            faults.append(f"out of step: {name}")
    hidden = (".part", ".staging", ".publishing")
    left = [p.name for p in small.places.folder.iterdir() if p.name.startswith(hidden)]
    return faults + [f"left behind: {name}" for name in left]


def kill_once(small: SmallMonth, chance: random.Random) -> None:
    """Start a batch and kill it, or one of its workers, at a random moment."""
    batch = start(small, *(["--force"] if chance.random() < 0.7 else []))
    try:
        batch.wait(chance.uniform(0.5, LONGEST))
    except subprocess.TimeoutExpired:
        batch.send_signal(signal.SIGKILL)
        batch.wait()


def main() -> int:
    """Kill as often as asked; print the counts; 1 if anything was torn, lost or out of step."""
    parser = argparse.ArgumentParser()
    parser.add_argument("kills", type=int, nargs="?", default=200)
    parser.add_argument("--seed", type=int, default=20240605)
    given = parser.parse_args()
    chance, faults = random.Random(given.seed), []
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ANYUAN_KEY_FILE"] = str(Path(folder) / "key")
        undisturbed = make_small_month(Path(folder) / "undisturbed", UNITS)
        start(undisturbed).wait()
        small = make_small_month(Path(folder) / "disturbed", UNITS)
        reader = Reader(small)
        reader.start()
        for n in range(given.kills):
            before = set(read_whole(small.places))
            kill_once(small, chance)
            found = faults_now(small, before)
            faults += [f"kill {n + 1}: {fault}" for fault in found]
        last = start(small)
        if last.wait():
            faults.append(f"the last call ended with {last.returncode}")
        reader.is_over = True
        reader.join()
        faults += out_of_step(small)
        faults += [f"a reader saw half of {name}" for name in reader.torn]
        if results(small) != results(undisturbed):
            faults.append("the result is not that of an undisturbed call")
    sys.stdout.write(
        f"kills {given.kills}, pages read meanwhile {reader.n_read}, "
        f"torn, lost or out of step {len(faults)}\n"
    )
    for fault in faults:
        sys.stdout.write(f"  {fault}\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
