"""Kill a program at random moments while it saves fields of cases: is every answer it gave there?

A child process writes field after field, tells each that the casebook has acknowledged, and is
killed (SIGKILL) at a random moment; then the chain must verify, every acknowledged field be there,
every event belong to a case, and the list agree with the events. Ends with an error at the first
loss.

    python -m bench.soak_cases [N_KILLS [SEED]]
"""

import os
import random
import signal
import sys
import tempfile
import time
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from anyuan import clock, keys
from anyuan.casebook import Casebook
from anyuan.cases import CaseLedger, NewCase, Writer
from anyuan.codebook import case_kind

# Children come from a server that has imported everything and opened nothing: a kill takes tenths
# of a second, and no child inherits the lock of an open database.
CHILDREN = get_context("forkserver")
CHILDREN.set_forkserver_preload(["anyuan.cases"])
N_KILLS, SEED, N_CASES = 1000, 20240905, 5
FIELDS = ("owner_education", "owner_government", "measures_note", "township")


def main(n_kills: int, seed: int) -> None:
    """Kill so many times; print what was acknowledged and found."""
    rng, started, n_saved = random.Random(seed), time.perf_counter(), 0
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ANYUAN_KEY_FILE"] = str(Path(folder) / "secret" / "key")
        keys.create_key_file()
        workspace = Path(folder) / "casework"
        ledger = CaseLedger(
            Casebook.create(workspace, at=clock.now()), case_kind("return_to_school")
        )
        writer = make_writer()
        new = [NewCase(f"P{n}", "verifying", writer.today, {}) for n in range(N_CASES)]
        ledger.open_cases(new, writer)
        known: set[tuple[str, str, str]] = set()
        for n in range(n_kills):
            said = kill_once(workspace, rng.uniform(0.0, 0.15), f"{n}")
            known |= said
            n_saved += len(said)
            check(workspace, known)
            if (n + 1) % 50 == 0:
                say(f"{n + 1} kills, {n_saved} acknowledged, {time.perf_counter() - started:.0f} s")
    say(f"{n_kills} kills, {n_saved} acknowledged fields, none lost; seed {seed}")


def kill_once(workspace: Path, after: float, mark: str) -> set[tuple[str, str, str]]:
    """Let a child write and kill it `after` seconds past its first word; return what it was told
    is saved: case, field, value."""
    heard, said = CHILDREN.Pipe(duplex=False)
    child = CHILDREN.Process(target=write, args=(workspace, mark, said))
    child.start()
    said.close()
    saved: set[tuple[str, str, str]] = set()
    try:
        heard.recv()  # it is about to write
        time.sleep(after)
        child.kill()
        while True:
            saved.add(heard.recv())
    except (EOFError, OSError):  # the end, or a word that the kill cut: that acknowledges nothing
        pass
    child.join()
    if child.exitcode != -signal.SIGKILL:
        raise SystemExit(f"the child ended by itself: {child.exitcode}")
    heard.close()
    return saved


def write(workspace: Path, mark: str, said: Connection) -> None:
    """Save fields without end, telling each once it is saved (the child's part)."""
    ledger = CaseLedger(Casebook.open(workspace), case_kind("return_to_school"))
    cases = [ledger.case(case.case_id) for case in ledger.cases()]
    said.send("ready")
    n = 0
    while True:
        place, field = n % len(cases), FIELDS[n % len(FIELDS)]
        value = f"{mark}-{n}"
        cases[place] = ledger.note(cases[place], {field: value}, make_writer())
        said.send((cases[place].case_id, field, value))
        n += 1


def check(workspace: Path, known: set[tuple[str, str, str]]) -> None:
    """Raise SystemExit at anything lost or left over."""
    book = Casebook.open(workspace)
    report = book.verify()
    if not report.is_ok:
        raise SystemExit(report.message)
    ledger = CaseLedger(book, case_kind("return_to_school"))
    folded, listed = ledger.as_known(None, None), {case.case_id: case for case in ledger.cases()}
    events = book.events()
    if set(events["case_id"].dropna()) != set(listed) or set(listed) != set(folded):
        raise SystemExit("an event without a case, or a case without events")
    for case_id, case in folded.items():
        if (case.seq, case.fields) != (listed[case_id].seq, listed[case_id].fields):
            raise SystemExit(f"the list disagrees with the events about {case_id}")
    recorded = {
        (case_id, field, value)
        for case_id, body in zip(events["case_id"], events["body"], strict=True)
        for field, value in body.get("fields", {}).items()
    }
    if known - recorded:
        raise SystemExit(f"lost: {sorted(known - recorded)[:5]}")


def make_writer() -> Writer:
    """Return who writes now."""
    now = clock.now()
    return Writer("E01", now, clock.civil_date(now))


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*given, *[N_KILLS, SEED][len(given) :])
