"""How long do a long chain and a large batch of decisions take?

    python -m bench.bench_casebook --events 1000000 --rows 100000

Prints seconds for appending and verifying events in one transaction's hand, and for writing and
reading persons and links in bulk. Goals: verify 10^6 events in 10 s; 10^5 rows written in 3 s.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pandas as pd

from anyuan import clock, keys
from anyuan.casebook import Casebook, chain, engine, mint_person_ids

AT = datetime(2024, 9, 1, 8, 0, tzinfo=clock.CHINA)


def timed(label: str, act: Callable) -> None:
    """Run `act` and print how long it took."""
    begun = time.perf_counter()
    act()
    sys.stdout.write(f"{label}: {time.perf_counter() - begun:.2f} s\n")


def append_many(book: Casebook, n: int) -> None:
    """Append `n` events in one transaction."""
    key = keys.purpose_key("chain")
    with engine.writing(book.engine) as connection:
        for k in range(n):
            new = chain.NewEvent("noted", "E01", AT, {"n": k, "步骤": "家访"}, f"C{k % 500}")
            chain.append(connection, key, new)


def main() -> None:
    """Make a casebook of the given size and time it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--rows", type=int, default=100_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ANYUAN_KEY_FILE"] = str(Path(folder) / "key")
        keys.create_key_file()
        book = Casebook.create(Path(folder) / "bench", at=AT)
        ids = mint_person_ids(given.rows)
        names = [f"{n:032x}" for n in range(given.rows)]
        persons = pd.DataFrame({"record_key": names, "person_id": ids})
        links = pd.DataFrame(
            {"left_key": names, "right_key": ids, "rule": "id", "why": "身份证号一致"}
        )
        timed("write persons", lambda: book.assign_persons(persons, actor="system", at=AT))
        timed("read persons", book.persons)
        timed("write links", lambda: book.add_links(links, actor="system", at=AT))
        timed("read links", book.links)
        timed(f"append {given.events} events", lambda: append_many(book, given.events))
        timed("verify", lambda: book.verify(book.anchor()))


if __name__ == "__main__":
    main()
