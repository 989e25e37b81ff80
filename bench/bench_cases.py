"""How long does the case desk wait? The list and a case, saving an event, folding a month.

    python -m bench.bench_cases [N_CASES …]

For 50, 500 and 5,000 cases of eight events each: seconds to read the list (with what is due on
every case), to open one case, to save a field (median and 95th percentile of 100), and to fold all
events as of a month's end.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from anyuan import clock, keys
from anyuan.casebook import Casebook
from anyuan.cases import CaseLedger, NewCase, Writer, find_due
from anyuan.codebook import case_kind, read_county

SIZES = (50, 500, 5000)
START = datetime(2024, 9, 2, 9, 0, tzinfo=clock.CHINA)
PLAN = {
    "reasons": ["dislike_of_study"],
    "measures": ["home_visit"],
    "owner_government": "示例乡长",
    "owner_education": "示例校长",
    "intended_placement": "regular_class",
    "target_on": "2024-10-08",
}


def main(sizes: list[int]) -> None:
    """Make casebooks of the given sizes and time them."""
    for n in sizes:
        with tempfile.TemporaryDirectory() as folder:
            os.environ["ANYUAN_KEY_FILE"] = str(Path(folder) / "secret" / "key")
            keys.create_key_file()
            book = Casebook.create(Path(folder) / "casework", at=START)
            ledger = CaseLedger(book, case_kind("return_to_school"))
            fill(ledger, n)
            time_size(ledger, n)


def fill(ledger: CaseLedger, n: int) -> None:
    """Open n cases and lead each to the second persuasion: eight events."""
    new = [NewCase(f"P{k}", "suspected", START.date(), {"township": "T14"}) for k in range(n)]
    cases = ledger.open_cases(new, writer(0))
    cases = ledger.move_together(cases, "verify", {}, writer(0))
    told = {"out_kind": "dropped_out", "verified_on": "2024-09-03", "verified_how": "入户"}
    cases = ledger.move_together(cases, "confirm", told, writer(1))
    cases = ledger.move_together(cases, "plan", PLAN, writer(2))
    for day in (3, 10, 17, 24):
        on = writer(day).today.isoformat()
        told = {"visited_on": on, "persuaders": "示例教师", "situation": "家长答应劝孩子返校"}
        cases = ledger.move_together(cases, "persuade", told, writer(day))


def time_size(ledger: CaseLedger, n: int) -> None:
    """Print what each step takes with n cases."""
    county = read_county()
    book = county.rule_book()
    today = writer(30).today

    def worklist() -> None:
        for case in ledger.cases():
            find_due(ledger.kind, case, today, book, county.calendar)

    names = [case.case_id for case in ledger.cases()]
    saved = [timed(partial(save, ledger, names[k % n], k)) for k in range(100)]
    opened = [timed(partial(ledger.case, names[k % n])) for k in range(20)]
    last = statistics.quantiles(saved, n=20)[-1]
    sys.stdout.write(
        f"{n} cases: worklist {timed(worklist):.3f} s, a case {statistics.median(opened):.4f} s, "
        f"save a field {statistics.median(saved):.4f} s (95 % {last:.4f} s), "
        f"fold a month {timed(lambda: ledger.as_known(today, None)):.3f} s\n"
    )


def save(ledger: CaseLedger, case_id: str, k: int) -> None:
    """Open a case and write a field."""
    ledger.note(ledger.case(case_id), {"measures_note": f"第 {k} 次改写"}, writer(30))


def writer(days: int) -> Writer:
    """Return who writes so many days after the start."""
    at = START + timedelta(days=days)
    return Writer("E01", at, clock.civil_date(at))


def timed(act: Callable[[], object]) -> float:
    """Return the seconds that something takes."""
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or list(SIZES))
